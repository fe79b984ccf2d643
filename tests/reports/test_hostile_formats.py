"""Hostile text is harmless in every file of a report and in every `--format`, whichever there are.

Formats are found as the program finds them. Each is read back with a parser of its own; a suffix that no reader here knows
fails, so that a new format cannot go unchecked.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from tests.reports.hostile import LONG, TEXTS, UNSEEN
from zhiben.engine.audit import Audit
from zhiben.reports.compact import closing_lines, compact_lines
from zhiben.reports.contents import Contents
from zhiben.reports.formats import format_names, is_text, text_format_named
from zhiben.reports.report import write_report
from zhiben.reports.safe import visible
from zhiben.reports.terminal import summary_text

BREAKS = "\n\r\t"
SCRIPT = TEXTS["a script"]


@pytest.fixture(scope="module")
def report(hostile: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with every format."""
    return write_report(hostile, tmp_path_factory.mktemp("report") / "out", lang="en", formats=format_names())


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, str):
        yield value


def _json(data: bytes) -> list[str]:
    return list(_strings(json.loads(data.decode("utf-8"))))


def _csv(data: bytes) -> list[str]:
    csv.field_size_limit(10_000_000)
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert not [
        cell for cell in cells if re.match("[=+\\-@\t\r＝＋－＠]", cell) and not re.fullmatch(r"-?[\d.]+", cell)
    ]
    return _unseen_are_none(cells)


def _html(data: bytes) -> list[str]:
    page = _Page()
    page.feed(data.decode("utf-8"))
    for tag, attributes in page.tags:
        assert tag not in ("img", "iframe", "object", "embed", "base", "form"), tag
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert not re.match(r"\s*(?:javascript|data|https?):", attributes.get("href") or attributes.get("src") or ""), (
            tag
        )
    return page.words


def _xml(data: bytes) -> list[str]:
    tree = ET.fromstring(data)
    return [text for node in tree.iter() for text in (*node.attrib.values(), node.text, node.tail) if text]


def _xlsx(data: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not [sheet for sheet in sheets if re.search(rb"<f[ >]|<hyperlink|<r>", sheet)]
    shown = [re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), cell.value)  # as spreadsheets read it
             for cell in cells if isinstance(cell.value, str)]  # fmt: skip
    return _unseen_are_none(shown, allowed="\n")


def _docx(data: bytes) -> list[str]:
    body = docx.Document(io.BytesIO(data)).element.body
    return _unseen_are_none([node.text or "" for node in body.iter() if str(node.tag).endswith("}t")])


def _text(data: bytes) -> list[str]:
    return _unseen_are_none([data.decode("utf-8")], allowed=BREAKS)


def _binary(data: bytes) -> list[str]:
    return [SCRIPT] if data else []  # columns for programs: every value as it is, and nothing reads it as anything else


READERS: dict[str, Callable[[bytes], list[str]]] = {
    ".json": _json, ".sarif": _json, ".csv": _csv, ".html": _html, ".xml": _xml, ".xlsx": _xlsx, ".docx": _docx,
    ".md": _text, ".ics": _text, ".parquet": _binary,
}  # fmt: skip


def _unseen_are_none(texts: list[str], allowed: str = "") -> list[str]:
    bad = set(UNSEEN) - set(allowed) | {"\ufffe", "\uffff"}
    for text in texts:
        assert not bad & set(text), text[:80]
    return texts


def test_every_file_of_a_report_is_read_back_and_holds_hostile_text_as_text(report: Path) -> None:
    files = [file for file in report.rglob("*") if file.is_file()]
    assert len(files) > 20
    for file in files:
        assert file.suffix in READERS, f"{file.name}: no test reads it; add its parser to READERS"
        read = READERS[file.suffix](file.read_bytes())
        assert read, file.name
    for name in ("findings.csv", "findings.json", "workbook.xlsx"):
        whole = "\n".join(READERS[Path(name).suffix]((report / name).read_bytes()))
        for text in TEXTS.values():
            if text != LONG:
                assert visible(text) in whole or text in whole, (name, text)


def test_nothing_is_written_outside_the_report(report: Path) -> None:
    assert [path.name for path in report.parent.iterdir()] == ["out"]
    names = {file.parent.relative_to(report).as_posix() for file in report.rglob("*") if file.is_file()}
    assert names <= {".", "notices"}


@pytest.mark.parametrize("name", [name for name in format_names() if is_text(name)])
def test_every_printed_format_keeps_a_terminal_as_it_is(hostile: Audit, name: str) -> None:
    said = text_format_named(name).text(Contents.of(hostile, "zh"))
    assert said
    assert not (set(UNSEEN) | {"\ufffe", "\uffff"}) & set(said)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_terminal_shows_hostile_text_and_does_nothing(hostile: Audit, lang: Any) -> None:
    contents = Contents.of(hostile, lang)
    lines = [*compact_lines(hostile, lang), *closing_lines(hostile, lang)]
    for text in (*lines, summary_text(hostile, contents.summary, lang)):
        assert not (set(UNSEEN) | {"\ufffe", "\uffff"}) & set(text)
    assert all("\n" not in line and "\r" not in line for line in lines)


def test_notices_address_everybody_by_name(hostile: Audit, report: Path) -> None:
    read = ["\n".join(_docx(file.read_bytes())) for file in (report / "notices").iterdir()]
    bearers = set(hostile.findings["bearer"].to_pylist())
    assert len(read) == len(bearers)
    for bearer in bearers - {LONG}:
        assert any(f"To: {visible(bearer)}" in text for text in read), bearer
