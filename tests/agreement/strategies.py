"""Themes: what a group of random examples is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from zhiben.engine.ledger import AsOf
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.model import Rulebook

from .ledgers import scenery
from .rulebooks import rulebooks
from .worlds import World, scenes, worlds

THEMES: dict[str, dict[str, Any]] = {
    "periods of a bearer": {"windows": ("every",), "raised": ("bearer",), "chained": False},
    "deadlines": {"windows": ("by", "within"), "chained": False},
    "triggers": {"windows": ("within", "before"), "chained": False},
    "cadences": {"windows": ("since_last",), "chained": False},
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
    "coverage": {"declared": True},
    "chains": {"chained": True, "several": False},
    "anything": {},
}


def examples(share: int) -> int:
    """How many examples a test tries: `share` in the profile `ci`, twenty times as many in `long`."""
    return share * settings.default.max_examples // 100


@dataclass(frozen=True, repr=False)
class Example:
    """A rulebook and a world to judge by it; printed as people read them."""

    rulebook: Rulebook
    world: World

    def __repr__(self) -> str:
        return scenery(self.rulebook, self.world)

    def inputs(self) -> tuple[Rulebook, EventLog, Entities | None, Coverage | None, AsOf]:
        """What an evaluator is given, in that order."""
        world = self.world
        return self.rulebook, world.log(), world.registry(), world.declared(), world.as_of()


@st.composite
def judged(draw: st.DrawFn, **theme: Any) -> Example:
    """A rulebook and a world to judge by it."""
    scene = draw(scenes())
    about_worlds = {name: theme.pop(name) for name in ("registered", "declared") if name in theme}
    rulebook = draw(rulebooks(scene, **theme))
    if len({rule.bearer for rule in rulebook.rules} - {None}) > 1:
        about_worlds["registered"] = True  # without a registry nobody can tell the kinds apart
    return Example(rulebook, draw(worlds(scene, **about_worlds)))
