"""Files in, events out: reads any number of files as one log, and accounts for every row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from zhiben.events.arranging import arrange
from zhiben.events.binding import bind
from zhiben.events.case_keys import odd_cases
from zhiben.events.civil import CivilCalendar, calendar
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath, paths_of
from zhiben.events.log import ENVELOPE, Account, EventLog, Row, Unsettled
from zhiben.events.logmap import LogMap, entries
from zhiben.events.looking_over import looked_over
from zhiben.events.opening import Stretch, open_sheets, stretches
from zhiben.events.problem import Problem, Span
from zhiben.events.register import Bound, read_register, with_derived
from zhiben.events.rows import EMPTY, TYPES, WORD, Part, read_rows
from zhiben.events.settling import settle
from zhiben.events.sheet import DETECT, Broken, Sheet, held
from zhiben.events.values import counted, plain
from zhiben.events.vocabulary import ARROW, LAST, Vocabulary

Progress = Callable[[str, int], None]


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
    faulty: set[Row] = set()
    filled: set[str] = set()
    found = (each for block in blocks(files, mapping) for each in read_block(block, vocabulary, civil, mapping) or ())
    for sheet, part in found:
        parts.append(part)
        faulty.update((sheet.file, sheet.name, line) for line in part.faulty.tolist())
        rows = len(sheet.lines) + sheet.spoiled
        filled.update([sheet.file] if rows else [])
        read += rows
        if progress is not None:
            progress(sheet.file, read)
    table = joined([part.table for part in parts], vocabulary)
    problems = tuple(problem for part in parts for problem in part.problems if not is_spare(problem, filled))
    for case in dict.fromkeys(case for one in maps_of(mapping) for case in one.cases):
        problems += tuple(odd_cases(table, case, zone))
    problems += tuple(unused_maps(mapping, files))
    account = Account(
        read=sum(part.read for part in parts),
        ignored=sum(part.ignored for part in parts),
        rejected=sum(part.rejected for part in parts),
    )
    is_distinct = len(parts) == 1 and parts[0].has_distinct_ids
    spread = frozenset(faulty) if mapping is not None and mapping.is_spread else None
    keys = None if mapping is None else mapping.keys
    return settle(Unsettled(table, problems, account, is_distinct, spread, keys), vocabulary, zone, entities)


@dataclass(frozen=True, slots=True)
class Block:
    """What is read of a log at a time: a file, or a stretch of a large one.

    Attributes:
        path: of the file.
        stretch: of its rows; None = all that it has.
        is_again: the file was named before.
    """

    path: Path
    stretch: Stretch | None = None
    is_again: bool = False


def blocks(files: Iterable[Path], mapping: LogMap | None = None, rows: int | None = None) -> Iterator[Block]:
    """Files as they are read one after the other.

    Args:
        rows: of a stretch of a large Parquet or CSV file, about; None = files are read whole, as are those in which
            a map says that a row depends on those beside it.
    """
    seen: set[Path] = set()
    for path in files:
        place, own = path.absolute(), _map_for(path, mapping)
        cut: Iterable[Stretch] = ()
        if rows is not None and place not in seen and (own is None or not own.arranges):
            cut = stretches(path, rows, DETECT if own is None else own.reading)
        is_cut = False
        for stretch in cut:
            is_cut = True
            yield Block(path, stretch)
        if not is_cut:
            yield Block(path, is_again=place in seen)
        seen.add(place)


def read_block(
    block: Block, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None
) -> Iterator[tuple[Sheet, Part]] | None:
    """The events of every sheet of a block; None = the file can only be read whole."""
    if block.is_again:
        return iter([_again(block.path)])
    own = _map_for(block.path, mapping)
    if block.stretch is None:
        sheets = open_sheets(block.path, DETECT if own is None else own.reading)
    elif (sheet := block.stretch.sheet()) is not None:
        sheets = [sheet]
    else:
        return None
    return ((sheet, _part(sheet, bound, vocabulary, civil, own)) for sheet, bound in _bound(sheets, vocabulary, own))


def _again(path: Path) -> tuple[Sheet, Part]:
    again = Problem("file-twice", "the file is named twice; it is read once", Span(str(path)), level="warning")
    sheet = Sheet(str(path), None, (), held(()), np.zeros(0, np.int64), problems=(again,))
    return sheet, Part(EMPTY, 0, 0, 0, sheet.problems)


def _map_for(path: Path, mapping: LogMap | None) -> LogMap | None:
    return None if mapping is None else mapping.for_file(path.name)


def read_sheet(sheet: Sheet, vocabulary: Vocabulary, zone: str, mapping: LogMap | None = None) -> Part:
    """The events of a single table that is perhaps in no file, such as what has just arrived; ids are not settled."""
    own = mapping.for_file(Path(sheet.file).name) if mapping is not None else None
    [(fitted, bound)] = _bound([sheet], vocabulary, own)
    return _part(fitted, bound, vocabulary, calendar(zone), own)


def is_spare(problem: Problem, filled: set[str]) -> bool:
    """Whether it is said of an empty worksheet of a workbook that has others with rows: a form that was not needed."""
    where = problem.span
    return problem.code == "empty-log" and where is not None and where.sheet is not None and where.file in filled


def maps_of(mapping: LogMap | None) -> tuple[LogMap, ...]:
    """The map of every kind of file."""
    return () if mapping is None else mapping.maps or (mapping,)


def unused_maps(mapping: LogMap | None, files: Iterable[Path]) -> Iterator[Problem]:
    """Maps for files that are not there: a pattern misspelt leaves a register to its own headings."""
    used = [mapping.for_file(file.name) for file in files] if mapping is not None and mapping.maps else []
    for one in maps_of(mapping) if used else ():
        if not any(one is other for other in used):
            patterns = ", ".join(f"`{pattern}`" for pattern in one.files)
            names = ", ".join(f"`{file.name}`" for file in files)
            message = f"no file is called {patterns}; the map for it is not used"
            yield Problem("unused-map", message, hint=f"files: {names}", level="warning")


def _bound(
    sheets: Sequence[Sheet], vocabulary: Vocabulary, mapping: LogMap | None
) -> Iterator[tuple[Sheet, Bound | None]]:
    """Binds the sheets of one file. A worksheet beside others that is no log is left out with a warning."""
    defaults = [None if sheet.name is None else _type_named(sheet.name, vocabulary) for sheet in sheets]
    found = [_fitted(s, vocabulary, mapping, d) if s.headers else None for s, d in zip(sheets, defaults, strict=True)]
    one_is_read = any(fitted is not None and _is_usable(fitted[1]) for fitted in found)
    for sheet, default, fitted in zip(sheets, defaults, found, strict=True):
        if fitted is None:
            yield sheet, None
        elif one_is_read and default is None and sheet.name is not None and _is_foreign(fitted[1]):
            hint = "name it after an event type, or give it columns for type, subject and time"
            message = f"the sheet `{sheet.name}` is no log of events; {counted(len(sheet.lines), 'row')} not read"
            unread = Problem("unread-sheet", message, replace(sheet.header_span(), line=0), hint, "warning")
            yield replace(sheet, headers=(), problems=(unread,)), None
        else:
            yield fitted


def _fitted(
    sheet: Sheet, vocabulary: Vocabulary, mapping: LogMap | None, default_type: str | None
) -> tuple[Sheet, Bound]:
    """A sheet as the map arranges it, and what each of the events of its rows takes from where."""
    if mapping is None:
        return sheet, [(None, bind(sheet, vocabulary, None, default_type))]
    arranged, errors = arrange(sheet, mapping)
    bound = [(entry, bind(arranged, vocabulary, entry, default_type)) for entry in entries(mapping, vocabulary)]
    known = bound[0][1].problems
    if not any(problem.code == "title-row" for problem in known):
        known.extend(error for error in errors if error not in known)
    return arranged, bound


def _is_usable(bound: Bound) -> bool:
    return all(binding.is_usable for _, binding in bound)


def _is_foreign(bound: Bound) -> bool:
    """Whether a sheet is something else: not usable, and without most of the columns that the map names.

    A sheet that lacks one of many is meant, and misspelt; with a mere warning it would be a month that nobody misses.
    """
    if _is_usable(bound):
        return False
    lacking = {p.field for _, binding in bound for p in binding.problems if p.code == "unknown-column"}
    present = {
        place for _, binding in bound for place in (*binding.envelope.values(), *(at for _, at in binding.fields))
    }
    return len(present) <= len(lacking)


def _part(
    sheet: Sheet, bound: Bound | None, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None
) -> Part:
    if bound is None:
        return Part(EMPTY, sheet.spoiled, 0, sheet.spoiled, sheet.problems)
    problems = [*sheet.problems, *dict.fromkeys(p for _, binding in bound for p in binding.problems)]
    try:
        if _is_usable(bound):
            sheet, doubts = looked_over(sheet, vocabulary)
            problems += doubts
            part = _events(sheet, bound, vocabulary, civil, mapping)
            said = (*problems, *sorted(part.problems, key=_line))
            return replace(part, read=part.read + sheet.skipped, ignored=part.ignored + sheet.skipped, problems=said)
    except Broken as why:
        problems.append(Problem("damaged-file", f"the file is damaged inside: {why}", Span(sheet.file)))
    lost = len(sheet.lines) + sheet.spoiled
    return Part(EMPTY, lost + sheet.skipped, sheet.skipped, lost, tuple(problems))


def _events(sheet: Sheet, bound: Bound, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None) -> Part:
    if mapping is not None and mapping.is_spread:
        return read_register(sheet, bound, vocabulary, civil)
    entry, binding = bound[0]
    whole, problems = with_derived(sheet, binding)
    part = read_rows(whole, binding, vocabulary, civil, entry)
    return replace(part, problems=(*problems, *part.problems))


def _type_named(name: str, vocabulary: Vocabulary) -> str | None:
    """The event type whose name or label a worksheet has."""
    for kind in vocabulary.events.values():
        if plain(name) in {plain(word) for word in (kind.name, kind.label.zh, kind.label.en) if word}:
            return kind.name
    return None


def _line(problem: Problem) -> int:
    return problem.span.line if problem.span is not None else 0


def joined(tables: Sequence[pa.Table], vocabulary: Vocabulary, *, with_all: bool = False) -> pa.Table:
    """One table with the columns of all, in the order of the envelope and the vocabulary.

    Args:
        with_all: with every column that the vocabulary knows, too.
    """
    fields = vocabulary.event_fields()
    kinds: dict[str, pa.DataType] = dict(TYPES)
    for name, field in fields.items():
        one = WORD if field.type == "category" else ARROW[field.storage]
        kinds[name] = pa.list_(pa.string()) if field.many else one
        if field.storage == "time":
            kinds[name + LAST] = ARROW["time"]
    present = {name for table in tables for name in table.column_names} | set(ENVELOPE)
    present |= set(kinds) if with_all else set()
    schema = pa.schema([(name, kind) for name, kind in kinds.items() if name in present])
    filled = [
        pa.table([t[f.name].cast(f.type) if f.name in t.column_names else pa.nulls(t.num_rows, f.type) for f in schema],
                 schema=schema)
        for t in tables
    ]  # fmt: skip
    if not filled:
        return schema.empty_table()
    return pa.concat_tables(filled).unify_dictionaries().combine_chunks()
