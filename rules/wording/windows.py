"""By when, in words: `every quarter`, `within 30 days after each hazard found`, `by 31 December 2024`."""

from __future__ import annotations

from zhiben.rules.model import Before, By, Duration, Every, Window, Within
from zhiben.rules.wording.names import Names

_PERIODS = {
    "day": "每日", "week": "每周", "month": "每月", "quarter": "每季度", "half-year": "每半年", "year": "每年",
}  # fmt: skip
_UNITS = {
    "minutes": "分钟", "hours": "小时", "days": "日", "workdays": "个工作日", "weeks": "周", "months": "个月",
    "years": "年",
}  # fmt: skip

_BEFORE = {
    "day": "前一日", "week": "上一周", "month": "上月", "quarter": "上一季度", "half-year": "上一个半年",
    "year": "上年",
}  # fmt: skip


def period_before(window: Window, names: Names) -> str:
    """What the window before is called: `the preceding quarter`; empty where there is none."""
    return names.say(_BEFORE[window.period], f"the preceding {window.period}") if isinstance(window, Every) else ""


def duration(length: Duration, names: Names) -> str:
    """A duration: `30日`, `10个工作日`, `30 days`, `10 working days`."""
    zh = f"{length.amount}{_UNITS[length.unit]}"
    return names.say(zh, str(length).replace("workday", "working day"))


def window(window: Window, after: str, due: str, names: Names, at_instant: bool = False) -> str:
    """The window, except a cadence, which is one with its amount.

    Args:
        after: what raises the duty ("each hazard found"), empty where it is a bearer or an entity.
        due: the field that holds the due date, and whose it is ("its “rectify by”").
        at_instant: only what is so at its last instant matters (`standing`), or throughout at every one.
    """
    if at_instant:
        return _instant(window, after, due, names)
    if isinstance(window, Every):
        return names.say(_PERIODS[window.period], f"every {window.period}")
    if isinstance(window, By):
        return names.say(f"在{names.day(window.date)}前（含当日）", f"by {names.day(window.date)}")
    if isinstance(window, Within):
        if window.duration is None:
            return names.say(f"{after}后在{due}之前（含当日）", f"after {after}, by {due}")
        length = duration(window.duration, names)
        return names.say(f"{after}后{length}内", f"within {length} after {after}")
    if isinstance(window, Before):
        if window.duration is None:
            return names.say(f"{after}之前", f"at any time before {after}")
        length = duration(window.duration, names)
        return names.say(f"{after}前{length}内", f"in the {length} before {after}")
    if after:
        return names.say("此后的整个期间内", "in the whole time from then on")
    return names.say("在整个期间内", "in the whole time")


def _instant(window: Window, after: str, due: str, names: Names) -> str:
    """The instant at which something is asked."""
    if isinstance(window, Every):
        return names.say(f"{_PERIODS[window.period]}结束时", f"at the end of every {window.period}")
    if isinstance(window, By):
        return names.say(f"在{names.day(window.date)}结束时", f"at the end of {names.day(window.date)}")
    if isinstance(window, Within):
        if window.duration is None:
            return names.say(f"{after}后到{due}为止时", f"after {after}, when {due} has come")
        length = duration(window.duration, names)
        return names.say(f"{after}后满{length}时", f"{length} after {after}")
    if isinstance(window, Before):
        return names.say(f"{after}时", f"at {after}")
    if after:
        return names.say("此后的任何时候", "at every instant from then on")
    return names.say("任何时候", "at every instant")
