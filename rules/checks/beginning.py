"""Duties that come round, or that are asked about at every instant, need a first day: without one they are owed since
the first year that is understood."""

from __future__ import annotations

from zhiben.events.civil import FIRST_YEAR
from zhiben.events.problem import Problem
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.model import BearerInForce, EachEntity, Every, Rule, SinceLast, Throughout


def check_book(book: DraftBook) -> None:
    """One warning for the rulebook, naming the first such rule."""
    if book.book_document is None or book.book is None:
        return
    written = book.book_document.value
    days = written.get("in_force") if isinstance(written, dict) else None
    if (isinstance(days, dict) and "from" in days) or not isinstance(days, (dict, type(None))):
        return  # with a mistake of its own, perhaps
    endless = next((draft.rule.id for draft in book.rules if _has_no_beginning(draft.rule)), None)
    if endless is not None:
        span = book.book_document.span(("in_force",) if book.book.in_force else (), key=True)
        message = f"nothing says from when `{endless}` is owed: `in_force` has no `from`"
        hint = f"in_force: {{from: DATE}}; else it is owed from each bearer's `valid_from`, or since {FIRST_YEAR}"
        book.problems.append(Problem("no-beginning", message, span, hint, "warning"))


def _has_no_beginning(rule: Rule) -> bool:
    is_asked_always = isinstance(rule.duty.window, Throughout) and rule.duty.measure.name == "standing"
    comes_round = isinstance(rule.duty.window, (Every, SinceLast)) or is_asked_always
    return comes_round and isinstance(rule.duty.occasion, (BearerInForce, EachEntity)) and rule.in_force.start is None
