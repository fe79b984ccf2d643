"""What every part of a rule file is made of: names, labels, dates, numbers, durations, ranges of days."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Mapping

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictStr,
    Tag,
    WithJsonSchema,
)

from zhiben.events.civil import FIRST_YEAR, LAST_YEAR
from zhiben.events.mistakes import found, mistake, number_meant, spelled
from zhiben.events.scalars import days_of_month, meant_date
from zhiben.events.vocabulary import NUMBER_LIMIT, SCALE, Label
from zhiben.rules.form.read_by import FirstBy, ReadBy
from zhiben.rules.model import DateRange, Duration
from zhiben.rules.words import BadDuration, parse_duration

PARAMETER = r"^\$[^\s]+$"
PARAMETER_SCHEMA: dict[str, Any] = {"type": "string", "pattern": PARAMETER, "description": "the value of a parameter"}


class Form(BaseModel):
    """A part of a rule file: frozen, and without room for anything unknown."""

    # What validates a form is built when it is first needed: most are read as parts of another.
    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=False, arbitrary_types_allowed=True, defer_build=True
    )


def _name(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[^\W\d][\w-]*", value):
        raise mistake("bad-name", f"`{value[:60]}` is not a name", "letters, digits, `_` and `-`, first a letter")
    return value


def _identifier(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\w[\w.-]*", value):
        hint = "letters, digits, `-`, `_` and `.`, such as `principal-leads-inspection`"
        raise mistake("bad-name", f"`{value[:60]}` cannot be an id", hint)
    return value


Name = Annotated[StrictStr, FirstBy(_name)]
Identifier = Annotated[StrictStr, FirstBy(_identifier)]
Text = StrictStr


def one_or_many(value: object) -> object:
    """A list as it is, anything else as a list of one."""
    return value if isinstance(value, (list, tuple)) else (value,)


def _some(value: object) -> object:
    if isinstance(value, (list, tuple)) and not value:
        raise mistake("empty-list", "found an empty list, expected at least one name")
    return one_or_many(value)


_STRINGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
Names = Annotated[
    tuple[Name, ...],
    FirstBy(_some),
    WithJsonSchema({"anyOf": [{"type": "string"}, {**_STRINGS, "minItems": 1}]}),
]
Texts = Annotated[tuple[Text, ...], FirstBy(one_or_many), WithJsonSchema({"anyOf": [{"type": "string"}, _STRINGS]})]


def _label(value: object) -> Label:
    if isinstance(value, str):
        return Label(zh=value) if any("\u3400" <= letter <= "\u9fff" for letter in value) else Label(en=value)
    if isinstance(value, dict) and set(value) <= {"zh", "en"} and all(isinstance(v, str) for v in value.values()):
        return Label(**value)
    if isinstance(value, Label):
        return value
    if isinstance(value, dict) and (cut := next((k for k, v in value.items() if v is None), None)) is not None:
        message = f"the label was cut at a comma: `{cut}` became a key of its own"
        raise mistake("bad-label", message, 'inside {…} a text with a comma goes in quotes: {en: "one, two"}')
    raise mistake("bad-label", f"found {found(value)}, expected a label", "text, or {zh: …, en: …}")


LABEL_SCHEMA: dict[str, Any] = {
    "oneOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
            "additionalProperties": False,
        },
    ]
}
LabelForm = Annotated[Label, ReadBy(_label), WithJsonSchema(LABEL_SCHEMA)]


def as_date(value: object) -> dt.date:
    """A day of the calendar, bare or in quotes.

    Raises:
        PydanticCustomError: anything else, and days outside the years that are understood.
    """
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value
        except ValueError:
            raise mistake("no-such-date", f"there is no such day: `{value}`", days_of_month(str(value))) from None
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        meant = meant_date(value) if isinstance(value, str) else ""
        hint = f"did you mean {meant}?" if meant else "such as 2024-03-25"
        raise mistake("wrong-type", f"found {found(value)}, expected a date", hint)
    if value.year < FIRST_YEAR or value.year > LAST_YEAR:
        raise mistake("date-out-of-range", f"`{value}` is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return value


DATE_SCHEMA: dict[str, Any] = {"anyOf": [{"type": "string", "format": "date"}, PARAMETER_SCHEMA]}
DATE_OR_ANY_SCHEMA: dict[str, Any] = {"anyOf": [{"const": "any"}, *DATE_SCHEMA["anyOf"]]}
DateForm = Annotated[dt.date, ReadBy(as_date), WithJsonSchema(DATE_SCHEMA)]


def as_millionths(value: object) -> int:
    """A number of at most six decimals, scaled to millionths.

    Raises:
        PydanticCustomError: anything else.
    """
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise mistake("wrong-type", f"found {spelled(value)}, expected a number", number_meant(value))
    if abs(Decimal(value)) >= NUMBER_LIMIT:
        raise mistake("number-too-large", f"`{value}` is too large", f"below {NUMBER_LIMIT:,}")
    scaled = Decimal(value) * SCALE
    if scaled != int(scaled):
        raise mistake("too-many-decimals", f"`{value}` has more than six decimals", "numbers are exact to six decimals")
    return int(scaled)


Millionths = Annotated[int, ReadBy(as_millionths), WithJsonSchema({"anyOf": [{"type": "number"}, PARAMETER_SCHEMA]})]


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise mistake("wrong-type", f"found {spelled(value)}, expected a whole number", number_meant(value))
    if not 1 <= value <= 1_000_000:
        raise mistake("bad-count", f"found `{value}`, expected a whole number from 1 to 1,000,000")
    return value


Whole = Annotated[int, ReadBy(_whole), WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, PARAMETER_SCHEMA]})]


def as_duration(value: object) -> Duration:
    """A duration in words.

    Raises:
        PydanticCustomError: anything else, with the words that were meant.
    """
    if not isinstance(value, str):
        hint = (
            f"such as `{value} days`" if isinstance(value, int) and not isinstance(value, bool) else "such as `30 days`"
        )
        raise mistake("bad-duration", f"found {found(value)}, expected a duration in words", hint)
    try:
        return parse_duration(value)
    except BadDuration as bad:
        raise mistake("bad-duration", bad.message, bad.hint) from None


DURATION_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "pattern": r"^[0-9]+ (minute|hour|day|workday|week|month|year)s?$"},
        PARAMETER_SCHEMA,
    ]
}
DurationForm = Annotated[Duration, ReadBy(as_duration), WithJsonSchema(DURATION_SCHEMA)]


class FieldForm(Form):
    """`{field: F}`: a date or duration read from a field."""

    field: Name


def mapping_or_word(value: object) -> str:
    """Which of `{field: F}` and a duration in words a value means to be."""
    return "<field>" if isinstance(value, (dict, Form)) else "<word>"


DurationOrField = Annotated[
    Annotated[DurationForm, Tag("<word>")] | Annotated[FieldForm, Tag("<field>")], Discriminator(mapping_or_word)
]


class RangeForm(Form):
    """`{from: DATE, through: DATE}`, both days included."""

    ELSEWHERE: ClassVar[Mapping[str, str]] = dict.fromkeys(("to", "until", "end"), "did you mean `through`?")

    from_: DateForm | None = Field(None, alias="from")
    through: DateForm | None = None

    def range(self) -> DateRange:
        """As the engine reads it."""
        return DateRange(self.from_, self.through)
