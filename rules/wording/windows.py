"""By when, in words: `every quarter`, `within 30 days of each hazard found`, `by 31 December 2024`."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import Field
from zhiben.rules.model import Before, By, Duration, Duty, Every, SinceLast, Window, Within
from zhiben.rules.wording.names import Names

_PERIODS = {
    "day": "每日", "week": "每周", "month": "每月", "quarter": "每季度", "half-year": "每半年", "year": "每年",
}  # fmt: skip
_UNITS = {
    "minutes": "分钟", "hours": "小时", "days": "日", "workdays": "个工作日", "weeks": "周", "months": "个月",
    "years": "年",
}  # fmt: skip


def duration(length: Duration, names: Names) -> str:
    """A duration: `30日`, `10个工作日`, `30 days`, `10 working days`."""
    zh = f"{length.amount}{_UNITS[length.unit]}"
    return names.say(zh, str(length).replace("workday", "working day"))


def window(window: Window, after: str, known: Mapping[str, Field], names: Names) -> str:
    """The window; `after` is what a triggered window follows ("each hazard found"), empty where nothing raises it."""
    if isinstance(window, Every):
        return names.say(_PERIODS[window.period], f"every {window.period}")
    if isinstance(window, By):
        return names.say(f"在{names.day(window.date)}前（含当日）", f"by {names.day(window.date)}")
    if isinstance(window, Within):
        if window.duration is None:
            due = names.field(window.field or "", known)
            return names.say(f"{after}后在其“{due}”之前（含当日）", f"after {after}, by its “{due}”")
        length = duration(window.duration, names)
        return names.say(f"{after}后{length}内", f"within {length} of {after}")
    if isinstance(window, Before):
        if window.duration is None:
            return names.say(f"{after}之前", f"at any time before {after}")
        length = duration(window.duration, names)
        return names.say(f"{after}前{length}内", f"in the {length} before {after}")
    if isinstance(window, SinceLast):
        length = duration(window.duration, names)
        return names.say(f"每次间隔不超过{length}", f"no more than {length} after the one before")
    return names.say("在整个期间内", "at all times")


def options(duty: Duty, names: Names) -> list[str]:
    """What is special about the window, one sentence each without a full stop."""
    said = []
    if duty.from_ == "any":
        said.append(names.say("在此之前已完成的也计入", "What was done earlier counts"))
    elif duty.from_ is not None:
        day = names.day(duty.from_)
        said.append(names.say(f"自{day}起的记录计入", f"Records from {day} on count"))
    if duty.partial == "skip":
        said.append(names.say("首尾不足一个周期的不作要求", "Periods cut short at either end are not owed"))
    if duty.roll:
        zh, en = "期限最后一日不是工作日的顺延至下一工作日", "A last day that is no working day moves to the next one"
        said.append(names.say(zh, en))
    if duty.grace:
        length = duration(duty.grace, names)
        said.append(names.say(f"另有{length}宽限期", f"There are {length} of grace"))
    return said
