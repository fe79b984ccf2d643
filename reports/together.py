"""Notes as they are told: event types that could not be seen for the same subjects are one note, by their labels."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from zhiben.engine.audit import Audit
from zhiben.engine.notes import Note
from zhiben.reports.words import Lang
from zhiben.rules.wording.names import Names

_UNSEEN = "triggers-unseen"
_JOINED = {"zh": "”“", "en": "`, `"}  # inside the quotes that stand round the first and the last


def together(audit: Audit, lang: Lang) -> Iterator[Note]:
    """The notes of an audit in their order, the joined ones where the first of them stands."""
    names = Names(audit.rulebook.vocabulary, lang, audit.rulebook.timezone)
    types: dict[tuple[str, ...], list[str]] = {}
    for note in audit.notes:
        if note.code == _UNSEEN:
            types.setdefault(note.about[1:], []).append(names.events(note.about[:1]))
    for note in audit.notes:
        if note.code != _UNSEEN:
            yield note
        elif named := types.pop(note.about[1:], None):
            yield replace(note, about=(_JOINED[lang].join(named), *note.about[1:]))
