"""Conditions with one test left out or changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from zhiben.events.vocabulary import SCALE, Field
from zhiben.rules.model import ALWAYS, AllOf, AnyOf, Condition, Constant, Not, Operator, Test
from zhiben.rules.mutants.steps import constants, written

_OTHER: dict[Operator, Operator] = {
    "lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt", "in": "not_in", "not_in": "in", "has_all": "in",
}  # fmt: skip


def conditions(given: Condition, fields: Mapping[str, Field]) -> Iterator[tuple[str, Condition]]:
    """(what was changed, the condition with that change); `fields` say which other values a category has."""
    if isinstance(given, AllOf):
        for number, part in enumerate(given.parts):
            for said, changed in _changed(part, fields):
                yield said, AllOf(_with(given.parts, number, changed))
        return
    for said, changed in _changed(given, fields):
        yield said, ALWAYS if changed is None else changed


def _changed(given: Condition, fields: Mapping[str, Field]) -> Iterator[tuple[str, Condition | None]]:
    """None = left out."""
    if isinstance(given, Test):
        yield f"without {said_of(given)}", None
        for test in _tests(given, fields):
            yield f"{said_of(given)} -> {said_of(test)}", test
    elif isinstance(given, Not):
        yield "without a `not`", given.part
        for said, changed in _changed(given.part, fields):
            yield said, None if changed is None else Not(changed)
    elif given.parts:
        for number, part in enumerate(given.parts):
            for said, changed in _changed(part, fields):
                yield said, replace(given, parts=_with(given.parts, number, changed))
        if len(given.parts) > 1:
            yield (
                ("any_of -> all_of", AllOf(given.parts))
                if isinstance(given, AnyOf)
                else ("all_of -> any_of", AnyOf(given.parts))
            )


def _tests(given: Test, fields: Mapping[str, Field]) -> Iterator[Test]:
    if given.operator in _OTHER and not (given.operator == "has_all" and len(given.values) == 1):
        yield replace(given, operator=_OTHER[given.operator])
    if len(given.values) > 1:
        for number, _ in enumerate(given.values):
            yield replace(given, values=_with(given.values, number, None))
    for number, value in enumerate(given.values):
        others: list[Constant] = [*constants(value, given.storage)]
        if isinstance(value, str) and given.operator not in ("contains", "matches"):
            others = list(_next(value, given, fields))
        for other in others:
            if given.operator in ("exists", "lt", "lte", "gt", "gte") or len(given.values) == 1:
                yield replace(given, values=_with(given.values, number, other))


def _next(value: str, test: Test, fields: Mapping[str, Field]) -> list[str]:
    """The category value after this one that the test does not name."""
    field = fields.get(test.field)
    names = [one.name for one in field.values] if field is not None else []
    if value not in names:
        return []
    after = names[names.index(value) + 1 :] + names[: names.index(value)]
    return [name for name in after if name not in test.values][:1]


def _with(parts: tuple, number: int, changed: object) -> tuple:  # type: ignore[type-arg]
    """The same with one part changed; None = left out."""
    return (*parts[:number], *(() if changed is None else (changed,)), *parts[number + 1 :])


def said_of(test: Test) -> str:
    """A test as it stands in a rule file, nearly."""
    values = ", ".join(_said(value, test) for value in test.values)
    return f"{test.field} {test.operator} [{values}]" if test.operator != "in" else f"{test.field}: [{values}]"


def _said(value: Constant, test: Test) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return written(value) if test.storage == "number" else f"{value / SCALE / 3600:g} hours"
    return str(value).lower() if isinstance(value, bool) else str(value)
