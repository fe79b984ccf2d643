"""Loads a rulebook: every file, every problem of all of them together, or a rulebook ready for judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Mapping, TypeVar

from msgspec.structs import replace
from pydantic import BaseModel

from zhiben.events.given import FilePath
from zhiben.events.problem import Problem, Span, Unusable
from zhiben.events.spanned import Document, Path_, validate
from zhiben.events.vocabulary import Label
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.draft import DraftBook, DraftRule
from zhiben.rules.build.rule import build_rule
from zhiben.rules.build.vocabulary import build_vocabulary
from zhiben.rules.checks import check_book
from zhiben.rules.checks.identity import is_zone
from zhiben.rules.form.rule import RuleForm
from zhiben.rules.form.rulebook import ProfileForm, RulebookForm
from zhiben.rules.form.vocabulary import VocabularyForm
from zhiben.rules.model import Clause, DateRange, Rule, Rulebook
from zhiben.rules.parameters import settle
from zhiben.rules.salvage import salvage
from zhiben.rules.settings import settings_text
from zhiben.rules.shipped import rulebook_path
from zhiben.rules.sources import Sources, read_sources
from zhiben.rules.substitution import substitute

Form = TypeVar("Form", bound=BaseModel)


def load_rulebook(
    rulebook: FilePath, *, profile: str | None = None, settings: Mapping[str, object] | None = None
) -> Rulebook:
    """A shipped rulebook by name, or the one in a folder, with a profile's and then the settings' parameter values.

    Rules come in order of file name, then as they stand in the file. Warnings stand in `Rulebook.problems`.

    Raises:
        Unusable: with every problem (warnings too) of every file, in order of file and line.
        TypeError: `rulebook` is no path, or a setting no text, number, flag, date or list.
    """
    found, problems = attempt(rulebook_path(rulebook), profile=profile, settings=settings_text(settings))
    if found is None:
        raise Unusable(problems)
    return found


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
    draft.book, _ = _form(sources.rulebook, RulebookForm, draft)
    draft.words, dropped = _form(sources.vocabulary, VocabularyForm, draft)
    is_open = any(path[-1] not in _WORDS_ONLY for path in dropped)
    if draft.words is not None and sources.vocabulary is not None:
        draft.vocabulary = build_vocabulary(draft.words, sources.vocabulary, draft.problems)
    profiles = [(form, d) for d in sources.profiles if (form := _form(d, ProfileForm, draft)[0]) is not None]
    if draft.book is not None:
        draft.parameters, wrong = settle(draft.book, profiles, profile, settings)
        draft.problems += wrong
    draft.is_whole = all(p.level != "error" for p in sources.problems)
    for document in sources.tasks:
        _read_rules(document, is_open, draft)
    check_book(draft)
    return draft


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Problems by file, line and column; those without a place first; the same one only once."""

    def place(problem: Problem) -> tuple[str, int, int]:
        span = problem.span
        return (span.file, span.line, span.column) if span else ("", 0, 0)

    return tuple(sorted(dict.fromkeys(problems), key=place))


# Parts of a vocabulary that no rule depends on.
_WORDS_ONLY = ("label", "aka")
# Problems that may come of what had to be left out of a rule, and are not reported then.
_OF_ABSENCE = (
    "no-window", "no-bound", "missing-field", "same-missing", "half-a-threshold", "until-without-trigger",
    "same-without-trigger", "differs-without-trigger", "window-needs-trigger",
)  # fmt: skip


def _form(document: Document | None, model: type[Form], draft: DraftBook) -> tuple[Form | None, set[Path_]]:
    """The form of a file, as far as it can be used, and what was left out of it."""
    if document is None:
        return None, set()
    try:
        return validate(document, model), set()
    except Unusable as unusable:
        draft.problems += unusable.problems
        return salvage(document, model, (), lambda path: True)


def _read_rules(document: Document, is_open: bool, draft: DraftBook) -> None:
    """Adds the rules of one file. Without a vocabulary only the shape of the rules is checked."""
    if not isinstance(document.value, list):
        message = "a file of rules is a list"
        draft.problems.append(Problem("wrong-type", message, document.span(), "- id: …\n  duty: {…}"))
        draft.is_whole = False
        return
    in_force = draft.book.in_force.range() if draft.book and draft.book.in_force else DateRange()
    zone = draft.book.timezone if draft.book and is_zone(draft.book.timezone) else "UTC"
    filled = substitute(document, draft.parameters if draft.book else None, _declared(draft))
    found: list[Problem] = []
    desk = Desk(filled.document, draft.vocabulary, zone, in_force, found, is_open)
    for i, (names, has_gap) in enumerate(zip(filled.names, filled.gaps, strict=True)):
        draft.used.update(*names.values())
        before = len(found)
        form, is_sound = _rule_form(filled.document, (i,), found)
        if has_gap:
            found[before:] = [p for p in found[before:] if p.code not in _OF_ABSENCE]
        is_sound = is_sound and not has_gap
        draft.is_whole = draft.is_whole and is_sound
        if form is not None and draft.words is not None:
            before = len(found)
            rule = _with_parameters(build_rule(form, (i,), desk), "", names)
            draft.rules.append(DraftRule(rule, form, (i,), desk))
            if not is_sound:
                found[before:] = [p for p in found[before:] if p.code not in _OF_ABSENCE]
    draft.problems += filled.problems
    draft.problems += filled.explained(found, _defaults(draft))
    # Checks of the whole book report here from now on.
    desk.problems = draft.problems


def _declared(draft: DraftBook) -> set[str]:
    """Names of parameters that rulebook.yaml speaks of, also those with a mistake of their own."""
    value = draft.book_document.value if draft.book_document else None
    written = value.get("parameters") if isinstance(value, dict) else None
    return set(written) if isinstance(written, dict) else set()


def _defaults(draft: DraftBook) -> dict[str, Span]:
    """Where the defaults stand that no profile and no setting replaced."""
    document = draft.book_document
    if document is None:
        return {}
    held = (p.name for p in draft.parameters.values() if p.set_by == "default")
    return {name: document.span(("parameters", name, "default")) for name in held}


def _rule_form(document: Document, at: Path_, problems: list[Problem]) -> tuple[RuleForm | None, bool]:
    """The form of a rule, as far as it can be used, and whether all of it could be."""
    try:
        return validate(document, RuleForm, at), True
    except Unusable as unusable:
        problems += unusable.problems
        return salvage(document, RuleForm, at, lambda path: path not in (("id",), ("duty",)))[0], False


def _with_parameters(rule: Rule, level: str, names: dict[str, set[str]], above: frozenset[str] = frozenset()) -> Rule:
    """A rule that knows its parameters; what is owed otherwise depends on those of the duty above as well."""
    own = above | names.get(level, set())
    otherwise = rule.otherwise and _with_parameters(rule.otherwise, level + "/otherwise", names, own)
    return replace(rule, parameters=tuple(sorted(own)), otherwise=otherwise)
