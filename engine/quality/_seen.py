"""What the checks look at: the events that exist, as columns, beside the ledger and the rules that were judged."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from zhiben.engine.arrow import flags, ints, is_null
from zhiben.engine.existing import Existing, codes
from zhiben.engine.grouping import registry_of
from zhiben.engine.ledger import AsOf
from zhiben.engine.quality._batches import batches
from zhiben.engine.quality._remark import PLACED
from zhiben.engine.registry import Registry
from zhiben.engine.search import Ints
from zhiben.events.civil import ALWAYS, CivilCalendar, calendar, from_day
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog, references_of
from zhiben.events.problem import Span
from zhiben.rules.decided import chain
from zhiben.rules.event_reads import EventRead, event_reads
from zhiben.rules.model import Rule, Rulebook

_FEW = 1 << 12  # values times types that are worth a table of their own
TOGETHER = 5  # events that one unit enters on one day


class Seen(Struct, frozen=True, dict=True):
    """One audit, for the checks of its log."""

    rulebook: Rulebook
    log: EventLog
    entities: Entities | None
    ledger: pa.Table
    clock: AsOf
    _worded: dict[str, tuple[Ints, pa.Array] | None] = field(default_factory=dict)

    @cached_property
    def civil(self) -> CivilCalendar:
        """The calendar of the rulebook's zone."""
        return calendar(self.rulebook.timezone)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule that was judged by the name the ledger gives it, `otherwise` included."""
        return {step.id: step for rule in self.rulebook.rules for step in chain(rule)}

    @cached_property
    def rows(self) -> Ints:
        """(n,) rows of the log's table whose events exist at the as-of instant and were known."""
        exists = ints(self.log.table["first"]) < self.clock.before
        if self.clock.known_before is not None:
            exists &= ints(self.log.table["recordedtime"], null=int(ALWAYS)) < self.clock.known_before
        return np.flatnonzero(exists).astype(np.int64)

    @cached_property
    def _is_whole(self) -> bool:
        return bool(len(self.rows) == self.log.table.num_rows)

    def column(self, name: str) -> pa.ChunkedArray | None:
        """(n,) a stored column of the events that exist; None where no event of the log has one."""
        if name not in self.log.table.column_names:
            return None
        column = self.log.table[name]
        return column if self._is_whole else column.take(pa.array(self.rows))

    @cached_property
    def types(self) -> pl.Series:
        """(n,) types of the events, as categories."""
        return self._words("type")

    @cached_property
    def type_codes(self) -> tuple[Ints, tuple[str, ...]]:
        """(n,) types of the events as numbers, and what they stand for."""
        column = self.column("type")
        assert column is not None
        found, names = codes(column)
        return found, tuple(names.to_pylist())

    def _words(self, name: str, known: Ints | None = None) -> pl.Series:
        column = self.column(name)
        assert column is not None
        if known is not None and len(known) < len(column):
            column = column.take(pa.array(known))
        return pl.Series(name, column.combine_chunks()).cast(pl.Categorical)

    def worded(self, name: str) -> tuple[Ints, pa.Array] | None:
        """(t, 1 + k) how many events of each type have each of (k,) words in a field, before them those that have none.

        None of a field of other values than texts, or of so many words that a table is not worth it; such as were
        asked for are kept.
        """
        if name not in self._worded:
            coded, (types, names) = self.events.coded(name), self.type_codes
            width = 0 if coded is None else len(coded.words) + 1
            if coded is None or width * len(names) > _FEW + len(types):
                self._worded[name] = None
            else:
                sizes = np.bincount(types * width + coded.code[:-1] + 1, minlength=len(names) * width)
                self._worded[name] = sizes.reshape(len(names), width), coded.words
        return self._worded[name]

    @cached_property
    def type_counts(self) -> dict[str, int]:
        """How many events there are of each type that occurs."""
        found, names = self.type_codes
        sizes = np.bincount(found, minlength=len(names))
        return {name: int(size) for name, size in zip(names, sizes, strict=True) if size}

    @cached_property
    def entered(self) -> pl.DataFrame:
        """The events whose time of entry is known.

        Columns: `at` (row of the log's table), `source` (null where none is given), `type`, `subject`, `first` and
        `recorded` (us since the epoch, UTC),
        `day` (civil day on which it happened, the last of a stretch), `entry` (civil day of entry), `lag` (days
        between, negative where the entry comes first).
        """
        recorded = self.column("recordedtime")
        known = np.zeros(0, np.int64) if recorded is None else np.flatnonzero(~is_null(recorded)).astype(np.int64)
        at = self.rows[known]
        names = ["first", "last", *(["recordedtime"] if recorded is not None else [])]
        table = self.log.table.select(names)
        table = table.take(pa.array(at)) if len(at) < table.num_rows else table
        first, last = ints(table["first"]), ints(table["last"])
        entry = ints(table["recordedtime"]) if recorded is not None else at
        day, entry_day = self.civil.days(last), self.civil.days(entry)
        return pl.DataFrame(
            {
                "at": at,
                "source": self._sources(at),
                "type": self._words("type", known),
                "subject": self._words("subject", known),
                "first": first,
                "recorded": entry,
                "day": day,
                "entry": entry_day,
                "lag": entry_day - day,
            }
        )

    @cached_property
    def batches(self) -> pl.DataFrame:
        """What one unit entered on one day, far apart and half of it late (`_batches.batches`)."""
        found = batches(self.entered, ["source", "subject", "entry"], TOGETHER)
        return found.filter(pl.col("late") * 2 >= pl.col("count"))

    @cached_property
    def closed(self) -> frozenset[str]:
        """The rules of which some duty is no longer pending."""
        is_over = flags(pc.not_equal(self.ledger["verdict"], "pending"))
        names, starts = self._runs
        sizes = np.add.reduceat(is_over, starts, dtype=np.int64) if len(starts) else starts
        return frozenset(name for name, size in zip(names, sizes.tolist(), strict=True) if size)

    @cached_property
    def days(self) -> Ints:
        """(n,) civil days on which the events happened, the first of a stretch."""
        column = self.column("first")
        return self.civil.days(ints(column)) if column is not None else np.zeros(0, np.int64)

    @cached_property
    def events(self) -> Existing:
        """The events as conditions read them, as the log has them."""
        return Existing(self.log.table, self.rows, self.rulebook.vocabulary.event_fields(), self.civil)

    @cached_property
    def registry(self) -> Registry:
        """Who exists."""
        return registry_of(self.rulebook, self.entities)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of which somebody exists."""
        return frozenset(self.registry.kinds[1]) if len(self.registry.code) else frozenset()

    @cached_property
    def raised(self) -> frozenset[str]:
        """The rules of which the ledger has duties."""
        return frozenset(self._runs[0])

    @cached_property
    def _runs(self) -> tuple[list[str], Ints]:
        """Stretches of the ledger that are of one rule: which, and where each begins."""
        encoded = [pc.run_end_encode(chunk) for chunk in self.ledger["rule"].chunks if len(chunk)]
        names = [name for run in encoded for name in run.values.to_pylist()]
        sizes = [np.diff(run.run_ends.to_numpy(), prepend=0) for run in encoded]
        ends = np.cumsum(np.concatenate([np.zeros(1, np.int64), *sizes]))
        return names, ends[:-1]

    @cached_property
    def reads(self) -> tuple[EventRead, ...]:
        """What the rules read of events."""
        return event_reads(self.rulebook)

    def alive(self, kind: str, life: int = 0) -> pl.Series:
        """Ids of the entities of a kind that were valid at some time while the rulebook was in force, sorted.

        Args:
            life: so many days at least before the as-of instant must lie after their first day.
        """
        assert self.entities is not None
        table = pl.DataFrame(self.entities.table.select(["id", "kind", "valid_from", "valid_to"]))
        start, now = self.rulebook.in_force.start or dt.date.min, from_day(self.civil.day(self.clock.before - 1))
        began = pl.col("valid_from").fill_null(dt.date.min)
        there = (pl.col("kind") == kind) & (pl.col("valid_to").fill_null(dt.date.max) >= start) & (began <= now)
        rows = table.filter(there).group_by("id").agg(began=began.min())
        return rows.filter(pl.lit(now) - pl.col("began") >= dt.timedelta(days=life))["id"].sort()

    def resting(self, duties: pl.DataFrame, entered: pl.DataFrame) -> pl.DataFrame:
        """Which of the duties (column `evidence`) name which of the rows `at` of the log: `_duty` (a place), `at`."""
        rows = entered["at"].unique().sort()
        names = references_of(self.log.table, pa.array(rows.to_numpy()))
        known = pl.DataFrame({"id": pl.Series(names, dtype=pl.String), "at": rows})
        named = duties.with_row_index("_duty").select("_duty", id="evidence").explode("id")
        return named.join(known, on="id").select("_duty", "at")

    def _sources(self, rows: Ints) -> pl.Series:
        column = self.log.table["source"] if "source" in self.log.table.column_names else None
        if column is None or column.null_count == len(column):
            return pl.repeat(None, len(rows), dtype=pl.String, eager=True)
        return pl.Series(column.take(pa.array(rows)).combine_chunks().cast(pa.string()))

    def places(self, rows: list[int]) -> tuple[Span, ...]:
        """Where the first few of these rows of the log stand."""
        table = self.log.table.select(["file", "sheet", "line"]).take(pa.array(rows[:PLACED], pa.int64()))
        words = [pl.Series(table[name].cast(pa.string())).to_list() for name in ("file", "sheet")]
        lines = pl.Series(table["line"]).to_list()
        return tuple(Span(file or "", line, sheet=sheet) for file, sheet, line in zip(*words, lines, strict=True))
