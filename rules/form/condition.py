"""A `where` as it is written; what its names and values mean is settled against the vocabulary, not here."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.read_by import ReadBy

OPERATORS = ("lt", "lte", "gt", "gte", "not", "in", "not_in", "contains", "matches", "exists", "has_all")
CONNECTIVES = ("any_of", "all_of", "not")


def _where(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise mistake("wrong-type", f"found {found(value)}, expected a condition", "{field: value, …}")
    return value


# The whole schema stands once, under $defs; `schema.py` puts it there.
WHERE_MARK = "#/$defs/Where"
WhereForm = Annotated[dict[str, Any], ReadBy(_where), WithJsonSchema({"title": WHERE_MARK})]

_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_SCALARS: dict[str, Any] = {"type": "array", "items": _SCALAR, "minItems": 1}
_OR_SCALARS: dict[str, Any] = {"anyOf": [_SCALAR, _SCALARS]}
_TESTS: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("lt", "lte", "gt", "gte"), _SCALAR),
        **{name: {"type": "string"} for name in ("contains", "matches")},
        **dict.fromkeys(("not", "in", "not_in", "has_all"), _OR_SCALARS),
        "exists": {"type": "boolean"},
    },
}
_WHERES: dict[str, Any] = {"type": "array", "items": {"$ref": WHERE_MARK}, "minItems": 1}
WHERE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "field: value · field: [any, of, these] · field: {operator: value}; several fields = and",
    "properties": {"any_of": _WHERES, "all_of": _WHERES, "not": {"$ref": WHERE_MARK}},
    "additionalProperties": {"anyOf": [_SCALAR, _SCALARS, _TESTS]},
}
