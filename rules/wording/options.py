"""What is special about a window, in sentences: from when records count, rests of periods, roll and grace."""

from __future__ import annotations

from zhiben.rules.model import By, Duty, EachBreach, EachEntity, EachEvent, Every
from zhiben.rules.wording.names import Names
from zhiben.rules.wording.windows import duration


def options(duty: Duty, bearer: str | None, names: Names) -> list[str]:
    """One sentence each, without a full stop; `bearer` is the kind that owes it, None for the log as a whole."""
    said = list(filter(None, [_counts_from(duty, bearer, names)]))
    if duty.partial == "skip":
        said.append(names.say("首尾不足一个周期的不作要求", "Periods cut short at either end are not owed"))
    if duty.roll:
        zh, en = "期限最后一日不是工作日的顺延至下一工作日", "A last day that is no working day moves to the next one"
        said.append(names.say(zh, en))
    if duty.grace:
        length = duration(duty.grace, names)
        there = "There is" if duty.grace.amount == 1 else "There are"
        said.append(names.say(f"另有{length}宽限期", f"{there} {length} of grace"))
    return said


def _counts_from(duty: Duty, bearer: str | None, names: Names) -> str:
    """From when records count, where the window alone does not say it; what stands may have begun at any time."""
    if duty.measure.until is not None:
        return ""
    if isinstance(duty.window, By):
        return _by(duty, bearer, names)
    if duty.from_ is None:
        return ""
    day = "" if duty.from_ == "any" else names.day(duty.from_)
    if isinstance(duty.window, Every):
        zh = "首个周期因中途纳入或规则生效而不足的，自"
        en = "In a first period cut short by entry or by the start of the rule, records count from "
        if not day:
            return names.say(f"{zh}该周期的起始日起的记录计入", f"{en}that period's own beginning")
        return names.say(
            f"{zh}{day}起的记录计入（该周期起始日晚于此日的，自起始日起）",
            f"{en}{day}, or from that period's own beginning if that is later",
        )
    since_zh, since_en = (f"（{day}及以后）", f" (on or after {day})") if day else ("", "")
    return names.say(
        f"起算前已有记录{since_zh}且至起算时间隔未满的，首次自其中最近一次起算",
        f"If the latest one before the start{since_en} has not run out by then, the first is counted from it",
    )


def _by(duty: Duty, bearer: str | None, names: Names) -> str:
    if duty.from_ == "any":
        return names.say("此前任何时候的记录均计入", "Records from any earlier time count")
    if duty.from_ is not None:
        day = names.day(duty.from_)
        return names.say(f"自{day}起的记录计入", f"Records from {day} on count")
    zh, en = start(duty, bearer, names)
    return names.say(f"自{zh}起的记录计入", f"Records from {en} on count")


def start(duty: Duty, bearer: str | None, names: Names) -> tuple[str, str]:
    """When the life that a window cuts begins, in both languages (names in the one of `names`)."""
    if isinstance(duty.occasion, EachEntity):
        kind = names.entity(duty.occasion.kind)
        return f"该{kind}纳入之日", f"the day this begins to apply to that {kind}"
    if isinstance(duty.occasion, EachEvent):
        return f"该次{names.events(duty.occasion.events)}", f"that {names.events(duty.occasion.events)}"
    if isinstance(duty.occasion, EachBreach):
        return "该次未履行之时", "that breach"
    if bearer is None:
        return "规则生效之日", "the day the rule comes into force"
    return "承担义务之日", f"the day this begins to bind the {names.entity(bearer)}"
