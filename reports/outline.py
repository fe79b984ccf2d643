"""`rules coverage`: clause, force, rules, event types, worked cases, parameters; a table or a Markdown page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zhiben.reports.filling import fill
from zhiben.reports.safe import visible
from zhiben.reports.text import columns, shortened
from zhiben.reports.words import Lang, say
from zhiben.rules.model import Clause, Parameter, Rulebook
from zhiben.rules.outline import Encoded, Section, users
from zhiben.rules.wording.names import Names

_FORCE = {"duty": ("义务", "duty"), "guidance": ("倡导", "guidance"), "context": ("背景", "context")}
_WORDS = {
    "clause": ("条款", "clause"),
    "force": ("效力", "force"),
    "rule": ("规则", "rule"),
    "events": ("事件类型", "event types"),
    "cases": ("例子：履行/违反", "cases: met/breached"),
    "parameters": ("参数（出处）", "parameters (origin)"),
    "parameter": ("参数", "parameter"),
    "value": ("取值", "value"),
    "origin": ("出处", "origin"),
    "reason": ("依据和理由", "source and reason"),
    "used": ("用到的规则数", "rules that use it"),
    "none": ("（未引用条款）", "(no clause)"),
    "missing": ("缺少规则", "NO RULE"),
    "by_clause": ("逐条对照", "Clause by clause"),
    "by_parameter": ("参数", "Parameters"),
    "document": ("文件", "Document"),
    "generated": (
        "本页由 `zhiben rules coverage {name} --format markdown --lang zh` 生成，测试保证其与规则库一致。",
        "This page is written by `zhiben rules coverage {name} --format markdown --lang en`; a test compares it "
        "with the rulebook.",
    ),
    "no_outline": (
        "规则库没有条款目录，无从判断文件的义务是否都有规则",
        "the rulebook has no outline of clauses, so nobody can say whether every duty has a rule",
    ),
    "account": (
        "{duty} 条义务条款，其中 {missing} 条没有规则；{guidance} 条倡导，{context} 条背景；"
        "{rules} 条规则，{astray} 条未引用条款",
        "{duty} {duty:clause is a duty|clauses are duties}, {missing} of them without a rule; {guidance} guidance, "
        "{context} context; "
        "{rules} {rules:rule|rules}, {astray} of them {astray:cites|cite} no clause",
    ),
}
_WIDEST = 40  # columns of a terminal for one cell


def account(found: Sequence[Section], lang: Lang) -> str:
    """How many clauses there are of each force, and what is missing, on one line."""
    forces = Counter[str](section.clause.force for section in found if section.clause)
    if not forces:
        return _word("no_outline", lang)
    return fill(
        _word("account", lang),
        **{force: forces[force] for force in _FORCE},
        missing=sum(section.is_missing for section in found),
        rules=len({one.rule.id for section in found for one in section.encoded}),
        astray=sum(len(section.encoded) for section in found if section.clause is None),
    )


def table(rulebook: Rulebook, found: Sequence[Section], lang: Lang) -> list[str]:
    """Lines for a terminal; one for each rule of each clause."""
    rows = [_head(lang)]
    for section in found:
        name = section.clause.id if section.clause else _word("none", lang)
        rows += [[name, *rest] for rest in _rows(rulebook, section, lang)]
    return columns([[shortened(visible(cell), _WIDEST) for cell in row] for row in rows], [False] * len(rows[0]))


def page(rulebook: Rulebook, found: Sequence[Section], lang: Lang) -> str:
    """The same as a Markdown page, with the titles of the clauses and a list of the parameters."""
    source = ", ".join(str(value) for value in rulebook.source.values())
    lines = [f"# {_cell(rulebook.title.text(lang) or rulebook.name)}", ""]
    lines += [_word("generated", lang).format(name=rulebook.name), ""]
    lines += [f"{_word('document', lang)}: {_cell(source)}", ""] if source else []
    lines += [f"{account(found, lang)}{'。' if lang == 'zh' else '.'}", ""]
    lines += [f"## {_word('by_clause', lang)}", "", *_markdown(_head(lang))]
    for section in found:
        name = _titled(section.clause, lang)
        for number, rest in enumerate(_rows(rulebook, section, lang)):
            lines.append(_line([name if number == 0 else "", *rest]))
    if rulebook.parameters:
        heads = ("parameter", "value", "origin", "reason", "used")
        lines += ["", f"## {_word('by_parameter', lang)}", "", *_markdown([_word(head, lang) for head in heads])]
        used = users(rulebook)
        lines += [_line(_parameter(one, used[one.name], lang)) for one in rulebook.parameters.values()]
    return "\n".join(lines) + "\n"


def _head(lang: Lang) -> list[str]:
    return [_word(name, lang) for name in ("clause", "force", "rule", "events", "cases", "parameters")]


def _rows(rulebook: Rulebook, section: Section, lang: Lang) -> list[list[str]]:
    """Every cell but the clause's own; at least one row, which then says why there is no rule."""
    clause = section.clause
    force = _FORCE[clause.force][lang != "zh"] if clause else ""
    if not section.encoded:
        why = _word("missing", lang) if section.is_missing or clause is None else clause.why or "-"
        return [[force, why, "", "", ""]]
    return [[force, *_encoded(rulebook, one, lang)] for one in section.encoded]


def _encoded(rulebook: Rulebook, one: Encoded, lang: Lang) -> list[str]:
    names = Names(rulebook.vocabulary, lang, rulebook.timezone)
    joint = names.say("、", ", ")
    origins = [f"{name} ({_origin(rulebook.parameters[name].origin, lang)})" for name in one.rule.parameters]
    whose = f" [{_origin(one.rule.origin, lang)}]" if one.rule.origin else ""
    events = joint.join(names.events((event,)) for event in one.events)
    return [one.rule.id + whose, events, f"{one.met}/{one.breached}", joint.join(origins)]


def _parameter(one: Parameter, used: int, lang: Lang) -> list[str]:
    value = ", ".join(map(str, one.value)) if isinstance(one.value, tuple) else str(one.value)
    reason = ("；" if lang == "zh" else "; ").join(filter(None, (one.source, one.reason)))
    return [one.name, value, _origin(one.origin, lang), reason, str(used)]


def _origin(origin: str, lang: Lang) -> str:
    """Whose word it is; in English as it is written in the rulebook: source, law, choice."""
    return say(lang, "origin", origin) if lang == "zh" else origin


def _titled(clause: Clause | None, lang: Lang) -> str:
    return " ".join(filter(None, (clause.id, clause.title.text(lang)))) if clause else _word("none", lang)


def _markdown(heads: Sequence[str]) -> list[str]:
    return [_line(heads), _line(["---"] * len(heads))]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """A text that stays within its cell and is no markup."""
    return visible(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _word(name: str, lang: Lang) -> str:
    return _WORDS[name][lang != "zh"]
