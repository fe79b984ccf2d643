"""Elements: the events that can count for a duty, sorted so that every window is a slice.

An element is one event in one group; a group is what an occasion can be answered by (its bearer and `same` values).
Where a window is not simply a slice — a bare date that reaches into it, the trigger itself, a `differs` that looks at
the trigger — the duty gets a group of its own that holds just what counts, so that for all that follows it is one.
"""

from __future__ import annotations

from typing import Hashable

import numpy as np
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.arrow import ints, is_null
from zhiben.engine.conditions import of_kind
from zhiben.engine.correlation import combined, field_columns, named, tied
from zhiben.engine.intervals import Windows
from zhiben.engine.lazy import lazy
from zhiben.engine.occasions.bearers import bearer_pairs
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.search import Flags, GroupedTimes, Ints, counted, numbered, sorted_by, written_out
from zhiben.engine.stage import Stage
from zhiben.rules.model import Duty, Rule


class Elements(Struct, frozen=True, dict=True):
    """(e,) elements sorted by (group, first instant, event reference).

    Attributes:
        group: numbers from 0.
        position: of the event, in canonical order.
        first, last: instants of the event.
        answering: (m,) group that can answer each occasion, -1 = none.
        is_untied: (m,) True where the occasion lacks a value that `same` asks for.
        is_incomparable: (m,) True where the occasion lacks a value that `differs` asks for.
        unlike: (e,) and (m,) codes per `differs` that looks at the occasion; an element counts where they differ.
    """

    group: Ints
    position: Ints
    first: Ints
    last: Ints
    answering: Ints
    is_untied: Flags
    is_incomparable: Flags
    unlike: tuple[tuple[Ints, Ints], ...] = ()

    @lazy
    def by_first(self) -> GroupedTimes:
        """Search by first instant."""
        return GroupedTimes.of(self.group, self.first)

    @lazy
    def by_last(self) -> GroupedTimes:
        """Search by last instant (how many, not which)."""
        if self.first is self.last or np.array_equal(self.first, self.last):
            return self.by_first
        order = np.lexsort((self.last, self.group))
        return GroupedTimes.of(self.group[order], self.last[order])

    def counts(self, element: Ints, occasions: Occasions, which: Ints) -> Flags:
        """(p,) True where an element of its group counts for an occasion: not what raised it, unlike it where asked."""
        found: Flags = self.position.take(element) != occasions.raiser.take(which)
        for left, right in self.unlike:
            mine, theirs = left[element], right[which]
            found &= (mine >= 0) & (theirs >= 0) & (mine != theirs)
        return found


class Slices(Struct, frozen=True):
    """(d,) what lies in each duty's window, as positions in `elements`.

    Attributes:
        lo, hi: the window.
        end: past the last element that could still make up for it.
    """

    elements: Elements
    lo: Ints
    hi: Ints
    end: Ints


def elements(stage: Stage, rule: Rule, duty: Duty, occasions: Occasions) -> Elements:
    """The matching events of a duty (one variant), grouped as its occasions ask for them."""
    events = stage.events
    position = of_kind(events, duty.events, duty.where)
    if (is_measurable := _measurable(stage, duty, position)) is not None:
        position = position[is_measurable]
    for (field, other), where in zip(duty.differs, duty.differs_on, strict=True):
        if where == "event":
            left, right = tied(events, field, position, events, other, position)
            position = position[(left >= 0) & (right >= 0) & (left != right)]
    which, parts, is_untied = _correlated(stage, rule, duty, occasions, position)
    joined = combined([np.concatenate(pair) for pair in parts])
    group, asked = joined[: len(which)], joined[len(which) :]
    answering, group = numbered(asked, group)
    kept = (group >= 0).nonzero()[0]
    if len(kept) < len(group):
        group, which = group[kept], which[kept]
    position = position.take(which)
    order = sorted_by(group, position)
    group, position = group.take(order), position.take(order)
    unlike = []
    is_incomparable = np.zeros(len(occasions), np.bool_)
    for (field, other), where in zip(duty.differs, duty.differs_on, strict=True):
        if where == "occasion":
            left, right = tied(events, field, position, events, other, occasions.trigger)
            unlike.append((left, right))
            is_incomparable |= right < 0
    first = events.first.take(position)
    return Elements(
        group,
        position,
        first,
        events.last_of(position, first),
        answering,
        is_untied,
        is_incomparable,
        tuple(unlike),
    )


def asked_of(duty: Duty) -> tuple[Hashable, ...]:
    """All that `elements` reads of a duty: variants that are equal in it share their elements."""
    measure = duty.measure
    return duty.events, duty.where, duty.same, duty.differs, duty.differs_on, duty.whose, measure.field, measure.until


def slices(stage: Stage, found: Elements, occasions: Occasions, windows: Windows) -> Slices:
    """Where each window's elements lie; windows that are no plain slice get a group of their own."""
    group = found.answering[windows.occasion]
    index = found.by_first
    start = windows.counts_from
    lo = index.through(group, start) if windows.is_strict else index.before(group, start)
    hi, end = np.maximum(_closing(index, group, windows, lo), lo), index.ends(group)
    special = _holds_raiser(found, occasions, windows, group)
    if not windows.is_strict and found.by_last is not index:
        special |= found.by_last.before(group, start) < lo  # a bare date reaches into the window
    if found.unlike:
        special |= group >= 0
    rows = special.nonzero()[0]
    if not len(rows):
        return Slices(found, lo, hi, end)
    earliest = lo[rows]
    if not windows.is_strict:
        earliest = index.before(group[rows], stage.civil.starts(stage.civil.days(start[rows])))
    owner, element = written_out(earliest, end[rows])
    counts = found.counts(element, occasions, windows.occasion[rows][owner])
    if windows.is_strict:
        counts &= found.first[element] > start[rows][owner]
    else:
        counts &= found.last[element] >= start[rows][owner]
    owner, element = owner[counts], element[counts]
    sizes = counted(owner, len(rows))
    own_end = len(found.group) + np.cumsum(sizes)
    own_hi = own_end - sizes + counted(owner[found.first[element] < windows.closes[rows][owner]], len(rows))
    extended = replace(
        found,
        group=np.concatenate([found.group, int(found.group.max(initial=-1)) + 1 + owner]),
        position=np.concatenate([found.position, found.position[element]]),
        first=np.concatenate([found.first, found.first[element]]),
        last=np.concatenate([found.last, found.last[element]]),
        unlike=(),
    )
    lo[rows], hi[rows], end[rows] = own_end - sizes, own_hi, own_end
    return Slices(extended, lo, hi, end)


def _closing(index: GroupedTimes, group: Ints, windows: Windows, lo: Ints) -> Ints:
    """(d,) position of the first element at or after each close; where the next window opens, that is known already."""
    if windows.is_strict or len(group) < 2:
        return index.before(group, windows.closes)
    is_last = np.append((group[1:] != group[:-1]) | (windows.counts_from[1:] != windows.closes[:-1]), True)
    hi, rows = np.append(lo[1:], 0), is_last.nonzero()[0]
    hi[rows] = index.before(group[rows], windows.closes[rows])
    return hi


def _measurable(stage: Stage, duty: Duty, position: Ints) -> Flags | None:
    """(p,) True where the event carries the measured field (DESIGN §5: without it it does not match); None = all do.

    What may be standing also carries the values that an end is told by (reading 34).
    """
    if duty.measure.until is not None:
        told = np.ones(len(position), np.bool_)
        for _, mine in duty.measure.until.same:
            told &= ~is_null(field_columns(stage.events, mine, position)[0])
        return told
    if duty.measure.field is None:
        return None
    column = field_columns(stage.events, duty.measure.field, position)[0]
    present = ~is_null(column)
    if column.type.num_fields:  # a list; an empty one is a missing value
        present &= ints(pc.list_value_length(column)) > 0
    return present


def _correlated(
    stage: Stage, rule: Rule, duty: Duty, occasions: Occasions, position: Ints
) -> tuple[Ints, list[tuple[Ints, Ints]], Flags]:
    """Pairs of codes (of candidate events, of occasions), one per condition; and which occasions lack a value.

    The first result lists, for each candidate, its index into `position` (an event may count for several bearers).
    """
    is_untied = np.zeros(len(occasions), np.bool_)
    everything = np.arange(len(position), dtype=np.int64)
    parts: list[tuple[Ints, Ints]] = []
    if duty.whose == "any" or any(field == "subject" for field, _ in duty.same):
        which = everything
        parts.append((np.zeros(len(position), np.int64), np.zeros(len(occasions), np.int64)))
    else:
        which, bearer = bearer_pairs(stage, rule.bearer, duty.whose, position)
        parts.append((bearer + 1, occasions.bearer + 1))
    for field, other in duty.same:
        if occasions.on_entities:
            left, right = named(stage.events, field, position, stage.registry.names, occasions.entity)
        else:
            left, right = tied(stage.events, field, position, stage.events, other, occasions.trigger)
        is_untied |= right < 0
        parts.append((left[which], right))
    return which, parts, is_untied


def _holds_raiser(found: Elements, occasions: Occasions, windows: Windows, group: Ints) -> Flags:
    """(d,) True where the event that raised the duty is itself one of the group's elements."""
    raiser = occasions.raiser[windows.occasion]
    holds = np.zeros(len(group), np.bool_)
    is_element = np.zeros(max(int(found.position.max(initial=-1)), int(raiser.max(initial=-1))) + 2, np.bool_)
    is_element[found.position] = True  # -1 falls on the last one, which none is
    rows = (is_element[raiser] & (group >= 0)).nonzero()[0]
    if not len(rows):  # as it mostly is
        return holds
    when = occasions.start[windows.occasion[rows]]
    owner, element = written_out(found.by_first.before(group[rows], when), found.by_first.through(group[rows], when))
    holds[rows[owner[found.position[element] == raiser[rows][owner]]]] = True
    return holds
