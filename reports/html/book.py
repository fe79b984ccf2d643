"""What the page knows of the rulebook: rules with what they owe in words, clauses with their headings, parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from zhiben.events.problem import Span
from zhiben.events.vocabulary import Label
from zhiben.reports.catalogue import all_rules
from zhiben.reports.html.headings import headings_in
from zhiben.reports.safe import visible
from zhiben.reports.words import LANGS
from zhiben.rules.explain import describe_duty
from zhiben.rules.model import Rule, Rulebook
from zhiben.rules.wording.names import Names


def rules_said(book: Rulebook, ids: Sequence[str]) -> list[Mapping[str, object]]:
    """The rules that duties name, in that order; the base of each under the empty name, its variants under theirs."""
    known = {rule.id: rule for rule in all_rules(book)}
    return [_rule(book, known[name]) for name in ids]


def clauses_said(book: Rulebook) -> Mapping[str, Mapping[str, object]]:
    """Every clause of the outline, and every other that a rule cites, by number, with its title and heading."""
    outline = {clause.id: clause for clause in book.clauses}
    cited = dict.fromkeys([*outline, *(name for rule in all_rules(book) for name in rule.clauses)])
    heading = headings_in(book)
    return {
        visible(name): {
            "title": both(outline[name].title) if name in outline else ["", ""],
            "heading": visible(heading.get(name, name)),
        }
        for name in cited
    }


def parameters_said(book: Rulebook, used: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """The parameters that rules depend on."""
    return {
        name: {
            "value": visible(str(p.value)),
            "origin": p.origin,
            "reason": visible(p.reason),
            "source": visible(p.source),
            "confidence": visible(p.confidence),
            "set_by": visible(p.set_by),
        }
        for name, p in ((name, book.parameters[name]) for name in used)
    }


def types_said(book: Rulebook, types: Sequence[str]) -> list[list[str]]:
    """Event types by their labels, in both languages."""
    words = [Names(book.vocabulary, lang, book.timezone) for lang in LANGS]
    return [[visible(said.events((name,))) for said in words] for name in types]


def both(label: Label, default: str = "") -> list[str]:
    """A label in both languages."""
    return [visible(label.text(lang, default)) for lang in LANGS]


def _rule(book: Rulebook, rule: Rule) -> Mapping[str, object]:
    variants = ["", *(variant.name for variant in rule.variants)]
    return {
        "id": rule.id,
        "title": both(rule.title, rule.id),
        "clauses": [visible(name) for name in rule.clauses],
        "parameters": [name for name in rule.parameters if name in book.parameters],
        "origin": rule.origin,
        "owed": {
            visible(name): [visible(describe_duty(book, rule, name, lang).strip().rstrip("。.")) for lang in LANGS]
            for name in variants
        },
        "at": visible(_place(rule.span)) if rule.span else "",
    }


def _place(span: Span) -> str:
    """File and line inside the rulebook, without the directories of one machine."""
    return f"{'/'.join(PurePath(span.file).parts[-2:])}:{span.line}"
