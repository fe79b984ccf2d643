"""Files in, events out: reads any number of files as one log, and accounts for every row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Callable, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from zhiben.events.binding import Binding, bind
from zhiben.events.civil import CivilCalendar, calendar
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath, paths_of
from zhiben.events.log import ENVELOPE, Account, EventLog, Unsettled
from zhiben.events.logmap import LogMap
from zhiben.events.moments import INSTANT
from zhiben.events.opening import open_sheets
from zhiben.events.problem import Problem, Span
from zhiben.events.rows import Part, read_rows
from zhiben.events.settling import settle
from zhiben.events.sheet import DETECT, Broken, Sheet, held
from zhiben.events.values import counted, plain
from zhiben.events.vocabulary import ARROW, LAST, Vocabulary

Progress = Callable[[str, int], None]

_WORD = pa.dictionary(pa.int32(), pa.string())
_TYPES = {
    "id": pa.string(), "source": pa.string(), "type": _WORD, "subject": _WORD, "first": INSTANT, "last": INSTANT,
    "recordedtime": INSTANT, "file": _WORD, "sheet": _WORD, "line": pa.int64(),
}  # fmt: skip
_EMPTY = pa.schema(list(_TYPES.items())).empty_table()


def read_log(
    paths: FilePath | Iterable[FilePath],
    vocabulary: Vocabulary,
    zone: str,
    *,
    mapping: LogMap | None = None,
    entities: Entities | None = None,
    progress: Progress | None = None,
) -> EventLog:
    """The events of several files, which together are one log.

    Whatever is wrong with a file or a row is a problem of the log, never an exception; a file that cannot be read at
    all contributes no rows and a problem of level `error`.

    Args:
        paths: CSV, JSONL, Parquet or XLSX files: one path, or several.
        vocabulary: the event types and their fields.
        zone: IANA zone whose civil times the log's naive times are.
        mapping: how to read foreign columns.
        entities: the registry; subjects and references that are aliases in it become ids.
        progress: called with (file, rows read so far) after each sheet.

    Returns:
        The log; rows in order of files and lines, columns as `events.log` states.

    Raises:
        TypeError: `paths` are no paths.
        zoneinfo.ZoneInfoNotFoundError: no such zone.
    """
    files = paths_of(paths, "the log")
    civil = calendar(zone)
    parts: list[Part] = []
    read = 0
    for sheet, binding in _sheets(files, vocabulary, mapping):
        parts.append(_part(sheet, binding, vocabulary, civil, mapping))
        read += len(sheet.lines) + sheet.spoiled
        if progress is not None:
            progress(sheet.file, read)
    table = _joined([part.table for part in parts], vocabulary)
    problems = tuple(problem for part in parts for problem in part.problems)
    account = Account(
        read=sum(part.read for part in parts),
        ignored=sum(part.ignored for part in parts),
        rejected=sum(part.rejected for part in parts),
    )
    is_distinct = len(parts) == 1 and parts[0].has_distinct_ids
    return settle(Unsettled(table, problems, account, is_distinct), vocabulary, zone, entities)


def _sheets(
    paths: Iterable[Path], vocabulary: Vocabulary, mapping: LogMap | None
) -> Iterator[tuple[Sheet, Binding | None]]:
    """Sheets with the columns that are read of them; None where there is nothing to read."""
    reading = mapping.reading if mapping is not None else DETECT
    seen: set[Path] = set()
    for path in paths:
        if path.absolute() in seen:
            again = Problem("file-twice", "the file is named twice; it is read once", Span(str(path)), level="warning")
            yield Sheet(str(path), None, (), held(()), np.zeros(0, np.int64), problems=(again,)), None
            continue
        seen.add(path.absolute())
        yield from _bound(open_sheets(path, reading), vocabulary, mapping)


def _bound(
    sheets: Sequence[Sheet], vocabulary: Vocabulary, mapping: LogMap | None
) -> Iterator[tuple[Sheet, Binding | None]]:
    """Binds the sheets of one file. A worksheet beside others that is no log is left out with a warning."""
    defaults = [None if sheet.name is None else _type_named(sheet.name, vocabulary) for sheet in sheets]
    found = [bind(s, vocabulary, mapping, d) if s.headers else None for s, d in zip(sheets, defaults, strict=True)]
    one_is_read = any(binding is not None and binding.is_usable for binding in found)
    for sheet, default, binding in zip(sheets, defaults, found, strict=True):
        if binding is not None and not binding.is_usable and one_is_read and default is None and sheet.name is not None:
            hint = "name it after an event type, or give it columns for type, subject and time"
            message = f"the sheet `{sheet.name}` is no log of events; {counted(len(sheet.lines), 'row')} not read"
            unread = Problem("unread-sheet", message, replace(sheet.header_span(), line=0), hint, "warning")
            yield replace(sheet, headers=(), problems=(unread,)), None
        else:
            yield sheet, binding


def _part(
    sheet: Sheet, binding: Binding | None, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None
) -> Part:
    if binding is None:
        return Part(_EMPTY, sheet.spoiled, 0, sheet.spoiled, sheet.problems)
    problems = [*sheet.problems, *binding.problems]
    try:
        if binding.is_usable:
            part = read_rows(sheet, binding, vocabulary, civil, mapping)
            return replace(part, problems=(*problems, *sorted(part.problems, key=_line)))
    except Broken as why:
        problems.append(Problem("damaged-file", f"the file is damaged inside: {why}", Span(sheet.file)))
    lost = len(sheet.lines) + sheet.spoiled
    return Part(_EMPTY, lost, 0, lost, tuple(problems))


def _type_named(name: str, vocabulary: Vocabulary) -> str | None:
    """The event type whose name or label a worksheet has."""
    for kind in vocabulary.events.values():
        if plain(name) in {plain(word) for word in (kind.name, kind.label.zh, kind.label.en) if word}:
            return kind.name
    return None


def _line(problem: Problem) -> int:
    return problem.span.line if problem.span is not None else 0


def _joined(tables: Sequence[pa.Table], vocabulary: Vocabulary) -> pa.Table:
    """One table with the columns of all, in the order of the envelope and the vocabulary."""
    fields = vocabulary.event_fields()
    kinds: dict[str, pa.DataType] = dict(_TYPES)
    for name, field in fields.items():
        kinds[name] = pa.list_(pa.string()) if field.many else ARROW[field.storage]
        if field.storage == "time":
            kinds[name + LAST] = ARROW["time"]
    present = {name for table in tables for name in table.column_names} | set(ENVELOPE)
    schema = pa.schema([(name, kind) for name, kind in kinds.items() if name in present])
    filled = [
        pa.table([t[f.name].cast(f.type) if f.name in t.column_names else pa.nulls(t.num_rows, f.type) for f in schema],
                 schema=schema)
        for t in tables
    ]  # fmt: skip
    if not filled:
        return schema.empty_table()
    return pa.concat_tables(filled).unify_dictionaries().combine_chunks()
