"""A rule in plain sentences, Chinese or English: who owes what by when, its variants, what follows, whose words."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import Field
from zhiben.rules.model import Duty, EachEntity, EachEvent, Parameter, Rule, Rulebook
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.duty import clause, fields_of, root_of
from zhiben.rules.wording.names import Names
from zhiben.rules.wording.windows import options

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
    return clause(rulebook, rule, duty, Names(rulebook.vocabulary, lang, rulebook.timezone))


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
    root = root_of(rulebook, rule).duty.occasion
    if isinstance(root, EachEvent):
        known |= {f: field for event in root.events for f, field in fields_of(names, event).items()}
    elif isinstance(root, EachEntity):
        known |= rulebook.vocabulary.entities[root.kind].fields
    return known


def _sentences(rulebook: Rulebook, rule: Rule, duty: Duty, names: Names) -> str:
    said = [clause(rulebook, rule, duty, names), *options(duty, names)]
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
