"""The events that some duties name, each looked up in the log once, however often it is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from zhiben.events.log import EventLog, references_of
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.reports.figures import spoken_moment
from zhiben.reports.words import Lang
from zhiben.rules.model import Rulebook
from zhiben.rules.wording.names import Names

_Ints = npt.NDArray[np.int64]


class Referred(Struct, frozen=True, dict=True):
    """References as a ledger writes them, and what stands behind each.

    Attributes:
        names: how to write the names of log files; those that are not in it as the log has them.
        words: (n,) the references, each once.
        rows: (n,) the first row of the log that bears it; -1 = none, as of entities and decided duties.
    """

    log: EventLog
    names: Mapping[str, str]
    words: pa.Array
    rows: _Ints
    _mentions: dict[Lang, pl.Series] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        log: EventLog,
        references: Iterable[pl.Series],
        names: Mapping[str, str] | None = None,
        likely: _Ints | None = None,
    ) -> Referred:
        """Look up references; repeats, nulls and such as name no event are fine.

        Args:
            likely: rows of the log among which most of them are; they are looked for there first.
        """
        words = _distinct(references)
        rows = np.full(len(words), -1, np.int64)
        if likely is not None and len(likely) and not _has_sources(log):  # then no two rows have the same reference
            at = _places_of(words, references_of(log.table, pa.array(likely)))
            rows = np.where(at < 0, -1, likely[at])
        left = np.flatnonzero((rows < 0) & np.asarray(pc.not_equal(words, "")))
        if len(left):
            rows[left] = _places_of(words.take(pa.array(left)), log.references())
        return cls(log, names or {}, words, rows)

    @classmethod
    def each(
        cls,
        log: EventLog,
        named: Sequence[Iterable[pl.Series]],
        names: Mapping[str, str] | None = None,
        likely: _Ints | None = None,
    ) -> list[Referred]:
        """The same of several groups of references, which are looked up in the log at once."""
        words = [_distinct(references) for references in named]
        joined = pa.concat_arrays(words) if words else pa.array([], pa.string())
        whole = cls.of(log, [pl.Series(joined, dtype=pl.String)], names, likely)
        rows = whole.rows[whole._places(joined)]
        starts = np.cumsum([len(own) for own in words])[:-1]
        return [cls(log, names or {}, own, at) for own, at in zip(words, np.split(rows, starts), strict=True)]

    def part(self, references: Iterable[pl.Series]) -> Referred:
        """The same of some of the references, without looking them up in the log again."""
        words = _distinct(references)
        return Referred(self.log, self.names, words, self.rows[self._places(words)])

    def gather(self, references: pl.Series, column: pl.Series) -> pl.Series:
        """What a column (n,) says of each reference; null for null."""
        return self.gather_all(references, [column])[0]

    def gather_all(self, references: pl.Series, columns: Sequence[pl.Series]) -> list[pl.Series]:
        """What several columns (n,) say of each reference."""
        if not len(references):
            return [column.clear() for column in columns]
        places = pl.Series(pc.index_in(_arrow(references), value_set=self.words))
        return [column.gather(places) for column in columns]

    @cached_property
    def place(self) -> pl.Series:
        """(n,) `file:line` or `file[sheet]:row`; null where it is no event of the log."""
        sheet = pl.when(pl.col("sheet").is_null()).then(pl.lit("")).otherwise(pl.format("[{}]", "sheet"))
        text = pl.concat_str(pl.col("file"), sheet, pl.format(":{}", "line"))
        return self._events.select(place=text).to_series()

    @property
    def file(self) -> pl.Series:
        """(n,) the file; null likewise."""
        return self._events["file"]

    @property
    def line(self) -> pl.Series:
        """(n,) the line; null likewise."""
        return self._events["line"]

    @property
    def is_event(self) -> pl.Series:
        """(n,) whether it is an event of the log."""
        return pl.Series("is_event", self.rows >= 0)

    def mention(self, book: Rulebook, lang: Lang) -> pl.Series:
        """(n,) such as `inspection of 3 March 2024 (log.csv:12)`; what is no event is taken for a decided duty."""
        if lang not in self._mentions:
            self._mentions[lang] = self._mention(book, lang)
        return self._mentions[lang]

    def _mention(self, book: Rulebook, lang: Lang) -> pl.Series:
        names = Names(book.vocabulary, lang, book.timezone)
        labels = {name: names.events((name,)) for name in (*book.vocabulary.events, DUTY_DECIDED)}
        when = spoken_moment(pl.col("first"), book.timezone, lang)
        label = pl.col("type").replace(labels)
        events = self._events.select("is_event", "word", when=when, place=self.place, label=label)
        told = "{}的{}（{}）" if lang == "zh" else "{} of {} ({})"
        parts = ("when", "label", "place") if lang == "zh" else ("label", "when", "place")
        said = pl.format(told, *(pl.col(part).fill_null("?") for part in parts))
        decided = pl.format("{} {}", pl.lit(labels[DUTY_DECIDED]), "word")
        return events.select(mention=pl.when("is_event").then(said).otherwise(decided)).to_series()

    @cached_property
    def _events(self) -> pl.DataFrame:
        is_none = self.rows < 0
        at = pa.array(self.rows, mask=is_none)
        table = self.log.table.select(["type", "first", "file", "sheet", "line"]).take(at)
        texts = {name: pl.Series(name, _plain(table[name]), dtype=pl.String) for name in ("type", "file", "sheet")}
        texts["file"] = texts["file"].replace(dict(self.names)) if self.names else texts["file"]
        return pl.DataFrame(
            {
                "word": pl.Series(self.words, dtype=pl.String),
                "is_event": ~is_none,
                **texts,
                "first": pl.Series(table["first"].combine_chunks()).cast(pl.Datetime("us", "UTC")),
                "line": pl.Series(table["line"].combine_chunks(), dtype=pl.Int64),
            }
        )

    def _places(self, words: pa.Array) -> _Ints:
        places: _Ints = pc.index_in(words, value_set=self.words).to_numpy().astype(np.int64)
        return places


def _has_sources(log: EventLog) -> bool:
    return "source" in log.table.column_names and log.table["source"].null_count < log.table.num_rows


def _places_of(words: pa.Array, references: pa.Array) -> _Ints:
    """(n,) the first place of each word, each once, among some references; -1 = none."""
    found = np.full(len(words), -1, np.int64)
    place = pc.index_in(references, value_set=words)
    there = pc.indices_nonzero(pc.is_valid(place)).to_numpy().astype(np.int64)
    found[place.take(pa.array(there)).to_numpy()[::-1]] = there[::-1]
    return found


def _distinct(references: Iterable[pl.Series]) -> pa.Array:
    parts = [_arrow(part) for part in references if len(part)]
    return pc.unique(pa.concat_arrays(parts)).drop_null() if parts else pa.array([], pa.string())


def _arrow(references: pl.Series) -> pa.Array:
    return references.to_arrow().cast(pa.string())


def _plain(column: pa.ChunkedArray) -> pa.Array:
    return column.cast(pa.string()).combine_chunks()
