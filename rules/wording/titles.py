"""What follows a breach is called after what was breached: `Hazards closed (if breached)`, `隐患销号（未履行时）`."""

from __future__ import annotations

import re

from zhiben.events.vocabulary import Label

_ZH = ("（未履行时）", "（仍未履行时）")
_EN = (" (if breached)", " (if still breached)")
_ZH_LEVEL = re.compile(r"（第(\d+)级未履行时）$", re.ASCII)
_EN_LEVEL = re.compile(r" \(if breached, level (\d+)\)$", re.ASCII)


def following(parent: Label) -> Label:
    """The title of an `otherwise` without one of its own; each step of a chain is told from the one before.

    >>> following(following(Label("隐患销号", "Hazards closed")))
    Label(zh='隐患销号（仍未履行时）', en='Hazards closed (if still breached)')
    """
    return Label(
        _next(parent.zh, _ZH, _ZH_LEVEL, "（第{}级未履行时）"),
        _next(parent.en, _EN, _EN_LEVEL, " (if breached, level {})"),
    )


def _next(title: str, endings: tuple[str, str], level: re.Pattern[str], form: str) -> str:
    first, second = endings
    if not title:
        return ""
    if title.endswith(first):
        return title.removesuffix(first) + second
    if title.endswith(second):
        return title.removesuffix(second) + form.format(3)
    if deeper := level.search(title):
        return title[: deeper.start()] + form.format(int(deeper[1]) + 1)
    return title + first
