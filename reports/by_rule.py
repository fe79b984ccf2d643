"""Verdicts by rule as a terminal shows them: every rule of a short rulebook, of a long one those with findings.

Nothing is left out of the sums: the other rules stand in two lines together, those that could not be judged everywhere
apart from the rest, so that the lines add up to the total; how many rules raised no duty is said beneath.
"""

from __future__ import annotations

from msgspec import Struct

from zhiben.reports.summary import Counts, Summary, added
from zhiben.rules.model import Rule

_SHORT = 20  # rules of which every one is shown


class ByRule(Struct, frozen=True):
    """What is shown.

    Attributes:
        shown: rules with their counts, in the order of the rulebook.
        unsure: how many more rules have duties that cannot be judged, and no findings; and the counts of these.
        quiet: how many more rules raised duties, all of them met, pending or waived; and the counts of these.
        idle: how many more rules raised no duty.
    """

    shown: tuple[tuple[Rule, Counts], ...]
    unsure: tuple[int, Counts] = (0, Counts())
    quiet: tuple[int, Counts] = (0, Counts())
    idle: int = 0


def by_rule(summary: Summary) -> ByRule:
    """The rules of a summary, arranged for reading."""
    if len(summary.rules) <= _SHORT:
        return ByRule(summary.rules)
    missed = [item for item in summary.rules if item[1].findings]
    unsure = [counts for _, counts in summary.rules if counts.of("unknown") and not counts.findings]
    quiet = [counts for _, counts in summary.rules if counts.total and not (counts.findings or counts.of("unknown"))]
    idle = len(summary.rules) - len(missed) - len(unsure) - len(quiet)
    return ByRule(tuple(missed), (len(unsure), added(unsure)), (len(quiet), added(quiet)), idle)
