"""Short ways to write a log to a file and to read what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterable

from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.logmap import LogMap
from zhiben.events.problem import Problem
from zhiben.events.reading import read_log

PLACE = ("file", "sheet", "line")


def read(
    path: Path, text: str | bytes, mapping: LogMap | None = None, entities: Entities | None = None, zone: str = ZONE
) -> EventLog:
    """The log in a file with that content."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return checked(read_log([path], VOCABULARY, zone, mapping=mapping, entities=entities))


def checked(log: EventLog) -> EventLog:
    """The log itself, its account balanced."""
    a = log.account
    assert a.read == a.accepted + a.duplicates + a.ignored + a.rejected
    events = log.table.num_rows
    assert events == (a.accepted if a.events is None else a.events)
    assert len(set(zip(log.table["source"].to_pylist(), log.table["id"].to_pylist(), strict=True))) == events
    return log


def codes(log: EventLog) -> list[str]:
    """Codes of the problems, in order."""
    return [p.code for p in log.problems]


def column(log: EventLog, name: str) -> list[Any]:
    """Values of a column; instants as ISO text in UTC."""
    values = log.table[name].to_pylist()
    return [v.isoformat() if hasattr(v, "isoformat") else v for v in values]


def content(log: EventLog) -> list[tuple[tuple[str, str], ...]]:
    """What the events say, place aside, in an order of its own."""
    rows = log.table.drop_columns(list(PLACE)).to_pylist()
    return sorted(tuple(sorted((k, str(v)) for k, v in row.items() if v is not None)) for row in rows)


def worded(problems: Iterable[Problem], folder: Path) -> str:
    """Problems as plain text: level, code, place, field, value, message, hint."""
    lines = []
    for p in problems:
        where = "" if p.span is None else str(p.span).replace(f"{folder}/", "")
        about = " ".join(part for part in (p.field, p.value[:60]) if part)
        lines.append(f"{p.level}[{p.code}] {where}: {p.message}".replace(f"{folder}/", ""))
        lines += [f"    of {about}"] if about else []
        lines += [f"    hint: {p.hint}"] if p.hint else []
    return "\n".join(lines) + "\n"
