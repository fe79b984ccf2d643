"""A rulebook as judgement sees it: every parameter put in, every duration parsed, every variant whole.

The loader turns YAML into these; engine and reference evaluator read nothing else of a rulebook. Numbers are
millionths (`vocabulary.SCALE`), instants are int64 microseconds since the epoch in UTC, days are `datetime.date`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, Mapping

from zhiben.events.problem import Problem, Span
from zhiben.events.vocabulary import Label, Storage, Vocabulary

Severity = Literal["critical", "high", "medium", "low"]
Period = Literal["day", "week", "month", "quarter", "half-year", "year"]
Unit = Literal["minutes", "hours", "days", "workdays", "weeks", "months", "years"]
Whose = Literal["own", "below", "above", "any"]
Operator = Literal["in", "not_in", "lt", "lte", "gt", "gte", "contains", "matches", "exists", "has_all"]


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in words: `30 days` is Duration(30, "days"). Minutes and hours are exact elapsed time."""

    amount: int
    unit: Unit

    @property
    def is_exact(self) -> bool:
        """True for minutes and hours; civil units are counted by days of the calendar."""
        return self.unit in ("minutes", "hours")

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit[:-1]}"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `start` through `end`, both included; None = without limit."""

    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or instant written in a rule: its first and last instant (equal unless it is a whole day)."""

    first: int
    last: int


Constant = str | int | bool | Moment


@dataclass(frozen=True, slots=True)
class Test:
    """`field operator values`.

    `field: v` and `field: [v, w]` are both `in`; `not: v` is `not_in` with one value. `exists` has one bool; `lt lte gt
    gte contains matches` have one value; `in not_in has_all` have one or more. A value is str for text, int millionths
    for number, int microseconds for duration, bool for flag, Moment for time.
    """

    field: str
    operator: Operator
    values: tuple[Constant, ...]
    storage: Storage
    many: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """True where every part is; without parts always."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where some part is; without parts never."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where the part is not."""

    part: Condition


Condition = Test | AllOf | AnyOf | Not
ALWAYS = AllOf(())


# --- occasions: what raises a duty ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BearerInForce:
    """The bearer itself, as long as it is in force (no `for_each`)."""


@dataclass(frozen=True, slots=True)
class EachEntity:
    """Each entity of `kind` strictly below the bearer (`for_each: {entity: …}`); `where` is read at each opening."""

    kind: str
    where: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Until:
    """Ends the life of a trigger at the first such event.

    `same` pairs are (field of this event, field of the trigger).
    """

    events: tuple[str, ...]
    where: Condition = ALWAYS
    same: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """The `count`-th event inside the rolling `within` raises the duty, then counting restarts."""

    count: int
    within: Duration


@dataclass(frozen=True, slots=True)
class EachEvent:
    """Each trigger event (`for_each: {event: …}`)."""

    events: tuple[str, ...]
    where: Condition = ALWAYS
    whose: Whose = "own"
    occurrence: Literal["each", "first", "last"] = "each"
    threshold: Threshold | None = None
    until: Until | None = None


@dataclass(frozen=True, slots=True)
class EachBreach:
    """Each breach of the parent rule (`otherwise`).

    It falls at the parent's `decided` and keeps the parent's bearer, key and occasion.
    Names in `same`, `differs`, `when` resolve on the parent's own occasion (the root trigger event or entity).
    """

    until: Until | None = None


Occasion = BearerInForce | EachEntity | EachEvent | EachBreach

# --- windows -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Every:
    """`every: quarter`: civil periods laid end to end."""

    period: Period


@dataclass(frozen=True, slots=True)
class By:
    """`by: 2024-12-31`: through the end of that day."""

    date: dt.date


@dataclass(frozen=True, slots=True)
class Within:
    """`within: 30 days` or `within: {field: rectify_by}` after the trigger; exactly one of the two is given."""

    duration: Duration | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """`before: 30 days` (None = `any`) the trigger."""

    duration: Duration | None = None


@dataclass(frozen=True, slots=True)
class SinceLast:
    """`since_last: 3 months`: a cadence that restarts at each matching event."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class Throughout:
    """`throughout: true`: the whole life of the occasion."""


Window = Every | By | Within | Before | SinceLast | Throughout

# --- measure and bound ---------------------------------------------------------------------------------------------

MeasureName = Literal["count", "days", "distinct", "sum", "mean", "min", "max", "latest", "share", "covers", "standing"]


@dataclass(frozen=True, slots=True)
class FieldSet:
    """`covers: {F: {field: G}}`: the items of a list of the occasion (`on_occasion`), else of the bearer."""

    field: str
    on_occasion: bool = False


@dataclass(frozen=True, slots=True)
class EntitySet:
    """`covers: {F: {entity: KIND, where}}`: entities of a kind below the bearer, valid when the window is read."""

    kind: str
    where: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted.

    `field` for distinct, sum, mean, min, max, latest, covers; `where` for share; `values` for covers; `until` for
    standing: what ends something begun, its `same` pairs being (field of the end, field of the beginning). `wanted`:
    the set that stands in place of `values` under `covers`; it differs from duty to duty.
    """

    name: MeasureName = "count"
    field: str | None = None
    where: Condition | None = None
    values: tuple[str, ...] = ()
    until: Until | None = None
    wanted: FieldSet | EntitySet | None = None


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """`{field: F, times: X}`: X times a number of the occasion, or of the bearer, at the opening.

    `times` is in millionths. `on_occasion`: read on the trigger event (or entity), else on the bearer.
    """

    field: str
    times: int
    on_occasion: bool = False


@dataclass(frozen=True, slots=True)
class PreviousLimit:
    """`{previous: X}`: X times what the window before measured; `times` is in millionths."""

    times: int


Limit = int | FieldLimit | PreviousLimit


@dataclass(frozen=True, slots=True)
class Bound:
    """Limits in millionths, both included. at_least: low; at_most: high; exactly: low == high; between: both."""

    name: Literal["at_least", "at_most", "exactly", "between"]
    low: Limit | None = None
    high: Limit | None = None


# --- duty, variant, rule -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed. A variant holds a whole Duty of its own, of the same kind of window and the same occasion.

    Attributes:
        same: (field of the matching event, field of the occasion); for EachEntity the second is always `id`.
            Where the first is `subject` it replaces the bearer condition.
        differs: (field of the matching event, other field); the other field is the trigger's where `differs_on` says
            "occasion" at that place, else the matching event's own.
        from_: where what counts starts; None = with the window.
        roll: True = `next_workday`.
    """

    occasion: Occasion
    events: tuple[str, ...]
    window: Window
    bound: Bound
    where: Condition = ALWAYS
    same: tuple[tuple[str, str], ...] = ()
    differs: tuple[tuple[str, str], ...] = ()
    differs_on: tuple[Literal["occasion", "event"], ...] = ()
    whose: Whose = "own"
    measure: Measure = Measure()
    from_: dt.date | Literal["any"] | None = None
    partial: Literal["require", "skip"] = "require"
    roll: bool = False
    grace: Duration | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A stricter, laxer or dated form of a duty; the first variant whose `when` and `in_force` hold is used.

    `name` is its `id`, else its ordinal from "1". Fields of `when` are listed in `on_occasion` where they are read on
    the trigger event (or entity), the others on the bearer.
    """

    name: str
    duty: Duty
    severity: Severity
    when: Condition = ALWAYS
    on_occasion: frozenset[str] = frozenset()
    in_force: DateRange = DateRange()


@dataclass(frozen=True, slots=True)
class Rule:
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


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value a document left open, or fixed: where it comes from is shown beside every finding that depends on it."""

    name: str
    value: object
    origin: str = "choice"
    reason: str = ""
    source: str = ""
    confidence: str = ""
    set_by: str = "default"  # "default", "profile NAME" or "--set"


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered item of the source document."""

    id: str
    title: Label = Label()
    force: Literal["duty", "guidance", "context"] = "duty"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A loaded rulebook; `digest` is the SHA-256 over its files, `problems` holds warnings only."""

    name: str
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    version: str = ""
    title: Label = Label()
    source: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "Asia/Shanghai"
    holidays: str = "CN"
    in_force: DateRange = DateRange()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    profile: str = ""
    digest: str = ""
    problems: tuple[Problem, ...] = ()
