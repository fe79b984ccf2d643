"""Reads a declaration of coverage: rows `subject, type, from, through`; one with a mistake is refused as a whole."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from zhiben.events import values
from zhiben.events.aliases import Names
from zhiben.events.civil import LAST_DAY, CivilCalendar, Days, calendar
from zhiben.events.columns import decode
from zhiben.events.coverage import Coverage
from zhiben.events.delimiting import delimiter_problem
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath, path_of
from zhiben.events.headings import COVERAGE_WORDS, Headings
from zhiben.events.moments import decode_moments
from zhiben.events.named import twice
from zhiben.events.opening import open_sheets
from zhiben.events.problem import Problem, Span, Unusable, nearest
from zhiben.events.sheet import Broken, Sheet
from zhiben.events.vocabulary import DUTY_DECIDED, Field, Vocabulary

_SCHEMA = pa.schema([("subject", pa.string()), ("type", pa.string()), ("from", pa.date32()), ("through", pa.date32())])
_ALL = "*"
_TEXT = Field("text", "text")


def read_coverage(path: FilePath, vocabulary: Vocabulary, zone: str, entities: Entities | None = None) -> Coverage:
    """The declaration in a CSV, XLSX, JSONL or Parquet file.

    `*` or blank means all subjects, all types, without limit. A file with headings only covers nothing.

    Args:
        path: the file.
        vocabulary: event types, by name or label.
        zone: IANA zone whose civil days are meant.
        entities: the registry; a subject that is an alias on the first day of its row (else its last) becomes the id.

    Raises:
        Unusable: with every problem found.
        TypeError: `path` is no path.
    """
    file = path_of(path, "the coverage")
    civil = calendar(zone)
    tables: list[pa.Table] = []
    problems: list[Problem] = []
    for sheet in open_sheets(file):
        problems += sheet.problems
        if sheet.headers:
            reader = _Declaration(sheet, vocabulary, civil, entities)
            tables.append(reader.table())
            problems += sorted(reader.problems, key=lambda p: p.span.line if p.span else 0)
    if any(p.level == "error" for p in problems):
        raise Unusable(problems)
    table = pa.concat_tables(tables).combine_chunks() if tables else _SCHEMA.empty_table()
    if not table.num_rows:
        message = "the declaration of coverage has no rows: nothing is declared complete, so that no absence is judged"
        hint = "declare what the log is complete for; give no coverage at all, and it counts as complete"
        problems.append(Problem("empty-coverage", message, Span(str(file)), hint, "warning"))
    return Coverage(table, tuple(problems))


def met(coverage: Coverage, entities: Entities) -> Coverage:
    """A declaration in the terms of a registry that it may not have been read with: subjects that are aliases are ids.

    An unknown subject is a warning, unless the declaration has one for it already.
    """
    subjects = coverage.table["subject"].combine_chunks()
    if not len(subjects):
        return coverage
    on = pc.coalesce(coverage.table["from"], coverage.table["through"]).combine_chunks()
    found, unknown = Names.of(entities).resolve(subjects, _reference_days(on))
    warned = {p.value for p in coverage.problems if p.code == "unknown-subject"}
    strangers = subjects.filter(pa.array(unknown)).unique().to_pylist()
    hint = "subjects are ids of entities, or `*`"
    problems = [
        Problem("unknown-subject", f"`{w}` is not in the registry", None, hint, "warning", field="subject", value=w)
        for w in strangers
        if w not in warned
    ]
    place = coverage.table.column_names.index("subject")
    table = coverage.table.set_column(place, "subject", found.cast(pa.string()))
    return replace(coverage, table=table, problems=(*coverage.problems, *problems))


def _reference_days(on: pa.Array) -> Days:
    days: Days = on.cast(pa.int32()).fill_null(LAST_DAY).to_numpy(zero_copy_only=False).astype(np.int64)
    return days


class _Declaration:
    """One sheet of a declaration."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary, civil: CivilCalendar, entities: Entities | None) -> None:
        self.sheet, self.vocabulary, self.civil, self.entities = sheet, vocabulary, civil, entities
        self.problems: list[Problem] = []

    def table(self) -> pa.Table:
        places = self._places()
        count = len(self.sheet.lines)
        try:
            cells = dict(zip(places, self.sheet.read(list(places.values())), strict=True))
        except Broken as why:
            self.problems.append(
                Problem("damaged-file", f"the file is damaged inside: {why}", self.sheet.header_span())
            )
            return _SCHEMA.empty_table()
        subjects = self._words("subject", cells.get("subject"), count)
        types = self._types(self._words("type", cells.get("type"), count))
        begins, ends = (self._days(name, cells.get(name), count) for name in ("from", "through"))
        self._backwards(begins, ends)
        if self.entities is not None and count:
            subjects = self._resolved(subjects, pc.coalesce(begins, ends), Names.of(self.entities))
        return pa.table([subjects, types, begins, ends], schema=_SCHEMA)

    def _places(self) -> dict[str, int]:
        headings = Headings(COVERAGE_WORDS, ())
        found: dict[str, int] = {}
        for place, heading in enumerate(self.sheet.headers):
            meaning = headings.meaning(heading)
            where = self.sheet.header_span()
            if not isinstance(meaning, str):
                if heading:
                    near = nearest(heading, headings.known())
                    hint = f"did you mean `{near}`?" if near else "columns: subject, type, from, through"
                    # A misspelt limit would be read as none, and cover more than was declared.
                    message = f"a declaration of coverage has no column `{heading}`"
                    self.problems.append(Problem("unknown-column", message, where, hint, field=heading))
            elif meaning in found:
                self.problems.append(twice(self.sheet, place, found[meaning]))
            else:
                found[meaning] = place
        if not found and (told := delimiter_problem(self.sheet, headings, in_a_map=False)) is not None:
            self.problems = [told]
        elif not found:
            message = "no column of a declaration of coverage was found"
            hint = "columns: subject, type, from, through"
            self.problems.append(Problem("missing-column", message, self.sheet.header_span(), hint))
        return found

    def _words(self, name: str, cells: pa.Array | None, count: int) -> pa.Array:
        if cells is None:
            return pa.nulls(count, pa.string())
        found = decode(cells, _TEXT, self.civil)
        for row, fault, text in zip(found.bad.tolist(), found.faults, found.texts, strict=True):
            self.problems.append(
                Problem(fault.code, str(fault), self.sheet.span(row), fault.hint, field=name, value=text)
            )
        return pa.array([None if word == _ALL else word for word in found.first.to_pylist()], pa.string())

    def _types(self, words: pa.Array) -> pa.Array:
        known: dict[str, str] = {values.plain(name): name for name in self.vocabulary.events}
        for kind in self.vocabulary.events.values():
            for word in (kind.label.zh, kind.label.en):
                if word:
                    known.setdefault(values.plain(word), kind.name)
        found = []
        for row, word in enumerate(words.to_pylist()):
            meant = None if word is None else next((known[f] for f in values.forms(word) if f in known), None)
            if word is not None and meant is None:
                hint = values.suggestion(word, known, "types")
                message, code = f"there is no event type `{word}`", "unknown-type"
                if word == DUTY_DECIDED:
                    message, code = f"`{word}` needs no coverage: what was decided is known", "reserved-type"
                    hint = "declare the types of events that are logged"
                where = self.sheet.span(row)
                self.problems.append(Problem(code, message, where, hint, field="type", value=word))
            found.append(meant)
        return pa.array(found, pa.string())

    def _days(self, name: str, cells: pa.Array | None, count: int) -> pa.Array:
        if cells is None:
            return pa.nulls(count, pa.date32())
        if pa.types.is_string(cells.type):
            cells = pa.array(
                [None if c is not None and c.strip() == _ALL else c for c in cells.to_pylist()], pa.string()
            )
        found = decode_moments(cells, self.civil, None, self.sheet.has_serials)
        for row, fault, text in zip(found.bad.tolist(), found.faults, found.texts, strict=True):
            self.problems.append(
                Problem(fault.code, str(fault), self.sheet.span(row), fault.hint, field=name, value=text)
            )
        days = self.civil.days(found.first.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False))
        missing = found.first.is_null().to_numpy(zero_copy_only=False)
        return pa.array(days.astype(np.int32), mask=missing).cast(pa.date32())

    def _backwards(self, begins: pa.Array, ends: pa.Array) -> None:
        for row, (begin, end) in enumerate(zip(begins.to_pylist(), ends.to_pylist(), strict=True)):
            if begin is not None and end is not None and begin > end:
                message = f"coverage from {begin} through {end}, which is earlier"
                hint = "`through` is the last day covered"
                self.problems.append(
                    Problem("validity-backwards", message, self.sheet.span(row), hint, field="through")
                )

    def _resolved(self, subjects: pa.Array, on: pa.Array, names: Names) -> pa.Array:
        found, unknown = names.resolve(subjects, _reference_days(on))
        for row in np.flatnonzero(unknown).tolist():
            word = subjects[row].as_py()
            near = nearest(word, names.known()) if len(self.problems) < 100 else None
            hint = f"did you mean `{near}`?" if near else "subjects are ids of entities, or `*`"
            message = f"`{word}` is not in the registry"
            where = self.sheet.span(row)
            self.problems.append(
                Problem("unknown-subject", message, where, hint, "warning", field="subject", value=word)
            )
        return found.cast(pa.string())
