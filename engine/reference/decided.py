"""Decided duties as events (DESIGN §3 "The ledger is a log", reading 37)."""

from __future__ import annotations

from zhiben.engine.ledger import AsOf
from zhiben.engine.reference.facts import Event, Value
from zhiben.engine.reference.verdicts import Judged
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.model import Moment


def decided_duties(judged: list[Judged], as_of: AsOf) -> list[Event]:
    """The events that judged duties are, in order of time, then id; what is not decided yet is none."""
    found = [event for duty in judged for event in _told(duty) if event.first < as_of.before]
    return sorted(found, key=lambda event: (event.first, event.ref))


def _told(duty: Judged) -> list[Event]:
    outcome = {"met": "met", "breached": "breached", "late": "breached", "unknown": "unknown"}.get(duty.verdict)
    when = duty.unknown_at if duty.verdict == "unknown" else duty.decided
    if outcome is None or when is None:
        return []
    occasion = duty.owed.occasion
    fields: dict[str, Value] = {
        "subject": occasion.bearer,
        "time": Moment(when, when),
        f"{DUTY_DECIDED}.rule": occasion.rule.id,
        f"{DUTY_DECIDED}.severity": duty.owed.terms.severity,
        f"{DUTY_DECIDED}.outcome": outcome,
    }
    # What is empty is missing.
    if occasion.rule.clauses:
        fields[f"{DUTY_DECIDED}.clause"] = occasion.rule.clauses
    if occasion.key:
        fields[f"{DUTY_DECIDED}.key"] = occasion.key
    return [Event(duty.id, DUTY_DECIDED, occasion.bearer, when, when, None, fields)]
