"""`previous` compares like with like: periods of one length, one exact measure, in the duty and all its variants."""

from __future__ import annotations

from typing import Iterator

from zhiben.events.spanned import Path_
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.build.written import BOUNDS, MEASURES, WINDOWS, Written
from zhiben.rules.form.bound import PreviousBoundForm
from zhiben.rules.model import Duty, PreviousLimit, Rule

_INEXACT = ("mean", "share", "covers")


def check_duty(duty: Written, desk: Desk) -> None:
    """`previous` beside another window than `every`, a measure that may lie between two numbers, or times 0 or less."""
    windows = duty.given(WINDOWS)
    for path, times in _previous(duty):
        if len(windows) == 1 and windows[0] not in ("every", "since_last"):  # a cadence has a message of its own
            message = f"`previous` compares with the window before, and `{duty.word(windows[0])}` has none"
            desk.error("previous-without-period", message, path, "every: PERIOD, or a number as the limit")
        if measures := [name for name in duty.given(MEASURES) if name in _INEXACT]:
            message = f"`previous` needs a measure that is an exact number, and `{measures[0]}` is a part or a mean"
            desk.error("previous-not-exact", message, path, "count, distinct, sum, min, max, latest or standing")
        if times < 0:
            message = "so many times what was measured before is never negative"
            desk.error("negative-bound", message, (*path, "previous"), "such as 1.1")
        elif times == 0:
            message = "`previous: 0` compares with nothing: the limit is always 0"
            desk.warning("bound-without-effect", message, (*path, "previous"), "such as 1.1")


def check_book(book: DraftBook) -> None:
    """A variant with another period or another measure, in a rule that looks at the window before."""
    for draft in book.rules:
        rule: Rule | None = draft.rule
        path = draft.path
        while rule is not None:
            _check_variants(rule, path, draft.desk)
            rule, path = rule.otherwise, (*path, "otherwise")


def _check_variants(rule: Rule, path: Path_, desk: Desk) -> None:
    if not any(_looks_back(duty) for duty in (rule.duty, *(variant.duty for variant in rule.variants))):
        return
    for i, variant in enumerate(rule.variants):
        at, other = (*path, "variants", i), variant.duty
        what = ""
        if other.window != rule.duty.window:
            what, at = "another period", (*at, "every")
        elif (other.measure.name, other.measure.field) != (rule.duty.measure.name, rule.duty.measure.field):
            what = "another measure"
        if what:
            message = f"the rule compares with the window before (`previous`), and variant `{variant.name}` has {what}"
            hint = "write a rule of its own, and let `applies` tell the two apart"
            desk.error("previous-of-another-kind", message, at, hint, key=True)


def _looks_back(duty: Duty) -> bool:
    return isinstance(duty.bound.low, PreviousLimit) or isinstance(duty.bound.high, PreviousLimit)


def _previous(duty: Written) -> Iterator[tuple[Path_, int]]:
    """Where a duty looks back, and how many times (in millionths) what was measured is its limit."""
    for name in duty.given(BOUNDS):
        value = duty.get(name)
        for i, limit in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(limit, PreviousBoundForm):
                yield (*duty.at(name), i) if isinstance(value, tuple) else duty.at(name), limit.previous
