"""A value written in a condition, as the engine compares it: text, millionths, microseconds, flag or moment."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from typing import Sequence

from zhiben.events.civil import FIRST_YEAR, LAST_YEAR, calendar, to_day, to_micros
from zhiben.events.mistakes import choices, found, mistake, spelled, without_quotes
from zhiben.events.problem import nearest
from zhiben.events.scalars import BadScalar, meant_date, resolve
from zhiben.events.values import Fault, flag
from zhiben.events.vocabulary import Value
from zhiben.rules.build.names import Known
from zhiben.rules.form.base import as_duration, as_millionths
from zhiben.rules.model import Constant, Moment
from zhiben.rules.words import microseconds

# Signs of comparison, which people write where a word is wanted.
SIGNS = {">=": "gte", "≥": "gte", "<=": "lte", "≤": "lte", ">": "gt", "<": "lt", "!=": "not", "≠": "not"}
_COMPARED = re.compile(r"\s*([<>!]=|[<>≥≤≠])\s*(-?[0-9]+(?:\.[0-9]+)?)\s*")


def constant(value: object, name: str, known: Known, zone: str) -> Constant:
    """`value` as field `name` holds it; a category's label or word becomes the value's name.

    Raises:
        PydanticCustomError: made by `mistake`: another type, a value the category does not have.
    """
    if value is None:
        raise mistake("empty-value", "found nothing, expected a value", "a missing value is `{exists: false}`")
    if known.storage == "text":
        return _text(value, name, known.values)
    if known.storage == "number":
        return _number(value)
    if known.storage == "flag":
        return _flag(value, name)
    if known.storage == "duration":
        length = microseconds(duration := as_duration(value))
        if length is None:
            message = f"`{duration}` has no exact length to compare with"
            raise mistake("inexact-duration", message, "minutes, hours, days of 24 hours, weeks")
        return length
    return _moment(value, zone)


def canonical(word: str, values: Sequence[Value]) -> str | None:
    """The name of the category value that a name, label or word means; None where none or several do."""
    if any(v.name == word for v in values):
        return word
    meant = {v.name for v in values if word in (v.label.zh, v.label.en, *v.words)}
    return meant.pop() if len(meant) == 1 else None


def _number(value: object) -> int:
    compared = _COMPARED.fullmatch(value) if isinstance(value, str) else None
    if compared is not None:
        hint = f"{{{SIGNS[compared[1]]}: {compared[2]}}}"
        raise mistake("wrong-type", f"found {found(value)}, expected a number", hint)
    return as_millionths(value)


def _flag(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return value
    hint = without_quotes(value) or "true or false"
    if isinstance(value, str) and hint == "true or false":
        with suppress(Fault):
            hint = f"did you mean `{str(flag(value)).lower()}`?"
    raise mistake("wrong-type", f"`{name}` is a flag, found {spelled(value)}", hint)


def _text(value: object, name: str, values: Sequence[Value]) -> str:
    if not isinstance(value, str):
        raise mistake("wrong-type", f"`{name}` is text, found {found(value)}", "put it in quotes if it is text")
    if not values:
        return value
    meant = canonical(value, values)
    if meant is None:
        near = nearest(value, [v.name for v in values])
        hint = choices(near, [v.name for v in values], "values")
        raise mistake("unknown-category-value", f"`{value[:60]}` is not a value of `{name}`", hint)
    return meant


def _moment(value: object, zone: str) -> Moment:
    if isinstance(value, str):
        try:
            value = resolve(value)
        except BadScalar as bad:
            raise mistake(bad.code, bad.message, bad.hint) from None
    if not isinstance(value, dt.date):
        meant = meant_date(value) if isinstance(value, str) else ""
        hint = f"did you mean {meant}?" if meant else "such as 2024-03-25"
        raise mistake("wrong-type", f"found {found(value)}, expected a date", hint)
    if value.year < FIRST_YEAR or value.year > LAST_YEAR:
        raise mistake("date-out-of-range", f"`{value}` is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    if isinstance(value, dt.datetime):
        instant = to_micros(value) if value.tzinfo else calendar(zone).instant(value)
        return Moment(instant, instant)
    days = calendar(zone)
    return Moment(days.start(to_day(value)), days.start(to_day(value) + 1) - 1)
