"""Events that arrive a few at a time: lines of JSON, flat or CloudEvents, read like a file of them.

Unlike rows of a file they need ids: only by its id can an event that is delivered twice be told from two events.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from zhiben.events import subjects
from zhiben.events.aliases import Names
from zhiben.events.civil import calendar
from zhiben.events.entities import Entities
from zhiben.events.jsonl_sheet import read_jsonl
from zhiben.events.logmap import LogMap
from zhiben.events.one_line import OneLine
from zhiben.events.problem import Problem, Span
from zhiben.events.sheet_reading import read_sheet
from zhiben.events.vocabulary import Vocabulary


class Arrived(Struct, frozen=True):
    """What a few lines hold.

    Attributes:
        table: rows of a log in terms of the registry, each with an id, in the order of the lines.
        problems: what is wrong with the lines, and what is odd about them.
        rejected, ignored: how many rows gave no event, because they are wrong or because the map says so.
    """

    table: pa.Table
    problems: tuple[Problem, ...]
    rejected: int
    ignored: int


class Arriving(Struct, frozen=True, dict=True):
    """How lines are read: as files of the same rulebook would be."""

    vocabulary: Vocabulary
    zone: str
    mapping: LogMap | None = None
    entities: Entities | None = None

    def read(self, lines: bytes, name: str, before: int = 0) -> Arrived:
        """Read whole lines of JSON.

        Args:
            name: of the source, as problems show it.
            before: how many lines of the source came before these.
        """
        quick = self._one.read(lines, str(Path(name)), before + 1)
        if quick is not None:
            return Arrived(quick, (), 0, 0)
        sheet = read_jsonl(Path(name), lines)
        if before:
            moved = tuple(replace(p, span=_later(p.span, before)) for p in sheet.problems)
            sheet = replace(sheet, lines=sheet.lines + before, problems=moved)
        part = read_sheet(sheet, self.vocabulary, self.zone, self.mapping)
        table, problems = part.table, [*part.problems]
        nameless = table.filter(pc.is_null(table["id"]))
        for line in nameless["line"].to_pylist():
            hint = "give every event an `id` that it keeps when it is sent again, or name its columns in a log map"
            problems.append(Problem("no-id", "an event that arrives needs an id", Span(name, line), hint, field="id"))
        table = table.filter(pc.is_valid(table["id"]))
        if self.entities is not None and table.num_rows:
            table, strange = subjects.resolve(table, self.entities, self.vocabulary, calendar(self.zone), self._names)
            problems += strange
        return Arrived(table, tuple(problems), part.rejected + nameless.num_rows, part.ignored)

    @cached_property
    def _one(self) -> OneLine:
        return OneLine(self.vocabulary, self.zone, self.mapping, self.entities, self._names)

    @cached_property
    def _names(self) -> Names | None:
        return None if self.entities is None else Names.of(self.entities).kept()


def _later(span: Span | None, lines: int) -> Span | None:
    return span if span is None or not span.line else replace(span, line=span.line + lines)
