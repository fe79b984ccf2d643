"""What an argument of `audit` stands for: a path is read, an object taken as it is, and None stands for nothing.

All of these raise `Unusable`. What few audits are given is read by modules that are imported where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhiben.engine.audited import Audit
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath
from zhiben.events.logmap import LogMap, read_map
from zhiben.events.problem import Problem, Unusable
from zhiben.events.registry import read_entities
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers

if TYPE_CHECKING:
    from zhiben.engine.baseline_reading import Baseline


def rulebook_of(given: FilePath | Rulebook, profile: str | None, settings: Mapping[str, str]) -> Rulebook:
    """The rulebook with a profile and settings, which one that is loaded cannot be given any more."""
    if not isinstance(given, Rulebook):
        given = load_rulebook(given, profile=profile, settings=settings)
    elif profile or settings:
        message = "profile and settings are put in when a rulebook is loaded, and this one is loaded already"
        raise Unusable([Problem("already-loaded", message, hint="give them to load_rulebook")])
    return given


def map_of(given: FilePath | LogMap | None, book: Rulebook) -> LogMap | None:
    """How foreign columns are read."""
    return given if given is None or isinstance(given, LogMap) else read_map(given, book.vocabulary)


def entities_of(given: FilePath | Entities | None, book: Rulebook) -> Entities | None:
    """Who exists."""
    if given is None or isinstance(given, Entities):
        return given
    return read_entities(given, book.vocabulary, book.timezone)


def coverage_of(given: FilePath | Coverage | None, book: Rulebook, registry: Entities | None) -> Coverage | None:
    """The declared coverage, its names resolved by the registry."""
    if given is None:
        return None
    from zhiben.events.coverage_reading import met, read_coverage

    if not isinstance(given, Coverage):
        return read_coverage(given, book.vocabulary, book.timezone, registry)
    return given if registry is None else met(given, registry)


def waivers_of(given: FilePath | Waivers | None, whole: Rulebook, registry: Entities | None) -> Waivers | None:
    """The waivers, in terms of all rules that there are and of the registry."""
    if given is None:
        return None
    from zhiben.rules.waiver_reading import checked, read_waivers

    return checked(given, whole, registry) if isinstance(given, Waivers) else read_waivers(given, whole, registry)


def baseline_of(given: FilePath | Audit | None) -> Baseline | None:
    """The earlier ledger, and what it says of where it comes from."""
    if given is None:
        return None
    from zhiben.engine.baseline_reading import Baseline, read_baseline

    if not isinstance(given, Audit):
        return read_baseline(given)
    if given.origin is None:
        raise Unusable([Problem("ledger-without-origin", "the baseline does not say what drew it up")])
    return Baseline(given.ledger, given.origin)
