"""A log read onto disk in parts: whoever is asked about, all events of his part are in one table.

The rows are read once, a block at a time, perhaps by several processes. Their ids are settled part by part, when a part
is taken up. Rows of one id that lie in different parts have different subjects, so they contradict each other; they are
found beforehand.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.block_by_block import lay_down
from zhiben.events.case_keys import odd_cases
from zhiben.events.each import Each
from zhiben.events.entities import Entities
from zhiben.events.identity import identify
from zhiben.events.laying_down import Counts, Laid, Laying, PartOf, spread_out
from zhiben.events.log import ENVELOPE, Account, EventLog
from zhiben.events.logmap import LogMap
from zhiben.events.logmap_form import Case
from zhiben.events.problem import Problem
from zhiben.events.reading import is_spare, joined, maps_of, unused_maps
from zhiben.events.repeated_ids import Hashes, Ids, among
from zhiben.events.spill import Spill, Wanted
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


@dataclass(frozen=True)
class DividedPart:
    """The events of a part, and how many of its rows without an id are word for word like another."""

    log: EventLog
    repeats: int


@dataclass(frozen=True)
class Parts:
    """All that is needed to take up a part, in any process.

    Attributes:
        cases: what joins the events of a case, where a map says so.
        lost: keys (`_keys`) of the rows that contradict rows of other parts.
        is_identified: the ids were settled before the log was divided.
    """

    spill: Spill
    vocabulary: Vocabulary
    zone: str
    cases: tuple[Case, ...] = ()
    lost: pa.Array = field(default_factory=lambda: pa.array([], pa.large_string()))
    is_identified: bool = False

    def part(self, wanted: Wanted) -> DividedPart:
        """The events that some rows give, if any, with their own account (accepted, duplicates, rejected) and problems.

        What only counts duplicates and repeats is no problem here: it is told of the whole.
        """
        rows = self._read(wanted)
        problems = [problem for case in self.cases for problem in odd_cases(rows, case, self.zone)]
        if len(self.lost):
            rows = rows.filter(pc.invert(pc.is_in(_keys(rows), value_set=self.lost)))
        found = identify(rows, self.is_identified)
        account = Account(accepted=found.table.num_rows, duplicates=found.duplicates, rejected=found.rejected)
        log = EventLog(found.table, (*problems, *found.problems), account, self.zone, self.vocabulary)
        return DividedPart(log, found.repeats)

    def _read(self, wanted: Wanted) -> pa.Table:
        rows = self.spill.read(wanted)
        if rows is None:
            return joined([], self.vocabulary)
        own = set(rows.column_names) - set(ENVELOPE)  # a field that no row carries may be absent
        rows = rows.drop_columns([name for name in own if rows[name].null_count == rows.num_rows])
        return joined([rows.combine_chunks()], self.vocabulary)


@dataclass
class DividedLog:
    """A log in parts on disk.

    Attributes:
        account: of the rows as read and in conflict between parts; the rest is known when every part was taken up.
        problems: of files and rows, and of ids that several parts share.
        counts: of each table on disk, in the order of the log: its number, and (r,) how many rows of each range it has.
        groups: of each part the ranges that it consists of, which lie side by side.
    """

    parts: Parts
    account: Account
    problems: list[Problem]
    counts: Sequence[tuple[int, Counts]]
    groups: Sequence[Sequence[int] | Counts] = field(default_factory=list)

    def rows(self, number: int) -> int:
        """How many rows a part has on disk."""
        return sum(int(counts[_range(self.groups[number])].sum()) for _, counts in self.counts)

    def rows_of_ranges(self) -> dict[int, int]:
        """How many rows each range has, those without any left out."""
        most = max((len(counts) for _, counts in self.counts), default=0)
        total = np.zeros(most, np.int64)
        for _, counts in self.counts:
            total[: len(counts)] += counts
        return {number: int(total[number]) for number in np.flatnonzero(total).tolist()}

    def wanted(self, number: int) -> list[tuple[int, range]]:
        """What `Parts.part` is told of a part: of every table the pieces that belong to it."""
        one = _range(self.groups[number])
        found = []
        for table, counts in self.counts:
            pieces = np.append(0, np.cumsum(counts > 0))
            first, last = (int(pieces[min(at, len(counts))]) for at in (one.start, one.stop))
            found.append((table, range(first, last)))
        return found

    def part(self, number: int) -> DividedPart:
        """The events of a part."""
        return self.parts.part(self.wanted(number))


def _range(ranges: Sequence[int] | Counts) -> slice:
    return slice(int(ranges[0]), int(ranges[-1]) + 1)


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
    account = replace(log.account, accepted=0)  # parts count theirs
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
    divided.parts = replace(parts, lost=_keys(found.conflicting))
    divided.problems += [problem for problem in found.problems if problem.level == "error"]
    divided.account = replace(divided.account, rejected=divided.account.rejected + found.rejected)


def _suspects(spill: Spill, ids: Ids, shared: Hashes, table: tuple[int, Counts]) -> pa.Table:
    """The rows of a table whose ids may be among those that several parts share."""
    number, counts = table
    ranges = ids.places(number, shared)
    pieces = (np.cumsum(counts > 0) - 1)[ranges].tolist()
    rows = spill.read([(number, pieces)]) if pieces else None
    return pa.table({}) if rows is None else rows.filter(pa.array(among(rows, shared)))


def _keys(table: pa.Table) -> pa.Array:
    """(n,) source and id as one text; null where a row has no id."""
    source, id_ = (table[name].cast(pa.large_string()) for name in ("source", "id"))
    keys = pc.binary_join_element_wise(pc.fill_null(source, ""), id_, pa.scalar("\x1f", pa.large_string()))
    return keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
