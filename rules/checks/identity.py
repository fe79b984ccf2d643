"""A rulebook's own facts: its time zone exists, and its days do not run backwards."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from zhiben.events.problem import Problem, nearest
from zhiben.rules.build.draft import DraftBook


def check_book(book: DraftBook) -> None:
    """An unknown time zone; `in_force` with its end before its start."""
    if book.book is None or book.book_document is None:
        return
    if not is_zone(book.book.timezone):
        near = nearest(book.book.timezone, available_timezones())
        hint = f"did you mean `{near}`?" if near else "an IANA name such as Asia/Shanghai"
        span = book.book_document.span(("timezone",))
        message = f"there is no time zone `{book.book.timezone}`"
        book.problems.append(Problem("unknown-timezone", message, span, hint))
    days = book.book.in_force
    if days and days.from_ and days.through and days.from_ > days.through:
        message = f"`from: {days.from_}` is after `through: {days.through}`"
        span = book.book_document.span(("in_force",))
        book.problems.append(Problem("range-reversed", message, span, "both days are included"))


def is_zone(name: str) -> bool:
    """True where the time zone database knows the name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
