"""`same` and `differs` as they are written: names of fields, or pairs of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.read_by import ReadBy

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
