"""One more rule for a rulebook, in files of its own: a case in which it is kept, and one in which it is breached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from zhiben.events.problem import Problem, Span, Unusable, nearest
from zhiben.events.spanned import read_yaml_bytes
from zhiben.events.vocabulary import DUTY_DECIDED, LOG_INSTEAD, NOT_LOGGED
from zhiben.reports.scaffold.place import placed
from zhiben.reports.scaffold.wording import Asked, cases_text, rule_text
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.examples import EQUIVALENT, read_examples
from zhiben.rules.loading import attempt, draft_book, in_order
from zhiben.rules.model import DateRange
from zhiben.rules.sources import Sources, read_sources


def new_rule(root: Path, asked: Asked) -> list[Path]:
    """Add tasks/ID.yaml and examples/ID.yaml to the rulebook in `root`, both or neither; other files are not touched.

    Returns:
        Paths of the two files.

    Raises:
        Unusable: the rulebook has errors (that it has no rules yet is none); the id is taken; a word is not the
            rulebook's; a last day on which the rulebook is not in force.
    """
    sources = read_sources(root)
    sources.problems = [problem for problem in sources.problems if problem.code != "no-rules"]
    before = draft_book(sources, None, {})
    _raise_errors([*sources.problems, *before.problems])
    bearer = _bearer(root, asked, before)
    if wrong := list(_unknown(root, asked, before)):
        raise Unusable(wrong)
    days = before.book.in_force.range() if before.book and before.book.in_force else DateRange()
    rule = rule_text(asked, bearer, days, before.vocabulary.events[asked.event].label)
    tasks = f"tasks/{asked.id}.yaml"
    _check(sources, rule, str(root / tasks))
    # The cases come first: a rule without cases would be worse than cases that a run breaking off left without a rule.
    cases = f"examples/{asked.id}{'-cases' if f'{asked.id}.yaml' == EQUIVALENT else ''}.yaml"
    written = placed(root, {cases: cases_text(asked, bearer, days, _taken(root)), tasks: rule})
    return written[::-1]


def _unknown(root: Path, asked: Asked, book: DraftBook) -> Iterable[Problem]:
    ids, words = [draft.rule.id for draft in book.rules], root / "vocabulary.yaml"
    if asked.id in ids:
        place = book.rules[ids.index(asked.id)].rule.span
        yield Problem("duplicate-id", f"there is a rule `{asked.id}` already", place, "give the new rule another id")
    if asked.event == DUTY_DECIDED:
        yield Problem("reserved-type", NOT_LOGGED, hint=LOG_INSTEAD)
    elif asked.event not in book.vocabulary.events:
        yield _missing("unknown-event", f"event type `{asked.event}`", asked.event, book.vocabulary.events, words)
    if asked.bearer is not None and asked.bearer not in book.vocabulary.entities:
        yield _missing("unknown-entity", f"entity kind `{asked.bearer}`", asked.bearer, book.vocabulary.entities, words)
    clauses = [clause.id for clause in book.book.clauses] if book.book else []
    if asked.clause is not None and asked.clause not in clauses:
        outline = root / "rulebook.yaml"
        yield _missing("unknown-clause", f"clause `{asked.clause}`", asked.clause, clauses, outline)


def _missing(code: str, what: str, word: str, known: Iterable[str], file: Path) -> Problem:
    names = list(known)
    near = nearest(word, names)
    listed = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    hint = (f"did you mean `{near}`? " if near else "") + f"there are: {listed or 'none'}"
    return Problem(code, f"the rulebook has no {what}", Span(str(file)), hint)


def _bearer(root: Path, asked: Asked, book: DraftBook) -> str | None:
    """The kind that is asked for, else the only one, else what owes most rules; None without kinds."""
    kinds = list(book.vocabulary.entities)
    if asked.bearer is not None or len(kinds) < 2:
        return asked.bearer or next(iter(kinds), None)
    owed = Counter(draft.form.bearer for draft in book.rules if draft.form.bearer).most_common(2)
    if not owed or (len(owed) == 2 and owed[0][1] == owed[1][1]):
        message, place = "who owes the rule is not clear: there are several kinds", Span(str(root / "vocabulary.yaml"))
        raise Unusable([Problem("missing-kind", message, place, f"--bearer KIND, one of {', '.join(kinds)}")])
    return owed[0][0]


def _check(sources: Sources, text: str, file: str) -> None:
    """See that the rulebook with the new rule can be used, and that nothing is said against the rule itself."""
    sources.tasks.append(read_yaml_bytes(text.encode(), file))
    problems = draft_book(sources, None, {}).problems
    if own := [problem for problem in problems if problem.span is not None and problem.span.file == file]:
        raise Unusable(in_order(own))
    _raise_errors(problems)


def _raise_errors(problems: list[Problem]) -> None:
    if any(problem.level == "error" for problem in problems):
        raise Unusable(in_order(problems))


def _taken(root: Path) -> set[str]:
    """Names of the examples there are, as far as they can be read."""
    book, _ = attempt(root)
    return {example.name for example in read_examples(root, book)[0]} if book else set()
