"""What raises a duty and what ends its life, in one clause: `after each hazard found (level: major)`."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import DECIDED, DUTY_DECIDED, Field
from zhiben.rules.model import (
    Duty,
    EachBreach,
    EachEntity,
    EachEvent,
    Rule,
    Rulebook,
    Until,
    Whose,
)
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names, Owners
from zhiben.rules.wording.windows import duration

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def chain_begun_by(root: object, names: Names) -> str:
    """What began a chain of duties: `hazard found`, `site`."""
    if isinstance(root, EachEvent):
        return names.events(root.events)
    return names.entity(root.kind) if isinstance(root, EachEntity) else ""


def equal(label: str, theirs: str, other: str, names: Names) -> str:
    """That a field (`label`) has to equal one (`theirs`) of what raised the duty (`other`)."""
    whose = names.say(f"该{other}的{theirs}", f"the {theirs} of that {other}")
    return names.say(f"{label}与{whose}相同", f"{label} equal to {whose}")


def whose_count(whose: Whose, names: Names) -> list[str]:
    """Whose records count besides one's own."""
    match whose:
        case "below":
            return [names.say("含下级单位", "units below included")]
        case "above":
            return [names.say("含上级单位", "units above included")]
        case "any":
            return [names.say("不论哪个单位", "of any unit")]
    return []


def raised_after(duty: Duty, same: tuple[tuple[str, str], ...], names: Names) -> str:
    """What raises the duty; `same` are the pairs of the rule's base duty, by which thresholds count."""
    occasion = duty.occasion
    if isinstance(occasion, EachBreach):
        return names.say("上述义务未履行", "that breach")
    if not isinstance(occasion, EachEvent):
        return ""
    known = {f: field for event in occasion.events for f, field in fields_of(names, event).items()}
    details = parts(occasion.where, known, names)
    details += whose_count(occasion.whose, names)
    kinds = names.events(occasion.events)
    keys = [names.field(theirs, known) for _, theirs in same]
    if occasion.threshold:
        count, length = occasion.threshold.count, duration(occasion.threshold.within, names)
        if keys:
            per = names.both(keys)
            details.append(names.say(f"按同一{per}分别计数", f"records of the same {per}"))
        details.append(names.say("此后重新计数", "counting then starts anew"))
        brackets = names.brackets(details)
        return names.say(
            f"{length}内每第{count}次{kinds}{brackets}",
            f"every {_ordinal(count)} record of {kinds} within {length}{brackets}",
        )
    if occasion.occurrence == "first":
        if keys:
            per = names.both(keys)
            details.append(names.say(f"按同一{per}分别计", f"of each {per}"))
        return names.say(f"首次{kinds}", f"the first {kinds}") + names.brackets(details)
    if occasion.occurrence == "last":
        zh, en = (f"同一{names.both(keys)}的", f" of the same {names.both(keys)}") if keys else ("", "")
        details.append(names.say(f"{zh}后续记录在履行和到期之前改变期限", f"later ones{en} move it while it is open"))
    return names.say(f"每次{kinds}", f"each {kinds}") + names.brackets(details)


def _ordinal(count: int) -> str:
    if count <= len(_ORDINALS):
        return _ORDINALS[count - 1]
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def until_ended(duty: Duty, owners: Owners, names: Names) -> str:
    """Until when the occasion lives; empty where nothing ends it."""
    until: Until | None = getattr(duty.occasion, "until", None)
    if until is None:
        return ""
    event = ended_by(until, owners.occasion, names)
    return names.say(f"直至{event}为止，", f" until {event}")


def ended_by(until: Until, begun_by: str, names: Names) -> str:
    """The event that ends what another began: `hazard closed (same hazard number)`."""
    known = {f: field for event in until.events for f, field in fields_of(names, event).items()}
    details = parts(until.where, known, names)
    for mine, other in until.same:
        label = names.field(mine, known)
        is_alike = mine == other
        details.append(
            names.say(f"同一{label}", f"same {label}")
            if is_alike
            else equal(label, names.field(other, names.vocabulary.event_fields()), begun_by, names)
        )
    return names.events(until.events) + names.brackets(details)


def fields_of(names: Names, event: str) -> Mapping[str, Field]:
    """The fields of an event type, those of decided duties too; none for a type that there is not."""
    kind = DECIDED if event == DUTY_DECIDED else names.vocabulary.events.get(event)
    return kind.fields if kind else {}


def root_of(rulebook: Rulebook, rule: Rule) -> Rule:
    """The rule at the head of a chain of `otherwise`."""
    head = rule.id.partition("/")[0]
    return next((r for r in rulebook.rules if r.id == head), rule)
