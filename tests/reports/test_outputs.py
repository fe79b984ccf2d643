"""What the files of a report hold."""

from __future__ import annotations

import csv
import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.worlds import DEMO, demo, judged
from zhiben.engine.audit import Audit, audit
from zhiben.reports.html import standing_text
from zhiben.reports.places import event_places, short_names
from zhiben.reports.report import write_report
from zhiben.reports.words import NOTE, Lang


class Page(HTMLParser):
    """The text, tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page_of(directory: Path) -> Page:
    page = Page()
    page.feed((directory / "report.html").read_text(encoding="utf-8"))
    return page


def findings_of(directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / "findings.json").read_text(encoding="utf-8"))
    return found


def lines_of(directory: Path) -> list[dict[str, str]]:
    with (directory / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_ledger_csv_json_and_page_speak_of_the_same_findings(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out")
    ledger = pq.read_table(tmp_path / "out" / "ledger.parquet")
    duties = [row["duty"] for row in ledger.to_pylist() if row["verdict"] in ("breached", "late")]
    assert len(duties) == demo().findings.num_rows > 5
    assert [row["duty"] for row in lines_of(tmp_path / "out")] == duties
    assert [row["duty"] for row in findings_of(tmp_path / "out")["findings"]] == duties
    articles = [a["id"] for tag, a in page_of(tmp_path / "out").tags if tag == "article"]
    assert sorted(articles, key=str) == sorted(f"d{duty}" for duty in duties)


def test_the_csv_opens_as_utf8_in_a_spreadsheet(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out")
    assert (tmp_path / "out" / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbfduty,")
    late = next(row for row in lines_of(tmp_path / "out") if row["key"] == "H-2024-02" and row["verdict"] == "late")
    assert late["due"] == "2024-05-31T23:59:59.999999+08:00"
    assert late["cured"] == "2024-06-11T11:00:00.000000+08:00"
    assert (late["evidence"], late["evidence_at"], late["raised_at"]) == ("E015", "log.csv:16", "log.csv:11")
    assert late["sentence_zh"].startswith("示例乙集团")
    followed = next(row for row in lines_of(tmp_path / "out") if row["rule"] == "hazard-closed-in-time/otherwise")
    assert followed["parameters"] == "accountability_days"


def test_the_json_explains_itself(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out")
    found = findings_of(tmp_path / "out")
    assert found["schema"] == "zhiben-findings-1"
    assert found["as_of"] == "2025-04-30"
    assert found["rows"] == {"read": 46, "accepted": 44, "duplicates": 1, "ignored": 0, "rejected": 1}
    assert sum(found["counts"].values()) == demo().ledger.num_rows
    assert found["rules"]["hazard-closed-in-time/otherwise"]["parameters"][0]["origin"] == "choice"
    assert [n["code"] for n in found["notes"]] == ["log-taken-as-complete"]
    rejected = next(p for p in found["problems"] if p["level"] == "error")
    assert (rejected["file"], rejected["line"], rejected["field"], rejected["value"]) == (
        "log.csv", 40, "time", "2025-02-30",
    )  # fmt: skip
    late = next(row for row in found["findings"] if row["key"] == "H-2024-02" and row["verdict"] == "late")
    assert late["evidence"] == [{"id": "E015", "file": "log.csv", "line": 16}]
    assert set(late["sentence"]) == {"zh", "en"}
    assert late["rule"] in found["rules"]


def test_the_manifest_is_enough_to_check_everything(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out")
    text = (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert set(manifest["files"]) == {
        "ledger.parquet",
        "findings.csv",
        "findings.json",
        "explanations.parquet",
        "events.parquet",
        "report.html",
    }
    assert [(i["role"], i["name"]) for i in manifest["inputs"]] == [("log", "log.csv"), ("entities", "entities.csv")]
    assert manifest["inputs"][0]["sha256"] == hashlib.sha256((DEMO / "log.csv").read_bytes()).hexdigest()
    assert manifest["rulebook"]["sha256"] == demo().rulebook.digest != ""
    assert manifest["parameters"] == {"accountability_days": {"value": "15 days", "set_by": "default"}}


def test_no_directory_of_the_machine_is_in_any_file(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out")
    for file in (tmp_path / "out").iterdir():
        assert str(DEMO.parent).encode() not in file.read_bytes()
        assert str(tmp_path).encode() not in file.read_bytes()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_needs_nothing_else_and_is_complete(tmp_path: Path, lang: Lang) -> None:
    write_report(demo(), tmp_path / "out", lang=lang)
    page = page_of(tmp_path / "out")
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"link", "img", "iframe", "object", "form"}
    assert any(a.get("name") == "viewport" for tag, a in page.tags if tag == "meta")
    text = " ".join(page.words)
    for rule in demo().rulebook.rules:
        assert rule.title.text(lang) in text
    for word in (
        "示例甲集团",
        "示例乙集团",
        "示例丙集团",
        "2025-04-30",
        "log.csv:16",
        "log.csv:40",
        "accountability_days",
    ):
        assert word in text
    assert {"zh": "没有给出期限日期", "en": "no due date is given"}[lang] in text  # E032 is unknown, and why
    assert "{{" not in text
    assert "{%" not in text


def hostile(directory: Path, as_of: str = "2024-12-31") -> Audit:
    name = '=cmd|"/c calc"!A1<script>alert(1)</script>'
    quoted = '"' + name.replace('"', '""') + '"'
    return judged(directory, f"1,hot_work,{quoted},2024-05-05,,,,,,w&amp;\n", as_of)


def test_hostile_names_are_text_everywhere(tmp_path: Path) -> None:
    write_report(hostile(tmp_path), tmp_path / "out")
    plain = write_report(demo(), tmp_path / "plain")
    page = page_of(tmp_path / "out")
    expected = [tag for tag, _ in page_of(plain).tags if tag == "script"]
    assert [tag for tag, _ in page.tags if tag == "script"] == expected
    assert any("<script>alert(1)</script>" in words for words in page.words)
    assert any("w&amp;" in words for words in page.words)
    rows = lines_of(tmp_path / "out")
    assert rows
    for row in rows:
        assert row["bearer"].startswith("'=cmd|")
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    assert findings_of(tmp_path / "out")["findings"][0]["bearer"].startswith("=cmd|")


def test_an_audit_without_findings_has_a_whole_report_too(tmp_path: Path) -> None:
    found = judged(tmp_path, "1,training,甲,2024-01-02,,,,,,w\n", "2024-01-03")
    write_report(found, tmp_path / "out")
    assert found.findings.num_rows == 0
    assert findings_of(tmp_path / "out")["findings"] == []
    assert lines_of(tmp_path / "out") == []
    assert NOTE["no-entities"][1] in " ".join(page_of(tmp_path / "out").words)


def test_a_log_without_any_accepted_row_has_a_whole_report_too(tmp_path: Path) -> None:
    found = judged(tmp_path, "1,training,甲,never,,,,,,w\n")
    write_report(found, tmp_path / "out")
    assert findings_of(tmp_path / "out")["rows"]["rejected"] == 1


def test_a_long_list_is_cut_on_the_page_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_text, "FINDINGS", 3)
    write_report(demo(), tmp_path / "out")
    page = page_of(tmp_path / "out")
    shown = [str(a["id"])[1:] for tag, a in page.tags if tag == "article"]
    severity = {row["duty"]: row["severity"] for row in demo().findings.to_pylist()}
    assert [severity[duty] for duty in shown] == ["critical", "critical", "high"]
    assert f"see findings.csv for {demo().findings.num_rows - 3} more" in " ".join(page.words)


def test_split_logs_keep_their_places_apart(tmp_path: Path) -> None:
    heading, *rows = (DEMO / "log.csv").read_text(encoding="utf-8").splitlines()
    files = []
    for number, part in enumerate((rows[:20], rows[20:])):
        (tmp_path / str(number)).mkdir()
        files.append(tmp_path / str(number) / "log.csv")
        files[-1].write_text("\n".join([heading, *part]) + "\n", encoding="utf-8")
    found = audit(files, "workshop-safety", entities=DEMO / "entities.csv", as_of="2025-04-30")
    assert found.ledger.equals(demo().ledger)
    write_report(found, tmp_path / "out")
    late = next(row for row in lines_of(tmp_path / "out") if row["key"] == "H-2024-02" and row["verdict"] == "late")
    assert late["evidence_at"] == "0/log.csv:16"
    assert [i["name"] for i in json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"][:2]] == [
        "0/log.csv", "1/log.csv",
    ]  # fmt: skip


def test_file_names_are_as_short_as_they_tell_files_apart() -> None:
    assert short_names(["/a/b/log.csv", "/c/b/log.csv", "/c/x.csv", "data/log.csv", "../y.csv"]) == {
        "/a/b/log.csv": "a/b/log.csv",
        "/c/b/log.csv": "c/b/log.csv",
        "/c/x.csv": "x.csv",
        "data/log.csv": "data/log.csv",
        "../y.csv": "../y.csv",
    }


@given(
    st.sets(
        st.lists(st.sampled_from("abc"), min_size=1, max_size=5).map(lambda parts: "/" + "/".join(parts)), max_size=8
    )
)
def test_no_other_file_has_a_name_and_no_shorter_one_would_do(files: set[str]) -> None:
    names = short_names(sorted(files))
    assert names.keys() == files
    for file, name in names.items():
        parts, depth = file[1:].split("/"), name.count("/") + 1
        assert name == "/".join(parts[-depth:])
        same = [any(other != file and other.endswith("/" + "/".join(parts[-d:])) for other in files)
                for d in range(1, len(parts) + 1)]  # fmt: skip
        assert all(same[: depth - 1])
        assert not same[depth - 1] or depth == len(parts)


def test_places_of_what_is_no_event_are_nothing() -> None:
    import polars as pl

    found = event_places(demo().log, pl.Series(["E015", "", "示例甲集团", "E015", None]))
    assert found.select("id", "line").rows() == [("E015", 16)]


def test_breaches_are_counted_in_the_first_column_where_a_phone_shows_them(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "report", lang="en")
    words = [word.strip() for word in page_of(tmp_path / "report").words if word.strip()]
    heading = len(words) - words[::-1].index("Bearer")
    assert words[heading : heading + 6] == ["✕", "违反", "breached", "!", "逾期补做", "late"]
