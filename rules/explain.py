"""A rule in plain sentences, Chinese or English: who owes what by when, its variants, what follows, whose words."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import Field
from zhiben.rules.model import (
    Duty,
    EachBreach,
    EachEntity,
    EachEvent,
    Every,
    Parameter,
    Rule,
    Rulebook,
    Throughout,
    Until,
)
from zhiben.rules.wording.amounts import amount
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names
from zhiben.rules.wording.windows import duration, options, window

_SEVERITY = {"critical": "特别严重", "high": "高", "medium": "中", "low": "低"}
_ORIGIN = {
    "source": ("原文规定", "the document's own words"),
    "law": ("依据其他法规", "from another act"),
    "choice": ("按本规则库的解释", "as this rulebook reads it"),
}


def explain(rulebook: Rulebook, rule: Rule, lang: str = "en") -> str:
    """The whole rule as lines of text; `lang` is "zh" or "en"."""
    names = Names(rulebook.vocabulary, lang, rulebook.timezone)
    title = rule.title.text(lang)
    severity = names.say(_SEVERITY[rule.severity], rule.severity)
    lines = [names.say(f"{rule.id}（{severity}）", f"{rule.id} ({severity})") + (f"  {title}" if title else "")]
    lines += [f"  {line}" for line in _clauses(rulebook, rule, names)]
    lines.append("  " + _owes(rule, names))
    first, *rest = _duties(rulebook, rule, names)
    lines.append("  " + names.say("要求：", "Required: ") + first)
    lines += [f"  {line}" for line in rest]
    if days := _in_force(rule, names):
        lines.append("  " + days)
    lines += [f"  {line}" for line in _parameters(rulebook, rule, names)]
    return "\n".join(lines)


def describe_duty(rulebook: Rulebook, rule: Rule, variant: str = "", lang: str = "en") -> str:
    """What is owed in one short clause; `variant` is the name of one, "" the base.

    "at least 1 inspection (led by: principal) every quarter", "每季度至少1次检查记录（带队人职务：主要负责人）".
    """
    duty = next((v.duty for v in rule.variants if v.name == variant), rule.duty)
    return _clause(rulebook, rule, duty, Names(rulebook.vocabulary, lang, rulebook.timezone))


def _clause(rulebook: Rulebook, rule: Rule, duty: Duty, names: Names) -> str:
    known = rulebook.vocabulary.event_fields()
    known |= {f: field for event in duty.events for f, field in _fields(names, event).items()}
    root = _root(rulebook, rule).duty.occasion
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
    if duty.whose == "below":
        details.append(names.say("含下级单位", "units below included"))
    return details


def _after(duty: Duty, rulebook: Rulebook, names: Names) -> str:
    occasion = duty.occasion
    if isinstance(occasion, EachBreach):
        return names.say("上述义务未履行", "that breach")
    if not isinstance(occasion, EachEvent):
        return ""
    known = {f: field for event in occasion.events for f, field in _fields(names, event).items()}
    details = parts(occasion.where, known, names)
    if occasion.whose == "below":
        details.append(names.say("含下级单位", "units below included"))
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
    known = {f: field for event in until.events for f, field in _fields(names, event).items()}
    details = parts(until.where, known, names)
    details += [names.say(f"同一{label}", f"same {label}") for label in (names.field(m, known) for m, _ in until.same)]
    event = names.events(until.events) + names.brackets(details)
    return names.say(f"直至{event}为止，", f" until {event}")


def _fields(names: Names, event: str) -> Mapping[str, Field]:
    kind = names.vocabulary.events.get(event)
    return kind.fields if kind else {}


def _root(rulebook: Rulebook, rule: Rule) -> Rule:
    """The rule at the head of a chain of `otherwise`."""
    head = rule.id.partition("/")[0]
    return next((r for r in rulebook.rules if r.id == head), rule)


def _due_fields(rulebook: Rulebook, rule: Rule, root: object) -> Mapping[str, Field]:
    if not rule.due_on_occasion and rule.bearer:
        return rulebook.vocabulary.entities[rule.bearer].fields
    if isinstance(root, EachEvent):
        own = Names(rulebook.vocabulary, "", "")
        return {f: field for event in root.events for f, field in _fields(own, event).items()}
    return {}


def _clauses(rulebook: Rulebook, rule: Rule, names: Names) -> list[str]:
    titles = {clause.id: clause.title.text(names.lang) for clause in rulebook.clauses}
    cited = [f"{clause} {titles.get(clause, '')}".rstrip() for clause in rule.clauses]
    document = rulebook.source.get("document", "")
    if not cited:
        return []
    return [names.say("依据：", "Source: ") + " ".join(filter(None, (document, names.say("；", "; ").join(cited))))]


def _owes(rule: Rule, names: Names) -> str:
    if rule.bearer is None:
        return names.say("义务主体：记录整体（不区分单位）。", "Owed by the log as a whole.")
    attributes = names.vocabulary.entities[rule.bearer].fields
    who = names.entity(rule.bearer) + names.brackets(parts(rule.applies, attributes, names))
    return names.say(f"义务主体：每个{who}。", f"Owed by each {who}.")


def _duties(rulebook: Rulebook, rule: Rule, names: Names) -> list[str]:
    lines = [_sentences(rulebook, rule, rule.duty, names)]
    known = _read_by_when(rulebook, rule, names)
    for variant in rule.variants:
        when = parts(variant.when, known, names) + _days(variant.in_force.start, variant.in_force.end, names)
        head = names.say(f"其中{names.brackets(when)}：", f"Where{names.brackets(when)}: ")
        text = _sentences(rulebook, rule, variant.duty, names)
        if variant.severity != rule.severity:
            severity = names.say(_SEVERITY[variant.severity], variant.severity)
            text += names.say(f"严重程度：{severity}。", f" Severity: {severity}.")
        lines.append(head + text)
    child = rule.otherwise
    if child is not None:
        inner = _duties(rulebook, child, names)
        named = child.title.text(names.lang) if child.title != rule.title else ""
        titled = names.brackets([named])
        lines.append(names.say(f"未履行的{titled}：", f"If not{titled}: ") + inner[0])
        lines += [f"  {line}" for line in inner[1:]]
    return lines


def _read_by_when(rulebook: Rulebook, rule: Rule, names: Names) -> Mapping[str, Field]:
    """Fields that a variant's `when` may look at: the bearer's, and the occasion's where it has one."""
    known = dict(rulebook.vocabulary.entities[rule.bearer].fields) if rule.bearer else {}
    root = _root(rulebook, rule).duty.occasion
    if isinstance(root, EachEvent):
        known |= {f: field for event in root.events for f, field in _fields(names, event).items()}
    elif isinstance(root, EachEntity):
        known |= rulebook.vocabulary.entities[root.kind].fields
    return known


def _sentences(rulebook: Rulebook, rule: Rule, duty: Duty, names: Names) -> str:
    said = [_clause(rulebook, rule, duty, names), *options(duty, names)]
    return names.say("".join(f"{s}。" for s in said), " ".join(f"{s}." for s in said))


def _in_force(rule: Rule, names: Names) -> str:
    days = _days(rule.in_force.start, rule.in_force.end, names)
    return names.say(f"适用期间：{days[0]}。", f"In force {days[0]}.") if days else ""


def _days(start: object, end: object, names: Names) -> list[str]:
    if start and end:
        return [names.say(f"{names.day(start)}至{names.day(end)}", f"{names.day(start)} to {names.day(end)}")]
    if start:
        return [names.say(f"自{names.day(start)}起", f"from {names.day(start)}")]
    return [names.say(f"至{names.day(end)}止", f"through {names.day(end)}")] if end else []


def _parameters(rulebook: Rulebook, rule: Rule, names: Names) -> list[str]:
    used = list(rule.parameters)
    child = rule.otherwise
    while child is not None:
        used += [name for name in child.parameters if name not in used]
        child = child.otherwise
    return [_parameter(rulebook.parameters[name], names) for name in used if name in rulebook.parameters]


def _parameter(parameter: Parameter, names: Names) -> str:
    value = parameter.value
    shown = ", ".join(str(v) for v in value) if isinstance(value, tuple) else str(value)
    whose = names.say(*_ORIGIN.get(parameter.origin, (parameter.origin, parameter.origin)))
    if parameter.source:
        whose += names.say(f"（{parameter.source}）", f" ({parameter.source})")
    if parameter.set_by != "default":
        whose += names.say(f"，由 {parameter.set_by} 设定", f", set by {parameter.set_by}")
    reason = names.say(f"。{parameter.reason}", f". {parameter.reason}") if parameter.reason else ""
    return names.say(
        f"参数 {parameter.name} = {shown}：{whose}{reason}", f"{parameter.name} = {shown}: {whose}{reason}"
    )
