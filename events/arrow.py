"""pyarrow without pandas on the way.

The first `pyarrow.array(…)` of a process imports pandas, to ask whether it was handed one of its objects; that costs
more than checking a small log. Importing this module lets pyarrow find out once that pandas is not loaded yet. Later,
`to_pandas()` and arrays made from pandas objects load it and work as ever.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from typing import Sequence

import pyarrow as pa


class _NotNow:
    """An import finder that refuses pandas."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        if name == "pandas":
            raise ImportError("pandas is imported where it is needed")
        return None


def _settle() -> None:
    if "pandas" in sys.modules:
        return
    finder = _NotNow()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(finder)


_settle()
