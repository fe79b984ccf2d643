"""What is owed in one clause: `at least 1 inspection (led by: principal) every quarter`."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import DECIDED, DUTY_DECIDED, Field
from zhiben.rules.model import (
    Duty,
    EachBreach,
    EachEntity,
    EachEvent,
    Every,
    Rule,
    Rulebook,
    SinceLast,
    Throughout,
    Until,
    Whose,
    Within,
)
from zhiben.rules.wording.amounts import amount
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names, Owners
from zhiben.rules.wording.options import start
from zhiben.rules.wording.windows import duration, period_before, window

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def clause(rulebook: Rulebook, rule: Rule, duty: Duty, names: Names) -> str:
    known = rulebook.vocabulary.event_fields()
    known |= {f: field for event in duty.events for f, field in fields_of(names, event).items()}
    root = root_of(rulebook, rule).duty.occasion
    bearer = names.entity(rule.bearer) if rule.bearer else names.say("记录", "log")
    owners = Owners(bearer, _occasion(root, names), period_before(duty.window, names))
    details = _details(duty, root, known, owners, names)
    is_standing = duty.measure.until is not None
    end = _end(duty.measure.until, names.events(duty.events), names) if duty.measure.until else ""
    owed = amount(duty, details, end, known, owners, names)
    after = _after(duty, root_of(rulebook, rule).duty.same, names)
    by_when = window(duty.window, after, _due(rulebook, rule, duty, root, owners, names), names, is_standing)
    if duty.bound.high == 0 and duty.measure.name == "count":
        if isinstance(duty.window, Throughout):
            by_when = names.say(by_when, "at any time")
        elif isinstance(duty.window, Every):
            by_when = names.say(by_when, f"in any {duty.window.period}")
    where = ""
    if isinstance(duty.occasion, EachEntity):
        attributes = rulebook.vocabulary.entities[duty.occasion.kind].fields
        kind = names.entity(duty.occasion.kind) + names.brackets(parts(duty.occasion.where, attributes, names))
        where = names.say(f"对每个{kind}，", f"for each {kind}: ")
    elif isinstance(duty.occasion, (EachEvent, EachBreach)) and after and after not in by_when:
        where = names.say(f"{after}后，", f"after {after}, ")
    until = _until(duty, owners, names)
    if isinstance(duty.window, SinceLast):
        return (
            names.say(where + until, where) + _cadence(duty.window, duty, rule, details, names) + names.say("", until)
        )
    if until and isinstance(duty.window, Throughout) and not is_standing:
        return names.say(f"{where}{until}{owed}", f"{where}{owed}{until}")
    stop = "" if isinstance(duty.window, Every) and not is_standing else "，"
    comma = "," if is_standing else ""
    return names.say(f"{where}{until}{by_when}{stop}{owed}", f"{where}{owed}{comma} {by_when}{until}")


def _cadence(window: SinceLast, duty: Duty, rule: Rule, details: list[str], names: Names) -> str:
    event, length = names.events(duty.events) + names.brackets(details), duration(window.duration, names)
    begins, _ = start(duty, rule.bearer, names)
    return names.say(
        f"两次{event}间隔不超过{length}（首次自{begins}起算）",
        f"no more than {length} from one {event} to the next (the first within {length} after the start)",
    )


def _occasion(root: object, names: Names) -> str:
    """What began a chain of duties: `hazard found`, `site`."""
    if isinstance(root, EachEvent):
        return names.events(root.events)
    return names.entity(root.kind) if isinstance(root, EachEntity) else ""


def _details(duty: Duty, root: object, known: Mapping[str, Field], owners: Owners, names: Names) -> list[str]:
    details = parts(duty.where, known, names)
    for mine, other in duty.same:
        label = names.field(mine, known)
        if isinstance(root, EachEntity):
            kind = owners.occasion
            by_subject = names.say(f"该{kind}的记录", f"records of that {kind}")
            details.append(
                by_subject if mine == "subject" else names.say(f"{label}为该{kind}", f"{label}: that {kind}")
            )
        elif mine == other:
            details.append(names.say(f"同一{label}", f"same {label}"))
        else:
            details.append(_equal(label, names.field(other, known), owners.occasion, names))
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        label, theirs = names.field(mine, known), names.field(other, known)
        if side == "occasion":
            whose = names.say(f"该{owners.occasion}的{theirs}", f"the {theirs} of that {owners.occasion}")
        else:
            whose = names.say(f"本条记录的{theirs}", f"its own {theirs}")
        details.append(names.say(f"{label}与{whose}不同", f"{label} other than {whose}"))
    return details + _whose(duty.whose, names)


def _equal(label: str, theirs: str, other: str, names: Names) -> str:
    whose = names.say(f"该{other}的{theirs}", f"the {theirs} of that {other}")
    return names.say(f"{label}与{whose}相同", f"{label} equal to {whose}")


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


def _after(duty: Duty, same: tuple[tuple[str, str], ...], names: Names) -> str:
    """What raises the duty; `same` are the pairs of the rule's base duty, by which thresholds count."""
    occasion = duty.occasion
    if isinstance(occasion, EachBreach):
        return names.say("上述义务未履行", "that breach")
    if not isinstance(occasion, EachEvent):
        return ""
    known = {f: field for event in occasion.events for f, field in fields_of(names, event).items()}
    details = parts(occasion.where, known, names)
    details += _whose(occasion.whose, names)
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


def _until(duty: Duty, owners: Owners, names: Names) -> str:
    until: Until | None = getattr(duty.occasion, "until", None)
    if until is None:
        return ""
    event = _end(until, owners.occasion, names)
    return names.say(f"直至{event}为止，", f" until {event}")


def _end(until: Until, begun_by: str, names: Names) -> str:
    """The event that ends what another began: `hazard closed (same hazard number)`."""
    known = {f: field for event in until.events for f, field in fields_of(names, event).items()}
    details = parts(until.where, known, names)
    for mine, other in until.same:
        label = names.field(mine, known)
        is_alike = mine == other
        details.append(
            names.say(f"同一{label}", f"same {label}")
            if is_alike
            else _equal(label, names.field(other, names.vocabulary.event_fields()), begun_by, names)
        )
    return names.events(until.events) + names.brackets(details)


def fields_of(names: Names, event: str) -> Mapping[str, Field]:
    kind = DECIDED if event == DUTY_DECIDED else names.vocabulary.events.get(event)
    return kind.fields if kind else {}


def root_of(rulebook: Rulebook, rule: Rule) -> Rule:
    """The rule at the head of a chain of `otherwise`."""
    head = rule.id.partition("/")[0]
    return next((r for r in rulebook.rules if r.id == head), rule)


def _due(rulebook: Rulebook, rule: Rule, duty: Duty, root: object, owners: Owners, names: Names) -> str:
    """The field that holds the due date, and whose it is."""
    field = duty.window.field if isinstance(duty.window, Within) else None
    if field is None:
        return ""
    if not rule.due_on_occasion and rule.bearer:
        label = names.field(field, rulebook.vocabulary.entities[rule.bearer].fields)
        return names.say(f"该{owners.bearer}的“{label}”", f"the “{label}” of that {owners.bearer}")
    # Each type may call it something else: the deadline of a hazard, the new one of an extension.
    kinds = [fields_of(names, event) for event in root.events] if isinstance(root, EachEvent) else []
    labels = dict.fromkeys(names.field(field, known) for known in kinds if field in known)
    label = names.either([f"“{one}”" for one in labels or (names.field(field, {}),)])
    if isinstance(duty.occasion, EachBreach):
        return names.say(f"该{owners.occasion}的{label}", f"the {label} of that {owners.occasion}")
    return names.say(f"其{label}", f"its {label}")
