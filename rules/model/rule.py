"""One rule."""

from __future__ import annotations

from msgspec import Struct

from zhiben.events.problem import Span
from zhiben.events.vocabulary import Label
from zhiben.rules.model.conditions import ALWAYS, Condition
from zhiben.rules.model.duty import Duty, Severity, Variant
from zhiben.rules.model.lengths import DateRange


class Rule(Struct, frozen=True):
    """One rule, or the `otherwise` of one (`id` then ends in `/otherwise`, and `duty.occasion` is EachBreach).

    Attributes:
        bearer: entity kind that owes it; None = the log as a whole (bearer `*`).
        applies: over the bearer's attributes.
        in_force: already cut to the rulebook's.
        parameters: names of the parameters this rule's values came from.
        due_on_occasion: `within: {field}` is read on the trigger (True) or on the bearer (False).
        waivable: a waiver may excuse its duties.
    """

    id: str
    duty: Duty
    bearer: str | None = None
    clauses: tuple[str, ...] = ()
    title: Label = Label()
    severity: Severity = "medium"
    label: tuple[str, ...] = ()
    origin: str = ""
    applies: Condition = ALWAYS
    in_force: DateRange = DateRange()
    variants: tuple[Variant, ...] = ()
    otherwise: Rule | None = None
    parameters: tuple[str, ...] = ()
    due_on_occasion: bool = True
    waivable: bool = True
    span: Span | None = None
