"""How much is owed, in words: `at least 1 inspection (led by: principal)`."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import SCALE, Field
from zhiben.rules.model import Bound, Duty, FieldLimit, Limit
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names, number

# What stands before the field and before the limit.
_FOLD = {
    "sum": ("合计", "", "totalling "), "mean": ("平均", "", "averaging "), "min": ("最低值", "lowest ", ""),
    "max": ("最高值", "highest ", ""), "latest": ("最近一次的值", "latest ", ""),
}  # fmt: skip


def amount(duty: Duty, details: list[str], known: Mapping[str, Field], names: Names) -> str:
    """What must be seen, with `details` (conditions, same, whose) in brackets behind the event."""
    event = names.events(duty.events) + names.brackets(details)
    measure, bound = duty.measure, duty.bound
    field = names.field(measure.field, known) if measure.field else ""
    if measure.name == "count":
        return _count(bound, event, names)
    if measure.name == "days":
        return names.say(
            f"{event}的不同日期{_limit(bound, '天', names)}", f"{event} on {_limit(bound, '', names)} days"
        )
    if measure.name == "distinct":
        is_one = (bound.low if bound.high is None else bound.high) == 1_000_000
        values = "value" if is_one else "different values"
        return names.say(
            f"{event}中不同的{field}{_limit(bound, '个', names)}",
            f"{_limit(bound, '', names)} {values} of {field} among {event}",
        )
    if measure.name == "share":
        kept = names.brackets(parts(measure.where, known, names) if measure.where is not None else [])
        return names.say(
            f"{event}中符合条件{kept}的比例{_limit(bound, '%', names)}",
            f"{_limit(bound, '%', names)} of {event} being{kept}",
        )
    if measure.name == "covers":
        values = names.both([names.value(v, known.get(measure.field or "")) for v in measure.values])
        is_all = bound.name == "at_least" and bound.low == 1_000_000
        return names.say(
            f"{event}的{field}覆盖{values}" + ("" if is_all else f"，覆盖比例{_limit(bound, '%', names)}"),
            f"{event} covering {'all' if is_all else _limit(bound, '%', names)} of {field}: {values}",
        )
    zh, before, verb = _FOLD[measure.name]
    limit = _limit(bound, "", names)
    return names.say(f"{event}的{field}{zh}{limit}", f"{before}{field} of {event} {verb}{limit}")


def _count(bound: Bound, event: str, names: Names) -> str:
    if bound.high == 0:
        return names.say(f"不得有{event}", f"no {event}")
    if names.is_zh:
        return f"{_limit(bound, '次', names)}{event}"
    limit = _limit(bound, "", names)
    is_one = (bound.low if bound.high is None else bound.high) == 1_000_000 and bound.name != "between"
    return f"{limit} {event}" if is_one else f"{limit} records of {event}"


def _limit(bound: Bound, unit: str, names: Names) -> str:
    low, high = (_size(n, unit, names) for n in (bound.low, bound.high))
    unit = "" if unit == "%" else unit
    if bound.name == "between":
        return names.say(f"{low}至{high}{unit}", f"between {low} and {high}")
    if bound.name == "exactly":
        return names.say(f"恰好{low}{unit}", f"exactly {low}")
    if bound.name == "at_most":
        return names.say(f"至多{high}{unit}", f"at most {high}")
    return names.say(f"至少{low}{unit}", f"at least {low}")


def _size(limit: Limit | None, unit: str, names: Names) -> str:
    if limit is None:
        return ""
    if isinstance(limit, FieldLimit):
        label, times = names.limit(limit), number(limit.times)
        return label if limit.times == SCALE else names.say(f"{label}的{times}倍", f"{times} x {label}")
    return number(limit * 100) + "%" if unit == "%" else number(limit)
