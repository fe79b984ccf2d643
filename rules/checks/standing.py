"""`standing` looks at single instants, however long ago things began: nothing that only cuts time goes with it."""

from __future__ import annotations

from zhiben.rules.build.desk import Desk
from zhiben.rules.build.written import BOUNDS, WINDOWS, Written
from zhiben.rules.model import Duration


def check_duty(duty: Written, desk: Desk) -> None:
    """`from`, `grace` and the length of `before`, which would make no difference to what stands."""
    windows = duty.given(WINDOWS)
    if "standing" not in duty.values or len(windows) != 1 or windows[0] == "since_last":
        return  # a cadence has a message of its own
    window = windows[0]
    if "from" in duty.values and window in ("by", "every"):
        _idle("`from`", "from", "leave `from` out", duty, desk)
    if "grace" in duty.values and window in ("by", "within") and "at_least" in duty.given(BOUNDS):
        message = "`grace` gives time to make up for a miss, and what stood at an instant nothing later can change"
        desk.error("misplaced-option", message, duty.at("grace"), "leave `grace` out, or ask for a later day", key=True)
    if isinstance(duty.get("before"), Duration):
        _idle(f"`before: {duty.get('before')}`", "before", "before: any", duty, desk)


def _idle(written: str, name: str, hint: str, duty: Written, desk: Desk) -> None:
    message = f"`standing` counts whatever is not ended, however long ago it began: {written} would make no difference"
    desk.error("misplaced-option", message, duty.at(name), hint, key=True)
