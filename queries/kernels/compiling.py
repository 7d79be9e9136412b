"""The one place where kernels are handed to numba.

What is kept on disk is made anew when the file of the function has changed, but not when only the
file of a function that it calls has: after such a change delete `__pycache__/*.nb?`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
Item = TypeVar("Item", bound=np.generic)


def compiled(function: Kernel) -> Kernel:
    """`function` compiled to machine code: nopython, without the GIL, kept on disk.

    Where neither the folder of the module nor the user's cache folder can be written, the
    machine code is kept for the life of the process only.
    """
    return _compiled(function, {})


def compiled_part(function: Kernel) -> Kernel:
    """The same for a function that only compiled ones call.

    It gets no door from Python, which for tuples of many arrays takes longer to compile than
    the function itself.
    """
    return _compiled(function, {"no_cpython_wrapper": True, "no_cfunc_wrapper": True})


def _compiled(function: Kernel, options: dict[str, bool]) -> Kernel:
    compile_: Any = numba.njit
    try:
        return cast(Kernel, compile_(cache=True, nogil=True, **options)(function))
    except RuntimeError:
        return cast(Kernel, compile_(nogil=True, **options)(function))


@compiled_part
def twice_as_long(array: npt.NDArray[Item]) -> npt.NDArray[Item]:
    """A copy with as much room again, the contents of which are undefined."""
    longer = np.empty(2 * len(array), array.dtype)
    for i in range(len(array)):
        longer[i] = array[i]
    return longer
