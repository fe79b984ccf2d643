"""An event that is being made up: its values as the reference evaluator reads them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from zhiben.engine.reference.facts import Value
from zhiben.rules.model import Moment

BUILT_IN = ("subject", "time", "recordedtime", "recorded_after", "source")


class Draft(Struct, frozen=True):
    """One event.

    Attributes:
        first, last: first and last instant, us since the epoch, UTC; equal unless the time is a bare date.
        recorded: instant of entry; None = not said.
        fields: the type's own fields that are there.
    """

    id: str
    type: str
    subject: str
    first: int
    last: int
    recorded: int | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)

    def read(self, name: str) -> Value | None:
        """A field, built-in ones included; None where it is missing."""
        if name == "subject":
            return self.subject
        if name == "time":
            return Moment(self.first, self.last)
        if name == "recordedtime":
            return None if self.recorded is None else Moment(self.recorded, self.recorded)
        if name == "recorded_after":
            return None if self.recorded is None else self.recorded - self.first
        return self.fields.get(name)
