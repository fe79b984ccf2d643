"""rulebook.yaml and profiles/*.yaml as they are written: identity, parameters, outline of clauses."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.base import Form, Identifier, LabelForm, Name, RangeForm, Text
from zhiben.rules.form.read_by import ReadBy


def _source(value: object) -> dict[str, str]:
    if isinstance(value, str):
        return {"document": value}
    if isinstance(value, dict) and all(isinstance(v, (str, dt.date, dt.datetime)) for v in value.values()):
        return {key: str(v) for key, v in value.items()}
    raise mistake("wrong-type", f"found {found(value)}, expected a source", "{document: …, issuer: …, issued: DATE}")


SourceForm = Annotated[
    dict[str, str],
    ReadBy(_source),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}),
]


def _setting(value: object) -> object:
    values = value if isinstance(value, list) else [value]
    if not values or any(v is None or isinstance(v, (list, dict)) for v in values):
        raise mistake("wrong-type", f"found {found(value)}, expected a value", "a number, date, duration, word or list")
    return value


_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}
SettingForm = Annotated[
    object,
    ReadBy(_setting),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]}),
]


class ParameterForm(Form):
    """A value the document left open, or fixed, and whose word it is."""

    default: SettingForm
    title: LabelForm | None = None
    origin: Literal["source", "law", "choice"] | None = None
    reason: Text = ""
    source: Text = ""
    confidence: Literal["high", "medium", "low"] | None = None


class ClauseForm(Form):
    """A numbered item of the source document."""

    id: Text
    title: LabelForm | None = None
    force: Literal["duty", "guidance", "context"] = "duty"
    why: Text = ""
    owed_by: Name | None = None


class RulebookForm(Form):
    """rulebook.yaml."""

    rulebook: Identifier
    version: Text = ""
    title: LabelForm | None = None
    source: SourceForm = Field(default_factory=dict)
    timezone: Text = "Asia/Shanghai"
    holidays: Text = "CN"
    in_force: RangeForm | None = None
    parameters: dict[Name, ParameterForm] = Field(default_factory=dict)
    clauses: tuple[ClauseForm, ...] = ()


class WhyForm(Form):
    """Whose word a profile's value is; nothing said = an analyst's choice."""

    origin: Literal["source", "law", "choice"] = "choice"
    reason: Text = ""
    source: Text = ""
    confidence: Literal["high", "medium", "low"] | None = None


class ProfileForm(Form):
    """profiles/*.yaml: other values for parameters, and whose word each of them is."""

    profile: Identifier
    title: LabelForm | None = None
    parameters: dict[Name, SettingForm] = Field(default_factory=dict)
    why: dict[Name, WhyForm] = Field(default_factory=dict)
