"""What is counted."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError

from zhiben.rules.build.condition import condition
from zhiben.rules.build.constant import constant
from zhiben.rules.build.correlation import until
from zhiben.rules.build.covered import wanted
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import Fields
from zhiben.rules.build.occasion import Root
from zhiben.rules.build.written import MEASURES, Written
from zhiben.rules.form.ending import StandingForm
from zhiben.rules.model import Measure

_NUMERIC = ("sum", "mean", "min", "max", "latest")


def measure(duty: Written, events: Fields, root: Root, desk: Desk) -> Measure:
    """The measure of a duty (the first one, should several be given); by default events are counted."""
    name = next(iter(duty.given(MEASURES)), "count")
    value, path = duty.get(name), duty.at(name)
    if name == "count":
        return Measure("days" if value == "days" else "count")
    if name == "distinct":
        field = events.find(value, path, desk)
        return Measure("distinct", field.called(value) if field else value)
    if name in _NUMERIC:
        known = events.find(value, path, desk)
        if known is not None and (known.storage != "number" or known.many):
            message = f"`{name}` needs a number, and `{value}` holds {known.holds}"
            desk.error("measure-not-a-number", message, path, "a field of type number or integer")
        return Measure(name, value)  # type: ignore[arg-type]
    if name == "share":
        return Measure("share", where=condition(value, path, events, desk))
    if name == "covers":
        return _covers(value, path, events, root, desk)
    assert isinstance(value, StandingForm)
    return Measure("standing", until=until(value.until, (*path, "until"), events, "event", desk))


def _covers(value: dict[str, Any], path: tuple[str | int, ...], events: Fields, root: Root, desk: Desk) -> Measure:
    field, listed = next(iter(value.items()))
    if len(value) > 1:
        message = f"`covers` looks at one field, found {len(value)}"
        desk.error("several-fields", message, path, "write a rule for each", key=True)
    known = events.find(field, (*path, field), desk)
    if known is None:
        return Measure("covers", field)
    if known.storage != "text":
        if not known.many:  # a list of anything but text is reported in the vocabulary
            message = f"`covers` over `{field}`, which holds {known.holds}, is not evaluated yet"
            desk.error("not-yet", message, (*path, field), "a field of type category, text or ref", key=True)
        return Measure("covers", field)
    if not isinstance(listed, tuple):
        return Measure("covers", known.called(field), wanted=wanted(listed, field, known, (*path, field), root, desk))
    values: list[str] = []
    for i, one in enumerate(listed):
        try:
            values.append(str(constant(one, field, known, desk.zone)))
            desk.named(known.stored, values[-1], (*path, field, i))
        except PydanticCustomError as error:
            desk.said(error, (*path, field, i))
    for repeated in sorted({v for v in values if values.count(v) > 1}):
        desk.error("listed-twice", f"`{repeated}` is listed twice", (*path, field), "each value counts once", key=True)
    return Measure("covers", known.called(field), values=tuple(dict.fromkeys(values)))
