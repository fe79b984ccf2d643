"""What the messages about a log know: which row contradicts, which name was meant, which row holds the headings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.events.conftest import Compare
from tests.events.logs import checked, codes, read, worded
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.ordering import in_order
from zhiben.events.problem import Problem, Span
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities
from zhiben.events.strangers import SHOWN, likely_name

HEAD = "id,type,subject,time\n"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


def _registry(folder: Path, text: str) -> Entities:
    (folder / "e.csv").write_text("id,kind,aliases,valid_from,valid_to\n" + text)
    return read_entities(folder / "e.csv", VOCABULARY, ZONE)


def _lines(log: EventLog, code: str) -> list[int]:
    return [p.span.line for p in log.problems if p.code == code and p.span is not None]


def test_events_outside_the_validity_of_their_entity(csv: Path, tmp_path: Path, golden: Compare) -> None:
    entities = _registry(
        tmp_path,
        "甲,site,老甲,2042-01-01,\n乙,site,,,2024-03-31\n丙,site,,2024-01-01,2024-01-31\n丙,site,,2024-02-01,2024-02-29\n"
        "丙,site,,2024-05-01,2024-05-31\n丁,site,,,\n",
    )
    log = read(
        csv,
        "type,subject,time\ndrill,老甲,2024-03-25\ndrill,甲,2024-03-25\ndrill,乙,2024-03-31\ndrill,乙,2024-04-01\n"
        "drill,丙,2024-01-31\ndrill,丙,2024-02-29\ndrill,丙,2024-03-01\ndrill,丙,2024-05-31\ndrill,丙,2024-06-01 08:00\n"
        "drill,丁,1990-01-01\n",
        entities=entities,
    )
    golden("log-outside-validity", worded(log.problems, tmp_path))


def test_nobody_is_outside_who_is_valid_on_the_first_and_last_day(csv: Path, tmp_path: Path) -> None:
    entities = _registry(tmp_path, "A,site,,2024-03-01,2024-03-31\n")
    text = "type,subject,time\ndrill,A,2024-03-01\ndrill,A,2024-03-31 23:59\n"
    assert codes(read(csv, text, entities=entities)) == []
    assert codes(read(csv, text + "drill,A,2024-02-29 23:59\n", entities=entities)) == ["outside-validity"]


def test_a_name_that_is_in_no_row_is_not_said_to_be_unknown_on_a_day(csv: Path, tmp_path: Path) -> None:
    log = read(csv, "type,subject,time\ndrill,zzz,2024-03-25\n", entities=_registry(tmp_path, "A,site,,,\n"))
    assert [p.message for p in log.problems] == ["`zzz` is not in the registry: 1 event, first here"]


def test_many_unknown_subjects_are_a_few_warnings_and_a_count(csv: Path, tmp_path: Path, golden: Compare) -> None:
    rows = "".join(f"drill,unit {chr(0x4E00 + n)},2024-03-25\n" for n in range(SHOWN + 60)) + "drill,last,2024-03-25\n"
    log = read(csv, "type,subject,time\n" + rows, entities=_registry(tmp_path, "A,site,,,\n"))
    assert codes(log) == ["unknown-subject"] * (SHOWN + 1)
    golden("log-many-unknown-subjects", worded(log.problems[-2:], tmp_path))


def test_a_last_one_is_no_group(csv: Path, tmp_path: Path) -> None:
    rows = "".join(f"drill,{chr(0x4E00 + n)},2024-03-25\n" for n in range(SHOWN + 1))
    registry = "".join(f"{chr(0x4E00 + n)},site,,2042-01-01,\n" for n in range(SHOWN + 1))
    for entities, code in (("A,site,,,\n", "unknown-subject"), (registry, "outside-validity")):
        log = read(csv, "type,subject,time\n" + rows, entities=_registry(tmp_path, entities))
        assert [(p.code, p.value) for p in log.problems] == [(code, chr(0x4E00 + n)) for n in range(SHOWN + 1)]


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("acme_works", ["acme-works", "other"], "acme-works"),
        ("东胜矿业集团", ["东胜矿业集团公司", "西胜"], "东胜矿业集团公司"),
        ("10012", ["10013", "10021"], None),
        ("１００１２", ["10013"], None),
        ("E-002", ["E-001", "E-003"], None),
        ("E002", ["E-001", "E-002"], "E-002"),
        ("甲厂", ["乙厂"], None),
        ("alpha", ["album", "delta"], None),
        ("x" * 100, ["x" * 99], None),
    ],
)
def test_only_a_likely_name_is_suggested(word: str, known: list[str], meant: str | None) -> None:
    assert likely_name(word, known) == meant


def test_a_conflict_names_a_row_that_says_something_else(csv: Path) -> None:
    rows = ["1,drill,甲,2024-03-01\n"] * 2 + ["1,drill,甲,2024-03-02\n"] * 2
    log = read(csv, HEAD + "".join(rows))
    assert codes(log) == ["conflict"] * 4
    assert [p.message.rpartition(":")[2] for p in log.problems] == ["4", "4", "2", "2"]


def test_a_nul_byte_rejects_its_line_only(csv: Path) -> None:
    log = read(csv, HEAD + "1,drill,A\0,2024-03-25\n2,drill,A,2024-03-25\n")
    assert (log.account.accepted, log.account.rejected) == (1, 1)
    (problem,) = log.problems
    assert (problem.code, problem.span) == ("control-character", Span(str(csv), 2, 10))
    assert "NUL" in problem.message


def test_a_binary_file_is_refused_with_the_place_of_its_first_nul(csv: Path) -> None:
    log = read(csv, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    assert codes(log) == ["foreign-format"]
    log = read(csv, b"\xd0\xcf\x11\xe1\xa1\xb1\x1a\xe1" + b"\0" * 504)
    assert codes(log) == ["not-text"]
    assert log.problems[0].message == "the file is binary, not text (the first NUL is byte 9)"


TITLES = {
    "with-delimiters": "某集团演练台账,,,\n编号,类型,单位,日期\n1,drill,甲,2024-03-01\n",
    "alone": "某集团演练台账\n编号,类型,单位,日期\n",
    "of-two-cells": "某集团,,,2024年度\n\n编号,类型,单位,日期\n1,drill,甲,2024-03-01\n",
}


@pytest.mark.parametrize("name", TITLES)
def test_a_title_above_the_headings(name: str, csv: Path, tmp_path: Path, golden: Compare) -> None:
    log = read(csv, TITLES[name])
    assert log.account.accepted == 0
    golden(f"log-title-{name}", f"{log.account}\n\n{worded(log.problems, tmp_path)}")


def test_headings_that_are_merely_incomplete_are_no_title(csv: Path) -> None:
    assert codes(read(csv, "类型,,,\ntype,subject,time,id\ndrill,A,2024-03-25,1\n")) == ["missing-column"] * 2
    assert codes(read(csv, "who,when\nA,2024-03-25\n")).count("missing-column") == 3


def test_filled_cells_under_no_heading_are_pointed_out(csv: Path, tmp_path: Path, golden: Compare) -> None:
    log = read(
        csv, HEAD.replace("\n", ",,\n") + "1,drill,A,2024-03-25,,\n2,drill,A,2024-03-25, ,x\n3,drill,A,2024-03-25,,y\n"
    )
    assert log.account.accepted == 3
    golden("log-unnamed-column", worded(log.problems, tmp_path))


def test_problems_come_in_order_of_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(HEAD + "1,drill,A,2024-03-01\n2,drill,A,x\n1,drill,A,2024-03-02\n3,dril,A,y\n")
    (tmp_path / "a.csv").write_text(HEAD + "7,drill,A,2024-03-01\n8,,A,2024-03-01\n7,drill,A,2024-03-02\n")
    log = checked(read_log([tmp_path / "b.csv", tmp_path / "a.csv"], VOCABULARY, ZONE))
    found = [(Path(p.span.file).name, p.span.line) for p in log.problems if p.span is not None]
    assert found == [("b.csv", n) for n in (2, 3, 4, 5, 5)] + [("a.csv", n) for n in (2, 3, 4)]


def test_files_without_rows_keep_their_place_among_the_others() -> None:
    given = [Problem("p", "", Span(file, line)) for file, line in (("b", 3), ("x", 0), ("c", 2), ("b", 1))]
    found = in_order([Problem("whole", ""), *given], ["a", "b", "c"])
    assert [str(p.span) for p in found] == ["b:1", "b:3", "x", "c:2", "None"]


@pytest.mark.parametrize(
    ("line", "column"),
    [('{"type": ', 9), ('{"type" "drill"}', 9), ('{"type": "drill"} x', 19), ('{"单位": 甲}', 8), ("{", 2)],
)
def test_json_that_is_wrong_is_shown_where_it_is(line: str, column: int, tmp_path: Path) -> None:
    log = read(tmp_path / "log.jsonl", f'{{"type": "drill", "subject": "A", "time": "2024-03-25"}}\n{line}\n')
    (problem,) = log.problems
    assert (problem.code, problem.span) == ("bad-json", Span(str(tmp_path / "log.jsonl"), 2, column))
    assert problem.message.endswith(f"at column {column}")


def test_headings_longer_than_any_line_are_too_long_and_nothing_else(csv: Path) -> None:
    for end in ("", "\n1\n"):
        assert codes(read(csv, "a" * 8_000_001 + end)) == ["too-long"]


def test_what_never_ends_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    log = checked(read_log([Path(os.devnull), Path("/dev/zero"), tmp_path / "pipe.csv"], VOCABULARY, ZONE))
    assert codes(log) == ["unreadable-file"] * 3
    assert [p.message for p in log.problems] == ["this is a device, not a file"] * 2 + ["this is a pipe, not a file"]


def test_a_bare_number_is_no_date_but_may_have_been_one(csv: Path) -> None:
    log = read(csv, HEAD + "1,drill,A,45000\n2,drill,A,45000.75\n3,drill,A,20240325\n4,drill,A,2024\n")
    assert codes(log) == ["bad-date"] * 4
    said = [p.message.partition(";")[0] for p in log.problems]
    assert said[:2] == [f"{n} may be an Excel date, 2023-03-15" for n in ("45000", "45000.75")]
    assert said[2:] == ["this is a date without separators", "this is a year"]


def test_a_log_without_rows_says_so(csv: Path, tmp_path: Path) -> None:
    assert codes(read(csv, HEAD)) == ["empty-log"]
    assert codes(read(csv, HEAD + "1,drill,A\n")) == ["uneven-row"]
    assert codes(read(tmp_path / "one.csv", HEAD + "1,drill,A,2024-03-25\n")) == []
