"""A parameter that no rule reads is a warning: usually its name is misspelt somewhere."""

from __future__ import annotations

from zhiben.events.problem import Problem
from zhiben.rules.build.draft import DraftBook


def check_book(book: DraftBook) -> None:
    """Only where every rule could be read."""
    if book.book is None or book.book_document is None or not book.is_whole:
        return
    for name in book.book.parameters:
        if name not in book.used:
            span = book.book_document.span(("parameters", name), key=True)
            message = f"no rule reads the parameter `{name}`"
            book.problems.append(Problem("unused-parameter", message, span, f"rules write `${name}`", "warning"))
