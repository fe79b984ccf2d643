"""All worked cases of a rulebook: each judged with its own profile and settings, and what they leave unproven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zhiben.engine.expectation import Mismatch
from zhiben.engine.trial import Prepared, prepare, tried
from zhiben.events.problem import Problem, Unusable
from zhiben.rules.chosen import rule_names
from zhiben.rules.examples import Example, read_examples
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rulebook

PROVING = ("met", "breached")  # what every rule must be shown to be, at least once


@dataclass
class Trials:
    """What came of it.

    Attributes:
        problems: of the examples themselves; such an example was not judged.
        failed: examples whose ledger is not as expected.
        unproven: (rule, verdicts that no example expects of it).
        prepared: every example that could be read.
    """

    rulebook: Rulebook
    examples: list[Example]
    problems: list[Problem] = field(default_factory=list)
    failed: list[tuple[Example, list[Mismatch]]] = field(default_factory=list)
    unproven: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    prepared: list[Prepared] = field(default_factory=list)

    @property
    def is_passed(self) -> bool:
        """True where nothing is wrong."""
        return not (self.problems or self.failed or self.unproven)


class Books:
    """The rulebook under the profiles and settings that examples ask for, each loaded once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[tuple[str | None, tuple[tuple[str, str], ...]], Rulebook] = {}

    def of(self, example: Example) -> Rulebook:
        """The rulebook that judges an example.

        Raises:
            Unusable: there is no such profile or parameter; with the place of the example.
        """
        key = (example.profile, tuple(sorted(example.settings.items())))
        if key not in self._loaded:
            self._loaded[key] = load_rulebook(self._folder, profile=example.profile, settings=example.settings)
        return self._loaded[key]


def run_trials(folder: Path) -> Trials:
    """Judge every example of the rulebook in a folder.

    Raises:
        Unusable: the rulebook cannot be loaded.
    """
    rulebook = load_rulebook(folder)
    examples, problems = read_examples(folder, rulebook)
    trials = Trials(rulebook, examples, problems)
    books = Books(folder)
    for example in examples:
        try:
            book = books.of(example)
            prepared = prepare(example, book)
            mismatches = tried(prepared, book)
        except Unusable as unusable:
            trials.problems += [p if p.span else _at(p, example) for p in unusable.problems]
            continue
        trials.prepared.append(prepared)
        if mismatches:
            trials.failed.append((example, mismatches))
    trials.unproven = _unproven(rulebook, examples)
    return trials


def _at(problem: Problem, example: Example) -> Problem:
    return Problem(problem.code, problem.message, example.span, problem.hint, problem.level)


def _unproven(rulebook: Rulebook, examples: Sequence[Example]) -> list[tuple[str, tuple[str, ...]]]:
    seen = {(one.rule, one.verdict) for example in examples for one in example.expected}
    found = []
    for name in rule_names(rulebook.rules):
        missing = tuple(verdict for verdict in PROVING if (name, verdict) not in seen)
        found += [(name, missing)] if missing else []
    return found
