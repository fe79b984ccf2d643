"""examples/*.yaml as they are written: given events and entities, expected verdicts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.base import DateForm, Form, Identifier, LabelForm, Text, Texts, Whole, as_date
from zhiben.rules.form.read_by import ReadBy
from zhiben.rules.relative import is_relative_day

ExpectedVerdict = Literal["met", "pending", "breached", "late", "waived", "unknown", "none"]


def _day(value: object) -> object:
    return value if isinstance(value, str) and is_relative_day(value) else as_date(value)


DAY_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": r"^[+-][0-9]+ (day|week|month|year)s?$", "description": "counted from `start`"},
    ]
}
DayForm = Annotated[Any, ReadBy(_day), WithJsonSchema(DAY_SCHEMA)]


def _day_or_none(value: object) -> object:
    return "none" if value == "none" else _day(value)


DayOrNoneForm = Annotated[
    Any, ReadBy(_day_or_none), WithJsonSchema({"anyOf": [{"const": "none"}, *DAY_SCHEMA["anyOf"]]})
]


def _number_or_none(value: object) -> object:
    if value == "none" or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    try:
        return float(str(value)) if not isinstance(value, (bool, str, list, dict, type(None))) else _refused(value)
    except ValueError:
        return _refused(value)


def _refused(value: object) -> object:
    raise mistake("wrong-type", f"found {found(value)}, expected a number", "or `none`: nothing could be measured")


NumberOrNoneForm = Annotated[
    Any, ReadBy(_number_or_none), WithJsonSchema({"anyOf": [{"const": "none"}, {"type": "number"}]})
]


class ExpectForm(Form):
    """Rows that the ledger must hold; what is not given is not compared. `verdict: none` = the rule has no row."""

    rule: Text
    verdict: ExpectedVerdict
    count: Whole = 1
    bearer: Text | None = None
    key: Text | None = None
    variant: Text | None = None
    severity: Text | None = None
    raised_by: Text | None = None
    opens: DayOrNoneForm = None
    due: DayOrNoneForm = None
    decided: DayOrNoneForm = None
    cured: DayOrNoneForm = None
    required: Text | None = None
    observed: NumberOrNoneForm = None
    reason: Text | None = None
    waiver: Text | None = None
    evidence: Texts | None = None


class GivenForm(Form):
    """What the log and the entity file hold: rows with the columns of such files."""

    events: tuple[dict[str, Any], ...] = ()
    entities: tuple[dict[str, Any], ...] | None = None
    coverage: tuple[dict[str, Any], ...] | None = None
    waivers: tuple[dict[str, Any], ...] | None = None


class SharedForm(Form):
    """What the examples of a file share; an example's own goes before it."""

    profile: Text | None = None
    settings: dict[str, Any] | None = None
    as_of: DayForm = None
    start: DateForm | None = None
    given: GivenForm | tuple[dict[str, Any], ...] = ()


class ExampleForm(SharedForm):
    """A worked case."""

    example: Identifier
    title: LabelForm | None = None
    expect: Annotated[tuple[ExpectForm, ...], Field(min_length=1)]


class ExamplesForm(SharedForm):
    """A file of worked cases that have something in common."""

    examples: Annotated[tuple[ExampleForm, ...], Field(min_length=1)]
