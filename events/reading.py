"""Files in, events out: reads any number of files as one log, and accounts for every row."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Iterable, Iterator, Sequence

import pyarrow as pa

from zhiben.events.blocks import blocks, in_turn
from zhiben.events.case_keys import odd_cases
from zhiben.events.civil import calendar
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath, paths_of
from zhiben.events.log import ENVELOPE, Account, EventLog, Row, Unsettled
from zhiben.events.logmap import LogMap
from zhiben.events.problem import Problem
from zhiben.events.rows import TYPES, WORD, Part
from zhiben.events.settling import settle
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
    for sheets, part in in_turn(blocks(files, mapping), vocabulary, civil, mapping):
        parts.append(part)
        faulty.update((sheets[0].file, sheets[0].name, line) for line in part.faulty.tolist())
        for sheet in sheets:
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
