"""A log read onto disk in parts: whoever is asked about, all events of his part are in one table.

The rows are read once, a block at a time, perhaps by several processes. Their ids are settled part by part, when a part
is taken up. Rows of one id that lie in different parts have different subjects, so they contradict each other; they are
found beforehand.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from zhiben.events.block_by_block import lay_down
from zhiben.events.divided import DividedLog, Parts, keys
from zhiben.events.each import Each
from zhiben.events.entities import Entities
from zhiben.events.identity import identify
from zhiben.events.laying_down import Counts, Laid, Laying, PartOf, spread_out
from zhiben.events.log import Account, EventLog
from zhiben.events.logmap import LogMap
from zhiben.events.problem import Problem
from zhiben.events.reading import is_spare, joined, maps_of, unused_maps
from zhiben.events.repeated_ids import Hashes, Ids, among
from zhiben.events.spill import Spill
from zhiben.events.vocabulary import Vocabulary

STRETCH = 1 << 19  # rows of a large file that are read at a time
_ROW, _PACKED_ROW = 60, 20  # bytes of a row of text, and of one in a workbook


def expected_rows(files: Sequence[Path]) -> int:
    """About how many rows some files have: those of Parquet say it, of others their size lets it be guessed."""
    return sum(map(_expected, files))


def _expected(file: Path) -> int:
    import pyarrow.parquet as pq

    try:
        size = file.stat().st_size
        if file.suffix.lower() in (".parquet", ".pq"):
            return int(pq.read_metadata(file).num_rows)
    except (OSError, pa.ArrowException):
        return 0  # told when it is read
    return size // (_PACKED_ROW if file.suffix.lower() in (".xlsx", ".xlsm") else _ROW)


def divide(
    files: Sequence[Path],
    vocabulary: Vocabulary,
    zone: str,
    spill: Spill,
    cut: Callable[[pa.ChunkedArray], PartOf],
    *,
    mapping: LogMap | None = None,
    entities: Entities | None = None,
    stretch: int = STRETCH,
    each: Each = map,
    progress: Callable[[int], None] | None = None,
) -> DividedLog:
    """Read files as `read_log` does, and lay their rows down in parts.

    Args:
        spill: where they go.
        cut: told the subjects of the first table, says who belongs to which range. How ranges make parts
            (`DividedLog.groups`) is up to the caller, who then knows how many rows each has.
        mapping: a map that draws several events from one row is not for logs of this size, and not taken.
        stretch: rows of large Parquet and CSV files that are read at a time, about; others are read whole.
        each: does as `map` does, perhaps in several processes.
        progress: told how many rows were read so far.
    """
    ids = Ids.at(spill.directory / "ids")
    laying = Laying(spill, ids, vocabulary, zone, mapping, entities)
    laid = lay_down(files, laying, cut, stretch, each, progress or (lambda done: None))
    filled = {str(one.path) for one in laid if one.filled}
    problems = [problem for problem in _said(laid) if not is_spare(problem, filled)]
    problems += unused_maps(mapping, files)
    cases = tuple(dict.fromkeys(case for one in maps_of(mapping) for case in one.cases))
    account = Account(
        read=sum(one.read for one in laid),
        ignored=sum(one.ignored for one in laid),
        rejected=sum(one.rejected for one in laid),
    )
    counts = [(one.number, one.counts) for one in laid if len(one.counts)]
    divided = DividedLog(Parts(spill, vocabulary, zone, cases), account, problems, counts)
    shared = ids.shared(each)
    if len(shared):
        _settle_contradictions(divided, ids, shared, files, each)
    shutil.rmtree(ids.directory)
    return divided


def _said(laid: Iterable[Laid]) -> list[Problem]:
    """Problems; what is said of a whole file with each of its blocks is kept once."""
    problems: list[Problem] = []
    known: set[Problem] = set()
    for problem in (problem for one in laid for problem in one.problems):
        if problem not in known:
            problems.append(problem)
        if problem.level != "error" or problem.span is None or not problem.span.line:
            known.add(problem)
    return problems


def taken_apart(
    log: EventLog, vocabulary: Vocabulary, zone: str, spill: Spill, cut: Callable[[pa.ChunkedArray], PartOf]
) -> DividedLog:
    """A log in memory laid down in the same way; `cut` is told all of its subjects."""
    table, counts = joined([log.table], vocabulary, with_all=True), []
    if table.num_rows:
        counts = [(0, spread_out(0, table, cut(table["subject"]).parts(table["subject"]), spill))]
    account = dataclasses.replace(log.account, accepted=0)  # parts count theirs
    return DividedLog(Parts(spill, vocabulary, zone, is_identified=True), account, list(log.problems), counts)


def plain_text(schema: pa.Schema) -> pa.Schema:
    """Texts instead of codes: a few rows need not carry the words of all."""
    return pa.schema([f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in schema])


def _settle_contradictions(divided: DividedLog, ids: Ids, shared: Hashes, files: Sequence[Path], each: Each) -> None:
    """Rows of one id in several parts are all rejected, with a problem each."""
    parts = divided.parts
    found_in = each(partial(_suspects, parts.spill, ids, shared), divided.counts)
    table = pa.concat_tables(rows for rows in found_in if rows.num_rows)
    place = pc.index_in(table["file"].cast(pa.string()), value_set=pa.array([str(file) for file in files]))
    table = table.append_column("place", place).sort_by([("place", "ascending"), ("line", "ascending")])  # as in memory
    found = identify(joined([table.drop_columns(["place"])], parts.vocabulary))
    divided.parts = replace(parts, lost=keys(found.conflicting))
    divided.problems += [problem for problem in found.problems if problem.level == "error"]
    divided.account = dataclasses.replace(divided.account, rejected=divided.account.rejected + found.rejected)


def _suspects(spill: Spill, ids: Ids, shared: Hashes, table: tuple[int, Counts]) -> pa.Table:
    """The rows of a table whose ids may be among those that several parts share."""
    number, counts = table
    ranges = ids.places(number, shared)
    pieces = (np.cumsum(counts > 0) - 1)[ranges].tolist()
    rows = spill.read([(number, pieces)]) if pieces else None
    return pa.table({}) if rows is None else rows.filter(pa.array(among(rows, shared)))
