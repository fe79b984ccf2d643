"""What rows of a registry say that cannot all be true."""

from __future__ import annotations

import datetime as dt
from typing import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.owner_circles import owner_circles
from zhiben.events.problem import Problem
from zhiben.events.strangers import likely_name
from zhiben.events.succession import BEGIN, END, EPOCH, Row, is_simple, rows_of

_HINTED = 200  # unknown owners for which the likely name is looked for


def contradictions(table: pa.Table) -> list[Problem]:
    """Problems, in order of line.

    Checks: validity that ends before it begins, one id with two kinds, unknown owners, overlapping rows of one id that
    differ, cycles of owners, aliases that name two entities on one day or are another entity's id.

    Args:
        table: columns of `entities` and `aliases`, sorted by (id, valid_from).
    """
    if is_simple(table):
        return list(_backwards(rows_of(table.filter(pc.less(table["valid_to"], table["valid_from"])))))
    rows = rows_of(table)
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    found = [
        *_backwards(rows),
        *_two_kinds(by_id),
        *_unknown_owners(rows, by_id),
        *_overlaps(by_id),
        *owner_circles(by_id),
        *_two_meanings(rows, by_id),
    ]
    return sorted(found, key=lambda p: p.span.line if p.span is not None else 0)


def _backwards(rows: list[Row]) -> Iterator[Problem]:
    for row in rows:
        if row.begin > row.end:
            message = f"`{row.id}` is valid from {_day(row.begin)} to {_day(row.end)}, which is earlier"
            yield Problem("validity-backwards", message, row.span, "valid_to is the last day", field="valid_to")


def _two_kinds(by_id: dict[str, list[Row]]) -> Iterator[Problem]:
    for id_, rows in by_id.items():
        for row in rows[1:]:
            if row.kind != rows[0].kind:
                message = f"`{id_}` is `{row.kind}` here and `{rows[0].kind}` at {rows[0].span}"
                yield Problem(
                    "two-kinds", message, row.span, "an id names one entity of one kind", field="kind", value=id_
                )


def _unknown_owners(rows: list[Row], by_id: dict[str, list[Row]]) -> Iterator[Problem]:
    hinted = 0
    for row in rows:
        if row.owner is not None and row.owner not in by_id:
            hinted += 1
            near = likely_name(row.owner, by_id) if hinted < _HINTED and len(by_id) < 100_000 else None
            hint = f"did you mean `{near}`?" if near else "an owner is the id of an entity of the same file"
            message = f"`{row.id}` belongs to `{row.owner}`, which is not in the registry"
            yield Problem("unknown-owner", message, row.span, hint, field="owner", value=row.owner)


def _overlaps(by_id: dict[str, list[Row]]) -> Iterator[Problem]:
    for id_, rows in by_id.items():
        if len(rows) < 2:
            continue
        furthest = rows[0]
        for row in rows[1:]:
            same_kind, in_order = row.kind == furthest.kind, row.begin <= row.end and furthest.begin <= furthest.end
            if row.begin <= furthest.end and row.says != furthest.says and same_kind and in_order:
                begun, until = _day(row.begin), _day(min(row.end, furthest.end))
                message = f"two rows of `{id_}` say different things from {begun} to {until}; other: {furthest.span}"
                hint = "end the earlier row on the day before the later one begins"
                yield Problem("overlap", message, row.span, hint, field="valid_from", value=id_)
            if row.end > furthest.end:
                furthest = row


def _two_meanings(rows: list[Row], by_id: dict[str, list[Row]]) -> Iterator[Problem]:
    spoken: dict[str, list[Row]] = {}
    for row in rows:
        for alias in dict.fromkeys(row.aliases):
            if alias in by_id and alias != row.id:
                message = f"`{alias}` is an alias of `{row.id}` and the id of another entity"
                yield Problem("ambiguous-alias", message, row.span, "remove the alias", field="aliases", value=alias)
            spoken.setdefault(alias, []).append(row)
    for alias, named in spoken.items():
        furthest = None
        for row in sorted(named, key=lambda r: r.begin):
            if furthest is not None and row.id != furthest.id and row.begin <= furthest.end:
                message = f"`{alias}` names `{furthest.id}` and `{row.id}` on one day; other: {furthest.span}"
                hint = "give each of them a name of its own, or let the validities not overlap"
                yield Problem("ambiguous-alias", message, row.span, hint, field="aliases", value=alias)
            if furthest is None or row.end > furthest.end:
                furthest = row


def _day(day: int) -> str:
    if day in (BEGIN, END):
        return "the beginning" if day == BEGIN else "the end of time"
    return str(EPOCH + dt.timedelta(days=day))
