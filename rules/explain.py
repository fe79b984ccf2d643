"""A rule in plain sentences, Chinese or English: who owes what by when, its variants, what follows, whose words."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import Field, Label
from zhiben.rules.model import Duty, EachBreach, EachEntity, EachEvent, Parameter, Rule, Rulebook, Variant
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.duty import clause
from zhiben.rules.wording.names import Names
from zhiben.rules.wording.occasions import fields_of, root_of
from zhiben.rules.wording.options import options
from zhiben.rules.wording.titles import following
from zhiben.rules.wording.windows import duration
from zhiben.rules.words import BadDuration, parse_duration

_SEVERITY = {"critical": "特别严重", "high": "严重", "medium": "一般", "low": "轻微"}
_CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
_ORIGIN = {
    "source": ("原文规定", "the document's own words"),
    "law": ("依据其他法规", "from another act"),
    "choice": ("按本规则库的解释", "as this rulebook reads it"),
}


def explain(rulebook: Rulebook, rule: Rule, lang: str = "en") -> str:
    """The whole rule as lines of text; `lang` is "zh" or "en"."""
    names = Names(rulebook.vocabulary, lang, rulebook.timezone)
    title = _title(root_of(rulebook, rule), rule.id).text(lang)
    severity = names.say(_SEVERITY[rule.severity], rule.severity)
    lines = [names.say(f"{rule.id}（{severity}）", f"{rule.id} ({severity})") + (f"  {title}" if title else "")]
    lines += [f"  {line}" for line in _clauses(rulebook, rule, names)]
    lines.append("  " + _owes(rule, names))
    if isinstance(rule.duty.occasion, EachBreach):
        parent = rule.id.rpartition("/")[0]
        lines.append("  " + names.say(f"前提：{parent} 未履行。", f"Owed when {parent} is breached."))
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


def _title(root: Rule, wanted: str) -> Label:
    """The title of a rule of the chain that `root` heads; without one of its own it says what it follows."""
    step, title = root, root.title
    while step.id != wanted and step.otherwise is not None:
        child = step.otherwise
        title = following(title) if child.title == step.title else child.title
        step = child
    return title


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
    for i, variant in enumerate(rule.variants):
        head = _case(variant, i > 0, known, names)
        text = _sentences(rulebook, rule, variant.duty, names)
        if variant.severity != rule.severity:
            severity = names.say(_SEVERITY[variant.severity], variant.severity)
            text += names.say(f"严重程度：{severity}。", f" Severity: {severity}.")
        lines.append(head + text)
    if len(rule.variants) > 1:
        lines.append(names.say("以上情形依次判断，以首个符合的为准。", "Of these cases the first that fits holds."))
    child = rule.otherwise
    if child is not None:
        inner = _duties(rulebook, child, names)
        is_own = child.title not in (rule.title, following(rule.title))
        named = child.title.text(names.lang) if is_own else ""
        titled = names.brackets([named])
        lines.append(names.say(f"未履行的{titled}：", f"If not{titled}: ") + inner[0])
        lines += [f"  {line}" for line in inner[1:]]
    return lines


def _case(variant: Variant, is_later: bool, known: Mapping[str, Field], names: Names) -> str:
    """What heads a variant: `Where (high-risk: yes), instead: `."""
    when = names.brackets(parts(variant.when, known, names)).strip()
    days = "".join(_days(variant.in_force.start, variant.in_force.end, names))
    if not when and not days:
        if is_later:
            return names.say("其余情形改为：", "In all other cases, instead: ")
        return names.say("一律改为：", "In every case, instead: ")
    en = ", ".join(filter(None, [f"where {when}" if when else "", days]))
    en = f"otherwise, {en}" if is_later else en
    zh = days + ("，" if days and when else "") + (f"其中{when}的" if when else "")
    return names.say(f"{'否则，' if is_later else ''}{zh}，改为：", f"{en[0].upper()}{en[1:]}, instead: ")


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
    said = [clause(rulebook, rule, duty, names), *options(duty, rule.bearer, names)]
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
    if names.is_zh and isinstance(value, str):
        shown = _length(value, names)
    whose = names.say(*_ORIGIN.get(parameter.origin, (parameter.origin, parameter.origin)))
    if parameter.source:
        whose += names.say(f"（{parameter.source}）", f" ({parameter.source})")
    if parameter.set_by != "default":
        whose += names.say(f"，由 {parameter.set_by} 设定", f", set by {parameter.set_by}")
    if parameter.confidence:
        sure = _CONFIDENCE.get(parameter.confidence, parameter.confidence)
        whose += names.say(f"，把握：{sure}", f", confidence: {parameter.confidence}")
    reason = names.say(f"。{parameter.reason}", f". {parameter.reason}") if parameter.reason else ""
    return names.say(
        f"参数 {parameter.name} = {shown}：{whose}{reason}", f"{parameter.name} = {shown}: {whose}{reason}"
    )


def _length(value: str, names: Names) -> str:
    try:
        return duration(parse_duration(value), names)
    except BadDuration:
        return value
