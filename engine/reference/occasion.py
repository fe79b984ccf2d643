"""What raises duties for one bearer, and what is then owed."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhiben.engine.reference.civil_days import ALWAYS
from zhiben.engine.reference.conditions import Answer, Reason
from zhiben.engine.reference.facts import Event, Value
from zhiben.rules.model import Duty, Rule


@dataclass
class Occasion:
    """What raises duties of a rule for one bearer, and the life [start, end) in which they are laid.

    Attributes:
        last: last instant of what begins the life; equals `start` unless that is an event on a bare date.
        spans_from: first instant of the bearer's (entity's) validity, not cut by in_force.
        is_triggered: raised by an event or a breach; `applies` and variant are then read at `start`, once for all.
        raiser: the event that raised it, which never counts itself.
        root: the event whose fields are read; for a breach that of the parent's occasion.
        entity: the entity below the bearer; for a breach that of the parent's occasion.
    """

    rule: Rule
    bearer: str
    key: str
    raised_by: str
    start: int
    end: int
    last: int
    spans_from: int = ALWAYS
    is_triggered: bool = False
    raiser: Event | None = None
    root: Event | None = None
    entity: str | None = None
    entity_kind: str | None = None
    reasons: list[Reason] = field(default_factory=list)
    matching: dict[str, list[Event]] = field(default_factory=dict)

    def value(self, name: str) -> Value | None:
        """A field of the occasion: of its event, or its entity's id."""
        if self.root is not None:
            return self.root.fields.get(name)
        return self.entity if name == "id" else None


@dataclass(frozen=True, slots=True)
class Terms:
    """What is owed at one instant: the duty of the first variant that holds, or of the base.

    Attributes:
        name: the variant's, empty for the base.
        owed: whether `applies` (and an entity's `where`) holds.
        unsure: the reason why an earlier variant can neither be used nor passed over; None = sure.
    """

    name: str
    duty: Duty
    severity: str
    owed: Answer
    unsure: Reason | None

    def reasons(self) -> list[Reason]:
        """Why these terms cannot be judged; empty where they can."""
        return [reason for reason in (self.owed, self.unsure) if reason is not None and not isinstance(reason, bool)]
