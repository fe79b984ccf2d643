"""Names of fields, types and kinds: none taken by a built-in column, and one name holds one thing everywhere."""

from __future__ import annotations

import re
from typing import Mapping

from zhiben.events.log import ENVELOPE
from zhiben.events.problem import Problem, Span
from zhiben.events.vocabulary import DECIDED, DUTY_DECIDED, EVENT_BUILT_IN, Field, Kind
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.build.names import holds
from zhiben.rules.form.condition import CONNECTIVES

# Columns that every row has, and words with a meaning of their own in a condition.
TAKEN: Mapping[str, frozenset[str]] = {
    "events": frozenset((*ENVELOPE, *EVENT_BUILT_IN, *CONNECTIVES)),
    "entities": frozenset(
        ("id", "kind", "owner", "aliases", "valid_from", "valid_to", "file", "sheet", "line", *CONNECTIVES)
    ),
}


def check_book(book: DraftBook) -> None:
    """Names taken, the reserved event type, and fields of one name with different contents."""
    if book.words_document is None:
        return
    for part, kinds in (("events", book.vocabulary.events), ("entities", book.vocabulary.entities)):
        _check(part, kinds, book)
    if DUTY_DECIDED in book.vocabulary.events:
        span = book.words_document.span(("events", DUTY_DECIDED), key=True)
        message = f"`{DUTY_DECIDED}` is the event that a decided duty is itself; rules have it without a declaration"
        own = ", ".join(name.removeprefix(DUTY_DECIDED + ".") for name in DECIDED.fields)
        hint = f"leave it out and read its fields ({own}), or choose another name"
        book.problems.append(Problem("reserved-name", message, span, hint))


def _check(part: str, kinds: Mapping[str, Kind], book: DraftBook) -> None:
    first: dict[str, tuple[Field, Span]] = {}
    for kind in kinds.values():
        for name, field in kind.fields.items():
            span = _span(book, part, kind.name, name)
            if name in TAKEN[part]:
                what = "event" if part == "events" else "entity"
                message = f"`{name}` means something else already for every {what} and cannot be a field"
                book.problems.append(Problem("reserved-name", message, span, "choose another name"))
            elif not re.fullmatch(r"\w+", name):
                message = f"`{name}` is not a name of a field"
                book.problems.append(Problem("bad-name", message, span, "letters, digits and `_`"))
            before, place = first.setdefault(name, (field, span))
            if (before.storage, before.many) != (field.storage, field.many):
                here, there = holds(field.type, field.many), holds(before.type, before.many)
                message = f"`{name}` holds {here} here and {there} in line {place.line}"
                hint = "one name holds one thing everywhere: rename one of the two"
                book.problems.append(Problem("conflicting-field", message, span, hint, also=(place,)))


def _span(book: DraftBook, part: str, kind: str, field: str) -> Span:
    assert book.words_document is not None
    return book.words_document.span((part, kind, "fields", field), key=True)
