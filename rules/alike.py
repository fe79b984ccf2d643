"""Names that people cannot tell apart: rules, event types, kinds of entity, or fields of one of these, called alike.

Reports, blank workbooks and headings of logs say the label. Where two have the same, nobody knows which is meant.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from zhiben.events.problem import Problem, Span
from zhiben.events.spanned import Document, Path_
from zhiben.events.vocabulary import Label
from zhiben.rules.build.draft import DraftBook

_LANGS: tuple[Literal["zh", "en"], ...] = ("zh", "en")
_HINT = "give each a label of its own"


class Named(Struct, frozen=True):
    """Something with a name for programs and one for people, and where it is written."""

    name: str
    label: Label
    span: Span


def alike(draft: DraftBook) -> Iterator[Problem]:
    """A warning for each name that people have read before, with the places of both."""
    for among in _lists(draft):
        yield from _again(among)


def _again(among: Iterable[Named]) -> Iterator[Problem]:
    """Those whose label, in either language, an earlier one has."""
    seen: dict[tuple[str, str], Named] = {}
    for named in among:
        told: dict[str, tuple[Named, list[str]]] = {}
        for lang in _LANGS:
            text = named.label.text(lang, named.name)
            first = seen.setdefault((lang, _as_read(text)), named)
            if first.name != named.name:  # an id given twice is an error of its own
                texts = told.setdefault(first.name, (first, []))[1]
                texts.extend([] if text in texts else [text])
        for first, texts in told.values():
            called = " / ".join(f"“{text}”" for text in texts)
            message = f"`{first.name}` and `{named.name}` are both called {called}"
            yield Problem("same-label", message, named.span, _HINT, "warning", also=(first.span,))


def _lists(draft: DraftBook) -> Iterator[list[Named]]:
    """What stands side by side: all rules, all types, all kinds, the fields of each."""
    yield [Named(step.rule.id, step.rule.title, step.desk.document.span((*step.path, "id"))) for step in draft.rules]
    document = draft.words_document
    if document is None:
        return
    for part, kinds in (("entities", draft.vocabulary.entities), ("events", draft.vocabulary.events)):
        yield [_labelled(kind.name, kind.label, document, (part, kind.name)) for kind in kinds.values()]
        for kind in kinds.values():
            yield [
                _labelled(f"{kind.name}.{field.name}", field.label, document, (part, kind.name, "fields", field.name))
                for field in kind.fields.values()
            ]


def _labelled(name: str, label: Label, document: Document, at: Path_) -> Named:
    return Named(name, label, document.span(at, key=True))


def _as_read(text: str) -> str:
    """A text as the eye takes it: without regard to case, width and white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
