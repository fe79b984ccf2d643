"""A rule as it is written: identity, bearer, duty, variants and what is owed otherwise."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhiben.rules.form.base import Form, Identifier, LabelForm, Name, RangeForm, Text, Texts
from zhiben.rules.form.condition import WhereForm
from zhiben.rules.form.duty import DutyFieldsForm, DutyForm, VariantForm
from zhiben.rules.form.ending import EndForm
from zhiben.rules.model import Severity


class OtherwiseForm(DutyFieldsForm):
    """`otherwise:`: owed when the duty above is breached; title, severity and clause are that duty's unless given."""

    title: LabelForm | None = None
    severity: Severity | None = None
    clause: Texts | None = None
    label: Texts | None = None
    origin: Text | None = None
    waivable: bool | None = None
    until: EndForm | None = None
    variants: tuple[VariantForm, ...] = ()
    otherwise: OtherwiseForm | None = None


class RuleForm(Form):
    """One rule of `tasks/*.yaml`; only `id` and `duty` are required."""

    id: Identifier
    clause: Texts | None = None
    title: LabelForm | None = None
    severity: Severity | None = None
    label: Texts | None = None
    origin: Text | None = None
    bearer: Name | None = None
    applies: WhereForm | None = None
    in_force: RangeForm | None = None
    waivable: Annotated[bool | None, Field(description="false: no waiver excuses its duties")] = None
    duty: DutyForm
    variants: Annotated[tuple[VariantForm, ...], Field(description="the first that holds replaces fields")] = ()
    otherwise: OtherwiseForm | None = None
