"""Files as a caller names them: a path as text or as a Path, one or several; anything else is a mistake of the program.

What stands in files is a matter of `Problem`; a value of the wrong type is a TypeError that says what to give instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

FilePath = str | os.PathLike[str]


def path_of(given: object, what: str, instead: str = "") -> Path:
    """The path of one file.

    Args:
        given: text or a Path.
        what: what is expected, for the message, such as "the entities".
        instead: what else would be accepted, such as "an Entities from read_entities".

    Raises:
        TypeError: anything else.
    """
    path = os.fspath(given) if isinstance(given, (str, os.PathLike)) else None
    if isinstance(path, str):
        return Path(path)
    raise TypeError(_expected(given, f"{what}: expected the path of a file (str or Path)", instead))


def paths_of(given: object, what: str, instead: str = "") -> list[Path]:
    """The paths of one or several files: a path, or any iterable of paths.

    Raises:
        TypeError: anything else; a table too, though it can be iterated, for its columns are no files.
    """
    if isinstance(given, (str, os.PathLike)):
        return [path_of(given, what, instead)]
    is_table = hasattr(given, "columns") or hasattr(given, "column_names")
    if is_table or isinstance(given, (bytes, bytearray, Mapping)) or not isinstance(given, Iterable):
        raise TypeError(_expected(given, f"{what}: expected the path of a file, or a list of paths", instead))
    return [path_of(item, f"an item of {what}") for item in given]


def _expected(given: object, expected: str, instead: str) -> str:
    kind = type(given)
    found = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    is_table = hasattr(given, "columns") or hasattr(given, "column_names")
    hint = "; write the table to a .csv or .parquet file and give its path" if is_table else ""
    return f"{expected}{f', or {instead}' if instead else ''}; found {found}{hint}"
