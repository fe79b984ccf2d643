"""Ledger rows made readable, a block of them at a time: what several files say of a duty is worded once.

A block is a pure function of an audit's rulebook, log, waivers and explanations and of some rows of its ledger: a large
ledger is worded in bounded memory, and one that was judged in parts is worded part by part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from zhiben.engine.arrow import one
from zhiben.engine.audit import Audit
from zhiben.engine.explain.shape import Explanations
from zhiben.engine.lazy import lazy
from zhiben.reports.beside import each
from zhiben.reports.catalogue import all_rules
from zhiben.reports.referred import Referred
from zhiben.reports.sentences import sentences
from zhiben.reports.why import texts_of, why_columns
from zhiben.reports.why.because import NAMING, Because, divided
from zhiben.reports.why.stored import explanation_table
from zhiben.reports.words import LANGS, Lang

SIZE = 50_000  # duties worded at once: some hundred megabytes
_ISO = "%Y-%m-%dT%H:%M:%S%.6f%:z"
_TIMES = ("opens", "closes", "due", "decided", "cured")


class Block(Struct, frozen=True, dict=True):
    """Some rows of an audit's ledger, in its order, on their way to their readers.

    Attributes:
        duties: (n,) rows of the ledger, with `status` where there is a baseline.
        names: how to write the names of log files.
        langs: in which languages texts are wanted; wording them is most of the work.
        most: misses of each duty that are worded; None = all.
        known: events already looked up, among them all that these duties name; None = they are looked up here.
        own: explanations already taken out of the audit's, with which `known` are the events of this block alone.
    """

    audit: Audit
    duties: pa.Table
    names: Mapping[str, str] = field(default_factory=dict)
    langs: Sequence[Lang] = LANGS
    most: int | None = None
    known: Referred | None = None
    own: Explanations | None = None

    @lazy
    def frame(self) -> pl.DataFrame:
        """(n,) the rows as they are."""
        return pl.DataFrame(self.duties)

    @lazy
    def because(self) -> Because:
        """Why they stand as they do."""
        found = self.own or self.audit.explanations_of(self.frame["verdict"].unique().to_list())
        return Because.of(self.frame, found, self.most)

    @lazy
    def events(self) -> Referred:
        """What the rows and their explanations name."""
        if self.own is not None and self.known is not None:
            return self.known
        explained = self.because.references() if self.frame.height else []  # of nothing nothing is to be explained
        named = [*references(self.duties), *explained]
        if self.known is not None:
            return self.known.part(named)
        return Referred.of(self.audit.log, named, self.names, _noted(self.audit))

    @lazy
    def texts(self) -> Mapping[Lang, tuple[pl.Series, pl.Series]]:
        """Misses and remedies in words, by language."""
        book, because, events = self.audit.rulebook, self.because, self.events
        return each(lambda lang: texts_of(book, because, events, lang), self.langs, self.frame.height)

    @lazy
    def told(self) -> pl.DataFrame:
        """(n,) why each duty stands as it does (`why.stored.explanation_table`)."""
        return explanation_table(self.because, self.texts)

    def readable(self, verdicts: Collection[str] | None = None) -> pl.DataFrame:
        """The duties with these verdicts (None = all), made readable.

        Returns:
            The ledger's columns (instants as ISO text with the offset of the rulebook's zone) and `title_zh, title_en,
            sentence_zh, sentence_en` (what was owed and seen), `miss_zh, miss_en` (the nearest miss, or what broke
            it), `remedy_zh, remedy_en` (the record that would have met it, or why none can), `parameters` (names),
            `status` (against the baseline, empty without one), `raised_at` (place of the trigger event, null where
            there is none), `evidence` as a list of structs (id, file, line, place; file, line, place null for what is
            no event).
        """
        book, frame = self.audit.rulebook, self.frame
        for lang in self.langs if frame.height else ():
            frame = frame.with_columns(why_columns(self.because, *self.texts[lang], lang))
        if verdicts is not None:
            frame = frame.filter(pl.col("verdict").is_in(list(verdicts)))
        if frame.is_empty():
            empty = [f"{kind}_{lang}" for lang in self.langs for kind in ("miss", "remedy")]
            frame = frame.with_columns(pl.Series(name, [], dtype=pl.String) for name in empty)
        given = self.audit.log, self.audit.waivers
        owed = each(lambda lang: sentences(book, frame, lang, *given), self.langs, frame.height)
        frame = frame.with_columns(**{f"sentence_{lang}": said for lang, said in owed.items()})
        if "status" not in frame.columns:
            frame = frame.with_columns(status=pl.lit(""))
        frame = frame.with_columns(pl.col(_TIMES).dt.convert_time_zone(book.timezone).dt.to_string(_ISO))
        rules = {rule.id: rule for rule in all_rules(book)}
        frame = frame.with_columns(
            title_zh=_by_rule({rule.id: rule.title.text("zh", rule.id) for rule in rules.values()}),
            title_en=_by_rule({rule.id: rule.title.text("en", rule.id) for rule in rules.values()}),
            parameters=_by_rule({rule.id: ";".join(rule.parameters) for rule in rules.values()}),
        )
        return _with_places(frame, self.events)


def blocks_of(audit: Audit, duties: pa.Table, names: Mapping[str, str]) -> Iterator[Block]:
    """Ledger rows `SIZE` at a time; every event they name is looked up in the log once for all of them."""
    explained = divided(audit.explanations_of(pc.unique(duties["verdict"]).to_pylist()), duties["duty"], SIZE)
    pieces = [duties.slice(number * SIZE, SIZE) for number in range(len(explained))]
    named = [[*references(piece), *named_by(own)] for piece, own in zip(pieces, explained, strict=True)]
    known = Referred.each(audit.log, named, names, _noted(audit))
    for piece, own, events in zip(pieces, explained, known, strict=True):
        yield Block(audit, piece, names, known=events, own=own)


def _noted(audit: Audit) -> npt.NDArray[np.int64] | None:
    """Rows of the log that were named while it was judged, where that was noted."""
    return None if audit.told is None or audit.told.mentioned is None else audit.told.mentioned.rows


def named_by(found: Explanations) -> list[pl.Series]:
    """What explanations name: near misses, and whatever else stands where an event may stand."""
    values = found.asks["values"].filter(pc.is_in(found.asks["kind"], value_set=pa.array(NAMING)))
    asked = pl.Series(pc.list_flatten(values), dtype=pl.String).drop_nulls()
    return [pl.Series(one(found.misses["event"]), dtype=pl.String), asked]


def references(duties: pa.Table) -> list[pl.Series]:
    """What ledger rows name: their evidence, and what raised them."""
    evidence = pc.list_flatten(duties["evidence"])
    return [pl.Series(column, dtype=pl.String) for column in (evidence, duties["raised_by"])]


def _by_rule(words: dict[str, str]) -> pl.Expr:
    return pl.col("rule").replace_strict(words, return_dtype=pl.String)


def _with_places(frame: pl.DataFrame, events: Referred) -> pl.DataFrame:
    lists = frame["evidence"].rechunk()
    counts = lists.list.len().fill_null(0)
    ids = lists.explode(empty_as_null=False, keep_nulls=False)
    columns = events.gather_all(ids, [events.file, events.line, events.place])
    items = pl.DataFrame([ids.alias("id"), *columns]).to_struct("evidence")
    offsets = pa.concat_arrays([pa.array([0], pa.int64()), counts.cast(pl.Int64).cum_sum().to_arrow()])
    evidence = pl.Series("evidence", pa.LargeListArray.from_arrays(offsets, items.to_arrow()))
    raised_at = events.gather(frame["raised_by"], events.place).alias("raised_at")
    return frame.drop("evidence").with_columns(evidence, raised_at)
