"""A duty has exactly one window, at most one measure, and exactly one bound (which only `covers` may leave out)."""

from __future__ import annotations

from zhiben.rules.build.desk import Desk
from zhiben.rules.build.written import BOUNDS, MEASURES, WINDOWS, Written


def check_duty(duty: Written, desk: Desk) -> None:
    """No window, several windows, several measures, no bound, several bounds."""
    windows, measures, bounds = duty.given(WINDOWS), duty.given(MEASURES), duty.given(BOUNDS)
    if not windows:
        message = f"by when is missing: a duty has one of {_words(WINDOWS)}"
        desk.error("no-window", message, duty.path, "every: quarter, or by: 2024-12-31, or within: 30 days", key=True)
    if not bounds and "covers" not in measures:
        message = f"how much is missing: a duty has one of {_words(BOUNDS)}"
        desk.error("no-bound", message, duty.path, "at_least: 1", key=True)
    for code, what, given in (
        ("several-windows", "one window", windows),
        ("several-measures", "at most one measure", measures),
        ("several-bounds", "one bound", bounds),
    ):
        if len(given) > 1:
            message = f"a duty has {what}, found {_words(tuple(duty.word(name) for name in given))}"
            hint = _advice(duty, given)
            desk.error(code, message, duty.at(given[1]), hint, key=True, also=(desk.span(duty.at(given[0]), key=True),))


def _advice(duty: Written, given: list[str]) -> str:
    if given == ["at_least", "at_most"]:
        return "between: [low, high]"
    if "throughout" in given and duty.word("throughout") == "until" and duty.occasion == "event":
        return f"put `until` into `for_each`: there it ends the life that `{given[0]}` cuts"
    return "keep one; write two rules for two duties"


def _words(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
