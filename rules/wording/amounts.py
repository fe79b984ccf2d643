"""How much is owed, in words: `at least 1 inspection (led by: principal)`."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import SCALE, Field
from zhiben.rules.model import Bound, Duty, EntitySet, FieldLimit, FieldSet, Limit, Measure, PreviousLimit
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names, Owners, number

# What stands before the field and before the limit.
_FOLD = {
    "sum": ("合计", "", "totalling "), "mean": ("平均", "", "averaging "), "min": ("最低值", "lowest ", ""),
    "max": ("最高值", "highest ", ""), "latest": ("最近一次的值", "latest ", ""),
}  # fmt: skip


def amount(duty: Duty, details: list[str], end: str, known: Mapping[str, Field], owners: Owners, names: Names) -> str:
    """What must be seen, with `details` (conditions, same, whose) in brackets behind the event.

    Args:
        end: what ends something begun, under `standing`.
    """
    measure, bound = duty.measure, duty.bound
    event = names.events(duty.events) + names.brackets(details)
    records = names.say(event, f"{names.events(duty.events)} records{names.brackets(details)}")
    field = names.field(measure.field, known) if measure.field else ""
    if measure.name == "count":
        return _count(bound, event, owners, names)
    if measure.name == "standing":
        return _standing(bound, event, end, owners, names)
    plain = _limit(bound, "", owners, names)
    if measure.name == "days":
        days = "day" if _is_one(bound) else "days"
        return names.say(f"{event}的不同日期{_limit(bound, '天', owners, names)}", f"{event} on {plain} {days}")
    if measure.name == "distinct":
        values = "value" if _is_one(bound) else "different values"
        zh = f"{event}中不同的{field}{_limit(bound, '个', owners, names)}"
        return names.say(zh, f"{plain} {values} of {field} among {records}")
    percent = _limit(bound, "%", owners, names)
    if measure.name == "share":
        kept = parts(measure.where, known, names) if measure.where is not None else []
        zh = f"{event}中符合条件{names.brackets(kept)}的比例{percent}"
        return names.say(zh, f"{percent} of {records} have {names.both(kept)}")
    if measure.name == "covers":
        values = _wanted(measure, known, owners, names)
        if bound.name == "at_least" and bound.low == SCALE:
            return names.say(
                f"{event}的{field}合计覆盖{values}", f"{records} together covering all of {field}: {values}"
            )
        zh = f"{event}的{field}合计覆盖{values}中的{percent}"
        return names.say(zh, f"{records} together covering {percent} of {field}: {values}")
    zh, before, verb = _FOLD[measure.name]
    return names.say(f"{event}的{field}{zh}{plain}", f"{before}{field} of {event} {verb}{plain}")


def _wanted(measure: Measure, known: Mapping[str, Field], owners: Owners, names: Names) -> str:
    """What is to be covered: the values, the list of somebody, or every entity of a kind."""
    wanted = measure.wanted
    if isinstance(wanted, FieldSet):
        return names.limit(FieldLimit(wanted.field, SCALE, wanted.on_occasion), owners)
    if isinstance(wanted, EntitySet):
        attributes = names.vocabulary.entities[wanted.kind].fields
        kind = names.entity(wanted.kind) + names.brackets(parts(wanted.where, attributes, names))
        if owners.bearer == names.say("记录", "log"):  # of the whole log: wherever they are
            return names.say(f"每个{kind}", f"each {kind}")
        return names.say(f"所属的每个{kind}", f"each {kind} below that {owners.bearer}")
    return names.both([names.value(v, known.get(measure.field or "")) for v in measure.values])


def _count(bound: Bound, event: str, owners: Owners, names: Names) -> str:
    if bound.high == 0:
        return names.say(f"不得有{event}", f"no {event}")
    plain = _limit(bound, "", owners, names)
    if _is_read(bound):
        return names.say(f"{event}的次数{plain}", f"records of {event} numbering {plain}")
    if names.is_zh:
        return f"{_limit(bound, '次', owners, names)}{event}"
    return f"{plain} {event}" if _is_one(bound) else f"{plain} records of {event}"


def _standing(bound: Bound, event: str, end: str, owners: Owners, names: Names) -> str:
    zh, en = f"未经{end}终结的{event}", f"{event} not followed by {end}"
    if bound.high == 0:
        return names.say(f"不得有{zh}", f"no {en}")
    plain = _limit(bound, "" if _is_read(bound) else "项", owners, names)
    if _is_read(bound):
        return names.say(f"{zh}的项数{plain}", f"records of {en}, numbering {plain}")
    return names.say(f"{zh}{plain}", f"{plain} {en}" if _is_one(bound) else f"{plain} records of {en}")


def _is_one(bound: Bound) -> bool:
    """Whether the limit is one thing, not several: `1 day`."""
    return bound.name != "between" and (bound.low if bound.high is None else bound.high) == SCALE


def _is_read(bound: Bound) -> bool:
    """Whether a limit is read somewhere, from a field or the window before."""
    return any(isinstance(limit, FieldLimit | PreviousLimit) for limit in (bound.low, bound.high))


def _limit(bound: Bound, unit: str, owners: Owners, names: Names) -> str:
    low, high = (_size(n, unit, owners, names) for n in (bound.low, bound.high))
    counter = "" if unit == "%" or _is_read(bound) else unit
    # `至少为` only before words: `至少2次`, but `至少为该企业的“人数”`.
    to_be = "为" if _is_read(bound) else ""
    if bound.name == "between":
        return names.say(f"{to_be}{low}至{high}{counter}", f"between {low} and {high}")
    if bound.name == "exactly":
        return names.say(f"恰好{to_be}{low}{counter}", f"exactly {low}")
    if bound.name == "at_most":
        return names.say(f"至多{to_be}{high}{counter}", f"at most {high}")
    return names.say(f"至少{to_be}{low}{counter}", f"at least {low}")


def _size(limit: Limit | None, unit: str, owners: Owners, names: Names) -> str:
    if limit is None:
        return ""
    if isinstance(limit, FieldLimit | PreviousLimit):
        return names.limit(limit, owners)
    return number(limit * 100) + "%" if unit == "%" else number(limit)
