"""A log read onto disk in parts: whoever is asked about, all events of his part are in one table.

The rows are read once, a stretch of a file at a time. Their ids are settled part by part, when a part is taken up. Rows
of one id that lie in different parts have different subjects, so they contradict each other; they are found beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events import subjects
from zhiben.events.case_keys import odd_cases
from zhiben.events.civil import calendar
from zhiben.events.collective import crowds
from zhiben.events.entities import Entities
from zhiben.events.identity import identify
from zhiben.events.log import ENVELOPE, Account, EventLog
from zhiben.events.logmap import LogMap
from zhiben.events.logmap_form import Case
from zhiben.events.problem import Problem
from zhiben.events.reading import is_spare, joined, maps_of, read_sheets, unused_maps
from zhiben.events.repeated_ids import Ids, among
from zhiben.events.spill import Spill
from zhiben.events.vocabulary import Vocabulary

T = TypeVar("T")

STRETCH = 1 << 19  # rows that are read at a time, while as many are written
_ROW, _PACKED_ROW = 60, 20  # bytes of a row of text, and of one in a workbook


class PartOf(Protocol):
    """Says which part everybody belongs to."""

    def parts(self, column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
        """(n,) part of each subject of a column; no nulls."""
        ...


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


@dataclass
class DividedLog:
    """A log in parts on disk.

    Attributes:
        account: of the rows as read and in conflict between parts; the rest is known when every part was taken up.
        problems: of files and rows, and of ids that several parts share.
        cases: what joins the events of a case, where a map says so.
        lost: keys (`_keys`) of the rows that contradict rows of other parts.
        groups: of each part the ranges of `spill` that it consists of.
        is_identified: the ids were settled before the log was divided.
    """

    spill: Spill
    vocabulary: Vocabulary
    zone: str
    account: Account
    problems: list[Problem]
    cases: tuple[Case, ...]
    lost: pa.Array
    groups: Sequence[Iterable[int]] = field(default_factory=list)
    is_identified: bool = False

    def rows(self, number: int) -> int:
        """How many rows a part has on disk."""
        return sum(self.spill.rows.get(one, 0) for one in self.groups[number])

    def drop(self, number: int) -> None:
        """Free the room of a part that was taken up."""
        self.spill.drop(self.groups[number])

    def lean(self) -> DividedLog:
        """Without the problems: all that is needed to take parts up elsewhere."""
        return replace(self, problems=[])

    def part(self, number: int) -> DividedPart:
        """The events of a part, if any, with their own account (accepted, duplicates, rejected) and problems.

        What only counts duplicates and repeats is no problem here: it is told of the whole.
        """
        rows = self._read(number)
        problems = [problem for case in self.cases for problem in odd_cases(rows, case, self.zone)]
        if len(self.lost):
            rows = rows.filter(pc.invert(pc.is_in(_keys(rows), value_set=self.lost)))
        found = identify(rows, self.is_identified)
        account = Account(accepted=found.table.num_rows, duplicates=found.duplicates, rejected=found.rejected)
        log = EventLog(found.table, (*problems, *found.problems), account, self.zone, self.vocabulary)
        return DividedPart(log, found.repeats)

    def _read(self, number: int) -> pa.Table:
        rows = self.spill.read(self.groups[number])
        if rows is None:
            return joined([], self.vocabulary)
        own = set(rows.column_names) - set(ENVELOPE)  # a field that no row carries may be absent
        rows = rows.drop_columns([name for name in own if rows[name].null_count == rows.num_rows])
        return joined([rows.combine_chunks()], self.vocabulary)


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
    progress: Callable[[int], None] | None = None,
) -> DividedLog:
    """Read files as `read_log` does, and lay their rows down in parts.

    Args:
        spill: where they go.
        cut: told the subjects of the first stretch, says who belongs to which range. How ranges make parts
            (`DividedLog.groups`) is up to the caller, who then knows how many rows each has.
        mapping: a map that draws several events from one row is not for logs of this size, and not taken.
        stretch: rows of Parquet files that are read at a time; other files are read whole, one after the other.
        progress: told how many rows were read so far.
    """
    civil = calendar(zone)
    ids = Ids()
    part_of: PartOf | None = None
    problems: list[Problem] = []
    known: set[Problem] = set()

    def told(more: Iterable[Problem]) -> None:
        """What is said of a whole file is said with each of its stretches, and kept once."""
        for problem in more:
            if problem not in known:
                problems.append(problem)
            if problem.level != "error" or problem.span is None or not problem.span.line:
                known.add(problem)

    read = ignored = rejected = 0
    filled: set[str] = set()
    for found, sheet in _one_ahead(read_sheets(files, vocabulary, civil, mapping, stretch)):
        told(sheet.problems)
        filled.update([found.file] if len(found.lines) + found.spoiled else [])
        read, ignored, rejected = read + sheet.read, ignored + sheet.ignored, rejected + sheet.rejected
        table = joined([sheet.table], vocabulary, with_all=True)
        if table.num_rows:
            if entities is not None:
                table, strange = subjects.resolve(table, entities, vocabulary, civil)
            else:
                strange = crowds(table)
            told(strange)
            part_of = cut(table["subject"]) if part_of is None else part_of
            _lay_down(table, part_of.parts(table["subject"]), spill, ids)
        if progress:
            progress(read)
    problems = [problem for problem in problems if not is_spare(problem, filled)]
    problems += unused_maps(mapping, files)
    cases = tuple(dict.fromkeys(case for one in maps_of(mapping) for case in one.cases))
    account = Account(read=read, ignored=ignored, rejected=rejected)
    nothing = pa.array([], pa.large_string())
    divided = DividedLog(spill, vocabulary, zone, account, problems, cases, nothing)
    _find_contradictions(divided, ids, files)
    return divided


def _one_ahead(items: Iterator[T]) -> Iterator[T]:
    """The items, of which the next one is made, in a thread, while one is worked with."""
    nothing = object()
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, items, nothing)
        while (item := coming.result()) is not nothing:
            coming = reader.submit(next, items, nothing)
            yield cast("T", item)
            del item


def taken_apart(
    log: EventLog, vocabulary: Vocabulary, zone: str, spill: Spill, cut: Callable[[pa.ChunkedArray], PartOf]
) -> DividedLog:
    """A log in memory laid down in the same way; `cut` is told all of its subjects."""
    table = joined([log.table], vocabulary, with_all=True)
    if table.num_rows:
        _spread_out(table, cut(table["subject"]).parts(table["subject"]), spill)
    account = replace(log.account, accepted=0)  # parts count theirs
    nothing = pa.array([], pa.large_string())
    return DividedLog(spill, vocabulary, zone, account, list(log.problems), (), nothing, is_identified=True)


def _lay_down(table: pa.Table, part: npt.NDArray[np.int64], spill: Spill, ids: Ids) -> None:
    ids.add(part, table)
    _spread_out(table, part, spill)


def _spread_out(table: pa.Table, part: npt.NDArray[np.int64], spill: Spill) -> None:
    """Each row to the range that it belongs to."""
    order = np.argsort(part.astype(np.uint16), kind="stable")
    # Of a stretch many words occur as subjects, and few in each range; other words are few anywhere.
    place = table.column_names.index("subject")
    table = table.set_column(place, "subject", table["subject"].cast(pa.string())).take(pa.array(order))
    numbers, starts = np.unique(part[order], return_index=True)
    ends = np.append(starts[1:], len(part))
    for number, start, end in zip(numbers.tolist(), starts.tolist(), ends.tolist(), strict=True):
        spill.add(number, table.slice(start, end - start))


def plain_text(schema: pa.Schema) -> pa.Schema:
    """Texts instead of codes: a few rows need not carry the words of all."""
    return pa.schema([f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in schema])


def _find_contradictions(divided: DividedLog, ids: Ids, files: Sequence[Path]) -> None:
    """Rows of one id in several parts are all rejected, with a problem each."""
    shared = ids.shared()
    if not len(shared):
        return
    suspects = []
    for number in sorted(divided.spill.rows):
        rows = divided.spill.read([number])
        assert rows is not None
        suspects.append(rows.filter(pa.array(among(rows, shared))))
    table = pa.concat_tables(suspects)
    place = pc.index_in(table["file"].cast(pa.string()), value_set=pa.array([str(file) for file in files]))
    table = table.append_column("place", place).sort_by([("place", "ascending"), ("line", "ascending")])  # as in memory
    found = identify(joined([table.drop_columns(["place"])], divided.vocabulary))
    divided.lost = _keys(found.conflicting)
    divided.problems += [problem for problem in found.problems if problem.level == "error"]
    divided.account = replace(divided.account, rejected=divided.account.rejected + found.rejected)


def _keys(table: pa.Table) -> pa.Array:
    """(n,) source and id as one text; null where a row has no id."""
    source, id_ = (table[name].cast(pa.large_string()) for name in ("source", "id"))
    keys = pc.binary_join_element_wise(pc.fill_null(source, ""), id_, pa.scalar("\x1f", pa.large_string()))
    return keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
