"""A waiver as it is written: which duties are excused, by whom, why, and for how long."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.base import Form, Text, as_date
from zhiben.rules.form.read_by import FirstBy, ReadBy

_LONGEST_ID = 80
_DAY: dict[str, Any] = {"type": "string", "format": "date"}


def _said(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise mistake("empty-value", "found an empty text, expected a word or more", "leave the field out, or fill it")
    return value.strip() if isinstance(value, str) else value


def _id(value: object) -> object:
    value = _said(value)
    if isinstance(value, str) and (len(value) > _LONGEST_ID or not value.isprintable()):
        raise mistake("bad-name", f"{found(value)} cannot be an id", f"one line of at most {_LONGEST_ID} characters")
    return value


def _duty(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch("[0-9a-f]{16}", value):
        hint = "16 hex digits, as in the column `duty` of ledger.parquet and findings.csv"
        raise mistake("bad-duty", f"{found(value)} is no duty's id", hint)
    return value


def _day(value: object) -> dt.date:
    if isinstance(value, str) and value.startswith("$"):
        raise mistake("wrong-type", f"found {found(value)}, expected a date", "waivers do not read parameters")
    return as_date(value)


_FILLED = {"type": "string", "minLength": 1}
Said = Annotated[Text, FirstBy(_said), WithJsonSchema(_FILLED)]
WaiverId = Annotated[Text, FirstBy(_id), WithJsonSchema({**_FILLED, "maxLength": _LONGEST_ID})]
DutyId = Annotated[Text, FirstBy(_duty), WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{16}$"})]
Day = Annotated[dt.date, ReadBy(_day), WithJsonSchema(_DAY)]


class WindowForm(Form):
    """Days inside which the window of a duty lies; one of the two may be left out."""

    from_: Day | None = Field(None, alias="from")
    through: Day | None = None


class WaiverForm(Form):
    """One waiver; every selector given must fit, and one at least is given: duty, rule, bearer, key or window."""

    id: WaiverId
    reason: Said
    approved_by: Said
    from_: Day = Field(alias="from", description="first day on which it holds")
    through: Day = Field(description="last day on which it holds")
    duty: DutyId | None = None
    rule: Said | None = None
    bearer: Said | None = None
    key: Said | None = None
    window: WindowForm | None = None


class WaiversForm(Form):
    """A file of waivers."""

    waivers: tuple[WaiverForm, ...]
