"""Parts of a duty as they are written: pairs of fields, bounds, sets, windows, triggers, what ends a life."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Discriminator, StrictBool, Tag, WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.base import (
    DATE_OR_ANY_SCHEMA,
    PARAMETER_SCHEMA,
    DurationForm,
    DurationOrField,
    FieldForm,
    Form,
    Millionths,
    Name,
    Names,
    Whole,
    as_date,
    mapping_or_word,
)
from zhiben.rules.form.condition import WhereForm
from zhiben.rules.form.read_by import FirstBy, ReadBy
from zhiben.rules.model import Period
from zhiben.rules.words import PERIODS, is_duration

Pairs = tuple[tuple[str, str], ...]


def _pairs(value: object) -> Pairs:
    """`[f]` as ((f, f),), `{f: g}` as ((f, g),)."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, (list, tuple)) and value and all(isinstance(v, str) for v in value):
        return tuple((v, v) for v in value)
    if isinstance(value, dict) and value and all(isinstance(v, str) for v in value.values()):
        return tuple(value.items())
    raise mistake("wrong-type", f"found {found(value)}, expected field names", "[field] or {event_field: other_field}")


PAIRS_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
    ]
}
PairsForm = Annotated[Pairs, ReadBy(_pairs), WithJsonSchema(PAIRS_SCHEMA)]


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
WhoseForm = Literal["own", "below", "above", "any"]


class FieldBoundForm(Form):
    """`{field: F, times: X}`: X times what the field holds."""

    field: Name
    times: Millionths = 1_000_000


class PreviousBoundForm(Form):
    """`{previous: X}`: X times what the window before measured."""

    previous: Millionths


def _bound_kind(value: object) -> str:
    if isinstance(value, (FieldBoundForm, PreviousBoundForm)):
        return "<previous>" if isinstance(value, PreviousBoundForm) else "<field>"
    return ("<previous>" if "previous" in value else "<field>") if isinstance(value, dict) else "<number>"


BoundForm = Annotated[
    Annotated[Millionths, Tag("<number>")]
    | Annotated[FieldBoundForm, Tag("<field>")]
    | Annotated[PreviousBoundForm, Tag("<previous>")],
    Discriminator(_bound_kind),
]


class EndForm(Form):
    """`until: {event, where, same}`: what ends a life."""

    event: Names
    where: WhereForm | None = None
    same: PairsForm | None = None


class StandingForm(Form):
    """`standing: {until: …}`: how many are begun and not ended."""

    until: EndForm


def _standing(value: object) -> object:
    """Passes on what names an event under `until`; says how it is written otherwise."""
    hint = "standing: {until: {event: TYPE, same: [FIELD]}}"
    end = value.get("until") if isinstance(value, dict) else None
    if isinstance(value, dict) and end is None:
        raise mistake("missing-field", "what ends it is missing: `until`", hint)
    if not isinstance(value, StandingForm) and not isinstance(end, dict):
        raise mistake("wrong-type", f"found {found(value if end is None else end)}, expected what ends it", hint)
    return value


StandingUntil = Annotated[StandingForm, FirstBy(_standing)]


class EntitySetForm(Form):
    """`{entity: KIND, where}`: a set of entities."""

    entity: Name
    where: WhereForm | None = None


def _set_kind(value: object) -> str:
    if isinstance(value, EntitySetForm) or (isinstance(value, dict) and "entity" in value):
        return "<entity>"
    return "<field>" if isinstance(value, (dict, FieldForm)) else "<values>"


def _values(value: object) -> tuple[object, ...]:
    values = value if isinstance(value, (list, tuple)) else [value]
    if not values:
        raise mistake("empty-list", "found an empty list, expected at least one value")
    if any(isinstance(v, (list, tuple, dict)) or v is None for v in values):
        raise mistake("wrong-type", f"found {found(value)}, expected a list of values")
    return tuple(values)


ValuesForm = Annotated[
    tuple[object, ...],
    ReadBy(_values),
    WithJsonSchema({"anyOf": [{"type": "array", "minItems": 1}, PARAMETER_SCHEMA]}),
]
CoveredForm = Annotated[
    Annotated[ValuesForm, Tag("<values>")]
    | Annotated[FieldForm, Tag("<field>")]
    | Annotated[EntitySetForm, Tag("<entity>")],
    Discriminator(_set_kind),
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


class TriggerForm(Form):
    """`for_each: {event: …}`: the events that raise one duty each, or every N-th of them."""

    event: Names
    where: WhereForm | None = None
    occurrence: Literal["each", "first", "last"] | None = None
    count: Whole | None = None
    within: DurationOrField | None = None
    until: EndForm | None = None
    whose: WhoseForm | None = None
    roll_up: StrictBool | None = None


class EachEntityForm(Form):
    """`for_each: {entity: KIND, where}`: each entity below the bearer."""

    entity: Name
    where: WhereForm | None = None


def _trigger(value: object) -> object:
    """Passes on everything but a bare word, which names the event."""
    if isinstance(value, str):
        raise mistake("wrong-type", f"found {found(value)}, expected a mapping (`key: value`)", f"{{event: {value}}}")
    return value


def _occasion_kind(value: object) -> str:
    is_entity = isinstance(value, EachEntityForm) or (isinstance(value, dict) and "entity" in value)
    return "<entity>" if is_entity else "<event>"


OccasionForm = Annotated[
    Annotated[TriggerForm, FirstBy(_trigger), Tag("<event>")] | Annotated[EachEntityForm, Tag("<entity>")],
    Discriminator(_occasion_kind),
]
