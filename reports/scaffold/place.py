"""Puts new text files into a directory, all of them or none; what is there already is never written over."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from zhiben.events.problem import Problem, Span, Unusable


def placed(root: Path, files: Mapping[str, str]) -> list[Path]:
    """Write files, with the directories they need.

    Args:
        files: path below `root`, with `/`, to text.

    Returns:
        Their paths, in the same order.

    Raises:
        Unusable: code `file-exists`, or `out-not-writable` where the disk refuses. Nothing is left behind then.
    """
    made: list[Path] = []  # files and directories, in order
    written = []
    try:
        for name, text in files.items():
            path = root / name
            for folder in reversed([f for f in path.parents if not f.exists()]):
                folder.mkdir()
                made.append(folder)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
            written.append(path)
    except BaseException as error:
        _undo(made)
        if isinstance(error, FileExistsError):
            there, hint = str(error.filename), "give the rule another id, or move that file away"
            raise Unusable([Problem("file-exists", f"`{there}` is there already", Span(there), hint)]) from None
        if isinstance(error, (OSError, ValueError)):
            raise refused(root, error) from None
        raise
    return written


def refused(place: Path, error: OSError | ValueError) -> Unusable:
    """What to say where the disk refuses."""
    why = (getattr(error, "strerror", None) or str(error)).lower()
    message = f"nothing can be written to `{place}`: {why}"
    return Unusable([Problem("out-not-writable", message, Span(str(place)), "give a directory in which you may write")])


def _undo(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
