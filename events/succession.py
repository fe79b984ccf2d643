"""Rows of a registry over time: which contradict each other, and which are one.

Days are days since 1970-01-01, both ends of a validity included; no end stands far outside every understood year.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.problem import Problem, Span
from zhiben.events.strangers import likely_name

_BEGIN, _END = -(10**6), 10**6
_PLACE = frozenset({"file", "sheet", "line", "aliases"})
_EPOCH = dt.date(1970, 1, 1)
_HINTED = 200


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the registry."""

    id: str
    kind: str
    owner: str | None
    begin: int
    end: int
    says: tuple[Any, ...]
    aliases: tuple[str, ...]
    span: Span


def contradictions(table: pa.Table) -> list[Problem]:
    """What rows say that cannot all be true.

    Checks: validity that ends before it begins, one id with two kinds, unknown owners, overlapping rows of one id that
    differ, cycles of owners, aliases that name two entities on one day or are another entity's id.

    Args:
        table: columns of `entities` and `aliases`, sorted by (id, valid_from).
    """
    if _is_simple(table):
        return list(_backwards(_rows(table.filter(pc.less(table["valid_to"], table["valid_from"])))))
    rows = _rows(table)
    by_id: dict[str, list[_Row]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    found = [
        *_backwards(rows),
        *_two_kinds(by_id),
        *_unknown_owners(rows, by_id),
        *_overlaps(by_id),
        *_cycles(by_id),
        *_two_meanings(rows, by_id),
    ]
    return sorted(found, key=lambda p: p.span.line if p.span is not None else 0)


def merged(table: pa.Table) -> pa.Table:
    """The table without rows that another row of the same id repeats: what they cover together becomes one row."""
    if _is_simple(table):
        return table
    rows = _rows(table)
    keep: list[int] = []
    ends: list[int] = []
    for i, row in enumerate(rows):
        if keep and rows[keep[-1]].id == row.id and rows[keep[-1]].says == row.says and row.begin <= ends[-1]:
            ends[-1] = max(ends[-1], row.end)
        else:
            keep.append(i)
            ends.append(row.end)
    found = table.take(pa.array(keep, pa.int64()))
    last = np.array(ends, np.int32)
    column = pa.array(last, mask=last == _END).cast(pa.date32())
    return found.set_column(found.column_names.index("valid_to"), "valid_to", column)


def _is_simple(table: pa.Table) -> bool:
    """Whether every id has one row, no owner and no other name: then rows cannot contradict each other."""
    count, ids = table.num_rows, table["id"]
    if table["owner"].null_count < count or ("aliases" in table.column_names and table["aliases"].null_count < count):
        return False
    return count < 2 or not pc.any(pc.equal(ids.slice(1), ids.slice(0, count - 1))).as_py()  # they are sorted


def _rows(table: pa.Table) -> list[_Row]:
    said = [n for n in table.column_names if n not in _PLACE | {"id", "valid_from", "valid_to"}]
    found = []
    for row in table.to_pylist():
        found.append(
            _Row(
                row["id"],
                row["kind"],
                row["owner"],
                _BEGIN if row["valid_from"] is None else (row["valid_from"] - _EPOCH).days,
                _END if row["valid_to"] is None else (row["valid_to"] - _EPOCH).days,
                tuple(tuple(row[n]) if isinstance(row[n], list) else row[n] for n in said),
                tuple(row.get("aliases") or ()),
                Span(row["file"], row["line"], sheet=row["sheet"]),
            )
        )
    return found


def _backwards(rows: list[_Row]) -> Iterator[Problem]:
    for row in rows:
        if row.begin > row.end:
            message = f"`{row.id}` is valid from {_day(row.begin)} to {_day(row.end)}, which is earlier"
            yield Problem("validity-backwards", message, row.span, "valid_to is the last day", field="valid_to")


def _two_kinds(by_id: dict[str, list[_Row]]) -> Iterator[Problem]:
    for id_, rows in by_id.items():
        for row in rows[1:]:
            if row.kind != rows[0].kind:
                message = f"`{id_}` is `{row.kind}` here and `{rows[0].kind}` at {rows[0].span}"
                yield Problem(
                    "two-kinds", message, row.span, "an id names one entity of one kind", field="kind", value=id_
                )


def _unknown_owners(rows: list[_Row], by_id: dict[str, list[_Row]]) -> Iterator[Problem]:
    hinted = 0
    for row in rows:
        if row.owner is not None and row.owner not in by_id:
            hinted += 1
            near = likely_name(row.owner, by_id) if hinted < _HINTED and len(by_id) < 100_000 else None
            hint = f"did you mean `{near}`?" if near else "an owner is the id of an entity of the same file"
            message = f"`{row.id}` belongs to `{row.owner}`, which is not in the registry"
            yield Problem("unknown-owner", message, row.span, hint, field="owner", value=row.owner)


def _overlaps(by_id: dict[str, list[_Row]]) -> Iterator[Problem]:
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


def _cycles(by_id: dict[str, list[_Row]]) -> Iterator[Problem]:
    """Owners in a circle at some time. Who has no owner (left) is in none, and is peeled off first."""
    links = {id_: {r.owner for r in rows if r.owner in by_id} for id_, rows in by_id.items()}
    suspects = set(links)
    owned: dict[str, set[str]] = {id_: set() for id_ in links}
    for id_, owners in links.items():
        for owner in owners:
            owned[str(owner)].add(id_)
    open_links = {id_: len(owners) for id_, owners in links.items()}
    waiting = [id_ for id_, count in open_links.items() if not count]
    while waiting:
        id_ = waiting.pop()
        suspects.discard(id_)
        for below in owned[id_]:
            open_links[below] -= 1
            if not open_links[below]:
                waiting.append(below)
    found: set[frozenset[str]] = set()
    days = sorted({row.begin for id_ in suspects for row in by_id[id_]})
    for day in days:
        owner_on = {r.id: r.owner for id_ in suspects for r in by_id[id_] if r.begin <= day <= r.end and r.owner}
        for cycle in _circles(owner_on):
            if frozenset(cycle) not in found:
                found.add(frozenset(cycle))
                row = next(r for r in by_id[cycle[0]] if r.begin <= day <= r.end and r.owner)
                way = " → ".join(f"`{c}`" for c in (*cycle[:8], cycle[0]))
                message = f"owners in a circle: {way}"
                yield Problem("owner-cycle", message, row.span, "nobody can belong to itself", field="owner")


def _circles(owner_on: Mapping[str, str | None]) -> Iterator[list[str]]:
    state: dict[str, int] = {}
    for turn, start in enumerate(sorted(owner_on), 1):
        path: list[str] = []
        at: str | None = start
        while at is not None and at in owner_on and at not in state:
            state[at] = turn
            path.append(at)
            at = owner_on[at]
        if at is not None and state.get(at) == turn and at in path:
            yield path[path.index(at) :]


def _two_meanings(rows: list[_Row], by_id: dict[str, list[_Row]]) -> Iterator[Problem]:
    spoken: dict[str, list[_Row]] = {}
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
    if day in (_BEGIN, _END):
        return "the beginning" if day == _BEGIN else "the end of time"
    return str(_EPOCH + dt.timedelta(days=day))
