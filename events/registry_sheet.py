"""One sheet of a registry as a table: its columns by their headings, every cell checked; what is wrong is collected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events import values
from zhiben.events.civil import CivilCalendar
from zhiben.events.columns import decode, decode_names
from zhiben.events.delimiting import delimiter_problem
from zhiben.events.distinct import Decoded, as_coded, as_text, only
from zhiben.events.headings import ENTITY_WORDS, Headings
from zhiben.events.moments import decode_moments
from zhiben.events.named import twice
from zhiben.events.problem import Problem, nearest
from zhiben.events.sheet import Broken, Sheet
from zhiben.events.vocabulary import LAST, Field, Kind, Vocabulary

_TEXT = Field("text", "text")

DAY = pa.date32()


class RegistrySheet:
    """One sheet of a registry; `problems` holds what was found while `table` was made."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary, civil: CivilCalendar) -> None:
        self.sheet, self.vocabulary, self.civil = sheet, vocabulary, civil
        self.problems: list[Problem] = []
        self.kinds = np.zeros(0, np.int64)  # (n,) place of each row's kind in the vocabulary, -1 = none is known

    def table(self) -> pa.Table:
        """(n,) rows with `id, kind, owner, aliases, valid_from, valid_to, file, line, sheet` and the attributes found.

        Without columns where the headings lack what every entity has, or the file is damaged.
        """
        count = len(self.sheet.lines)
        envelope, fields = self._columns()
        if not {"id", "kind"} <= set(envelope):
            return pa.table({})
        try:
            cells = dict(enumerate(self.sheet.read(range(len(self.sheet.headers)))))
        except Broken as why:
            self.problems.append(Problem("damaged-file", f"the file is damaged inside: {why}", self.sheet.span(0)))
            return pa.table({})
        columns: dict[str, Any] = {name: pa.nulls(count, pa.string()) for name in ("id", "kind", "owner")}
        columns |= {"aliases": pa.nulls(count, pa.list_(pa.string()))}
        columns |= {"valid_from": pa.nulls(count, DAY), "valid_to": pa.nulls(count, DAY)}
        for name, place in envelope.items():
            columns[name] = self._envelope(name, cells[place])
        columns["kind"] = self._kinds(columns["kind"])
        for place, names in fields:
            self._attribute(names, cells[place], columns)
        columns |= {"file": pa.repeat(self.sheet.file, count), "line": pa.array(self.sheet.lines)}
        columns["sheet"] = pa.array([self.sheet.name] * count, pa.string())
        return pa.table(columns)

    def _columns(self) -> tuple[dict[str, int], list[tuple[int, tuple[str, ...]]]]:
        headings = Headings(ENTITY_WORDS, self.vocabulary.entities.values())
        envelope: dict[str, int] = {}
        fields: list[tuple[int, tuple[str, ...]]] = []
        used: dict[str, int] = {}
        for place, heading in enumerate(self.sheet.headers):
            meaning = headings.meaning(heading)
            if meaning is None:
                if heading:
                    self._unknown_column(heading, headings)
                continue
            names = (meaning,) if isinstance(meaning, str) else meaning
            earlier = [used[name] for name in names if name in used]
            if earlier:
                self.problems.append(twice(self.sheet, place, earlier[0]))
            used |= dict.fromkeys(names, place)
            if isinstance(meaning, str):
                envelope[meaning] = place
            else:
                fields.append((place, meaning))
        if not used and (told := delimiter_problem(self.sheet, headings, in_a_map=False)) is not None:
            self.problems = [told]
            return envelope, fields
        for name in ("id", "kind"):
            if name not in envelope and self.sheet.headers:
                shown = ", ".join(f"`{h}`" for h in self.sheet.headers[:12])
                words = ", ".join((name, *ENTITY_WORDS[name]))
                self._problem(
                    "missing-column",
                    f"no column gives the {name} of an entity; headings: {shown}",
                    f"name it {words}",
                    name,
                )
        return envelope, fields

    def _unknown_column(self, heading: str, headings: Headings) -> None:
        near = nearest(heading, headings.known())
        hint = (
            f"did you mean `{near}`?" if near else "name it after an attribute of the vocabulary, or leave it as it is"
        )
        message = f"no entity has an attribute `{heading}`; the column is not read"
        where = self.sheet.header_span()
        self.problems.append(Problem("unknown-column", message, where, hint, "warning", field=heading))

    def _problem(self, code: str, message: str, hint: str, field: str) -> None:
        self.problems.append(Problem(code, message, self.sheet.header_span(), hint, field=field))

    def _envelope(self, name: str, cells: pa.Array) -> pa.Array:
        if name in ("valid_from", "valid_to"):
            found = decode_moments(cells, self.civil, None, self.sheet.has_serials)
            self._faults(name, found)
            days = self.civil.days(found.first.cast(pa.int64()).fill_null(0).to_numpy()).astype(np.int32)
            return pa.array(days, mask=found.first.is_null().to_numpy(zero_copy_only=False)).cast(DAY)
        found = decode_names(cells) if name == "aliases" else decode(cells, _TEXT, self.civil)
        self._faults(name, found)
        if name in ("id", "kind"):
            empty = np.setdiff1d(np.flatnonzero(found.first.is_null().to_numpy(zero_copy_only=False)), found.bad)
            for row in empty.tolist():
                message = f"the {name} is missing; every entity has one"
                self.problems.append(Problem(f"missing-{name}", message, self.sheet.span(row), field=name))
        return found.first

    def _kinds(self, cells: pa.Array) -> pa.Array:
        """Kinds by name or label."""
        words = {values.plain(kind.name): kind.name for kind in self.vocabulary.entities.values()}
        for kind in self.vocabulary.entities.values():
            for word in (kind.label.zh, kind.label.en):
                if word:
                    words.setdefault(values.plain(word), kind.name)
        coded = cells.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        names = [next((words[form] for form in values.forms(text) if form in words), None) for text in texts]
        codes = coded.indices.fill_null(len(texts)).to_numpy()
        for row in np.flatnonzero(np.array([*(name is None for name in names), False])[codes]).tolist():
            text = texts[codes[row]]
            hint = values.suggestion(text, words, "kinds")
            message = f"there is no kind of entity `{text}`"
            where = self.sheet.span(row)
            self.problems.append(Problem("unknown-kind", message, where, hint, field="kind", value=text))
        known = {name: place for place, name in enumerate(self.vocabulary.entities)}
        self.kinds = np.array([-1 if name is None else known[name] for name in [*names, None]])[codes]
        return pa.array(names, pa.string()).take(coded.indices)

    def _attribute(self, names: tuple[str, ...], cells: pa.Array, columns: dict[str, Any]) -> None:
        """One column to the attribute, or the attributes of several kinds, that its heading stands for."""
        if pa.types.is_string(cells.type):
            cells = as_text(cells)
        elif pa.types.is_dictionary(cells.type):
            cells = as_coded(cells)
        filled = cells.is_valid().to_numpy(zero_copy_only=False)
        kinds = list(self.vocabulary.entities.values())
        has_one = [place for place, kind in enumerate(kinds) if any(name in kind.fields for name in names)]
        stray = np.flatnonzero(filled & (self.kinds >= 0) & ~np.isin(self.kinds, has_one))
        for place in dict.fromkeys(self.kinds[stray].tolist()):
            rows = stray[self.kinds[stray] == place]
            filled_in = values.counted(len(rows), "row")
            message = f"`{kinds[place].name}` has no attribute `{names[0]}`: filled in {filled_in}, first here"
            where = self.sheet.span(int(rows[0]))
            self.problems.append(
                Problem("stray-field", f"{message}; not read there", where, level="warning", field=names[0])
            )
        for name in names:
            for place, kind in enumerate(kinds):
                if name in kind.fields:
                    self._of_kind(place, kind, name, cells, columns)

    def _of_kind(self, place: int, kind: Kind, name: str, cells: pa.Array, columns: dict[str, Any]) -> None:
        part = only(cells, self.kinds == place)
        found = decode(part, kind.fields[name], self.civil, None, self.sheet.has_serials)
        self._faults(name, found)
        for column, read in ((name, found.first), (name + LAST, found.last)):
            if read is not None:
                columns[column] = pc.coalesce(columns[column], read) if column in columns else read

    def _faults(self, name: str, found: Decoded) -> None:
        for row, fault, text in zip(found.bad.tolist(), found.faults, found.texts, strict=True):
            where = self.sheet.span(row)
            is_word = name == "valid_to" and not any(letter.isdigit() for letter in text)
            hint = "leave it empty where there is no end" if is_word else fault.hint
            self.problems.append(Problem(fault.code, str(fault), where, hint, field=name, value=text))
