"""examples/equivalent.yaml: mutants that change nothing anybody could see, each with the reason."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from zhiben.events.problem import Problem, Span, Unusable, nearest
from zhiben.events.spanned import read_yaml, validate
from zhiben.rules.chosen import rule_names
from zhiben.rules.examples import EQUIVALENT
from zhiben.rules.form.base import Form, Text
from zhiben.rules.model import Rulebook


class ExcuseForm(Form):
    """`{rule, mutant, reason}`: `mutant` as `rules test --mutate` prints it."""

    rule: Text
    mutant: Text
    reason: Text


class Excuse(Struct, frozen=True):
    """Why a mutant need not be noticed."""

    rule: str
    mutant: str
    reason: str
    span: Span


def read_excuses(folder: Path, rulebook: Rulebook) -> list[Excuse]:
    """The list of a rulebook's folder; without a file there is none.

    Raises:
        Unusable: with everything wrong in the file.
    """
    path = folder / "examples" / EQUIVALENT
    if not path.exists():
        return []
    document = read_yaml(path)
    if not isinstance(document.value, list):
        raise Unusable(
            [Problem("wrong-type", "this file is a list", document.span(), "- {rule: …, mutant: …, reason: …}")]
        )
    problems: list[Problem] = []
    found: list[Excuse] = []
    names = rule_names(rulebook.rules)
    for number, _ in enumerate(document.value):
        try:
            form = validate(document, ExcuseForm, (number,))
        except Unusable as unusable:
            problems += unusable.problems
            continue
        span = document.span((number,))
        if form.rule not in names:
            near = nearest(form.rule, names)
            hint = f"did you mean `{near}`?" if near else ""
            problems.append(Problem("unknown-rule", f"there is no rule `{form.rule}`", span, hint))
        found.append(Excuse(form.rule, form.mutant, form.reason, span))
    if problems:
        raise Unusable(problems)
    return found
