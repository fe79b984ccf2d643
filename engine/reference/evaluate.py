"""The ledger by definition: every duty of every rule, judged one after the other."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from zhiben.engine.ledger import EVIDENCE_SHOWN, SCHEMA, AsOf
from zhiben.engine.reference.civil_days import ALWAYS, CivilDays
from zhiben.engine.reference.decided import decided_duties
from zhiben.engine.reference.facts import Event, Registry, declarations_of, entity_rows, events_of
from zhiben.engine.reference.occasions import number_text, raised
from zhiben.engine.reference.streams import laid_in_streams
from zhiben.engine.reference.verdicts import Judged, judge
from zhiben.engine.reference.waived import excused
from zhiben.engine.reference.wanted import owes_nothing
from zhiben.engine.reference.windows import cut
from zhiben.engine.reference.world import World
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import DUTY_DECIDED, SCALE
from zhiben.rules.model import Bound, EachEvent, Limit, PreviousLimit, Rule, Rulebook
from zhiben.rules.waivers import Waivers


def evaluate(
    rulebook: Rulebook,
    log: EventLog,
    entities: Entities | None,
    coverage: Coverage | None,
    as_of: AsOf,
    *,
    waivers: Waivers | None = None,
) -> pa.Table:
    """The duty ledger of a log.

    Args:
        rulebook: loaded and checked; nothing in it is checked again.
        log: accepted events, in any order.
        entities: None = the bearers are the subjects seen in the log.
        coverage: None = the log counts as complete.
        as_of: where the clock stands and what is known.
        waivers: duties that they cover are waived.

    Returns:
        One row per duty with the columns `ledger.SCHEMA`, sorted by rule, bearer, key, opens, raised_by.
    """
    days = CivilDays(rulebook.timezone, rulebook.holidays)
    logged = [event for event in events_of(log) if _exists(event.first, event.recorded, as_of)]
    world = World(
        rulebook.name,
        days,
        logged,
        None if entities is None else Registry(entity_rows(entities, days)),
        None if coverage is None else declarations_of(coverage, days),
        as_of,
        () if waivers is None else waivers.items,
    )
    judged: list[Judged] = []
    told: list[Event] = []
    # What was decided may raise duties, be counted, or end lives; so judge again until nothing new is told.
    for _ in range(len(rulebook.rules) + 2):
        judged = [duty for rule in rulebook.rules for duty in _of_rule(world, rule, [])]
        before, told = told, decided_duties(judged, as_of)
        if not _is_read(rulebook) or told == before:
            break
        world = replace(world, events=sorted([*logged, *told], key=lambda event: (event.first, event.ref)))
    else:
        raise AssertionError("rules that read each other's decided duties are a load error")
    return pa.Table.from_pylist([_row(duty) for duty in judged], schema=SCHEMA)


def _exists(first: int, recorded: int | None, as_of: AsOf) -> bool:
    """Whether an event had happened, and was known."""
    known = recorded is None or as_of.known_before is None or recorded < as_of.known_before
    return first < as_of.before and known


def _is_read(rulebook: Rulebook) -> bool:
    """Whether any rule speaks of decided duties; without one, what is told is of no concern."""
    return DUTY_DECIDED in repr(rulebook.rules)


def _of_rule(world: World, rule: Rule, parents: list[Judged]) -> list[Judged]:
    """The duties of a rule in order, then those of its `otherwise`."""
    if isinstance(rule.duty.occasion, EachEvent) and rule.duty.occasion.occurrence == "last":
        laid = laid_in_streams(world, rule, raised(world, rule, parents))
    else:
        laid = [owed for occasion in raised(world, rule, parents) for owed in cut(world, occasion)]
    judged = [excused(world, judge(world, owed)) for owed in laid if not owes_nothing(world, owed)]
    judged.sort(
        key=lambda duty: (
            duty.owed.occasion.bearer,
            duty.owed.occasion.key,
            duty.owed.opens,
            duty.owed.occasion.raised_by,
        )
    )
    return judged if rule.otherwise is None else judged + _of_rule(world, rule.otherwise, judged)


def _row(duty: Judged) -> dict[str, object]:
    owed, occasion = duty.owed, duty.owed.occasion
    return {
        "duty": duty.id,
        "rule": occasion.rule.id,
        "variant": owed.terms.name,
        "clause": ";".join(occasion.rule.clauses),
        "severity": owed.terms.severity,
        "bearer": occasion.bearer,
        "key": occasion.key,
        "raised_by": occasion.raised_by,
        "opens": None if owed.opens == ALWAYS else owed.opens,
        "closes": owed.closes,
        "due": owed.due,
        "required": _required(duty.bound or owed.terms.duty.bound),
        "observed": None if duty.observed is None else float(duty.observed),
        "verdict": duty.verdict,
        "decided": None if duty.decided == ALWAYS else duty.decided,
        "cured": duty.cured,
        "reason": duty.reason or "",
        "evidence": [event.ref for event in duty.evidence[:EVIDENCE_SHOWN]],
        "evidence_count": len(duty.evidence),
        "waiver": duty.waiver,
    }


def _required(bound: Bound) -> str:
    if bound.name == "between":
        return f"between {_limit(bound.low)} and {_limit(bound.high)}"
    return f"{bound.name} {_limit(bound.high if bound.name == 'at_most' else bound.low)}"


def _limit(limit: Limit | None) -> str:
    assert limit is not None
    if isinstance(limit, int):
        return number_text(limit)
    name = "previous" if isinstance(limit, PreviousLimit) else limit.field
    return name if limit.times == SCALE else f"{number_text(limit.times)} x {name}"
