"""What is owed in one clause: `at least 1 inspection (led by: principal) every quarter`."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import Field
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
    Within,
)
from zhiben.rules.wording.amounts import amount
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names, Owners
from zhiben.rules.wording.occasions import (
    chain_begun_by,
    ended_by,
    equal,
    fields_of,
    raised_after,
    root_of,
    until_ended,
    whose_count,
)
from zhiben.rules.wording.options import start
from zhiben.rules.wording.windows import duration, period_before, window


def clause(rulebook: Rulebook, rule: Rule, duty: Duty, names: Names) -> str:
    """What a duty of the rule (its own, or a variant's) owes, in the language of `names`, without a full stop."""
    known = rulebook.vocabulary.event_fields()
    known |= {f: field for event in duty.events for f, field in fields_of(names, event).items()}
    root = root_of(rulebook, rule).duty.occasion
    bearer = names.entity(rule.bearer) if rule.bearer else names.say("记录", "log")
    owners = Owners(bearer, chain_begun_by(root, names), period_before(duty.window, names))
    details = _details(duty, root, known, owners, names)
    is_standing = duty.measure.until is not None
    end = ended_by(duty.measure.until, names.events(duty.events), names) if duty.measure.until else ""
    owed = amount(duty, details, end, known, owners, names)
    after = raised_after(duty, root_of(rulebook, rule).duty.same, names)
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
    until = until_ended(duty, owners, names)
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
            details.append(equal(label, names.field(other, known), owners.occasion, names))
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        label, theirs = names.field(mine, known), names.field(other, known)
        if side == "occasion":
            whose = names.say(f"该{owners.occasion}的{theirs}", f"the {theirs} of that {owners.occasion}")
        else:
            whose = names.say(f"本条记录的{theirs}", f"its own {theirs}")
        details.append(names.say(f"{label}与{whose}不同", f"{label} other than {whose}"))
    return details + whose_count(duty.whose, names)


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
