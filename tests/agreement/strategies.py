"""Themes: what a group of random examples is about."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from zhiben.rules.model import Rulebook

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


@st.composite
def judged(draw: st.DrawFn, **theme: Any) -> tuple[Rulebook, World]:
    """A rulebook and a world to judge by it."""
    scene = draw(scenes())
    about_worlds = {name: theme.pop(name) for name in ("registered", "declared") if name in theme}
    rulebook = draw(rulebooks(scene, **theme))
    if len({rule.bearer for rule in rulebook.rules} - {None}) > 1:
        about_worlds["registered"] = True  # without a registry nobody can tell the kinds apart
    return rulebook, draw(worlds(scene, **about_worlds))
