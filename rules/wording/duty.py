"""What is owed in one clause: `at least 1 inspection (led by: principal) every quarter`."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import Field
from zhiben.rules.model import Duty, EachBreach, EachEntity, EachEvent, Every, Rule, Rulebook, Throughout, Until, Whose
from zhiben.rules.wording.amounts import amount
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names
from zhiben.rules.wording.windows import duration, window


def clause(rulebook: Rulebook, rule: Rule, duty: Duty, names: Names) -> str:
    known = rulebook.vocabulary.event_fields()
    known |= {f: field for event in duty.events for f, field in fields_of(names, event).items()}
    root = root_of(rulebook, rule).duty.occasion
    owed = amount(duty, _details(duty, root, known, names), known, names)
    after = _after(duty, rulebook, names)
    due = _due_fields(rulebook, rule, root)
    by_when = window(duty.window, after, due, names)
    if isinstance(duty.window, Throughout) and duty.bound.high == 0:
        by_when = names.say(by_when, "at any time")
    where = ""
    if isinstance(duty.occasion, EachEntity):
        attributes = rulebook.vocabulary.entities[duty.occasion.kind].fields
        kind = names.entity(duty.occasion.kind) + names.brackets(parts(duty.occasion.where, attributes, names))
        where = names.say(f"对每个{kind}，", f"for each {kind}: ")
    elif isinstance(duty.occasion, (EachEvent, EachBreach)) and after and after not in by_when:
        where = names.say(f"{after}后，", f"after {after}, ")
    until = _until(duty, rulebook, names)
    if until and isinstance(duty.window, Throughout):
        return names.say(f"{where}{until}{owed}", f"{where}{owed}{until}")
    stop = "" if isinstance(duty.window, Every) else "，"
    return names.say(f"{where}{until}{by_when}{stop}{owed}", f"{where}{owed} {by_when}{until}")


def _details(duty: Duty, root: object, known: Mapping[str, Field], names: Names) -> list[str]:
    details = parts(duty.where, known, names)
    for mine, other in duty.same:
        label = names.field(mine, known)
        if isinstance(root, EachEntity):
            if mine != "subject":
                details.append(
                    names.say(f"{label}为该{names.entity(root.kind)}", f"{label}: that {names.entity(root.kind)}")
                )
        elif mine == other:
            details.append(names.say(f"同一{label}", f"same {label}"))
        else:
            theirs = names.field(other, known)
            details.append(names.say(f"{label}与其{theirs}相同", f"{label} equal to its {theirs}"))
    for mine, other in duty.differs:
        label, theirs = names.field(mine, known), names.field(other, known)
        details.append(names.say(f"{label}与{theirs}不同", f"{label} other than {theirs}"))
    return details + _whose(duty.whose, names)


def _whose(whose: Whose, names: Names) -> list[str]:
    """Whose records count besides one's own."""
    match whose:
        case "below":
            return [names.say("含下级单位", "units below included")]
        case "above":
            return [names.say("含上级单位", "units above included")]
        case "any":
            return [names.say("不论哪个单位", "of any unit")]
    return []


def _after(duty: Duty, rulebook: Rulebook, names: Names) -> str:
    occasion = duty.occasion
    if isinstance(occasion, EachBreach):
        return names.say("上述义务未履行", "that breach")
    if not isinstance(occasion, EachEvent):
        return ""
    known = {f: field for event in occasion.events for f, field in fields_of(names, event).items()}
    details = parts(occasion.where, known, names)
    details += _whose(occasion.whose, names)
    event = names.events(occasion.events) + names.brackets(details)
    if occasion.threshold:
        count, length = occasion.threshold.count, duration(occasion.threshold.within, names)
        return names.say(f"{length}内第{count}次{event}", f"every {count} records of {event} within {length}")
    if occasion.occurrence == "first":
        return names.say(f"首次{event}", f"the first {event}")
    return names.say(f"每次{event}", f"each {event}")


def _until(duty: Duty, rulebook: Rulebook, names: Names) -> str:
    until: Until | None = getattr(duty.occasion, "until", None)
    if until is None:
        return ""
    known = {f: field for event in until.events for f, field in fields_of(names, event).items()}
    details = parts(until.where, known, names)
    details += [names.say(f"同一{label}", f"same {label}") for label in (names.field(m, known) for m, _ in until.same)]
    event = names.events(until.events) + names.brackets(details)
    return names.say(f"直至{event}为止，", f" until {event}")


def fields_of(names: Names, event: str) -> Mapping[str, Field]:
    kind = names.vocabulary.events.get(event)
    return kind.fields if kind else {}


def root_of(rulebook: Rulebook, rule: Rule) -> Rule:
    """The rule at the head of a chain of `otherwise`."""
    head = rule.id.partition("/")[0]
    return next((r for r in rulebook.rules if r.id == head), rule)


def _due_fields(rulebook: Rulebook, rule: Rule, root: object) -> Mapping[str, Field]:
    if not rule.due_on_occasion and rule.bearer:
        return rulebook.vocabulary.entities[rule.bearer].fields
    if isinstance(root, EachEvent):
        own = Names(rulebook.vocabulary, "", "")
        return {f: field for event in root.events for f, field in fields_of(own, event).items()}
    return {}
