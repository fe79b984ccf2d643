"""`rules explain`: a rule in plain words, with the windows that it opens next."""

from __future__ import annotations

import datetime as dt

import polars as pl

from zhiben.engine.ahead import Ahead, example_due, windows_ahead
from zhiben.events.problem import Problem, Unusable, nearest
from zhiben.reports.catalogue import all_rules
from zhiben.reports.figures import moment_text
from zhiben.reports.safe import visible
from zhiben.reports.words import Lang
from zhiben.rules.explain import explain
from zhiben.rules.model import EachBreach, EachEvent, Rule, Rulebook

_WORDS = {
    "ahead": ("{day}起的时限（责任主体始终适用）：", "Windows from {day} on, for a bearer in force throughout:"),
    "ahead_log": ("{day}起的时限：", "Windows from {day} on:"),
    "trigger": ("若{day}发生触发事件：", "If the event that raises it happens on {day}:"),
    "trigger_due": (
        "若{day}发生触发事件，且其中的日期为{due}：",
        "If the event that raises it happens on {day} and gives {due} as its date:",
    ),
    "breach": (
        "若上述义务此后一直未履行：",
        "If the duty before it is never done:",
    ),
    "variant": ("情形“{name}”", "variant `{name}`"),
    "none": ("没有（规则已不再生效，或不由此产生）", "none (no longer in force, or raised by nothing here)"),
    "span": ("{opens} 至 {due}", "{opens} to {due}"),
    "open": ("{opens} 起，无终止日", "from {opens} on, without an end"),
    "until": ("截至 {due}", "through {due}"),
    "unknown": ("期限不明", "no end can be told"),
}


def explanation(rulebook: Rulebook, wanted: str | None, day: dt.date, lang: Lang) -> str:
    """Every rule of a rulebook, or the one named, each with its next three windows from `day` on.

    Raises:
        Unusable: code `unknown-rule`.
    """
    rules = {rule.id: rule for rule in all_rules(rulebook)}
    if wanted is not None and wanted not in rules:
        near = nearest(wanted, rules)
        hint = f"did you mean `{near}`?" if near else f"rules: {', '.join(rules)}"
        raise Unusable([Problem("unknown-rule", f"`{rulebook.name}` has no rule `{wanted}`", hint=hint)])
    # What follows a breach is part of its rule's text; by its own name it can be asked for all the same.
    chosen = list(rulebook.rules) if wanted is None else [rules[wanted]]
    return "\n".join(_rule(rulebook, rule, day, lang) for rule in chosen)


def _rule(rulebook: Rulebook, rule: Rule, day: dt.date, lang: Lang) -> str:
    lines = [explain(rulebook, rule, lang).rstrip("\n"), "  " + _say(lang, *_heading(rule, day))]
    for form in windows_ahead(rulebook, rule, day):
        lines += _form(rulebook, form, lang)
    return "\n".join(lines) + "\n"


def _heading(rule: Rule, day: dt.date) -> tuple[str, dict[str, object]]:
    occasion, window = rule.duty.occasion, rule.duty.window
    if isinstance(occasion, EachBreach):
        return "breach", {}
    if not isinstance(occasion, EachEvent):
        return "ahead_log" if rule.bearer is None else "ahead", {"day": day}
    dated = getattr(window, "field", None) is not None
    return ("trigger_due", {"day": day, "due": example_due(day)}) if dated else ("trigger", {"day": day})


def _form(rulebook: Rulebook, form: Ahead, lang: Lang) -> list[str]:
    zone = rulebook.timezone
    spans = pl.DataFrame(form.windows.select(["opens", "due"])).select(
        moment_text(pl.col("opens"), zone, is_end=True), moment_text(pl.col("due"), zone, is_end=True)
    )
    name = f"{_say(lang, 'variant', {'name': form.variant})}: " if form.variant else ""
    found = [_span(lang, opens, due) for opens, due in spans.iter_rows()] or [_say(lang, "none", {})]
    return [f"    {visible(name)}{span}" for span in found]


def _span(lang: Lang, opens: str | None, due: str | None) -> str:
    word = {(True, True): "span", (True, False): "open", (False, True): "until"}.get(
        (bool(opens), bool(due)), "unknown"
    )
    return _say(lang, word, {"opens": opens, "due": due})


def _say(lang: Lang, word: str, values: dict[str, object]) -> str:
    return _WORDS[word][0 if lang == "zh" else 1].format(**values)
