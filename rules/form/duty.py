"""A duty as it is written: occasion, matching, measure, bound, window and options, every field of the language."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Mapping

from pydantic import Field, StrictBool
from pydantic.json_schema import SkipJsonSchema

from zhiben.events.mistakes import mistake
from zhiben.rules.form.base import DateForm, DurationOrField, Form, Name, Names, RangeForm
from zhiben.rules.form.bound import BoundForm
from zhiben.rules.form.condition import WhereForm
from zhiben.rules.form.correlation import PairsForm
from zhiben.rules.form.covered import CoveredForm
from zhiben.rules.form.ending import EndForm, StandingUntil
from zhiben.rules.form.occasion import OccasionForm, WhoseForm
from zhiben.rules.form.read_by import FirstBy
from zhiben.rules.form.window import BeforeForm, FromForm, PeriodForm, ThroughoutForm
from zhiben.rules.model import Severity


class DutyFieldsForm(Form):
    """What a duty, a variant and an `otherwise` may all say; which of it must be there is checked later."""

    event: Names | None = None
    where: WhereForm | None = None
    same: PairsForm | None = None
    differs: PairsForm | None = None
    whose: WhoseForm | None = None
    roll_up: StrictBool | None = None

    count: Literal["events", "days"] | None = None
    distinct: Name | None = None
    sum: Name | None = None
    mean: Name | None = None
    min: Name | None = None
    max: Name | None = None
    latest: Name | None = None
    share: WhereForm | None = None
    covers: Annotated[dict[str, CoveredForm], Field(min_length=1)] | None = None
    standing: StandingUntil | None = None

    at_least: BoundForm | None = None
    at_most: BoundForm | None = None
    exactly: BoundForm | None = None
    between: Annotated[tuple[BoundForm, ...], Field(min_length=2, max_length=2)] | None = None

    every: PeriodForm | None = None
    by: DateForm | None = None
    within: DurationOrField | None = None
    before: BeforeForm | None = None
    since_last: DurationOrField | None = None
    throughout: ThroughoutForm | None = None

    from_: FromForm | None = Field(None, alias="from")
    partial: Literal["require", "skip"] | None = None
    roll: Literal["none", "next_workday"] | None = None
    grace: DurationOrField | None = None


class DutyForm(DutyFieldsForm):
    """`duty:`: the fields above, its occasion, and `until` for short."""

    # What an author may look for here stands beside the duty.
    ELSEWHERE: ClassVar[Mapping[str, str]] = {
        word: f"`{word}` stands one level up, beside `duty`"
        for word in ("otherwise", "variants", "applies", "bearer", "severity", "clause", "title", "in_force", "label")
    }

    for_each: OccasionForm | None = None
    until: EndForm | None = None


def _refuse_occasion(value: object) -> object:
    message = "a variant keeps the occasion of the duty"
    raise mistake("variant-changes-occasion", message, "write a rule of its own, and let `applies` tell the two apart")


class VariantForm(DutyFieldsForm):
    """One of `variants:`: what replaces fields of the duty, and when."""

    id: Name | None = None
    when: WhereForm | None = None
    in_force: RangeForm | None = None
    severity: Severity | None = None
    for_each: SkipJsonSchema[Annotated[Any, FirstBy(_refuse_occasion)]] = None
    until: SkipJsonSchema[Annotated[Any, FirstBy(_refuse_occasion)]] = None
