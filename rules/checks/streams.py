"""`occurrence: last` moves the due date of a duty that something done makes up for: nothing else goes with it."""

from __future__ import annotations

from zhiben.rules.build.desk import Desk
from zhiben.rules.build.written import BOUNDS, MEASURES, WINDOWS, Written
from zhiben.rules.form.base import FieldForm
from zhiben.rules.form.covered import EntitySetForm
from zhiben.rules.form.occasion import TriggerForm

_MADE_UP = ("count", "distinct", "covers", "sum", "max")


def check_duty(duty: Written, desk: Desk) -> None:
    """Window, bound, measure and life of a duty whose triggers are a stream."""
    trigger = duty.get("for_each")
    if not isinstance(trigger, TriggerForm) or trigger.occurrence != "last":
        return
    for name in duty.given(WINDOWS):
        if name != "within":
            _refuse(f"`{name}`", "a later trigger moves a due date, so it goes with `within`", name, duty, desk)
    for name in duty.given(BOUNDS):
        if name != "at_least":
            _refuse(f"`{name}`", "what is still owed can be moved, so it goes with `at_least`", name, duty, desk)
    for name in duty.given(MEASURES):
        covered = (duty.get("covers") or {}).values() if name == "covers" else ()
        if name not in _MADE_UP:
            _refuse(f"`{name}`", f"it goes with {', '.join(_MADE_UP)}", name, duty, desk)
        elif any(isinstance(value, (FieldForm, EntitySetForm)) for value in covered):
            _refuse("`covers` over a set", "it goes with `covers` over a list of values", name, duty, desk)
    if trigger.until is not None or duty.get("until") is not None:
        message = "`occurrence: last` and `until` do not go together: each later trigger ends what the one before said"
        desk.error("last-and-others", message, (*duty.at("for_each"), "occurrence"), "keep one of the two", key=True)


def _refuse(what: str, why: str, name: str, duty: Written, desk: Desk) -> None:
    desk.error("last-and-others", f"{what} does not go with `occurrence: last`: {why}", duty.at(name), "", key=True)
