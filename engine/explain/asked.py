"""The duties that are to be explained, found again as they were judged."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import ints, one
from zhiben.engine.asked import clock
from zhiben.engine.audit import Audit
from zhiben.engine.evaluate import Judgement, evaluate
from zhiben.engine.intervals import Windows
from zhiben.engine.ledger import AsOf
from zhiben.engine.search import Ints
from zhiben.engine.stage import Stage
from zhiben.events.civil import calendar
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.chosen import with_read
from zhiben.rules.model import Rulebook


class Asked(Struct, frozen=True, dict=True):
    """(k,) duties of one rule and variant.

    Attributes:
        rows: (k,) which of the judgement's duties.
        wide: the events to look among: those that were recorded too late, too.
    """

    judgement: Judgement
    rows: Ints
    wide: Stage

    @cached_property
    def windows(self) -> Windows:
        """(k,) the windows as they were judged."""
        return self.judgement.part.asked.take(self.rows)

    @cached_property
    def occasion(self) -> Ints:
        """(k,) the occasion of each duty."""
        return self.windows.occasion

    @cached_property
    def lo(self) -> Ints:
        """(k,) first element of each slice."""
        return self.judgement.part.slices.lo[self.rows]

    @cached_property
    def hi(self) -> Ints:
        """(k,) past the last element of each slice."""
        return self.judgement.part.slices.hi[self.rows]

    def widened(self, position: Ints) -> Ints:
        """(p,) positions among the wide events of events that the judgement saw; -1 for none, and of -1."""
        return position if self.judgement.stage is self.wide else self._widened[position]

    @cached_property
    def _widened(self) -> Ints:
        """(n + 1,) position among the wide events of each event that the judgement saw; -1 for none, and at the end."""
        mine, others = (stage.events.references() for stage in (self.judgement.stage, self.wide))
        return np.append(ints(pc.index_in(mine, value_set=others), null=-1), -1)

    @cached_property
    def bearer(self) -> Ints:
        """(m,) code of each occasion's bearer in the wide registry."""
        return self._coded(self.judgement.occasions.bearer)

    @cached_property
    def entity(self) -> pa.Array:
        """(m,) name of each occasion's entity, null where it has none."""
        code = self.judgement.occasions.entity
        return self.judgement.stage.registry.names.take(pa.array(code, mask=code < 0))

    def _coded(self, code: Ints) -> Ints:
        names, others = self.judgement.stage.registry.names, self.wide.registry.names
        if names is others:
            return code
        return np.append(ints(pc.index_in(names, value_set=others), null=-1), -1)[code]


def judgements_of(audit: Audit, duties: pa.Table, explain: Callable[[Asked], None]) -> None:
    """Judge the rules of some duties of an audit's ledger again, and hand over the duties by rule and variant.

    Where the audit kept its judgements, these are handed over as they are.
    """
    book, as_of = audit.whole or audit.rulebook, instant_of(audit)
    wanted, wide = one(duties["duty"]), Wide(book, audit.log, audit.entities, audit.coverage, as_of)

    def watch(judgement: Judgement) -> None:
        place = ints(pc.index_in(judgement.ids, value_set=wanted), null=-1)
        rows = np.flatnonzero(place >= 0).astype(np.int64)
        if len(rows):
            explain(Asked(judgement, rows, wide.of(judgement)))

    if audit.kept is not None and audit.kept.is_of(book, audit.log):
        for judgement in audit.kept.judgements:
            watch(judgement)
        return
    heads = {str(name).partition("/")[0] for name in pc.unique(duties["rule"]).to_numpy(zero_copy_only=False)}
    rules, given = with_read(book, sorted(heads)), (audit.log, audit.entities, audit.coverage)
    evaluate(rules, *given, as_of, watch=watch, waivers=audit.waivers)


def instant_of(audit: Audit) -> AsOf:
    """Where the audit's clock stands."""
    return clock(audit.as_of, audit.known_at, calendar(audit.rulebook.timezone))


class Wide(Struct, frozen=True, dict=True):
    """The stages whose events hold all of the log, each built when it is first needed."""

    book: Rulebook
    log: EventLog
    entities: Entities | None
    coverage: Coverage | None
    as_of: AsOf

    def of(self, judgement: Judgement) -> Stage:
        """Where to look for what a duty lacks; decided duties are only among what the judgement itself saw."""
        reads_decided = DUTY_DECIDED in judgement.duty.events
        is_log = DUTY_DECIDED not in judgement.stage.events.known_types
        if reads_decided or (is_log and self.as_of.known_before is None):
            return judgement.stage
        return self._whole

    @cached_property
    def _whole(self) -> Stage:
        as_of = AsOf(self.as_of.clock, self.as_of.before)
        return Stage.of(self.book, self.log, self.entities, self.coverage, as_of)
