"""Rules of which the ledger has no duty at all, and why where it can be told; what follows a breach is left out.

Reasons: `not-in-force` (not before the as-of instant), `no-bearer` and `no-entity` (nobody of that kind),
`does-not-apply` (to no bearer), `no-trigger` (no event of that type), `no-such-trigger` (some, but none as the rule
asks), `other` (say, a threshold that was not reached). Rules that wait for a breach of others are no matter of the log.
"""

from __future__ import annotations

from zhiben.engine.conditions import FALSE, matching
from zhiben.engine.quality._remark import Remark
from zhiben.engine.quality._seen import Seen
from zhiben.events.civil import to_day
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.model import EachEntity, EachEvent, Rule

CODE = "rule-never-raised"


def check(seen: Seen) -> list[Remark]:
    """One remark per reason, with its rules and the kinds or event types that it is about."""
    groups: dict[str, list[str]] = {}
    about: dict[str, dict[str, None]] = {}
    for rule in seen.rulebook.rules:
        occasion = rule.duty.occasion
        if rule.id in seen.raised or (isinstance(occasion, EachEvent) and DUTY_DECIDED in occasion.events):
            continue
        reason, *named = _why(seen, rule)
        groups.setdefault(reason, []).append(rule.id)
        about.setdefault(reason, {}).update(dict.fromkeys(named))
    total = len(seen.rulebook.rules)
    return [
        Remark(CODE, "note", reason, count=len(rules), total=total, names=tuple(about[reason]), rules=tuple(rules))
        for reason, rules in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    ]


def _why(seen: Seen, rule: Rule) -> tuple[str, ...]:
    """The reason, then the kind or the event types that it is about."""
    occasion, start = rule.duty.occasion, rule.in_force.start
    if start is not None and seen.civil.start(to_day(start)) >= seen.clock.before:
        return ("not-in-force",)
    if rule.bearer is not None and seen.entities is not None:
        if rule.bearer not in seen.kinds:
            return "no-bearer", rule.bearer
        if isinstance(occasion, EachEntity) and occasion.kind not in seen.kinds:
            return "no-entity", occasion.kind
        of_kind = seen.registry.kinds[0] == seen.registry.kinds[1][rule.bearer]
        if (seen.registry.attribute_truths(rule.applies)[:-1][of_kind] == FALSE).all():
            return "does-not-apply", rule.bearer
    if isinstance(occasion, EachEntity) and seen.entities is None:
        return "no-entity", occasion.kind
    if isinstance(occasion, EachEvent):
        positions = seen.events.of_types(occasion.events)
        if not len(positions):
            return "no-trigger", *occasion.events
        if not len(matching(seen.events, occasion.where, positions)):
            return "no-such-trigger", *occasion.events
    return ("other",)
