"""The rows of one sheet as events, each cell checked against the vocabulary; a wrong one rejects its row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.binding import Binding
from zhiben.events.cells import composed
from zhiben.events.civil import CivilCalendar
from zhiben.events.column_doubts import lost_months, out_of_proportion
from zhiben.events.columns import decode
from zhiben.events.constant import constant, nothing
from zhiben.events.distinct import Decoded, as_coded, as_text, flagged, only
from zhiben.events.distinct_ids import are_distinct
from zhiben.events.logmap_form import LogMap, TypeColumn
from zhiben.events.looking_over import is_written
from zhiben.events.moments import INSTANT, decode_moments
from zhiben.events.problem import Problem, Span
from zhiben.events.sheet import Rows, Sheet
from zhiben.events.traditional import simplified
from zhiben.events.values import Fault, counted, plain, suggestion
from zhiben.events.vocabulary import DUTY_DECIDED, LAST, LOG_INSTEAD, NOT_LOGGED, Field, Vocabulary

Flags = npt.NDArray[np.bool_]

_MISSING, _UNKNOWN, _IGNORED = -1, -2, -3
WORD = pa.dictionary(pa.int32(), pa.string())
# The columns that every sheet's events have, whatever their fields.
TYPES = {
    "id": pa.string(), "source": pa.string(), "type": WORD, "subject": WORD, "first": INSTANT, "last": INSTANT,
    "recordedtime": INSTANT, "file": WORD, "sheet": WORD, "line": pa.int64(),
}  # fmt: skip
EMPTY = pa.schema(list(TYPES.items())).empty_table()
_TEXT = Field("text", "text")
_STATED = re.compile(r"[（(]\s*(?:单位\s*[:：])?\s*([^\s\d（）()]{1,8})\s*[）)]\s*$")
_WORDS_IN_A_MAP = "in a log map `values` says which of them is meant, and `blank` leaves the field open"
_DATES_IN_A_MAP = "in a log map `blank` leaves the date open, and `means` gives it that of another column"


@dataclass(frozen=True, slots=True)
class Part:
    """Events of one sheet before their ids are settled; `id` is null where the content is to name them.

    Attributes:
        read, ignored, rejected: counts of rows.
        has_distinct_ids: no id occurs twice for certain.
        faulty: lines of the rejected rows; an event of such a row may stand in the table all the same.
        left_out: lines of the ignored rows.
    """

    table: pa.Table
    read: int
    ignored: int
    rejected: int
    problems: tuple[Problem, ...]
    has_distinct_ids: bool = False
    faulty: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    left_out: Rows = field(default_factory=lambda: np.zeros(0, np.int64))


def read_rows(
    sheet: Sheet, binding: Binding, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None
) -> Part:
    """The events of a sheet.

    Args:
        sheet: the table as found.
        binding: which column supplies what; usable.
        vocabulary: types and fields.
        civil: days and instants of the zone.
        mapping: the log map, for the words of its types.

    Raises:
        Broken: the file is damaged inside.
    """
    return _Rows(sheet, binding, vocabulary, civil, mapping).part()


@dataclass(slots=True)
class _Rows:
    """State of one sheet's reading: which rows are lost so far, and why."""

    sheet: Sheet
    binding: Binding
    vocabulary: Vocabulary
    civil: CivilCalendar
    mapping: LogMap | None
    problems: list[Problem] = field(default_factory=list)
    rejected: Flags = field(init=False)
    cells: dict[int, pa.Array] = field(init=False)
    uses: Counter[int] = field(init=False)
    has_distinct_ids: bool = False
    types: npt.NDArray[np.int32] = field(init=False)

    def part(self) -> Part:
        fields = dict.fromkeys(place for _, place in self.binding.fields)
        self.uses = Counter([*self.binding.envelope.values(), *self.binding.identity, *fields])
        places = sorted(self.uses)
        self.cells = dict(zip(places, self.sheet.read(places), strict=True))
        count = len(self.sheet.lines)
        self.rejected = np.zeros(count, np.bool_)
        self.types = np.zeros(count, np.int32)
        self.types = self._types()
        columns: dict[str, pa.Array] = {"id": self._ids(), "source": self._text("source"), "type": self._type_column()}
        columns["subject"] = self._subjects()
        columns["first"], columns["last"] = self._moments("time", is_required=True)
        columns["recordedtime"] = self._moments("recordedtime")[1]
        columns["file"] = constant(self.sheet.file, count)
        columns["sheet"] = constant(self.sheet.name, count)
        columns["line"] = pa.array(self.sheet.lines, pa.int64())
        for place in fields:
            self._fields(place, columns)
        self._unnamed()
        if not count + self.sheet.spoiled + self.sheet.skipped:
            self.problems.append(no_rows(self.sheet))
        ignored = self.types == _IGNORED
        lost = self.rejected | ignored
        table = pa.table(columns)
        return Part(
            table.filter(pa.array(~lost)) if lost.any() else table,
            count + self.sheet.spoiled,
            int(ignored.sum()),
            int((self.rejected & ~ignored).sum()) + self.sheet.spoiled,
            tuple(self.problems),
            self.has_distinct_ids,
            self.sheet.lines[self.rejected & ~ignored],
            self.sheet.lines[ignored],
        )

    def _cells(self, place: int) -> pa.Array:
        """Cells of a column, let go of when they are asked for the last time."""
        self.uses[place] -= 1
        return self.cells[place] if self.uses[place] > 0 else self.cells.pop(place)

    def _types(self) -> npt.NDArray[np.int32]:
        """Position in the vocabulary of each row's type, or why it has none."""
        names = list(self.vocabulary.events)
        count = len(self.sheet.lines)
        place = self.binding.envelope.get("type")
        if place is None:
            return np.full(count, names.index(self.binding.constants["type"]), np.int32)
        coded = as_coded(self._cells(place))
        words = coded.dictionary.to_pylist()
        known, ignores = self._type_words()
        otherwise = _IGNORED if ignores else _UNKNOWN
        meant = [_MISSING if w is None else _known(w, known, otherwise) for w in words]
        codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
        found: npt.NDArray[np.int32] = np.array([*meant, _MISSING], np.int32)[codes]
        if coded.null_count or _MISSING in meant:
            self._missing("type", found == _MISSING)
        if _UNKNOWN not in meant:
            return found
        shown = list(known) if known else names
        faults = {w: Fault("unknown-type", f"there is no event type `{w}`", suggestion(w, shown, "types"))
                  for w, m in zip(words, meant, strict=True) if m == _UNKNOWN}  # fmt: skip
        if DUTY_DECIDED in faults:
            faults[DUTY_DECIDED] = Fault("reserved-type", NOT_LOGGED, LOG_INSTEAD)
        bad = np.flatnonzero(found == _UNKNOWN)
        cells = [str(words[c]) for c in coded.indices.take(pa.array(bad)).to_pylist()]
        self._reject("type", Decoded(coded, None, bad, [faults[c] for c in cells], cells))
        return found

    def _type_words(self) -> tuple[dict[str, int], bool]:
        """Words for types, and whether a word that is none of them is ignored."""
        names = list(self.vocabulary.events)
        given = self.mapping.type if self.mapping is not None else None
        if isinstance(given, TypeColumn) and given.values:
            return {old: names.index(new) for old, new in given.values.items()}, given.other == "ignore"
        words = {word: i for i, name in enumerate(names) for word in _names_of(name, self.vocabulary)}
        words |= {plain(word): i for word, i in reversed(words.items())}
        words |= {name: i for i, name in enumerate(names)}
        return words, isinstance(given, TypeColumn) and given.other == "ignore"

    def _type_column(self) -> pa.DictionaryArray:
        is_void = self.types < 0
        codes = pa.array(self.types, mask=is_void if is_void.any() else None)
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(self.vocabulary.events), pa.string()))

    def _subjects(self) -> pa.DictionaryArray:
        place = self.binding.envelope.get("subject")
        if place is None or not pa.types.is_dictionary(self.cells[place].type):
            return self._text("subject", is_required=True).dictionary_encode()
        found = as_coded(self._cells(place))
        if found.null_count:
            self._missing("subject", flagged(found.is_null()))
        return found

    def _text(self, name: str, is_required: bool = False) -> pa.Array:
        place = self.binding.envelope.get(name)
        if place is None:
            given = self.binding.constants.get(name)
            count = len(self.sheet.lines)
            return nothing(count, pa.string()) if given is None else constant(given, count).cast(pa.string())
        found = decode(self._cells(place), _TEXT, self.civil)
        self._reject(name, found)
        self._require(name, found, is_required)
        return found.first

    def _require(self, name: str, found: Decoded, is_required: bool) -> None:
        """Rejects the rows that lack what every event has."""
        if is_required and found.first.null_count:
            missing = flagged(found.first.is_null())
            missing[found.bad] = False
            self._missing(name, missing)

    def _ids(self) -> pa.Array:
        """Ids as given, or composed of the columns that make a row's identity, or null: such rows are named by content.

        A map's ids are required. Of others each row is asked by itself, so that nothing depends on what stands beside
        it; where only some of them lack an id, that is told.
        """
        if self.binding.identity:
            found = composed([self._cells(place) for place in self.binding.identity])
            self._missing("id", flagged(found.is_null()))
            return found
        place = self.binding.envelope.get("id")
        if place is not None and pa.types.is_integer(self.cells[place].type):
            self.has_distinct_ids = not self.cells[place].null_count and are_distinct(self.cells[place])
        if place is not None and self.mapping is not None and self.mapping.id is not None:
            return self._text("id", is_required=True)
        ids = self._text("id")
        if place is not None and 0 < ids.null_count < len(ids):
            first = int(np.flatnonzero(ids.is_null().to_numpy(zero_copy_only=False))[0])
            message = (
                f"{counted(ids.null_count, 'row')} without an id among others that have one; named by their content"
            )
            hint = "fill it in, so that a row that is sent again is known as the same"
            self.problems.append(Problem("missing-id", message, self.sheet.cell(first, place), hint, "warning", "id"))
        return ids

    def _moments(self, name: str, is_required: bool = False) -> tuple[pa.Array, pa.Array]:
        place = self.binding.envelope.get(name)
        if place is None:
            unknown = nothing(len(self.sheet.lines), INSTANT)
            return unknown, unknown
        cells, pattern = self._cells(place), self.binding.patterns.get(name)
        found = decode_moments(cells, self.civil, pattern, self.sheet.has_serials)
        self._reject(name, found)
        self._doubt("time", found, place)
        self._require(name, found, is_required)
        return found.first, found.last if found.last is not None else found.first

    def _fields(self, place: int, columns: dict[str, pa.Array]) -> None:
        """Decodes one column into the field, or the fields of several types, that its heading stands for."""
        names = [name for name, at in self.binding.fields if at == place]
        cells = self._cells(place)
        if pa.types.is_string(cells.type):
            cells = as_text(cells)
        elif pa.types.is_dictionary(cells.type):
            cells = as_coded(cells)
        kinds = list(self.vocabulary.events.values())
        filled = self._filled(cells)
        self._strays(
            names, cells, filled, {i for i, kind in enumerate(kinds) if any(name in kind.fields for name in names)}
        )
        for name in names:
            declared = {i: kind.fields[name] for i, kind in enumerate(kinds) if name in kind.fields}
            # One name may be spelled out differently by two types: each row is read as its own type says.
            for spelled in dict.fromkeys(map(_key, declared.values())):
                own = [i for i, declared_as in declared.items() if _key(declared_as) == spelled]
                example = declared[own[0]]
                is_all = set(own) >= filled.keys()
                self._field(example, place, cells if is_all else only(cells, np.isin(self.types, own)), columns)

    def _field(self, spelled: Field, place: int, cells: pa.Array, columns: dict[str, pa.Array]) -> None:
        unit = _unit(self.sheet.headers[place]) if place < len(self.sheet.headers) else None
        is_text = pa.types.is_string(cells.type) or pa.types.is_dictionary(cells.type)
        if spelled.storage == "number" and unit is not None and is_text:
            cells = pc.replace_substring_regex(as_text(cells), rf"^([+-]?[\d０-９.,，．]+)\s*{re.escape(unit)}$", r"\1")
        pattern = self.binding.patterns.get(spelled.name)
        found = decode(cells, spelled, self.civil, pattern, self.sheet.has_serials, as_codes=True)
        self._reject(spelled.name, found, place)
        self._doubt(spelled.storage, found, place)
        for name, values in ((spelled.name, found.first), (spelled.name + LAST, found.last)):
            if values is not None:
                columns[name] = values if name not in columns else _either(columns[name], values)

    def _filled(self, cells: pa.Array) -> Counter[int]:
        """How many rows of each type have something in these cells, by position of the type, or why there is none."""
        types = self.types[flagged(cells.is_valid())] if cells.null_count else self.types
        counts = np.bincount(types - _IGNORED)
        return Counter({code + _IGNORED: int(count) for code, count in enumerate(counts.tolist()) if count})

    def _strays(self, names: Sequence[str], cells: pa.Array, filled: Mapping[int, int], belongs: set[int]) -> None:
        """Warns where a field is filled that the row's type does not have."""
        for code in sorted(code for code in filled if code >= 0 and code not in belongs):
            kind = list(self.vocabulary.events)[code]
            first = int(np.argmax(flagged(cells.is_valid()) & (self.types == code)))
            rows = counted(filled[code], "row")
            message = f"`{kind}` has no field `{names[0]}`: filled in {rows}, first here; not read there"
            fields = ", ".join(list(self.vocabulary.events[kind].fields)[:12]) or "none"
            hint = f"fields of `{kind}`: {fields}"
            self.problems.append(
                Problem("stray-field", message, self.sheet.span(first), hint, "warning", field=names[0])
            )

    def _unnamed(self) -> None:
        """Warns where a column without a heading is filled."""
        unnamed = [place for place, heading in enumerate(self.sheet.headers) if not heading]
        for place, cells in zip(unnamed, self.sheet.read(unnamed) if unnamed else [], strict=True):
            rows = np.flatnonzero(as_text(cells).is_valid().to_numpy(zero_copy_only=False)).tolist()
            if rows:
                filled_in = counted(len(rows), "row")
                message = f"column {place + 1} has no heading: filled in {filled_in}, first here; not read"
                hint = "name it after a field of the vocabulary, or empty it"
                self.problems.append(Problem("unnamed-column", message, self.sheet.span(rows[0]), hint, "warning"))

    def _missing(self, name: str, missing: Flags) -> None:
        rows = np.flatnonzero(missing & self._counts()) if missing.any() else np.zeros(0, np.int64)
        self.rejected[rows] = True
        message = f"the {name} is missing; every event has one"
        place = self.binding.envelope.get(name)
        self.problems.extend(Problem(f"missing-{name}", message, self._at(r, place), field=name) for r in rows.tolist())

    def _at(self, row: int, place: int | None) -> Span:
        """Where a cell stands, or where its row does; a derived one where the first is that it is made of."""
        if place is not None and place >= len(self.sheet.headers):
            place = self.binding.derived[place - len(self.sheet.headers)].at[0]
        return self.sheet.span(row) if place is None else self.sheet.cell(row, place)

    def _reject(self, name: str, found: Decoded, place: int | None = None) -> None:
        place = self.binding.envelope.get(name) if place is None else place
        counts = self._counts() if len(found.bad) else self.rejected
        for row, fault, text in zip(found.bad.tolist(), found.faults, found.texts, strict=True):
            if counts[row]:
                self.rejected[row] = True
                where = self._at(row, place)
                hint = f"{fault.hint}{_in_a_map(fault, text)}"
                self.problems.append(Problem(fault.code, str(fault), where, hint, field=name, value=text))

    def _doubt(self, storage: str, found: Decoded, place: int) -> None:
        """Says what a column shows that none of its cells does alone."""
        if place >= len(self.sheet.headers) or not is_written(self.sheet):
            return
        heading = self.sheet.headers[place]
        if storage == "number":
            self.problems += out_of_proportion(self.sheet, place, heading, found.first)
        elif found.last is not None:
            self.problems += lost_months(self.sheet, place, heading, found)

    def _counts(self) -> Flags:
        """Rows that are not ignored."""
        counts: Flags = self.types != _IGNORED
        return counts


def _known(word: str, known: Mapping[str, int], otherwise: int) -> int:
    told = (word, plain(word), simplified(plain(word)))
    return next((known[form] for form in told if form in known), otherwise)


def no_rows(sheet: Sheet) -> Problem:
    """What is said of headings with nothing below them."""
    return Problem("empty-log", "the log has headings, but no rows", sheet.header_span(), level="warning")


def _unit(heading: str) -> str | None:
    """The unit of measure that a heading states, 人 of 人数（人）; it may then stand behind the numbers as well."""
    found = _STATED.search(heading)
    return None if found is None else found[1].strip()


def _in_a_map(fault: Fault, text: str) -> str:
    """What a log map can do about a cell that holds words of its own."""
    if fault.code == "unknown-value":
        return f"{_after(fault.hint)}{_WORDS_IN_A_MAP}"
    is_of_words = fault.code == "bad-date" and bool(fault.hint) and not any(c.isdigit() for c in text)
    return f"{_after(fault.hint)}{_DATES_IN_A_MAP}" if is_of_words else ""


def _after(hint: str) -> str:
    return "" if not hint else " " if hint.endswith("?") else "; "


def _names_of(name: str, vocabulary: Vocabulary) -> list[str]:
    label = vocabulary.events[name].label
    return [word for word in (name, label.zh, label.en) if word]


def _key(spelled: Field) -> tuple[object, ...]:
    """What makes two declarations of one field read cells differently."""
    return spelled.type, spelled.many, spelled.values


def _either(first: pa.Array, second: pa.Array) -> pa.Array:
    """(n,) the first value, or where it is null the second."""
    if not pa.types.is_dictionary(first.type):
        return pc.coalesce(first, second)
    return pc.coalesce(first.cast(pa.string()), second.cast(pa.string())).dictionary_encode()
