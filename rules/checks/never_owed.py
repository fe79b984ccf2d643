"""A day outside the days in force is never owed: `by` before they begin or after they end."""

from __future__ import annotations

from zhiben.events.spanned import Path_
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.model import By, DateRange


def check_book(book: DraftBook) -> None:
    """The duty of each rule and each variant that has a day of its own."""
    for draft in book.rules:
        days, duty = draft.rule.in_force, draft.rule.duty
        if days.start and days.end and days.start > days.end:
            continue  # reported as such
        places: list[tuple[Path_, object]] = [((*draft.path, "duty", "by"), duty.window)]
        for i, variant in enumerate(draft.rule.variants):
            if variant.duty.window != duty.window:
                places.append(((*draft.path, "variants", i, "by"), variant.duty.window))
        for path, window in places:
            if isinstance(window, By) and (why := _why(window, days)):
                message = f"`by: {window.date}` is never owed: {why}"
                draft.desk.warning("never-owed", message, path, "a day on which the rule is in force", key=True)


def _why(window: By, days: DateRange) -> str:
    if days.start and window.date < days.start:
        return f"the rule is in force from {days.start} only"
    return f"the rule is in force through {days.end} only" if days.end and window.date > days.end else ""
