"""`for_each` as it is written: events that raise a duty each, or entities below the bearer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, StrictBool, Tag

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.base import (
    DurationOrField,
    Form,
    Name,
    Names,
    Whole,
)
from zhiben.rules.form.condition import WhereForm
from zhiben.rules.form.ending import EndForm
from zhiben.rules.form.read_by import FirstBy

WhoseForm = Literal["own", "below", "above", "any"]


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
