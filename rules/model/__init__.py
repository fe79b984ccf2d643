"""A rulebook as judgement sees it: every parameter put in, every duration parsed, every variant whole.

The loader turns YAML into these; engine and reference evaluator read nothing else of a rulebook. Numbers are
millionths (`vocabulary.SCALE`), instants are int64 microseconds since the epoch in UTC, days are `datetime.date`.
"""

from zhiben.rules.model.bounds import Bound, FieldLimit, Limit, PreviousLimit
from zhiben.rules.model.conditions import ALWAYS, AllOf, AnyOf, Condition, Constant, Not, Operator, Test
from zhiben.rules.model.duty import Duty, Severity, Variant
from zhiben.rules.model.lengths import DateRange, Duration, Moment, Unit
from zhiben.rules.model.measures import EntitySet, FieldSet, Measure, MeasureName
from zhiben.rules.model.occasions import (
    BearerInForce,
    EachBreach,
    EachEntity,
    EachEvent,
    Occasion,
    Threshold,
    Until,
    Whose,
)
from zhiben.rules.model.rule import Rule
from zhiben.rules.model.rulebook import Clause, Parameter, Rulebook
from zhiben.rules.model.windows import Before, By, Every, Period, SinceLast, Throughout, Window, Within

__all__ = [
    "ALWAYS",
    "AllOf",
    "AnyOf",
    "BearerInForce",
    "Before",
    "Bound",
    "By",
    "Clause",
    "Condition",
    "Constant",
    "DateRange",
    "Duration",
    "Duty",
    "EachBreach",
    "EachEntity",
    "EachEvent",
    "EntitySet",
    "Every",
    "FieldLimit",
    "FieldSet",
    "Limit",
    "Measure",
    "MeasureName",
    "Moment",
    "Not",
    "Occasion",
    "Operator",
    "Parameter",
    "Period",
    "PreviousLimit",
    "Rule",
    "Rulebook",
    "Severity",
    "SinceLast",
    "Test",
    "Threshold",
    "Throughout",
    "Unit",
    "Until",
    "Variant",
    "Whose",
    "Window",
    "Within",
]
