"""A rulebook's own facts: its time zone exists, and its days do not run backwards."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from zhiben.events.problem import Problem, nearest
from zhiben.rules.build.draft import DraftBook

# What the zone of China is called where Asia/Shanghai is meant.
_CHINA = {
    "北京", "北京时间", "上海", "中国", "beijing", "asia/beijing", "shanghai", "china", "gmt+8", "utc+8",
    "utc+08:00", "gmt+08:00", "+08:00", "+8",
}  # fmt: skip


def check_book(book: DraftBook) -> None:
    """An unknown time zone; `in_force` with its end before its start."""
    if book.book is None or book.book_document is None:
        return
    if not is_zone(book.book.timezone):
        near = _zone_meant(book.book.timezone)
        hint = f"did you mean `{near}`?" if near else "an IANA name such as Asia/Shanghai"
        span = book.book_document.span(("timezone",))
        message = f"there is no time zone `{book.book.timezone}`"
        book.problems.append(Problem("unknown-timezone", message, span, hint))
    days = book.book.in_force
    if days and days.from_ and days.through and days.from_ > days.through:
        message = f"`from: {days.from_}` is after `through: {days.through}`"
        span = book.book_document.span(("in_force",))
        book.problems.append(Problem("range-reversed", message, span, "both days are included"))


def _zone_meant(name: str) -> str | None:
    """The zone that a name means; None where an offset or an abbreviation does not say which."""
    if name.strip().lower() in _CHINA:
        return "Asia/Shanghai"
    return None if any(letter.isdigit() for letter in name) else nearest(name, available_timezones())


def is_zone(name: str) -> bool:
    """True where the time zone database knows the name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
