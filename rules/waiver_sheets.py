"""Waivers in a table: one row each, columns by their Chinese or English names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from zhiben.events.civil import CivilCalendar, from_day
from zhiben.events.columns import decode
from zhiben.events.delimiting import delimiter_problem
from zhiben.events.distinct import Decoded
from zhiben.events.headings import Headings
from zhiben.events.moments import decode_moments
from zhiben.events.named import twice
from zhiben.events.opening import open_sheets
from zhiben.events.problem import Problem, Span, nearest
from zhiben.events.sheet import Broken, Sheet
from zhiben.events.translation import translate
from zhiben.events.vocabulary import Field
from zhiben.rules.form.waiver import WaiverForm
from zhiben.rules.model import DateRange
from zhiben.rules.waivers import SELECTORS, Waiver, Waivers

WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("waiver", "豁免编号", "编号", "文号"),
    "reason": ("why", "豁免原因", "原因", "理由"),
    "approved_by": ("approver", "approved by", "批准人", "批准单位", "审批人", "审批单位"),
    "from": ("valid from", "生效日期", "开始日期", "起始日期", "自"),
    "through": ("to", "until", "失效日期", "结束日期", "终止日期", "截止日期", "至"),
    "duty": ("义务编号", "义务"),
    "rule": ("规则", "规则编号"),
    "bearer": ("责任主体", "责任单位", "单位", "单位名称", "enterprise"),
    "key": ("标识", "事项编号"),
    "window_from": ("window from", "时限开始日期", "义务期间自"),
    "window_through": ("window through", "时限结束日期", "义务期间至"),
}
_DATES = ("from", "through", "window_from", "window_through")
_COLUMNS = f"columns: {', '.join(WORDS)}"
_TEXT = Field("text", "text")


def read_sheets(file: Path, civil: CivilCalendar) -> Waivers:
    """The waivers of a CSV, XLSX, JSONL or Parquet file; what is wrong with them is among their problems."""
    items: list[Waiver] = []
    problems: list[Problem] = []
    for sheet in open_sheets(file):
        problems += sheet.problems
        if sheet.headers:
            reader = _Reader(sheet, civil)
            items += reader.waivers()
            problems += sorted(reader.problems, key=lambda p: p.span.line if p.span else 0)
    return Waivers(tuple(items), tuple(problems))


class _Reader:
    """One sheet of waivers."""

    def __init__(self, sheet: Sheet, civil: CivilCalendar) -> None:
        self.sheet, self.civil = sheet, civil
        self.problems: list[Problem] = []

    def waivers(self) -> list[Waiver]:
        places = self._places()
        try:
            cells = dict(zip(places, self.sheet.read(list(places.values())), strict=True))
        except Broken as why:
            message = f"the file is damaged inside: {why}"
            self.problems.append(Problem("damaged-file", message, self.sheet.header_span()))
            return []
        faulty: set[int] = set()
        columns = {name: self._column(name, column, places[name], faulty) for name, column in cells.items()}
        made = []
        for row in range(len(self.sheet.lines)):
            given = {name: column[row] for name, column in columns.items() if column[row] is not None}
            waiver = None if row in faulty else self._waiver(row, given, places)
            made += [] if waiver is None else [waiver]
        return made

    def _places(self) -> dict[str, int]:
        headings, found, where = Headings(WORDS, ()), dict[str, int](), self.sheet.header_span()
        for place, heading in enumerate(self.sheet.headers):
            meaning = headings.meaning(heading)
            if not isinstance(meaning, str):
                if heading:
                    near = nearest(heading, headings.known())
                    # A misspelt selector would be read as none, and excuse more than was decided.
                    message = f"a table of waivers has no column `{heading}`"
                    hint = f"did you mean `{near}`?" if near else _COLUMNS
                    self.problems.append(Problem("unknown-column", message, where, hint, field=heading))
            elif meaning in found:
                self.problems.append(twice(self.sheet, place, found[meaning]))
            else:
                found[meaning] = place
        missing = [name for name in ("id", "reason", "approved_by", "from", "through") if name not in found]
        if not found and (told := delimiter_problem(self.sheet, headings, in_a_map=False)) is not None:
            self.problems = [told]
        elif missing:
            named = ", ".join(f"`{name}`" for name in missing)
            message = f"a table of waivers needs {named}"
            self.problems.append(Problem("missing-column", message, where, _COLUMNS))
        return found

    def _column(self, name: str, cells: pa.Array, place: int, faulty: set[int]) -> list[Any]:
        if name in _DATES:
            found = decode_moments(cells, self.civil, None, self.sheet.has_serials)
            values = self._days(found)
        else:
            found = decode(cells, _TEXT, self.civil)
            values = found.first.to_pylist()
        for row, fault, text in zip(found.bad.tolist(), found.faults, found.texts, strict=True):
            faulty.add(row)
            where = self.sheet.cell(row, place)
            self.problems.append(Problem(fault.code, str(fault), where, fault.hint, field=name, value=text))
        return values

    def _days(self, found: Decoded) -> list[dt.date | None]:
        instants = found.first.cast(pa.int64())
        days = self.civil.days(instants.fill_null(0).to_numpy(zero_copy_only=False)).tolist()
        there = instants.is_valid().to_pylist()
        return [from_day(day) if known else None for day, known in zip(days, there, strict=True)]

    def _waiver(self, row: int, given: dict[str, Any], places: Mapping[str, int]) -> Waiver | None:
        if self.problems and any(p.code == "missing-column" for p in self.problems):
            return None  # every row would lack the same
        window = {name.removeprefix("window_"): given.pop(name) for name in _DATES[2:] if name in given}
        if window:
            given["window"] = window
        spans: dict[str, Span] = {name: self.sheet.cell(row, place) for name, place in places.items()}
        spans |= {"": self.sheet.span(row), "window": spans.get("window_from", self.sheet.span(row))}
        try:
            form = WaiverForm.model_validate(given)
        except ValidationError as error:
            for m in translate(error, WaiverForm, given):
                name = str(m.path[0]) if m.path else ""
                self.problems.append(Problem(m.code, m.message, spans.get(name, spans[""]), m.hint, field=name))
            return None
        return waiver_of(form, spans)


def waiver_of(form: WaiverForm, spans: Mapping[str, Span]) -> Waiver:
    """The waiver that a form says."""
    window = DateRange() if form.window is None else DateRange(form.window.from_, form.window.through)
    given = {name: getattr(form, name) for name in SELECTORS}
    days = (form.from_, form.through)
    return Waiver(form.id, form.reason, form.approved_by, *days, **given, window=window, spans=spans)
