"""The columns of blank files: headings that the readers understand, and what a cell may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from zhiben.events.headings import COVERAGE_WORDS, ENTITY_WORDS, EVENT_WORDS, Headings
from zhiben.events.vocabulary import Field, Kind, Vocabulary
from zhiben.reports.words import LANGS, Lang

Cell = Literal["text", "date", "time", "number", "integer", "flag", "choice", "list", "duration"]
Need = Literal["required", "asked", "free"]  # every row; some rule reads it; no rule does

# The everyday heading of an envelope attribute, zh and en; another word stands in where a field has that label.
_ENVELOPE: Mapping[str, tuple[str, str]] = {
    "id": ("编号", "id"),
    "source": ("报送单位", "submitted by"),
    "type": ("事件类型", "event type"),
    "subject": ("单位", "enterprise"),
    "time": ("日期", "date"),
    "recordedtime": ("录入时间", "recorded time"),
}
_ENTITY: Mapping[str, tuple[str, str]] = {
    "id": ("编号", "id"),
    "kind": ("类型", "kind"),
    "owner": ("上级单位", "owner"),
    "aliases": ("别名", "aliases"),
    "valid_from": ("生效日期", "valid from"),
    "valid_to": ("失效日期", "valid to"),
}
_COVERAGE: Mapping[str, tuple[str, str]] = {
    "subject": ("单位", "enterprise"),
    "type": ("事件类型", "event type"),
    "from": ("自", "from"),
    "through": ("至", "through"),
}
_CELLS: Mapping[str, Cell] = {
    "text": "text", "ref": "text", "category": "choice", "number": "number", "integer": "integer", "flag": "flag",
    "date": "date", "time": "time", "duration": "duration",
}  # fmt: skip


class Column(Struct, frozen=True):
    """One column.

    Attributes:
        name: envelope attribute or field.
        heading: unlike every other heading of its sheet.
        choices: the words a cell may hold; of a list, its items.
    """

    name: str
    heading: str
    cell: Cell
    need: Need = "free"
    choices: tuple[str, ...] = ()


def event_columns(kind: Kind, vocabulary: Vocabulary, asked: frozenset[str], lang: Lang) -> list[Column]:
    """Columns of one event type.

    Args:
        asked: fields of the type that rules read.
    """
    headings = Headings(EVENT_WORDS, vocabulary.events.values())

    def envelope(name: str, cell: Cell, need: Need) -> Column:
        return Column(name, _word(headings, name, _ENVELOPE[name], EVENT_WORDS, lang), cell, need)

    found = [envelope("id", "text", "free"), envelope("subject", "text", "required")]
    found.append(envelope("time", "time", "required"))
    found += _fields(kind, headings, asked, lang)
    return [*found, envelope("recordedtime", "time", "asked" if "recordedtime" in asked else "free")]


def type_column(kind: Kind, vocabulary: Vocabulary, lang: Lang) -> Column:
    """The column that names the event type, where no worksheet does."""
    headings = Headings(EVENT_WORDS, vocabulary.events.values())
    heading = _word(headings, "type", _ENVELOPE["type"], EVENT_WORDS, lang)
    return Column("type", heading, "choice", "required", (called(kind, lang),))


def entity_columns(vocabulary: Vocabulary, lang: Lang) -> list[Column]:
    """Columns of the entities, the attributes of every kind included."""
    kinds = list(vocabulary.entities.values())
    headings = Headings(ENTITY_WORDS, kinds)
    found = []
    for name, words in _ENTITY.items():
        cell: Cell = "date" if name.startswith("valid") else "list" if name == "aliases" else "text"
        choices = tuple(called(kind, lang) for kind in kinds) if name == "kind" else ()
        heading = _word(headings, name, words, ENTITY_WORDS, lang)
        need: Need = "required" if name in ("id", "kind") else "asked" if name == "owner" else "free"
        found.append(Column(name, heading, "choice" if choices else cell, need, choices))
    for kind in kinds:
        taken = {column.name for column in found}
        fields = _fields(kind, headings, frozenset(kind.fields), lang)
        found += [column for column in fields if column.name not in taken]
    return found


def coverage_columns(vocabulary: Vocabulary, lang: Lang) -> list[Column]:
    """Columns of a declaration of coverage."""
    types = tuple(called(kind, lang) for kind in vocabulary.events.values())
    headings = {name: _word(Headings(COVERAGE_WORDS, ()), name, words, COVERAGE_WORDS, lang)
                for name, words in _COVERAGE.items()}  # fmt: skip
    return [
        Column("subject", headings["subject"], "text", "asked"),
        Column("type", headings["type"], "choice", "asked", types),
        Column("from", headings["from"], "date", "asked"),
        Column("through", headings["through"], "date", "asked"),
    ]


def called(kind: Kind, lang: Lang) -> str:
    """An event type or entity kind as people call it."""
    return kind.label.text(lang, kind.name)


def _fields(kind: Kind, headings: Headings, asked: frozenset[str], lang: Lang) -> list[Column]:
    found = []
    for field in kind.fields.values():
        cell = "list" if field.many else _CELLS[field.type]
        choices = tuple(dict.fromkeys(value.label.text(lang, value.name) for value in field.values))
        need: Need = "asked" if field.name in asked else "free"
        found.append(Column(field.name, _heading(field, kind, headings, lang), cell, need, choices))
    return found


def _heading(field: Field, kind: Kind, headings: Headings, lang: Lang) -> str:
    """The field's label where it means just this field among those of its kind, else its name."""
    label = field.label.text(lang, field.name)
    meaning = headings.meaning(label)
    mine = [name for name in meaning if name in kind.fields] if isinstance(meaning, tuple) else []
    return label if mine == [field.name] else field.name


def _word(
    headings: Headings, name: str, words: tuple[str, str], others: Mapping[str, tuple[str, ...]], lang: Lang
) -> str:
    """A heading of an envelope attribute that no field's label takes away."""
    own = sorted((*others[name], name), key=lambda word: word.isascii() == (lang == "zh"))  # stable: own language first
    wanted = (words[LANGS.index(lang)], *own)
    return next((word for word in wanted if headings.meaning(word) == name), name)
