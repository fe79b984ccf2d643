"""Windows as they are written: periods of the calendar, `from`, `throughout`, `before`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Discriminator, Tag, WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.base import (
    DATE_OR_ANY_SCHEMA,
    PARAMETER_SCHEMA,
    DurationForm,
    FieldForm,
    as_date,
    mapping_or_word,
)
from zhiben.rules.form.read_by import FirstBy, ReadBy
from zhiben.rules.model import Period
from zhiben.rules.words import PERIODS, is_duration


def _period(value: object) -> object:
    """Passes on everything but a duration, whose nearest period would be another law."""
    if isinstance(value, str) and is_duration(value):
        hint = f"periods: {', '.join(PERIODS)}; a cadence of its own is `since_last: {value}`"
        raise mistake("unknown-value", f"found the duration `{value}`, expected a period of the calendar", hint)
    return value


PeriodForm = Annotated[
    Period,
    FirstBy(_period),
    WithJsonSchema({"anyOf": [{"enum": ["day", "week", "month", "quarter", "half-year", "year"]}, PARAMETER_SCHEMA]}),
]


def _date_or_any(value: object) -> dt.date | Literal["any"]:
    return "any" if value == "any" else as_date(value)


FromForm = Annotated[dt.date | Literal["any"], ReadBy(_date_or_any), WithJsonSchema(DATE_OR_ANY_SCHEMA)]


def _throughout(value: object) -> bool:
    if value is not True:
        raise mistake("wrong-type", f"found {found(value)}, expected true", "`throughout` is true, or left out")
    return True


ThroughoutForm = Annotated[bool, ReadBy(_throughout), WithJsonSchema({"const": True})]


def _before_kind(value: object) -> str:
    return "<any>" if value == "any" else mapping_or_word(value)


BeforeForm = Annotated[
    Annotated[Literal["any"], Tag("<any>")]
    | Annotated[DurationForm, Tag("<word>")]
    | Annotated[FieldForm, Tag("<field>")],
    Discriminator(_before_kind),
]
