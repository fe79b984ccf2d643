"""Cases that do not fit: opened twice before they are closed, closed without having been opened, or closed before.

Such keys are usually numbers that start again on every sheet, and then a closing cures somebody else's hazard. Nothing
is changed here, only said.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.logmap_form import Case
from zhiben.events.problem import Problem, Span
from zhiben.events.values import counted, listed

_SHOWN = 10  # keys with a warning of their own


class _Step(NamedTuple):
    """One event of a case; in the order in which they are told."""

    key: str
    first: int
    is_closing: bool
    id: str
    span: Span
    day: str


def odd_cases(table: pa.Table, case: Case, zone: str) -> list[Problem]:
    """Warnings about the keys of a case whose events do not fit together; the same event twice is one event.

    An opening and a closing on the same day fit, whichever is told first.

    Args:
        table: events as read, before resends are dropped.
        case: the types and the field that joins them.
        zone: IANA zone, for the days in the messages.
    """
    if case.key not in table.column_names or not table.num_rows:
        return []
    twice: list[tuple[str, Span, str]] = []
    alone: list[tuple[str, Span, str]] = []
    before: list[tuple[str, Span, str]] = []
    for key, steps in groupby(_steps(table, case, zone), key=lambda step: step.key):
        opened: _Step | None = None
        told = list(steps)
        first_opening = next((step for step in told if not step.is_closing), None)
        for step in told:
            if not step.is_closing:
                if opened is not None and opened.span != step.span:
                    twice.append((key, step.span, f"{opened.day} ({opened.span}) and {step.day}"))
                opened = step
            elif opened is None and first_opening is None:
                alone.append((key, step.span, f"closed on {step.day}"))
            elif opened is None and first_opening is not None and step.day < first_opening.day:
                before.append((key, step.span, f"closed on {step.day}, opened on {first_opening.day}"))
            else:
                opened = None
    hint = "make the key of more columns, such as unit, date and number"
    return [
        *_warnings("opened-twice", f"`{case.key}` opens twice before it closes", twice, hint),
        *_warnings("closed-unopened", f"`{case.key}` is closed, but never opened", alone, hint),
        *_warnings("closed-before-opened", f"`{case.key}` is closed before it is opened", before, "correct the dates"),
    ]


def _steps(table: pa.Table, case: Case, zone: str) -> list[_Step]:
    types = table["type"].cast(pa.string())
    chosen = pc.and_(pc.is_in(types, pa.array([case.opens, case.closes])), table[case.key].is_valid())
    names = ["id", "type", case.key, "first", "file", "sheet", "line"]
    clock = ZoneInfo(zone)
    steps: dict[tuple[str, str], _Step] = {}
    for number, row in enumerate(table.select(names).filter(chosen).to_pylist()):
        span = Span(row["file"], row["line"], sheet=row["sheet"])
        day = row["first"].astimezone(clock).date()
        step = _Step(
            row[case.key], day.toordinal(), row["type"] == case.closes, row["id"] or f"{number:09}", span, f"{day}"
        )
        steps.setdefault((step.id, row["type"]), step)
    # sorted: by key, then day; on one day what opens comes first.
    return sorted(steps.values(), key=lambda step: step[:4])


def _warnings(code: str, what: str, found: list[tuple[str, Span, str]], hint: str) -> Iterator[Problem]:
    for key, span, how in found[:_SHOWN]:
        yield Problem(code, f"{what}: `{key}`, {how}", span, hint, "warning", value=key)
    rest = found[_SHOWN:]
    if rest:
        keys = listed(f"`{key}`" for key, _, _ in rest)
        message = f"{what}: {counted(len(rest), 'more key')}, {keys}"
        yield Problem(code, message, rest[0][1], hint, "warning")
