"""The headings that clauses stand under: `2.1.1.a` is one of several things asked by item 2.1.1.

Clauses are numbered by parts, items, and letters for what is asked within an item. Without its letters the number is
the heading's, cut to the depth of the shallowest number of the same part: where the second part has items of three
numbers, `2.2.6.2.c` stands under 2.2.6. The fourteen tasks of 东国资发〔2024〕21号 are such headings.
"""

from __future__ import annotations

from collections.abc import Iterable

from zhiben.reports.catalogue import all_rules
from zhiben.rules.model import Rulebook


def headings_in(rulebook: Rulebook) -> dict[str, str]:
    """The heading of every clause that asks for something: a duty of the outline, or cited by a rule."""
    asked = [clause.id for clause in rulebook.clauses if clause.force == "duty"]
    return headings_of(dict.fromkeys([*asked, *(name for rule in all_rules(rulebook) for name in rule.clauses)]))


def headings_of(clauses: Iterable[str]) -> dict[str, str]:
    """The heading of every clause.

    >>> headings_of(["2.1.1.a", "2.2.6.2.c", "3.5", "3.5.a"])
    {'2.1.1.a': '2.1.1', '2.2.6.2.c': '2.2.6', '3.5': '3.5', '3.5.a': '3.5'}
    """
    numbers = {clause: _number(clause) for clause in clauses}
    depth: dict[str, int] = {}
    for number in numbers.values():
        depth[number[0]] = min(depth.get(number[0], len(number)), len(number))
    return {clause: ".".join(number[: depth[number[0]]]) for clause, number in numbers.items()}


def _number(clause: str) -> list[str]:
    """The parts of a clause's number without the letters at its end; at least one part is left."""
    parts = clause.split(".")
    while len(parts) > 1 and parts[-1].isalpha():
        parts.pop()
    return parts
