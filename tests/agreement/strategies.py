"""Themes: what a group of random examples is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable

import pyarrow as pa
from hypothesis import settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.events.log import EventLog
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers

from ..tables import Time
from .ledgers import scenery
from .rulebooks import rulebooks
from .waivers import forbidding, waivers
from .worlds import World, scenes, worlds

Judge = Callable[..., pa.Table]

THEMES: dict[str, dict[str, Any]] = {
    "periods of a bearer": {"windows": ("every",), "raised": ("bearer",), "chained": False},
    "compared with the window before": {"windows": ("every",), "looking_back": True, "chained": False},
    "what stands": {
        "windows": ("every", "by", "before", "within", "throughout"),
        "measures": ("standing",),
        "chained": False,
    },
    "what stands throughout": {
        "windows": ("throughout",),
        "raised": ("bearer", "event"),
        "measures": ("standing",),
        "several": False,
    },
    "what stands, covered": {
        "windows": ("every", "by", "throughout"),
        "raised": ("bearer",),
        "measures": ("standing",),
        "chained": False,
        "declared": True,
    },
    "what stands in groups": {
        "below": True,
        "registered": True,
        "windows": ("every", "by", "throughout"),
        "measures": ("standing",),
        "chained": False,
    },
    "sets that are covered": {
        "windows": ("every", "by", "before", "within", "throughout"),
        "measures": ("covers",),
        "registered": True,
        "chained": False,
    },
    "deadlines": {"windows": ("by", "within"), "chained": False},
    "triggers": {"windows": ("within", "before"), "chained": False},
    "cadences": {"windows": ("since_last",), "chained": False},
    "streams of triggers": {
        "windows": ("within",),
        "raised": ("event",),
        "measures": ("count", "count", "days", "distinct", "sum", "max", "covers"),
        "streaming": True,
        "several": False,
    },
    "recorded in time": {
        "prompt": True,
        "measures": ("count", "share", "share", "standing"),
        "chained": False,
        "several": False,
    },
    "lives of triggers": {
        "windows": ("throughout", "every", "by", "since_last"),
        "raised": ("event",),
        "chained": False,
    },
    "lives of bearers": {"windows": ("throughout", "by"), "raised": ("bearer",), "chained": False},
    "entities below": {
        "windows": ("every", "by", "since_last", "throughout"),
        "raised": ("entity",),
        "registered": True,
    },
    "groups": {"below": True, "registered": True, "chained": False},
    "groups outside their lives": {
        "below": True,
        "registered": True,
        "windows": ("before", "within", "every"),
        "chained": False,
    },
    "coverage": {"declared": True},
    "what counts earlier": {"windows": ("every", "by", "since_last"), "earlier": True, "chained": False},
    "what counts earlier, covered": {
        "windows": ("every", "by", "since_last"),
        "raised": ("bearer",),
        "measures": ("count",),
        "earlier": True,
        "chained": False,
        "registered": True,
        "declared": True,
        "entering": True,
    },
    "chains": {"chained": True, "several": False},
    "decided duties": {"reading": True},
    "decided duties of groups": {"reading": True, "below": True, "registered": True},
    "decided duties of anybody": {"reading": True, "of_anybody": True, "registered": True},
    "decided duties of chains, covered": {"reading": True, "chained": True, "several": False, "declared": True},
    "waivers": {"waived": True},
    "waivers of chains": {"waived": True, "chained": True, "several": False},
    "waivers of decided duties": {"waived": True, "reading": True},
    "waivers of what closes": {"waived": True, "windows": ("by", "within", "every"), "chained": True},
    "few events or none": {"eventful": False},
    "anything": {},
}


def examples(share: int) -> int:
    """How many examples a test tries: `share` in the profile `ci`, twenty times as many in `long`."""
    assert settings.default is not None
    return share * settings.default.max_examples // 100


@dataclass(frozen=True, repr=False)
class Example:
    """A rulebook and a world to judge by it; printed as people read them."""

    rulebook: Rulebook
    world: World
    waivers: Waivers | None = None

    def __repr__(self) -> str:
        told = [] if self.waivers is None else ["", "WAIVERS", *(f"  {waiver}" for waiver in self.waivers.items)]
        return "\n".join([scenery(self.rulebook, self.world), *told])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How Hypothesis prints a failing example: as above, not field by field."""
        printer.text(repr(self))

    def judged(self, judge: Judge, log: EventLog | None = None, when: Time | None = None) -> pa.Table:
        """The ledger that an evaluator draws up; of another log, or as of another time, where one is given."""
        world = self.world
        events = world.log() if log is None else log
        at = world.as_of(when)
        return judge(self.rulebook, events, world.registry(), world.declared(), at, waivers=self.waivers)


@st.composite
def judged(draw: st.DrawFn, **theme: Any) -> Example:
    """A rulebook and a world to judge by it."""
    scene = draw(scenes())
    is_waived = theme.pop("waived", False)
    about_worlds = {
        name: theme.pop(name) for name in ("registered", "declared", "entering", "eventful") if name in theme
    }
    rulebook = draw(rulebooks(scene, **theme))
    if len({rule.bearer for rule in rulebook.rules} - {None}) > 1:
        about_worlds["registered"] = True  # without a registry nobody can tell the kinds apart
    example = Example(rulebook, draw(worlds(scene, **about_worlds)))
    if not is_waived:
        return example
    # Drawn from what is owed, else hardly any waiver would meet a duty.
    given = waivers(draw, example.judged(evaluate), scene.zone, example.world.as_of())
    return replace(example, rulebook=forbidding(draw, rulebook), waivers=given)
