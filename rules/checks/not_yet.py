"""What the language has and the engine does not evaluate yet is an error at its place, never ignored."""

from __future__ import annotations

from zhiben.events.spanned import Path_
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.written import Written
from zhiben.rules.form.base import FieldForm
from zhiben.rules.form.occasion import TriggerForm


def check_duty(duty: Written, desk: Desk) -> None:
    """Durations from fields."""
    for name in ("before", "since_last", "grace"):
        if isinstance(duty.get(name), FieldForm):
            _not_yet(f"`{name}` read from a field", duty.at(name), desk)
    trigger = duty.get("for_each")
    if isinstance(trigger, TriggerForm):
        path = duty.at("for_each")
        if isinstance(trigger.within, FieldForm):
            _not_yet("`within` of a threshold read from a field", (*path, "within"), desk)


def _not_yet(what: str, path: Path_, desk: Desk) -> None:
    desk.error("not-yet", f"{what} is not evaluated yet", path, key=True)
