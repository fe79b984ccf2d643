"""How far a rule looks from its bearer: what has to lie in one part of a log for the rule to be judged there.

Bearers are judged apart from each other wherever that changes nothing. A rule looks at its bearer's `own` events only;
or at those of others in the same `tree` of owners; or at the whole `log`, where it speaks of anybody's events or has no
bearer. What is not known to look less far counts as looking further (docs/decisions/0007).
"""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from zhiben.rules.chosen import rule_names, with_read
from zhiben.rules.decided import chain, duties_of_chain, reads
from zhiben.rules.model import BearerInForce, Duty, EachBreach, EachEvent, EntitySet, Rule, Rulebook, Until, Whose


class Sight(IntEnum):
    """Whose events a rule looks at, from near to far."""

    OWN = 0
    TREE = 1
    LOG = 2


class Pass(Struct, frozen=True):
    """Rules that look equally far and are judged together.

    Attributes:
        rulebook: those rules and what they read of others' decided duties, in the order of the whole rulebook.
        names: the rules, `otherwise` included, whose rows are the ledger's; the other rows are another pass's.
    """

    sight: Sight
    rulebook: Rulebook
    names: tuple[str, ...]


def passes(rulebook: Rulebook) -> list[Pass]:
    """The rules of a rulebook by sight, near ones first; a rule reaches as far as those whose duties it reads."""
    rules = rulebook.rules
    sights = [sight(rule) for rule in rules]
    read = reads(rules)
    for _ in rules:  # a chain of readers is at most as long as there are rules
        further = [max([own, *(sights[place] for place in read[n])]) for n, own in enumerate(sights)]
        if further == sights:
            break
        sights = further
    found = []
    for wanted in Sight:
        mine = [rule for rule, far in zip(rules, sights, strict=True) if far == wanted]
        if mine:
            judged = with_read(rulebook, [rule.id for rule in mine])
            found.append(Pass(wanted, judged, tuple(rule_names(mine))))
    return found or [Pass(Sight.OWN, replace(rulebook, rules=()), ())]


def sight(rule: Rule) -> Sight:
    """How far a rule, its variants and its `otherwise` look; of the duties that it reads see `passes`."""
    if any(step.bearer is None for step in chain(rule)):
        return Sight.LOG
    return max(map(_of_duty, duties_of_chain(rule)))


def _of_duty(duty: Duty) -> Sight:
    found = [_of_whose(duty.whose), _of_same(duty.same), _of_until(duty.measure.until)]
    match duty.occasion:
        case BearerInForce():
            pass
        case EachEvent():
            found += [_of_whose(duty.occasion.whose), _of_until(duty.occasion.until)]
        case EachBreach():
            found.append(_of_until(duty.occasion.until))
        case _:  # entities below the bearer
            found.append(Sight.TREE)
    if isinstance(duty.measure.wanted, EntitySet):
        found.append(Sight.TREE)
    return max(found)


def _of_whose(whose: Whose) -> Sight:
    return {"own": Sight.OWN, "below": Sight.TREE, "above": Sight.TREE}.get(whose, Sight.LOG)


def _of_until(until: Until | None) -> Sight:
    return Sight.OWN if until is None else _of_same(until.same)


def _of_same(same: tuple[tuple[str, str], ...]) -> Sight:
    """`same: {subject: …}` takes the place of the bearer: the events may be anybody's."""
    return Sight.LOG if any(field == "subject" for field, _ in same) else Sight.OWN
