"""Entities and events as CSV that is read back without a log map: category words in one language, civil times."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.draft import Draft
from zhiben.events.civil import CivilCalendar, from_day, from_micros
from zhiben.events.values import BETWEEN_ITEMS, Fault, category, duration
from zhiben.events.vocabulary import SCALE, Field
from zhiben.rules.model import Moment, Rulebook

LOG, ENTITIES, EXPECTED = "log.csv", "entities.csv", "expected.csv"
_MINUTE = 60_000_000
_END = "\n"


class Hand:
    """Writes values as people do."""

    def __init__(self, book: Rulebook, civil: CivilCalendar, lang: str) -> None:
        self._book, self._civil, self._lang = book, civil, lang
        self._zone = ZoneInfo(book.timezone)
        self._words: dict[tuple[int, str], str] = {}
        self._columns: list[str] = []
        self._lines: dict[tuple[str, int | None], str] = {}

    def log(self, drafts: Sequence[Draft], path: Path) -> None:
        """Rows in the order given."""
        used: set[str] = set()
        for draft in drafts:
            used.update(draft.fields)
        kinds = self._book.vocabulary.events.values()
        declared = list(dict.fromkeys(name for kind in kinds for name in kind.fields if name in used))
        if declared != self._columns:
            self._columns = declared
            self._lines.clear()
        with _opened(path) as stream:
            stream.write(_line(["id", "type", "subject", "time", "recordedtime", *declared]))
            stream.writelines(map(self._line_of, drafts))

    def _line_of(self, draft: Draft) -> str:
        """An event as a line; a log is written once a round, its events are made up once."""
        known = self._lines.get((draft.id, draft.recorded))
        if known is None:
            fields = self._book.vocabulary.events[draft.type].fields
            recorded = "" if draft.recorded is None else self.moment(Moment(draft.recorded, draft.recorded))
            start = [draft.id, draft.type, draft.subject, self.moment(Moment(draft.first, draft.last)), recorded]
            cells = {name: self._cell(fields.get(name), value) for name, value in draft.fields.items()}
            known = _line([*start, *(cells.get(name, "") for name in self._columns)])
            self._lines[draft.id, draft.recorded] = known
        return known

    def entities(self, cast: Cast, path: Path) -> None:
        """One row per entity and stretch of equal attributes."""
        kinds = self._book.vocabulary.entities
        named = dict.fromkeys(row.kind for row in cast.rows)
        declared = list(dict.fromkeys(name for kind in named for name in kinds[kind].fields))
        rows = [
            [
                row.id,
                row.kind,
                row.owner or "",
                "" if row.first is None else from_day(row.first).isoformat(),
                "" if row.last is None else from_day(row.last).isoformat(),
                *(self._cell(kinds[row.kind].fields.get(name), row.fields.get(name)) for name in declared),
            ]
            for row in cast.rows
        ]
        write(path, ["id", "kind", "owner", "valid_from", "valid_to", *declared], rows)

    def moment(self, moment: Moment) -> str:
        """A whole civil day as its date; an instant as civil time, with its offset only where that says more."""
        day = self._civil.day(moment.first)
        if moment.last > moment.first:
            return from_day(day).isoformat()
        civil = from_micros(moment.first).astimezone(self._zone)
        naive = civil.replace(tzinfo=None)
        said = naive.isoformat(sep=" ", timespec="minutes" if moment.first % _MINUTE == 0 else "auto")
        return said if self._civil.instant(naive) == moment.first else civil.isoformat()

    def _cell(self, field: Field | None, value: Value | None) -> str:
        if field is None or value is None:
            return ""
        if isinstance(value, bool):
            return ("是" if value else "否") if self._lang == "zh" else ("yes" if value else "no")
        if isinstance(value, Moment):
            return self.moment(value)
        if isinstance(value, int):
            return _duration(value) if field.storage == "duration" else _number(value)
        if isinstance(value, tuple):
            return "、".join(self._word(field, item) for item in value)
        return self._word(field, value)

    def _word(self, field: Field, name: str) -> str:
        """The label of a category value, where that reads back as this value; else its stored name."""
        if field.type != "category":
            return name
        key = (id(field), name)
        if key not in self._words:
            label = next((v.label.text(self._lang, name) for v in field.values if v.name == name), name)
            self._words[key] = label if _reads_back(field, label, name) else name
        return self._words[key]


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """UTF-8, one line end everywhere, so that the same simulation has the same bytes everywhere."""
    with _opened(path) as stream:
        writer = csv.writer(stream, lineterminator=_END)
        writer.writerow(header)
        writer.writerows(rows)


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _line(cells: Sequence[str]) -> str:
    """A row as `write` writes it."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator=_END).writerow(cells)
    return stream.getvalue()


def _reads_back(field: Field, label: str, name: str) -> bool:
    if field.many and BETWEEN_ITEMS.search(label):
        return False
    try:
        return category(field)(label) == name
    except Fault:
        return False


def _number(value: int) -> str:
    text = f"{Decimal(value) / SCALE:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _duration(value: int) -> str:
    text = f"{_number(value // _MINUTE * SCALE)} minutes"
    assert duration(text) == value // _MINUTE * _MINUTE
    return text


def instant_text(instant: dt.datetime | None) -> str:
    """A ledger's instant, UTC; empty where null."""
    return "" if instant is None else instant.isoformat().replace("+00:00", "Z")
