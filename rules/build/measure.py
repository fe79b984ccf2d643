"""What is counted, and between which limits."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError

from zhiben.events.vocabulary import SCALE
from zhiben.rules.build.condition import condition
from zhiben.rules.build.constant import constant
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import Fields
from zhiben.rules.build.written import BOUNDS, MEASURES, Written
from zhiben.rules.model import Bound, Measure

_NUMERIC = ("sum", "mean", "min", "max", "latest")
_AT_LEAST_ALL = Bound("at_least", SCALE, None)


def measure(duty: Written, events: Fields, desk: Desk) -> Measure:
    """The measure of a duty (the first one, should several be given); by default events are counted."""
    name = next(iter(duty.given(MEASURES)), "count")
    value, path = duty.get(name), duty.at(name)
    if name == "count":
        return Measure("days" if value == "days" else "count")
    if name == "distinct":
        events.find(value, path, desk)
        return Measure("distinct", value)
    if name in _NUMERIC:
        known = events.find(value, path, desk)
        if known is not None and (known.storage != "number" or known.many):
            message = f"`{name}` needs a number, and `{value}` holds {known.holds}"
            desk.error("measure-not-a-number", message, path, "a field of type number or integer")
        return Measure(name, value)  # type: ignore[arg-type]
    if name == "share":
        return Measure("share", where=condition(value, path, events, desk))
    if name == "covers":
        return _covers(value, path, events, desk)
    return Measure()  # `standing` is reported as not evaluated yet


def bound(duty: Written) -> Bound:
    """The limits of a duty, both included; `covers` without a bound wants all, what was reported gets a stand-in."""
    name = next(iter(duty.given(BOUNDS)), None)
    value = duty.get(name) if name else None
    if isinstance(value, tuple):
        low, high = (v if isinstance(v, int) else 0 for v in value)
        return Bound("between", min(low, high), max(low, high))
    if not isinstance(value, int) or name is None:
        return _AT_LEAST_ALL
    if name == "at_least":
        return Bound("at_least", value, None)
    return Bound("at_most", None, value) if name == "at_most" else Bound("exactly", value, value)


def _covers(value: dict[str, Any], path: tuple[str | int, ...], events: Fields, desk: Desk) -> Measure:
    field, listed = next(iter(value.items()))
    if len(value) > 1:
        message = f"`covers` looks at one field, found {len(value)}"
        desk.error("several-fields", message, path, "write a rule for each", key=True)
    known = events.find(field, (*path, field), desk)
    if known is None or not isinstance(listed, tuple):
        return Measure("covers", field)
    if known.storage != "text":
        if not known.many:  # a list of anything but text is reported in the vocabulary
            message = f"`covers` over `{field}`, which holds {known.holds}, is not evaluated yet"
            desk.error("not-yet", message, (*path, field), "a field of type category, text or ref", key=True)
        return Measure("covers", field)
    values: list[str] = []
    for i, one in enumerate(listed):
        try:
            values.append(str(constant(one, field, known, desk.zone)))
        except PydanticCustomError as error:
            desk.said(error, (*path, field, i))
    for repeated in sorted({v for v in values if values.count(v) > 1}):
        desk.error("listed-twice", f"`{repeated}` is listed twice", (*path, field), "each value counts once", key=True)
    return Measure("covers", field, values=tuple(dict.fromkeys(values)))
