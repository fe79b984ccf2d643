"""Every rule has an id of its own, in all files together."""

from __future__ import annotations

from zhiben.events.problem import Span
from zhiben.rules.build.draft import DraftBook


def check_book(book: DraftBook) -> None:
    """The second rule of an id is an error that names the first."""
    first: dict[str, Span] = {}
    for draft in book.rules:
        path = (*draft.path, "id")
        span = draft.desk.span(path)
        before = first.setdefault(draft.rule.id, span)
        if before is not span:
            message = f"there are two rules `{draft.rule.id}`, the first in {before}"
            draft.desk.error("duplicate-id", message, path, "ids tie findings and waivers to a rule", also=(before,))
