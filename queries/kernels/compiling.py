"""The one place where kernels are handed to numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(function: Kernel) -> Kernel:
    """`function` compiled to machine code: nopython, without the GIL, kept on disk.

    Where neither the folder of the module nor the user's cache folder can be written, the
    machine code is kept for the life of the process only.
    """
    try:
        return cast(Kernel, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:
        return cast(Kernel, numba.njit(nogil=True)(function))
