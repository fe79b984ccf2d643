"""A register whose rows are cases: each row gives an event for every date that is filled, and for every unit named.

An event stands or falls by itself: a wrong closing date loses the closing, not the hazard. The row counts as rejected
as soon as one of its events is; what could be read of it stands.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.binding import Binding
from zhiben.events.cells import escape, understood
from zhiben.events.civil import CivilCalendar
from zhiben.events.distinct import as_text
from zhiben.events.logmap_form import LogMap
from zhiben.events.problem import Problem
from zhiben.events.rows import EMPTY, Part, no_rows, read_rows
from zhiben.events.sheet import LIST, Rows, Sheet
from zhiben.events.values import listed
from zhiben.events.vocabulary import Vocabulary

_SHOWN = 4  # filled cells of a row that gives no event
_TOTALS = ("合计", "小计", "总计", "累计", "本月无", "本季度无", "无隐患", "填表人", "制表")

Bound = Sequence[tuple[LogMap | None, Binding]]


def with_derived(sheet: Sheet, binding: Binding) -> tuple[Sheet, list[Problem]]:
    """The sheet with the columns that the map makes of others, behind those that it has."""
    if not binding.derived:
        return sheet, []
    columns: dict[int, pa.Array] = {}
    problems: list[Problem] = []
    for number, derived in enumerate(binding.derived):
        cells, said = understood(sheet, derived.cell, derived.at, derived.dates)
        columns[len(sheet.headers) + number] = cells
        problems += said
    return sheet.with_cells(columns), problems


def read_register(sheet: Sheet, bound: Bound, vocabulary: Vocabulary, civil: CivilCalendar) -> Part:
    """The events of a sheet by a map with `events` or with a subject that is split.

    Args:
        sheet: the table as found.
        bound: for each event that a row may give, its map and where its columns are; usable.
        vocabulary: types and fields.
        civil: days and instants of the zone.

    Returns:
        The events; `rejected` and `ignored` count rows of the sheet, `faulty` are the lines of the former.

    Raises:
        Broken: the file is damaged inside.
    """
    problems: list[Problem] = []
    tables: list[pa.Table] = []
    gives = np.zeros(len(sheet.lines), np.bool_)
    faulty: list[Rows] = []
    ignored: list[Rows] = []
    for (mapping, binding), suffix in zip(bound, _suffixes(bound), strict=True):
        whole, said = with_derived(sheet, binding)
        problems += said
        rows = np.arange(len(sheet.lines))
        if suffix is not None:
            cells = as_text(whole.read([binding.envelope["time"]])[0])
            rows = np.flatnonzero(cells.is_valid().to_numpy(zero_copy_only=False))
        gives[rows] = True
        if not len(rows):
            continue
        is_split = mapping is not None and mapping.subject is not None and mapping.subject.split is not None
        part = read_rows(
            _each_subject(whole, rows, binding) if is_split else whole.only_rows(rows),
            binding, vocabulary, civil, mapping,
        )  # fmt: skip
        problems += part.problems
        faulty.append(part.faulty)
        ignored.append(part.left_out)
        tables.append(_named(part.table, suffix, is_split))
    if not len(sheet.lines) + sheet.spoiled + sheet.skipped:
        problems.append(no_rows(sheet))
    bare = np.flatnonzero(~gives)
    problems += _without_event(sheet, bound, bare)
    lost = np.unique(np.concatenate([sheet.lines[bare], *faulty]))
    left = np.setdiff1d(np.concatenate([np.zeros(0, np.int64), *ignored]), lost)
    return Part(
        pa.concat_tables(tables, promote_options="default") if tables else EMPTY,
        len(sheet.lines) + sheet.spoiled,
        len(left),
        len(lost) + sheet.spoiled,
        tuple(dict.fromkeys(problems)),
        faulty=lost,
    )


def _suffixes(bound: Bound) -> list[str | None]:
    """What an event's id has beside that of its row: its type, numbered where one row may give several of a type."""
    types = [b.constants.get("type", "") if m is None or isinstance(m.type, str) else "" for m, b in bound]
    if len(bound) == 1:
        return [None]
    seen = [types[: i + 1].count(kind) for i, kind in enumerate(types)]
    return [kind if number == 1 else f"{kind}-{number}" for kind, number in zip(types, seen, strict=True)]


def _each_subject(sheet: Sheet, rows: Rows, binding: Binding) -> Sheet:
    """The given rows, each as many times as its subject has items; that many subjects in place of the list."""
    place = binding.envelope["subject"]
    cells = as_text(sheet.read([place])[0]).take(pa.array(rows))
    items = pc.split_pattern(pc.utf8_ltrim(cells, LIST), LIST)
    counts = np.maximum(pc.list_value_length(items).fill_null(1).to_numpy(zero_copy_only=False), 1)
    filled: npt.NDArray[np.bool_] = np.repeat(items.is_valid().to_numpy(zero_copy_only=False), counts)
    subjects = np.full(int(counts.sum()), None, np.object_)
    subjects[filled] = items.flatten().to_pylist()
    spread = sheet.only_rows(np.repeat(rows, counts))
    return spread.with_cells({place: pa.array(subjects.tolist(), pa.string())})


def _named(events: pa.Table, suffix: str | None, is_split: bool) -> pa.Table:
    """Events with ids of their own; those without an id are named by their content as any others are."""
    ids = events["id"].combine_chunks()
    if ids.null_count == len(ids):
        return events
    parts = [ids]
    if suffix is not None:
        parts.append(pa.scalar(suffix))
    if is_split:
        parts.append(escape(events["subject"].combine_chunks().cast(pa.string())))
    named = pc.binary_join_element_wise(*parts, "|") if len(parts) > 1 else ids
    return events.set_column(events.column_names.index("id"), "id", named)


def _without_event(sheet: Sheet, bound: Bound, rows: Rows) -> list[Problem]:
    """Errors about rows in which no date is filled."""
    if not len(rows):
        return []
    dates = [m.time.column for m, _ in bound if m is not None and m.time is not None]
    named = listed(f"`{name}`" for name in dict.fromkeys(dates))
    columns = [as_text(column).take(pa.array(rows)).to_pylist() for column in sheet.read(range(len(sheet.headers)))]
    problems = []
    for row, cells in zip(rows.tolist(), zip(*columns, strict=True), strict=True):
        filled = [(heading, cell) for heading, cell in zip(sheet.headers, cells, strict=True) if cell is not None]
        shown = ", ".join(f"{heading or '?'}: {cell[:20]}" for heading, cell in filled[:_SHOWN])
        total = next(((h, c) for h, c in filled if any(word in "".join(c.split()) for word in _TOTALS)), None)
        hint = "fill in the date of what happened"
        if total is not None:
            hint = f"if this row is no case, say so in the map: read: {{skip_rows: {{{total[0]}: [{total[1][:40]}]}}}}"
        message = f"the row gives no event, because none of {named} is filled ({shown})"
        problems.append(Problem("no-event", message, sheet.span(row), hint))
    return problems
