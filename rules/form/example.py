"""examples/*.yaml as they are written: given events and entities, expected verdicts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from zhiben.rules.form.base import DateForm, Form, Identifier, LabelForm, Text


class ExpectForm(Form):
    """One row that the ledger must hold; what is not given is not compared."""

    rule: Text
    verdict: Literal["met", "pending", "breached", "late", "waived", "unknown"]
    bearer: Text | None = None
    key: Text | None = None
    variant: Text | None = None
    raised_by: Text | None = None
    due: Any = None
    reason: Text | None = None


class GivenForm(Form):
    """What the log and the entity file hold: rows with the columns of an event log and of an entity file."""

    events: tuple[dict[str, Any], ...] = ()
    entities: tuple[dict[str, Any], ...] | None = None
    coverage: tuple[dict[str, Any], ...] | None = None


class ExampleForm(Form):
    """A worked case."""

    example: Identifier
    title: LabelForm | None = None
    profile: Text | None = None
    as_of: DateForm | None = None
    given: GivenForm | tuple[dict[str, Any], ...]
    expect: Annotated[tuple[ExpectForm, ...], Field(min_length=1)]
