"""What ends a life, or what is begun and counted, as it is written."""

from __future__ import annotations

from typing import Annotated

from zhiben.events.mistakes import found, mistake
from zhiben.rules.form.base import (
    Form,
    Names,
)
from zhiben.rules.form.condition import WhereForm
from zhiben.rules.form.correlation import PairsForm
from zhiben.rules.form.read_by import FirstBy


class EndForm(Form):
    """`until: {event, where, same}`: what ends a life."""

    event: Names
    where: WhereForm | None = None
    same: PairsForm | None = None


class StandingForm(Form):
    """`standing: {until: …}`: how many are begun and not ended."""

    until: EndForm


def _standing(value: object) -> object:
    """Passes on what names an event under `until`; says how it is written otherwise."""
    hint = "standing: {until: {event: TYPE, same: [FIELD]}}"
    end = value.get("until") if isinstance(value, dict) else None
    if isinstance(value, dict) and end is None:
        raise mistake("missing-field", "what ends it is missing: `until`", hint)
    if not isinstance(value, StandingForm) and not isinstance(end, dict):
        raise mistake("wrong-type", f"found {found(value if end is None else end)}, expected what ends it", hint)
    return value


StandingUntil = Annotated[StandingForm, FirstBy(_standing)]
