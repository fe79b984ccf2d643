"""A `where` (also `when`, `applies`, `share`) as a condition: names, values and operators settled by the vocabulary."""

from __future__ import annotations

from typing import Any, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc
from pydantic_core import PydanticCustomError

from zhiben.events.mistakes import found
from zhiben.events.problem import nearest
from zhiben.events.spanned import Path_
from zhiben.rules.build.constant import SIGNS, constant
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import Fields, Known
from zhiben.rules.form.condition import CONNECTIVES, OPERATORS
from zhiben.rules.model import ALWAYS, AllOf, AnyOf, Condition, Constant, Not, Operator, Test

_ORDERED = ("lt", "lte", "gt", "gte")
_NO_TEST = Test("", "exists", (False,), "flag")  # stands where a test was reported as wrong


def condition(where: Mapping[str, Any] | None, path: Path_, fields: Fields, desk: Desk) -> Condition:
    """The condition of a `where` at `path`; everything wrong in it is reported."""
    if not where:
        return ALWAYS
    parts = tuple(_part(name, value, (*path, name), fields, desk) for name, value in where.items())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def tested(part: Condition) -> Iterator[str]:
    """Names of the fields that a condition looks at."""
    if isinstance(part, Test):
        yield part.field
    elif isinstance(part, Not):
        yield from tested(part.part)
    else:
        for inner in part.parts:
            yield from tested(inner)


def _part(name: str, value: object, path: Path_, fields: Fields, desk: Desk) -> Condition:
    if name == "not":
        if not isinstance(value, dict):
            desk.error("wrong-type", f"found {found(value)}, expected a condition", path, "not: {field: value}")
            return _NO_TEST
        return Not(condition(value, path, fields, desk))
    if name in CONNECTIVES:
        if not isinstance(value, list) or not value or not all(isinstance(inner, dict) for inner in value):
            message = f"found {found(value)}, expected a list of conditions"
            desk.error("wrong-type", message, path, f"{name}: [{{field: value}}, {{field: value}}]")
            return _NO_TEST
        parts = tuple(condition(inner, (*path, i), fields, desk) for i, inner in enumerate(value))
        return AnyOf(parts) if name == "any_of" else AllOf(parts)
    known = fields.find(name, path, desk)
    if known is None:
        return _NO_TEST
    if not isinstance(value, dict):
        return _test(name, "in", value, path, known, desk)
    if not value:
        desk.error("wrong-type", "found an empty mapping, expected a test", path, _operators())
    tests = []
    for operator, operand in value.items():
        if operator not in OPERATORS:
            near = SIGNS.get(operator) or nearest(operator, OPERATORS)
            hint = (f"did you mean `{near}`? " if near else "") + _operators()
            desk.error("unknown-operator", f"there is no operator `{operator}`", (*path, operator), hint, key=True)
            continue
        tests.append(_test(name, operator, operand, (*path, operator), known, desk))
    return tests[0] if len(tests) == 1 else AllOf(tuple(tests))


def _test(name: str, operator: str, operand: object, path: Path_, known: Known, desk: Desk) -> Test:
    word: Operator = "not_in" if operator == "not" else operator  # type: ignore[assignment]
    if not _fits(name, operator, path, known, desk):
        return _NO_TEST
    if word == "exists":
        if not isinstance(operand, bool):
            desk.error("wrong-type", f"found {found(operand)}, expected true or false", path)
        return Test(known.called(name), "exists", (operand is True,), known.storage, known.many)
    takes_many = word in ("in", "not_in", "has_all")
    operands = operand if isinstance(operand, (list, tuple)) and takes_many else [operand]
    if not operands:
        desk.error("empty-list", "found an empty list, expected at least one value", path)
    values: list[Constant] = []
    for i, one in enumerate(operands):
        try:
            if isinstance(one, (list, tuple, dict)):
                desk.error("wrong-type", f"found {found(one)}, expected a value", path)
            elif word in ("contains", "matches"):
                # A part of a text need not be one of the category's values.
                values.append(constant(one, name, Known("text"), desk.zone))
            else:
                values.append(constant(one, name, known, desk.zone))
                desk.named(known.stored, values[-1], (*path, i) if operands is operand else path)
        except PydanticCustomError as error:
            desk.said(error, (*path, i) if operands is operand else path)
    if word == "matches" and values:
        _check_pattern(str(values[0]), path, desk)
    return Test(known.called(name), word, tuple(values), known.storage, known.many)


def _fits(name: str, operator: str, path: Path_, known: Known, desk: Desk) -> bool:
    """Whether the operator makes sense for the field; says why not."""
    why = ""
    if operator in _ORDERED and (known.storage in ("text", "flag") or known.many):
        why = "`lt lte gt gte` compare numbers, dates and durations"
    elif operator in ("contains", "matches") and known.storage != "text":
        why = f"`{operator}` looks into text"
    elif operator == "has_all" and not known.many:
        why = "`has_all` needs a field that is a list (`many: true`)"
    if why:
        desk.error(
            "wrong-operator", f"`{operator}` does not fit `{name}`, which holds {known.holds}", path, why, key=True
        )
    return not why


def _check_pattern(pattern: str, path: Path_, desk: Desk) -> None:
    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except (pa.ArrowInvalid, UnicodeEncodeError) as error:
        said = str(error).splitlines()[0].removeprefix("Invalid regular expression: ")
        desk.error("bad-pattern", f"`{pattern[:60]}` is not a pattern (RE2): {said}", path)


def _operators() -> str:
    return "operators: " + ", ".join(OPERATORS)
