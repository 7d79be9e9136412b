"""Kernels where nothing can be kept on disk."""

from __future__ import annotations

from typing import Any

import numpy as np

from queries.kernels.compiling import compiled, twice_as_long


def test_a_function_without_a_file_is_compiled_all_the_same() -> None:
    made: dict[str, Any] = {}
    exec("def successor(n):\n    return n + 1\n", made)  # noqa: S102

    assert compiled(made["successor"])(41) == 42


def test_room_is_added_behind_what_is_there() -> None:
    @compiled
    def longer(array: Any) -> Any:
        return twice_as_long(array)

    array = longer(np.array([3, 1, 2], np.int32))

    assert len(array) == 6
    assert array.dtype == np.int32
    assert array[:3].tolist() == [3, 1, 2]
