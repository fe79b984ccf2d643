"""Rules that are judged together because they look equally far.

A *circle* holds the rules of one reach and one kind of bearer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from zhiben.engine.monitor.scope.reach import Reach
from zhiben.rules.model import Rule


class Circle(Struct, frozen=True):
    """Rules of equal reach, by their places in the rulebook.

    Attributes:
        kind: of the bearers; None where the whole log is looked at.
        reach: of all of them together.
        reach_of: of each.
    """

    places: tuple[int, ...]
    kind: str | None
    reach: Reach
    reach_of: Mapping[int, Reach]


def circles(rules: Sequence[Rule], reach: Sequence[Reach]) -> list[Circle]:
    """The rules of a rulebook, of which these are the reaches, in circles."""
    groups: dict[tuple[bool, bool, bool, str | None], list[int]] = {}
    for place, (rule, found) in enumerate(zip(rules, reach, strict=True)):
        kind = None if found.whole else rule.bearer
        groups.setdefault((found.whole, found.below, found.above, kind), []).append(place)
    made = []
    for (_, _, _, kind), places in groups.items():
        joined = reach[places[0]]
        for place in places:
            joined |= reach[place]
        made.append(Circle(tuple(places), kind, joined, {place: reach[place] for place in places}))
    return made
