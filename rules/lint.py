"""Everything worth saying about a rulebook: what stops it from loading, and what its readers would miss."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

from zhiben.events.problem import Level, Problem, Unusable
from zhiben.events.spanned import Document, Path_
from zhiben.events.vocabulary import Label
from zhiben.rules.alike import alike
from zhiben.rules.build.condition import tested
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.loading import draft_book, in_order
from zhiben.rules.model import Condition, Duty, EachEntity, EachEvent, EntitySet, FieldSet, Rule, Until
from zhiben.rules.sources import read_sources


def lint(path: Path) -> list[Problem]:
    """All problems of loading, then warnings and notes, in order of file and line; empty for a flawless rulebook."""
    try:
        sources = read_sources(path)
    except Unusable as unusable:
        return list(unusable.problems)
    draft = draft_book(sources, None, {})
    found = [*sources.problems, *draft.problems]
    for check in (_rules, _outline, _parameters, _labels, alike, _unused):
        found += check(draft)
    return list(in_order(found))


def _rules(draft: DraftBook) -> Iterator[Problem]:
    """Rules without title (in both languages), severity or clause."""
    has_outline = draft.book is not None and bool(draft.book.clauses)
    for rule in draft.rules:
        title, at, document = rule.form.title, (*rule.path, "id"), rule.desk.document
        if title is None and rule.desk.value((*rule.path, "title")) is not None:
            pass  # with a mistake of its own
        elif title is None:
            hint = "title: {zh: …, en: …}"
            yield _problem("missing-title", f"rule `{rule.rule.id}` has no title", document, at, hint)
        else:
            yield from _half(title, rule.rule.id, document, (*rule.path, "title"))
        if rule.form.severity is None and rule.desk.value((*rule.path, "severity")) is None:
            hint = "critical, high, medium or low"
            yield _problem("missing-severity", f"rule `{rule.rule.id}` counts as medium", document, at, hint)
        if not rule.form.clause and rule.desk.value((*rule.path, "clause")) is None:
            hint = 'clause: "2.1.1"' + ("" if has_outline else ", and an outline in rulebook.yaml")
            yield _problem("missing-clause", f"rule `{rule.rule.id}` cites no clause", document, at, hint)


def _outline(draft: DraftBook) -> Iterator[Problem]:
    """Duties of the document that no rule checks, and others that do not say why none does."""
    if draft.book is None or draft.book_document is None:
        return
    if not draft.book.clauses:
        message = "the rulebook has no outline of its document's clauses"
        yield _problem("missing-outline", message, draft.book_document, (), "clauses: [{id: …, title: …, force: duty}]")
    cited = {clause for rule in draft.rules for clause in _cited(rule.rule)}
    for i, clause in enumerate(draft.book.clauses):
        at = ("clauses", i, "id")
        if clause.force == "duty" and clause.id not in cited and draft.is_whole:
            message = f"clause `{clause.id}` is a duty and no rule cites it"
            yield _problem("clause-without-rule", message, draft.book_document, at, "a rule with this clause")
        if clause.force != "duty" and not clause.why:
            message = f"clause `{clause.id}` is {clause.force} and does not say why no rule is possible"
            yield _problem("missing-why", message, draft.book_document, at, "why: …")
        if clause.title is None:
            yield _problem("missing-title", f"clause `{clause.id}` has no title", draft.book_document, at, level="note")


def _parameters(draft: DraftBook) -> Iterator[Problem]:
    """Parameters that do not say whose word they are."""
    if draft.book is None or draft.book_document is None:
        return
    document: Any = draft.book_document.value
    written = document.get("parameters") or {}
    for name, form in draft.book.parameters.items():
        at = ("parameters", name)
        # One with a mistake of its own is left out of the form, and not missing.
        missing = [] if form.origin or "origin" in written[name] else ["origin"]
        if not form.reason and not form.source:
            missing.append("reason")
        if form.origin == "law" and not form.source:
            missing.append("source")
        if missing:
            message = f"parameter `{name}` has no {' and no '.join(missing)}"
            hint = "a finding that rests on it must say whose word it is"
            yield _problem("missing-origin", message, draft.book_document, at, hint)


def _labels(draft: DraftBook) -> Iterator[Problem]:
    """Names of the vocabulary that people would read as they are written."""
    if draft.words_document is None:
        return
    for part, kinds in (("entities", draft.vocabulary.entities), ("events", draft.vocabulary.events)):
        for kind in kinds.values():
            yield from _label(kind.label, f"`{kind.name}`", draft.words_document, (part, kind.name))
            for field in kind.fields.values():
                at = (part, kind.name, "fields", field.name)
                yield from _label(field.label, f"`{kind.name}.{field.name}`", draft.words_document, at)


def _unused(draft: DraftBook) -> Iterator[Problem]:
    """Event types and fields that no rule reads."""
    if draft.words_document is None or not draft.is_whole:
        return
    types, fields = set[str](), set[str]()
    for rule in draft.rules:
        for duty, conditions in _duties(rule.rule):
            types |= event_types(duty)
            fields |= _fields(duty) | {name for c in conditions for name in tested(c)}
    for event in draft.vocabulary.events.values():
        at: Path_ = ("events", event.name)
        if event.name not in types:
            yield _problem("unused-event", f"no rule reads `{event.name}`", draft.words_document, at, level="note")
            continue
        for name in event.fields:
            if name not in fields:
                message = f"no rule reads `{event.name}.{name}`"
                yield _problem("unused-field", message, draft.words_document, (*at, "fields", name), level="note")


def _cited(rule: Rule) -> tuple[str, ...]:
    return rule.clauses + (_cited(rule.otherwise) if rule.otherwise else ())


def _duties(rule: Rule) -> Iterator[tuple[Duty, list[Condition]]]:
    yield rule.duty, [rule.applies]
    for variant in rule.variants:
        yield variant.duty, [variant.when]
    if rule.otherwise is not None:
        yield from _duties(rule.otherwise)


def event_types(duty: Duty) -> set[str]:
    """Every event type that a duty reads: what counts, what raises it, what ends what."""
    types = set(duty.events)
    if isinstance(duty.occasion, EachEvent):
        types |= set(duty.occasion.events)
    return types | {event for until in _ends(duty) for event in until.events}


def _ends(duty: Duty) -> list[Until]:
    """What ends the life of a trigger, or what is begun and counted."""
    return [until for until in (getattr(duty.occasion, "until", None), duty.measure.until) if until is not None]


def _fields(duty: Duty) -> set[str]:
    occasion, ends = duty.occasion, _ends(duty)
    wanted = duty.measure.wanted
    listed = wanted.field if isinstance(wanted, FieldSet) else None
    among = wanted.where if isinstance(wanted, EntitySet) else None
    conditions = [duty.where, duty.measure.where, among, *(until.where for until in ends)]
    if isinstance(occasion, (EachEvent, EachEntity)):
        conditions.append(occasion.where)
    pairs = (*duty.same, *duty.differs, *(pair for until in ends for pair in until.same))
    names = {name for condition in conditions if condition is not None for name in tested(condition)}
    names |= {name for pair in pairs for name in pair}
    return names | {name for name in (duty.measure.field, listed, getattr(duty.window, "field", None)) if name}


def _half(label: Label, rule: str, document: Document, at: Path_) -> Iterator[Problem]:
    for lang, text, language in (("zh", label.zh, "Chinese"), ("en", label.en, "English")):
        if not text:
            message = f"the title of rule `{rule}` has no {language}"
            yield _problem("missing-title", message, document, at, f"{{{lang}: …}}")


def _label(label: Label, what: str, document: Document, at: Path_) -> Iterator[Problem]:
    missing = [lang for lang in ("zh", "en") if not getattr(label, lang)]
    if missing:
        message = f"{what} has no label in {' and '.join(missing)}"
        yield _problem("missing-label", message, document, at, "label: {zh: …, en: …}", "note")


def _problem(
    code: str, message: str, document: Document, at: Path_, hint: str = "", level: Level = "warning"
) -> Problem:
    is_value = bool(at) and at[-1] in ("id", "title")
    return Problem(code, message, document.span(at, key=not is_value), hint, level)
