"""The document clause by clause: its force, the rules that cite it, and how often worked cases prove each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from zhiben.rules.decided import chain
from zhiben.rules.examples import Example
from zhiben.rules.lint import event_types
from zhiben.rules.model import Clause, Rule, Rulebook


class Encoded(Struct, frozen=True):
    """A rule (or an `otherwise`) that cites a clause.

    Attributes:
        events: every event type that it reads, its variants included; sorted.
        met, breached: the number of examples that expect such a row of it.
    """

    rule: Rule
    events: tuple[str, ...]
    met: int
    breached: int


class Section(Struct, frozen=True):
    """A clause with what encodes it; `clause` None gathers what cites no clause of the outline."""

    clause: Clause | None
    encoded: tuple[Encoded, ...]

    @property
    def is_missing(self) -> bool:
        """True for a duty of the document that no rule cites."""
        return self.clause is not None and self.clause.force == "duty" and not self.encoded


def sections(rulebook: Rulebook, examples: Sequence[Example]) -> list[Section]:
    """Every clause in the order of the outline, then the rules that cite none of them, if there are any."""
    shown = Counter((rule, verdict) for example in examples for rule, verdict in _expected(example))
    every = [
        Encoded(step, _events(step), shown[step.id, "met"], shown[step.id, "breached"])
        for rule in rulebook.rules
        for step in chain(rule)
    ]
    known = {clause.id for clause in rulebook.clauses}
    found = [
        Section(clause, tuple(one for one in every if clause.id in one.rule.clauses)) for clause in rulebook.clauses
    ]
    astray = tuple(one for one in every if not known & set(one.rule.clauses))
    return [*found, Section(None, astray)] if astray else found


def users(rulebook: Rulebook) -> Counter[str]:
    """How many rules (an `otherwise` counts with its rule) take a value from each parameter."""
    return Counter(
        name for rule in rulebook.rules for name in {name for step in chain(rule) for name in step.parameters}
    )


def _expected(example: Example) -> set[tuple[str, str]]:
    return {(one.rule, one.verdict) for one in example.expected}


def _events(step: Rule) -> tuple[str, ...]:
    return tuple(sorted(set().union(*map(event_types, (step.duty, *(variant.duty for variant in step.variants))))))
