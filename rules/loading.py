"""Loads a rulebook: every file, every problem of all of them together, or a rulebook ready for judgement."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Mapping, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel

from zhiben.events.problem import Problem, Unusable, nearest
from zhiben.events.spanned import Document, validate
from zhiben.events.vocabulary import Label
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.draft import DraftBook, DraftRule
from zhiben.rules.build.rule import build_rule
from zhiben.rules.build.vocabulary import build_vocabulary
from zhiben.rules.checks import check_book
from zhiben.rules.form.rule import RuleForm
from zhiben.rules.form.rulebook import ProfileForm, RulebookForm
from zhiben.rules.form.vocabulary import VocabularyForm
from zhiben.rules.model import Clause, DateRange, Rule, Rulebook
from zhiben.rules.parameters import settle, substitute
from zhiben.rules.sources import Sources, read_sources

Form = TypeVar("Form", bound=BaseModel)


def load_rulebook(path: Path, *, profile: str | None = None, settings: Mapping[str, str] | None = None) -> Rulebook:
    """The rulebook in a folder, with a profile's and then the settings' values for its parameters.

    Rules come in order of file name, then as they stand in the file. Warnings stand in `Rulebook.problems`.

    Raises:
        Unusable: with every problem (warnings too) of every file, in order of file and line.
    """
    rulebook, problems = attempt(path, profile=profile, settings=settings)
    if rulebook is None:
        raise Unusable(problems)
    return rulebook


def attempt(
    path: Path, *, profile: str | None = None, settings: Mapping[str, str] | None = None
) -> tuple[Rulebook | None, tuple[Problem, ...]]:
    """The rulebook, or None where it has errors; and every problem, in order of file and line."""
    try:
        sources = read_sources(path)
    except Unusable as unusable:
        return None, unusable.problems
    draft = draft_book(sources, profile, settings or {})
    problems = in_order([*sources.problems, *draft.problems])
    if draft.book is None or any(p.level == "error" for p in problems):
        return None, problems
    book = draft.book
    return (
        Rulebook(
            book.rulebook,
            tuple(d.rule for d in draft.rules),
            draft.vocabulary,
            book.version,
            book.title or Label(),
            book.source,
            book.timezone,
            book.holidays.upper(),
            book.in_force.range() if book.in_force else DateRange(),
            draft.parameters,
            tuple(Clause(c.id, c.title or Label(), c.force, c.why) for c in book.clauses),
            profile or "",
            sources.digest,
            problems,
        ),
        problems,
    )


def draft_book(sources: Sources, profile: str | None, settings: Mapping[str, str]) -> DraftBook:
    """All of a rulebook that can be read, and its problems (those of the sources excepted)."""
    draft = DraftBook(book_document=sources.rulebook, words_document=sources.vocabulary)
    draft.book = _form(sources.rulebook, RulebookForm, draft)
    draft.words = _form(sources.vocabulary, VocabularyForm, draft)
    if draft.words is not None and sources.vocabulary is not None:
        draft.vocabulary = build_vocabulary(draft.words, sources.vocabulary, draft.problems)
    profiles = [(form, d) for d in sources.profiles if (form := _form(d, ProfileForm, draft)) is not None]
    if draft.book is not None:
        draft.parameters, wrong = settle(draft.book, profiles, profile, settings)
        draft.problems += wrong
        _check_identity(draft, draft.book)
    draft.is_whole = all(p.level != "error" for p in sources.problems)
    for document in sources.tasks:
        _read_rules(document, draft)
    check_book(draft)
    return draft


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Problems by file, line and column; those without a place first; the same one only once."""

    def place(problem: Problem) -> tuple[str, int, int]:
        span = problem.span
        return (span.file, span.line, span.column) if span else ("", 0, 0)

    return tuple(sorted(dict.fromkeys(problems), key=place))


def _form(document: Document | None, model: type[Form], draft: DraftBook) -> Form | None:
    if document is None:
        return None
    try:
        return validate(document, model)
    except Unusable as unusable:
        draft.problems += unusable.problems
        return None


def _read_rules(document: Document, draft: DraftBook) -> None:
    """Adds the rules of one file. Without a vocabulary only the shape of the rules is checked."""
    if not isinstance(document.value, list):
        message = "a file of rules is a list"
        draft.problems.append(Problem("wrong-type", message, document.span(), "- id: …\n  duty: {…}"))
        draft.is_whole = False
        return
    parameters = draft.parameters if draft.book is not None else None
    in_force = draft.book.in_force.range() if draft.book and draft.book.in_force else DateRange()
    zone = draft.book.timezone if draft.book and _is_zone(draft.book.timezone) else "UTC"
    filled = []
    names: list[dict[str, set[str]]] = []
    for i, written in enumerate(document.value):
        value, _, wrong = substitute(written, parameters, document, (i,))
        draft.problems += wrong
        filled.append(value)
        names.append(_parameters_by_part(written, draft, document, i))
        draft.used.update(*names[-1].values())
    whole = replace(document, value=filled)
    desk = Desk(whole, draft.vocabulary, zone, in_force, draft.problems)
    for i in range(len(filled)):
        try:
            form = validate(whole, RuleForm, (i,))
        except Unusable as unusable:
            draft.problems += unusable.problems
            draft.is_whole = False
            continue
        if draft.words is not None:
            rule = _with_parameters(build_rule(form, (i,), desk), "", names[i])
            draft.rules.append(DraftRule(rule, form, (i,), desk))


def _parameters_by_part(written: object, draft: DraftBook, document: Document, i: int) -> dict[str, set[str]]:
    """Names of the parameters that a rule reads, without and with each level of its `otherwise`."""
    parts: dict[str, set[str]] = {}
    level = ""
    while isinstance(written, dict):
        own = {key: value for key, value in written.items() if key != "otherwise"}
        parts[level] = substitute(own, draft.parameters, document, (i,))[1]
        written, level = written.get("otherwise"), level + "/otherwise"
    return parts


def _with_parameters(rule: Rule, level: str, names: dict[str, set[str]], above: frozenset[str] = frozenset()) -> Rule:
    """A rule that knows its parameters; what is owed otherwise depends on those of the duty above as well."""
    own = above | names.get(level, set())
    otherwise = rule.otherwise and _with_parameters(rule.otherwise, level + "/otherwise", names, own)
    return replace(rule, parameters=tuple(sorted(own)), otherwise=otherwise)


def _check_identity(draft: DraftBook, book: RulebookForm) -> None:
    document = draft.book_document
    assert document is not None
    if not _is_zone(book.timezone):
        near = nearest(book.timezone, available_timezones())
        hint = f"did you mean `{near}`?" if near else "an IANA name such as Asia/Shanghai"
        span = document.span(("timezone",))
        draft.problems.append(Problem("unknown-timezone", f"there is no time zone `{book.timezone}`", span, hint))
    days = book.in_force
    if days and days.from_ and days.through and days.from_ > days.through:
        message = f"`from: {days.from_}` is after `through: {days.through}`"
        span = document.span(("in_force",))
        draft.problems.append(Problem("range-reversed", message, span, "both days are included"))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
