"""A waiver as it is written: which duties are excused, by whom, why, and for how long."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhiben.rules.form.base import DateForm, Form, Identifier, Text


class WaiverForm(Form):
    """One waiver; every selector given must fit."""

    id: Identifier
    reason: Annotated[Text, Field(min_length=1)]
    approved_by: Annotated[Text, Field(min_length=1)]
    duty: Text | None = None
    rule: Text | None = None
    bearer: Text | None = None
    key: Text | None = None
    from_: DateForm | None = Field(None, alias="from")
    through: DateForm


class WaiversForm(Form):
    """A file of waivers."""

    waivers: tuple[WaiverForm, ...]
