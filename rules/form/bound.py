"""A bound as it is written: a number, a field, or what the window before measured."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Tag

from zhiben.rules.form.base import (
    Form,
    Millionths,
    Name,
)


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
