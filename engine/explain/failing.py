"""Which conditions each event fails, taken by itself or for one duty."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import ints, is_null
from zhiben.engine.conditions import matching
from zhiben.engine.correlation import field_columns, tied
from zhiben.engine.correlation import named as named_codes
from zhiben.engine.existing import Existing
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.named import Named, is_scoped, named, root_of
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import ALWAYS
from zhiben.rules.model import EachEvent


class Failing(Struct, frozen=True):
    """What events of the right type fail.

    Attributes:
        conditions: (c,) as `named` lists them.
        candidates: (n,) positions of the events among the wide ones, ascending.
        alone: (n, c) True where the event fails a condition that it can be asked by itself.
        pairs: per condition that depends on the occasion its place, (n,) codes of the events and (m,) of the occasions,
            and whether they have to be equal.
        known: per `same`, (t,) codes of the values that something might be owed for: those of all events of the
            trigger's types, whatever they say else, or of all entities.
    """

    conditions: tuple[Named, ...]
    candidates: Ints
    alone: Flags
    pairs: tuple[tuple[int, Ints, Ints, bool], ...]
    known: tuple[Ints, ...]

    @classmethod
    def of(cls, asked: Asked) -> Failing:
        """All events of the duty's types that can be told of the asked duties, whosever they are."""
        judgement = asked.judgement
        duty = judgement.duty
        conditions = named(judgement.rule, duty)
        candidates = _told_of(asked, duty.events)
        alone = np.zeros((len(candidates), len(conditions)), np.bool_)
        pairs, known = [], []
        for place, condition in enumerate(conditions):
            if condition.kind in ("same", "differs") and condition.is_on_occasion:
                left, right, others = _compared(asked, condition, candidates)
                pairs.append((place, left, right, condition.kind == "same"))
                known += [others] if condition.kind == "same" else []
            elif condition.kind != "whose":
                alone[:, place] = _fails(asked, condition, candidates)
        return cls(conditions, candidates, alone, tuple(pairs), tuple(known))

    def place_of(self, kind: str) -> int:
        """The place of the only condition of a kind, -1 = there is none."""
        return next((place for place, condition in enumerate(self.conditions) if condition.kind == kind), -1)

    def of_pairs(self, candidate: Ints, occasion: Ints, is_own: bool) -> Flags:
        """(p, c) what each event fails for the occasion beside it.

        Args:
            candidate: (p,) which of the candidates.
            is_own: whether the events lie in the scope of the bearer.
        """
        found = self.alone[candidate]
        for place, left, right, is_equal in self.pairs:
            mine, theirs = left[candidate], right[occasion]
            told = (mine >= 0) & (theirs >= 0)
            found[:, place] = ~(told & ((mine == theirs) if is_equal else (mine != theirs)))
        whose = self.place_of("whose")
        if whose >= 0:
            found[:, whose] = not is_own
        return found


def _told_of(asked: Asked, types: tuple[str, ...]) -> Ints:
    """The events of some types, without those of others who have nothing to do with the bearers that are asked about.

    Where the occasions are tied to events by `same`, an event of anybody may be told. Where nobody lies below anybody,
    and many rules ask, what lies outside the windows is left out, too.
    """
    judgement, wide = asked.judgement, asked.wide
    if not is_scoped(judgement.rule, judgement.duty) or judgement.duty.same:
        return wide.events.of_types(types)
    bearers = asked.bearer[asked.occasion]
    if not wide.registry.has_owners:
        start = wide.civil.starts(wide.civil.days(asked.windows.counts_from))
        found = wide.owned.within(types, bearers, start, asked.windows.closes)
        if found is not None:
            return found
    candidates = wide.events.of_types(types)
    is_related = wide.registry.related(bearers[bearers >= 0])
    return candidates[is_related[wide.registry.event_subject[candidates]]]


def _fails(asked: Asked, condition: Named, candidates: Ints) -> Flags:
    events = asked.wide.events
    if condition.kind in ("where", "share"):
        assert condition.condition is not None
        is_failed = np.ones(len(candidates), np.bool_)
        is_failed[np.searchsorted(candidates, matching(events, condition.condition, candidates))] = False
        return is_failed
    if condition.kind == "measured":
        return _is_missing(events, condition.fields[0], candidates)
    if condition.kind == "known":
        return _is_late_entry(asked, candidates)
    left, right = tied(events, condition.fields[0], candidates, events, condition.other, candidates)
    found: Flags = (left < 0) | (right < 0) | (left == right)
    return found


def _is_missing(events: Existing, field: str, positions: Ints) -> Flags:
    column = field_columns(events, field, positions)[0]
    missing: Flags = is_null(column)
    if column.type.num_fields:
        missing |= ints(pc.list_value_length(column)) == 0
    return np.asarray(missing, np.bool_)


def _is_late_entry(asked: Asked, candidates: Ints) -> Flags:
    """(n,) True for events that were recorded too late for the judgement to know of them."""
    known_before = asked.judgement.stage.as_of.known_before
    if asked.wide is asked.judgement.stage or known_before is None:
        return np.zeros(len(candidates), np.bool_)
    found: Flags = ints(asked.wide.events.column("recordedtime"), null=int(ALWAYS))[candidates] >= known_before
    return found


def _compared(asked: Asked, condition: Named, candidates: Ints) -> tuple[Ints, Ints, Ints]:
    """Codes of (n,) events, of (m,) occasions and of (t,) things like the occasions, equal where the values are."""
    judgement, events = asked.judgement, asked.judgement.stage.events
    field, size = condition.fields[0], len(judgement.occasions)
    if judgement.occasions.on_entities:
        names = judgement.stage.registry.names
        entities = np.concatenate([judgement.occasions.entity, np.arange(len(names), dtype=np.int64)])
        left, right = named_codes(asked.wide.events, field, candidates, names, entities)
        return left, right[:size], right[size:]
    occasion = root_of(asked.judgement.stage.rulebook, judgement.rule).duty.occasion
    alike = events.of_types(occasion.events) if isinstance(occasion, EachEvent) else np.zeros(0, np.int64)
    positions = np.concatenate([judgement.occasions.trigger, alike])
    left, right = tied(asked.wide.events, field, candidates, events, condition.other, positions)
    return left, right[:size], right[size:]
