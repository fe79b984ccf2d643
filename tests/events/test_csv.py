"""CSV: physical lines, uneven rows, quotation marks, and the fast path against the patient one."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.events import csv_sheet
from zhiben.events.csv_sheet import read_csv
from zhiben.events.sheet import Reading, Sheet

FILE = Path("log.csv")


def rows(sheet: Sheet) -> list[tuple[int, ...]]:
    columns = [c.to_pylist() for c in sheet.read(range(len(sheet.headers)))]
    return [(line, *cells) for line, *cells in zip(sheet.lines.tolist(), *columns, strict=True)]


def problems(sheet: Sheet) -> list[tuple[str, int]]:
    return sorted((p.code, p.span.line) for p in sheet.problems if p.span)


def patient(content: bytes) -> Sheet:
    """The sheet as read without the fast path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_sheet, "split", lambda *_: None)
        return read_csv(FILE, content)


BOTH = pytest.mark.parametrize("read", [lambda c: read_csv(FILE, c), patient], ids=["fast", "patient"])


@BOTH
def test_rows_keep_the_line_they_begin_on(read: Callable[[bytes], Sheet]) -> None:
    sheet = read(b'a,b\n1,2\n"x\ny","z\r\nw"\n\n3,4\n')
    assert rows(sheet) == [(2, "1", "2"), (3, "x\ny", "z\r\nw"), (7, "3", "4")]


@BOTH
def test_doubled_quotation_marks_are_one(read: Callable[[bytes], Sheet]) -> None:
    sheet = read(b'a,b\n"say ""no""",""\n"","x"\n"""",y\n')
    assert rows(sheet) == [(2, 'say "no"', ""), (3, "", "x"), (4, '"', "y")]


@BOTH
def test_a_mark_inside_bare_text_is_text(read: Callable[[bytes], Sheet]) -> None:
    assert rows(read(b'a,b\n5" pipe,x\ny,6"\n')) == [(2, '5" pipe', "x"), (3, "y", '6"')]


@BOTH
def test_a_row_with_too_few_or_too_many_cells_is_rejected_alone(read: Callable[[bytes], Sheet]) -> None:
    sheet = read(b"a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert rows(sheet) == [(2, "1", "2"), (5, "7", "8")]
    assert (problems(sheet), sheet.spoiled) == ([("uneven-row", 3), ("uneven-row", 4)], 2)


@BOTH
def test_empty_cells_beyond_the_headings_are_padding(read: Callable[[bytes], Sheet]) -> None:
    assert rows(read(b"a,b\n1,2,,\n3,4,\n")) == [(2, "1", "2"), (3, "3", "4")]


@BOTH
def test_blank_rows_are_no_rows(read: Callable[[bytes], Sheet]) -> None:
    assert rows(read(b"\n\na,b\n,\n  \n1,2\n , \n\r\n")) == [(6, "1", "2")]


@BOTH
def test_an_unclosed_quotation_mark_spoils_its_own_line_only(read: Callable[[bytes], Sheet]) -> None:
    sheet = read(b'a,b\n1,2\n"x,3\n4,5\n6,7\n')
    assert rows(sheet) == [(2, "1", "2"), (4, "4", "5"), (5, "6", "7")]
    assert problems(sheet) == [("unclosed-quote", 3)]


@BOTH
def test_lines_may_end_as_on_windows(read: Callable[[bytes], Sheet]) -> None:
    assert rows(read(b"a,b\r\n1,2\r\n3,4")) == [(2, "1", "2"), (3, "3", "4")]


def test_lines_may_end_as_on_an_old_mac() -> None:
    assert rows(read_csv(FILE, b"a,b\r1,2\r3,4\r")) == [(2, "1", "2"), (3, "3", "4")]
    assert rows(read_csv(FILE, b"title\r\ra,b\r1,2\r", Reading(header_row=3))) == [(4, "1", "2")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_detected(delimiter: str) -> None:
    content = delimiter.join(["a", '"b,;c"', "d"]) + "\n" + delimiter.join("123") + "\n"
    sheet = read_csv(FILE, content.encode())
    assert sheet.headers == ("a", "b,;c", "d")
    assert rows(sheet) == [(2, "1", "2", "3")]


def test_the_delimiter_and_header_row_may_be_declared() -> None:
    sheet = read_csv(FILE, b"a title; with; many\n\nx|y;z\n1|2\n", Reading(delimiter="|", header_row=3))
    assert (sheet.headers, rows(sheet)) == (("x", "y;z"), [(4, "1", "2")])


@pytest.mark.parametrize("bad", [b"\x01", b"\x00"])
def test_control_characters_reject_their_row(bad: bytes) -> None:
    filler = b"1,2\n" * 2000
    sheet = read_csv(FILE, b"a,b\n" + filler + b"x" + bad + b",y\n3,4\n")
    assert problems(sheet) == [("control-character", 2002)]
    assert (sheet.spoiled, rows(sheet)[-1]) == (1, (2003, "3", "4"))


def test_bytes_that_are_not_utf8_reject_their_row() -> None:
    sheet = read_csv(FILE, "a,b\n企业,检查\n".encode() + b"x\xff,y\n3,4\n")
    assert problems(sheet) == [("undecodable", 3)]
    assert rows(sheet) == [(2, "企业", "检查"), (4, "3", "4")]


def test_gb18030_is_detected_and_said() -> None:
    sheet = read_csv(FILE, "单位,内容\n甲企业,检查\n".encode("gb18030"))
    assert rows(sheet) == [(2, "甲企业", "检查")]
    assert [(p.code, p.level) for p in sheet.problems] == [("gb18030-detected", "note")]


def test_gb18030_may_be_declared_and_a_byte_order_mark_wins() -> None:
    assert read_csv(FILE, "单位\n甲\n".encode("gb18030"), Reading(encoding="gb18030")).problems == ()
    assert read_csv(FILE, "\ufeff单位\n甲\n".encode(), Reading(encoding="gb18030")).headers == ("单位",)


def test_gb18030_may_have_a_byte_order_mark_of_its_own() -> None:
    sheet = read_csv(FILE, "\ufeff单位,内容\n甲企业,检查\n".encode("gb18030"))
    assert (sheet.headers, rows(sheet), sheet.problems) == (("单位", "内容"), [(2, "甲企业", "检查")], ())


@pytest.mark.parametrize(("row", "says"), [(3, "line 3 holds no headings"), (9, "line 9 holds no headings")])
def test_a_header_row_that_is_blank_or_beyond_the_end_is_named(row: int, says: str) -> None:
    (problem,) = read_csv(FILE, b"a,b\n1,2\n\n3,4\n", Reading(header_row=row)).problems
    assert (problem.code, problem.message) == ("empty-file", says)


def test_an_endless_line_rejects_its_row() -> None:
    sheet = read_csv(FILE, b"a,b\n1,2\n" + b"x" * 20_000_000 + b",y\n3,4\n")
    assert problems(sheet) == [("too-long", 3)]
    assert rows(sheet) == [(2, "1", "2"), (4, "3", "4")]


def test_an_endless_line_of_delimiters_rejects_its_row() -> None:
    sheet = read_csv(FILE, b"a,b\n" + b"," * 20_000_000 + b"\n3,4\n")
    assert rows(sheet) == [(3, "3", "4")]
    assert (problems(sheet), sheet.spoiled) == ([("too-long", 2)], 1)


CELLS = st.text(st.sampled_from('ab,"\n\r; é'), max_size=4)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=6))
def test_the_fast_path_reads_what_the_patient_one_reads(table: list[list[str]]) -> None:
    """Cells written at random, well-formed or not."""
    content = ("h,k\n" + "\n".join(",".join(row) for row in table)).encode()
    fast, slow = read_csv(FILE, content), patient(content)
    assert rows(fast) == rows(slow)
    assert (problems(fast), fast.spoiled) == (problems(slow), slow.spoiled)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_what_is_written_well_is_read_back(table: list[tuple[str, str]]) -> None:
    quoted = ["{},{}".format(*('"' + cell.replace('"', '""') + '"' for cell in row)) for row in table]
    content = ("h,k\n" + "\n".join(quoted)).encode()
    expected = [row for row in table if "".join(row).strip()]
    assert [tuple(row[1:]) for row in rows(read_csv(FILE, content))] == expected
    assert [tuple(row[1:]) for row in rows(patient(content))] == expected
