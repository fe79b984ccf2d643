"""What the files and the objects of an audit are."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Literal

from zhiben.events.log import EventLog
from zhiben.events.problem import Problem

Role = Literal["log", "map", "entities", "coverage", "waivers", "baseline"]
# An argument of `audit` but the log: its role, what is given, what an object would be.
Named = tuple[Role, object, type]


def files_of(logs: list[Path] | EventLog, given: Sequence[Named]) -> tuple[tuple[Role, str], ...]:
    """The files that are read, each with its role, in the order given; of a baseline its ledger."""
    read: list[tuple[Role, str]] = [] if isinstance(logs, EventLog) else [("log", str(file)) for file in logs]
    for role, value, _ in given:
        if isinstance(value, (str, PathLike)):
            read.append((role, str(_ledger_file(value) if role == "baseline" else value)))
    return tuple(read)


def objects_of(logs: object, given: Sequence[Named]) -> tuple[Role, ...]:
    """The roles that were given as objects already read."""
    objects: tuple[Named, ...] = (("log", logs, EventLog), *given)
    return tuple(role for role, value, kind in objects if isinstance(value, kind))


def missing_files(logs: list[Path] | EventLog, given: Sequence[Named]) -> list[Problem]:
    """The files that are not there: without a rulebook nothing can be read, but this can still be said."""
    return [
        Problem("no-such-file", f"there is no file `{file}` ({role})")
        for role, file in files_of(logs, given)
        if not _exists(file)
    ]


def _ledger_file(baseline: str | PathLike[str]) -> Path:
    from zhiben.engine.baseline_reading import ledger_file

    return ledger_file(baseline)


def _exists(file: str) -> bool:
    try:
        return Path(file).exists()
    except (OSError, ValueError):
        return False
