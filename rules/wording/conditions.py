"""A condition in words: `led by: principal; hours at least 8`."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.vocabulary import Field
from zhiben.rules.model import AllOf, Condition, Not, Test
from zhiben.rules.wording.names import Names

_ORDER = {
    "lt": ("低于", "below"), "lte": ("不超过", "at most"), "gt": ("超过", "above"), "gte": ("不低于", "at least"),
}  # fmt: skip
_DATES = {
    "lt": ("早于", "before"), "lte": ("不晚于", "no later than"),
    "gt": ("晚于", "after"), "gte": ("不早于", "no earlier than"),
}  # fmt: skip
_LENGTHS = {
    "lt": ("短于", "shorter than"), "lte": ("不超过", "at most"),
    "gt": ("超过", "longer than"), "gte": ("不短于", "at least"),
}  # fmt: skip


def parts(condition: Condition, known: Mapping[str, Field], names: Names) -> list[str]:
    """What must hold, one phrase for each part; nothing where the condition always holds."""
    if isinstance(condition, AllOf):
        return [phrase for part in condition.parts for phrase in parts(part, known, names)]
    return [_phrase(condition, known, names)]


def _phrase(condition: Condition, known: Mapping[str, Field], names: Names) -> str:
    if isinstance(condition, Test):
        return _test(condition, known, names)
    if isinstance(condition, Not):
        inner = _together(condition.part, known, names)
        return names.say(f"不满足（{inner}）", f"not ({inner})")
    if isinstance(condition, AllOf):
        return _together(condition, known, names)
    choices = [_together(part, known, names) for part in condition.parts]
    return names.say("，或者".join(choices), " or ".join(choices)) if choices else names.say("从不", "never")


def _together(condition: Condition, known: Mapping[str, Field], names: Names) -> str:
    phrases = parts(condition, known, names)
    return names.say("且".join(phrases), " and ".join(phrases)) or names.say("总是", "always")


def _test(test: Test, known: Mapping[str, Field], names: Names) -> str:
    field = known.get(test.field)
    label = names.field(test.field, known)
    is_end = test.operator in ("lte", "gt")
    words = [names.value(value, field, test.storage, is_end) for value in test.values]
    first = words[0] if words else ""
    if test.operator == "in":
        return names.say(f"{label}：{names.either(words)}", f"{label}: {names.either(words)}")
    if test.operator == "not_in":
        return names.say(f"{label}不是{names.either(words)}", f"{label}: not {names.either(words)}")
    if test.operator == "has_all":
        return names.say(f"{label}包含{names.both(words)}", f"{label}: all of {names.both(words)}")
    if test.operator == "exists":
        is_given = test.values == (True,)
        return names.say(
            f"{'已填写' if is_given else '未填写'}{label}", f"{label} {'given' if is_given else 'missing'}"
        )
    if test.operator == "contains":
        return names.say(f"{label}含有“{first}”", f"{label} containing “{first}”")
    if test.operator == "matches":
        return names.say(f"{label}符合模式“{first}”", f"{label} matching “{first}”")
    zh, en = {"time": _DATES, "duration": _LENGTHS}.get(test.storage, _ORDER)[test.operator]
    return names.say(f"{label}{zh}{first}", f"{label} {en} {first}")
