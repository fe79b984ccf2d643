"""What `covers` asks for, as it is written: values, a field of them, or entities."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Tag, WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.base import (
    PARAMETER_SCHEMA,
    FieldForm,
    Form,
    Name,
)
from zhiben.rules.form.condition import WhereForm
from zhiben.rules.form.read_by import ReadBy


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
