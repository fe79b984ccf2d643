"""What raises a duty: a bearer in force, an entity below it, an event, or a breach (DESIGN §3 and §4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

from zhiben.engine.reference.civil_days import NEVER, CivilDays
from zhiben.engine.reference.conditions import holds
from zhiben.engine.reference.facts import Event, Value, common
from zhiben.engine.reference.matching import is_same, names_subject
from zhiben.engine.reference.occasion import Occasion
from zhiben.engine.reference.verdicts import Judged
from zhiben.engine.reference.world import World
from zhiben.events.civil import from_day, from_micros
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import BearerInForce, Duty, EachBreach, EachEntity, EachEvent, Every, Moment, Rule, SinceLast


def raised(world: World, rule: Rule, parents: list[Judged]) -> list[Occasion]:
    """Every occasion of a rule; `parents` are the judged duties of the parent rule of an `otherwise`."""
    occasion = rule.duty.occasion
    if isinstance(occasion, EachBreach):
        return [made for parent in parents for made in _of_breach(world, rule, parent)]
    found: list[Occasion] = []
    for bearer in world.bearers(rule):
        if isinstance(occasion, BearerInForce):
            found += _of_bearer(world, rule, bearer)
        elif isinstance(occasion, EachEntity):
            found += _of_entities(world, rule, bearer, occasion.kind)
        else:
            found += _of_events(world, rule, bearer, occasion)
    return found


def _of_bearer(world: World, rule: Rule, bearer: str) -> list[Occasion]:
    validity = world.validity(rule, bearer)
    return [
        Occasion(rule, bearer, "", "", start, end, start, spans_from=_span_start(validity, start))
        for start, end in world.lives(rule, bearer)
    ]


def _of_entities(world: World, rule: Rule, bearer: str, kind: str) -> list[Occasion]:
    if world.registry is None:
        return []
    made = []
    for name in world.registry.ids(kind):
        below = [world.range(rule.in_force)] if bearer == "*" else world.registry.times_below(name, bearer)
        valid = world.registry.spans(name, kind)
        for start, end in common(common(world.lives(rule, bearer), below), valid):
            spans_from = max(_span_start(world.validity(rule, bearer), start), _span_start(valid, start))
            made.append(
                Occasion(rule, bearer, name, name, start, end, start, spans_from, entity=name, entity_kind=kind)
            )
    return made


def _span_start(spans: list[tuple[int, int]], instant: int) -> int:
    return next(start for start, end in spans if start <= instant < end)


def _of_events(world: World, rule: Rule, bearer: str, trigger: EachEvent) -> list[Occasion]:
    lives = world.lives(rule, bearer)
    counting = [
        event
        for event in world.events
        if event.type in trigger.events
        and world.is_counted(bearer, trigger.whose, event)
        and any(start <= event.first < end for start, end in lives)
        and holds(trigger.where, event.fields.get)
    ]
    raising, uncertain = (counting, []) if trigger.threshold is None else _nth(world, rule.duty, trigger, counting)
    if trigger.occurrence == "first":
        raising = _firsts(rule.duty, raising)
    made = []
    for event in raising:
        occasion = Occasion(
            rule, bearer, "", event.ref, event.first, NEVER, event.last, is_triggered=True, raiser=event, root=event
        )
        occasion.key = ";".join(key_text(event.fields.get(other), world.days) for _, other in rule.duty.same)
        if event in uncertain:
            occasion.reasons.append("calendar-not-published")
        made.append(_lived(world, occasion))
    return made


def group_of(duty: Duty, event: Event) -> tuple[Value, ...] | None:
    """The event's `same` values, by which it is counted with others; None where one is missing."""
    values = [event.fields.get(other) for _, other in duty.same]
    return None if None in values else tuple(value for value in values if value is not None)


def _nth(world: World, duty: Duty, trigger: EachEvent, counting: list[Event]) -> tuple[list[Event], list[Event]]:
    """The events that reach the threshold; after each, counting starts from nothing.

    The second list holds those of them of which that is not certain, the calendar not being published.
    """
    assert trigger.threshold is not None
    counted: dict[tuple[Value, ...], list[Event]] = {}
    raising, uncertain = [], []
    for event in counting:
        group = group_of(duty, event)
        if group is None:
            continue
        seen = counted.setdefault(group, [])
        seen.append(event)
        if len(seen) < trigger.threshold.count:
            continue
        limit = world.days.last_instant(seen[-trigger.threshold.count].last, trigger.threshold.within)
        if limit is None:
            uncertain.append(event)
        if limit is None or event.first <= limit:
            raising.append(event)
            seen.clear()
    return raising, uncertain


def _firsts(duty: Duty, raising: list[Event]) -> list[Event]:
    """The first of each group; one without a `same` value counts as its own."""
    seen = set()
    firsts = []
    for event in raising:
        group = group_of(duty, event)
        if group is None or group not in seen:
            firsts.append(event)
        seen.add(group)
    return firsts


def _of_breach(world: World, rule: Rule, parent: Judged) -> list[Occasion]:
    """A breach raises a duty at the instant it was decided, also where it was cured later."""
    at = parent.decided
    if parent.verdict not in ("breached", "late") or at is None:
        return []
    own = parent.owed.occasion
    if not world.is_in_force(rule, own.bearer, at):
        return []
    occasion = Occasion(
        rule,
        own.bearer,
        own.key,
        parent.id,
        at,
        NEVER,
        at,
        is_triggered=True,
        root=own.root,
        entity=own.entity,
        entity_kind=own.entity_kind,
    )
    return [_lived(world, occasion)]


def _lived(world: World, occasion: Occasion) -> Occasion:
    """The occasion with the end of its life, and with the reason if it lacks a value that its duty is tied by."""
    duty = world.terms(occasion, occasion.start).duty
    raised_by = occasion.rule.duty.occasion
    assert isinstance(raised_by, EachEvent | EachBreach)
    until = raised_by.until
    tied_by = [other for _, other in duty.same]
    if until is not None:
        tied_by += [other for _, other in until.same]
    ends = [NEVER]
    if isinstance(duty.window, Every | SinceLast):
        ends.append(world.range(occasion.rule.in_force)[1])
    if until is not None:
        ends += [
            event.first
            for event in world.events
            if event.first >= occasion.start
            and event is not occasion.raiser
            and event.type in until.events
            and (names_subject(until.same) or world.is_counted(occasion.bearer, occasion.rule.duty.whose, event))
            and is_same(until.same, event, occasion)
            and holds(until.where, event.fields.get)
        ]
    is_untied = any(occasion.value(other) is None for other in tied_by)
    reasons = [*occasion.reasons, "missing-trigger-value"] if is_untied else occasion.reasons
    return replace(occasion, end=min(ends), reasons=reasons)


def key_text(value: Value | None, days: CivilDays) -> str:
    """How a `same` value is written in a key."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return number_text(value)
    if isinstance(value, Moment):
        day = days.day(value.first)
        if value.first < value.last and (value.first, value.last) == (days.start(day), days.end(day) - 1):
            return from_day(day).isoformat()
        return from_micros(value.first).astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value if isinstance(value, str) else ";".join(value)


def number_text(millionths: int) -> str:
    """A number without trailing zeros."""
    text = f"{Decimal(millionths) / SCALE:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
