"""`from`, `partial`, `roll` and `grace` stand only where they mean something; `since_last` counts single events."""

from __future__ import annotations

import datetime as dt

from zhiben.rules.build.desk import Desk
from zhiben.rules.build.written import BOUNDS, MEASURES, WINDOWS, Written
from zhiben.rules.model import Duration


def check_duty(duty: Written, desk: Desk) -> None:
    """Options beside a window, measure or bound that they do not go with."""
    windows = duty.given(WINDOWS)
    if len(windows) != 1:
        return
    window = windows[0]
    if "from" in duty.values and window not in ("by", "every", "since_last"):
        _misplaced("from", "by, every and since_last", window, duty, desk)
    if "partial" in duty.values and window != "every":
        _misplaced("partial", "every", window, duty, desk)
    for name in ("roll", "grace"):
        if name not in duty.values or duty.get(name) == "none":
            continue
        if window not in ("by", "within"):
            _misplaced(name, "by and within", window, duty, desk)
        elif bounds := [bound for bound in duty.given(BOUNDS) if bound != "at_least"]:
            message = f"`{name}` gives more time to do something, and `{bounds[0]}` does not ask for anything by a day"
            desk.error("misplaced-option", message, duty.at(name), "at_least", key=True)
    within = duty.get("within")
    if duty.get("roll") == "next_workday" and isinstance(within, Duration) and within.is_exact:
        message = f"`roll` moves days, and `within: {within}` is exact elapsed time"
        desk.error("misplaced-option", message, duty.at("roll"), "days, weeks, months, …", key=True)
    by, start = duty.get("by"), duty.get("from")
    if isinstance(by, dt.date) and isinstance(start, dt.date) and start > by:
        message = f"`from: {start}` is after `by: {by}`"
        desk.error("range-reversed", message, duty.at("from"), "both days are included", key=True)
    if window == "since_last":
        _check_cadence(duty, desk)


def _check_cadence(duty: Written, desk: Desk) -> None:
    since = duty.get("since_last")
    if isinstance(since, Duration) and since.amount == 0:
        desk.error("bad-duration", "a cadence of no length comes round without end", duty.at("since_last"), "1 day")
    wrong = [name for name in duty.given(MEASURES) if duty.get(name) != "events"]
    wrong += [name for name in duty.given(BOUNDS) if name != "at_least" or duty.get(name) != 1_000_000]
    for name in wrong:
        message = "`since_last` starts anew at each matching event, so it goes with `at_least: 1` only"
        desk.error("since-last-counts-one", message, duty.at(name), "at_least: 1, or every: PERIOD", key=True)


def _misplaced(name: str, goes_with: str, window: str, duty: Written, desk: Desk) -> None:
    message = f"`{name}` goes with {goes_with}, found `{window}`"
    desk.error("misplaced-option", message, duty.at(name), f"leave `{name}` out", key=True)
