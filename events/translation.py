"""pydantic's errors in our words: a code, the place as a path into the data, what was expected, the nearest right word.

Models may speak for themselves: a validator that raises `mistake(code, message, hint)` is passed on as it is.
"""

from __future__ import annotations

import datetime as dt
import types
from decimal import Decimal
from typing import Any, Iterator, Mapping, Sequence, Union, get_args, get_origin

from msgspec import Struct
from pydantic import BaseModel, ValidationError

from zhiben.events.mistakes import HINT, choices, found, spelled, without_quotes
from zhiben.events.problem import nearest

Details = Mapping[str, Any]  # one error as pydantic lists it

# What the errors of a wrong type expected; anything not listed is worded from pydantic's own name of the type.
_EXPECTED = {
    "string_type": "text",
    "string_sub_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a date such as 2024-03-25",
    "date_parsing": "a date such as 2024-03-25",
    "date_from_datetime_parsing": "a date such as 2024-03-25",
    "datetime_type": "a date or an instant",
    "dict_type": "a mapping (`key: value`)",
    "mapping_type": "a mapping (`key: value`)",
    "model_type": "a mapping (`key: value`)",
    "model_attributes_type": "a mapping (`key: value`)",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "none_required": "nothing",
    "is_instance_of": "a number",  # only ever asked of Decimal
}


class Mistake(Struct, frozen=True):
    """One error of a model: where (path into the data, at its key or its value) and what."""

    code: str
    message: str
    path: tuple[str | int, ...]
    at_key: bool = False
    hint: str = ""


def translate(error: ValidationError, model: type[BaseModel], data: object) -> list[Mistake]:
    """Every error of a failed validation of `data`, in order, unions settled in favour of the branch that was meant."""
    mistakes: list[Mistake] = []
    for details in _settle([*error.errors(include_url=False)], data):
        path = _path(details["loc"], data)
        if _is_short_of_sound_items(details, path, data):
            continue
        worded = _word(details, path, model, data)
        if worded not in mistakes:
            mistakes.append(worded)
    return mistakes


def _is_short_of_sound_items(details: Details, path: Sequence[str | int], data: object) -> bool:
    """True where a list is long enough, and only its items, each with an error of its own, are too few for pydantic."""
    node = data
    for part in path:
        node = _child(node, part)
    least = details.get("ctx", {}).get("min_length")
    return details["type"] == "too_short" and isinstance(node, (list, tuple)) and len(node) >= (least or 0)


def _settle(errors: list[Details], data: object) -> Iterator[Details]:
    """Of the branches of a union only those that got furthest into the data; a branch's own words win."""
    groups: dict[tuple[str | int, ...], list[Details]] = {}
    for details in errors:
        groups.setdefault(_union(details["loc"], data), []).append(details)
    for place, group in groups.items():
        branches = {details["loc"][: len(place) + 1] for details in group}
        if len(branches) < 2 or all(len(details["loc"]) <= len(place) for details in group):
            yield from group
            continue
        deeper = [d for d in group if not _is_type_of(d, place)]
        yield from deeper if deeper else [_either(group)]


def _either(group: list[Details]) -> Details:
    """One error for a value that has none of the types a union allows."""
    kinds = list(dict.fromkeys(_EXPECTED[details["type"]] for details in group))
    message = f"found {found(group[0]['input'])}, expected {' or '.join(kinds)}"
    return {**group[0], "type": "zhiben", "ctx": {"m": message, "code": "wrong-type", HINT: ""}}


def _is_type_of(details: Details, place: tuple[str | int, ...]) -> bool:
    """True where the error merely says that the union's value as a whole has another type."""
    return details["type"] in _EXPECTED and len(details["loc"]) <= len(place) + 1


def _union(loc: Sequence[str | int], data: object) -> tuple[str | int, ...]:
    """The part of a location before the first name that is not in the data: a union's branch, or the whole."""
    node = data
    for i, part in enumerate(loc):
        child = _child(node, part)
        if child is _MISSING:
            return tuple(loc[:i])
        node = child
    return tuple(loc)


_MISSING = object()


def _child(node: object, part: str | int) -> object:
    if isinstance(node, dict) and isinstance(part, str):
        return node.get(part, _MISSING)
    if isinstance(node, (list, tuple)) and isinstance(part, int) and part < len(node):
        return node[part]
    return _MISSING


def _path(loc: Sequence[str | int], data: object) -> tuple[str | int, ...]:
    """The location without the names of union branches, as far as it exists in the data."""
    node, path = data, []
    for part in loc:
        child = _child(node, part)
        if child is not _MISSING and part != "[key]":
            path.append(part)
            node = child
    return tuple(path)


def _word(details: Details, path: tuple[str | int, ...], model: type[BaseModel], data: object) -> Mistake:
    kind, context = details["type"], details.get("ctx", {})
    value = details.get("input")
    if HINT in context:
        is_key = details["loc"][-1:] == ("[key]",)
        return Mistake(str(context["code"]), str(context["m"]), path, is_key, str(context[HINT]))
    name = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "missing":
        return Mistake("missing-field", f"`{name}` is missing", path, at_key=True)
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        hint = _allowed(name, model, path[:-1], data)
        return Mistake("unknown-field", f"there is no `{name}` here", path, at_key=True, hint=hint)
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", ""))
        words = [w.strip("'") for part in expected.split(", ") for w in part.split(" or ")]
        near = nearest(value, words) if isinstance(value, str) else None
        hint = choices(near, words, "one of")
        return Mistake("unknown-value", f"{found(value)} is not known here", path, hint=hint)
    if kind in _EXPECTED:
        is_unquoted = _EXPECTED[kind] == "text" and isinstance(value, (bool, int, Decimal, dt.date))
        hint = "put it in quotes" if is_unquoted else without_quotes(value)
        return Mistake("wrong-type", f"found {spelled(value)}, expected {_EXPECTED[kind]}", path, hint=hint)
    if kind in ("too_short", "too_long"):
        length = context.get("actual_length")
        message = f"found a list of {length}, expected at most {context.get('max_length')}"
        if kind == "too_short":
            message = f"found a list of {length}, expected at least {context.get('min_length')}"
        return Mistake("wrong-length", message, path)
    if kind == "greater_than_equal":
        return Mistake("invalid-value", f"found {found(value)}, expected at least {context['ge']}", path)
    if kind == "value_error":
        return Mistake("invalid-value", str(context.get("error", details["msg"])), path)
    return Mistake("invalid-value", f"{found(value)} is not valid here: {details['msg'].lower()}", path)


def _allowed(name: str, model: type[BaseModel], path: tuple[str | int, ...], data: object) -> str:
    names: list[str] = []
    for candidate in _models(model, path):
        if where := getattr(candidate, "ELSEWHERE", {}).get(name):
            return str(where)
        for field_name, field in candidate.model_fields.items():
            names.append(field.alias or field_name)
    names = list(dict.fromkeys(names))
    node: object = data
    for part in path:
        node = _child(node, part)
    near = nearest(name, [n for n in names if not (isinstance(node, dict) and n in node)]) or nearest(name, names)
    return choices(near, names, "fields") if names else ""


def _models(annotation: Any, path: Sequence[str | int]) -> Iterator[type[BaseModel]]:
    """The models that may stand at a path below a type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not path:
            yield annotation
            return
        for name, field in annotation.model_fields.items():
            if path[0] in (name, field.alias):
                yield from _models(field.annotation, path[1:])
    elif origin in (Union, types.UnionType) or (origin is not None and origin not in (list, tuple, dict, Mapping)):
        for argument in arguments:
            yield from _models(argument, path)
    elif path and arguments and isinstance(path[0], int) and origin in (list, tuple):
        yield from _models(arguments[0], path[1:])
    elif path and len(arguments) == 2 and isinstance(path[0], str):
        yield from _models(arguments[1], path[1:])
