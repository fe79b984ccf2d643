"""Working days need a calendar: the country of `holidays` must be one whose holidays are known."""

from __future__ import annotations

from typing import Iterator

from zhiben.events.problem import Problem
from zhiben.events.workdays import published
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.model import Before, Duration, Duty, EachEvent, Rule, SinceLast, Within

_A_YEAR = 2024  # every country that is known at all has it


def check_book(book: DraftBook) -> None:
    """Looked up only where some rule counts working days: the calendars take time to load."""
    if book.book is None or book.book_document is None:
        return
    if not any(_counts_workdays(draft.rule) for draft in book.rules) or book.book.holidays.upper() == "CN":
        return
    if published(book.book.holidays, _A_YEAR) is None:
        message = f"no calendar of working days is known for `{book.book.holidays}`"
        span = book.book_document.span(("holidays",))
        book.problems.append(Problem("unknown-holidays", message, span, "a country such as CN or DE, or DE-BY"))


def _counts_workdays(rule: Rule) -> bool:
    duties = (rule.duty, *(variant.duty for variant in rule.variants))
    own = any(duty.roll or any(d.unit == "workdays" for d in _durations(duty)) for duty in duties)
    return own or (rule.otherwise is not None and _counts_workdays(rule.otherwise))


def _durations(duty: Duty) -> Iterator[Duration]:
    if isinstance(duty.window, (Within, Before, SinceLast)) and duty.window.duration:
        yield duty.window.duration
    if duty.grace:
        yield duty.grace
    if isinstance(duty.occasion, EachEvent) and duty.occasion.threshold:
        yield duty.occasion.threshold.within
