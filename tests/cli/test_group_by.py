"""`zhiben audit --group-by`: the table, the file, and words that are refused before anything is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import DEMO, Zhiben


def test_the_table_counts_every_verdict_and_each_duty_once_in_its_total(zhiben: Zhiben, tmp_path: Path) -> None:
    said = zhiben("audit", *DEMO, "--group-by", "severity")
    manifest = json.loads((tmp_path / "zhiben-report" / "manifest.json").read_text(encoding="utf-8"))
    (head,) = [line for line in said.out.splitlines() if line.startswith("Severity")]
    assert head.split() == ["Severity", "duties", "met", "pending", "breached", "late", "unknown"]
    (total,) = [line for line in said.out.splitlines() if line.startswith("Total, each duty once")]
    assert int(total.split()[4]) == manifest["duties"] == sum(map(int, total.split()[5:]))
    assert said.code == 1


def test_words_are_joined_by_commas_or_by_repeating(zhiben: Zhiben, tmp_path: Path) -> None:
    written = tmp_path / "zhiben-report" / "summary.csv"
    zhiben("audit", *DEMO, "--group-by", "bearer,year")
    together = written.read_bytes()
    zhiben("audit", *DEMO, "--group-by", "bearer", "--group-by", "year")
    assert written.read_bytes() == together
    manifest = json.loads((tmp_path / "zhiben-report" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["group_by"] == ["bearer", "year"] and "summary.csv" in manifest["files"]


def test_a_later_report_without_groups_takes_the_file_away(zhiben: Zhiben, tmp_path: Path) -> None:
    zhiben("audit", *DEMO, "--group-by", "bearer")
    zhiben("audit", *DEMO)
    assert not (tmp_path / "zhiben-report" / "summary.csv").exists()


@pytest.mark.parametrize(("lang", "said"), [("zh", "有的义务同属几组"), ("en", "fall in several groups")])
def test_it_says_where_rows_add_up_to_more(zhiben: Zhiben, tmp_path: Path, lang: str, said: str) -> None:
    entities = tmp_path / "entities.csv"
    entities.write_text("id,kind,owner\n甲,company,\n乙,company,甲\n", encoding="utf-8")
    log = tmp_path / "log.csv"
    log.write_text("id,type,subject,time\n1,inspection,甲,2024-02-01\n", encoding="utf-8")
    given = [
        str(log),
        "--rulebook",
        "workshop-safety",
        "--entities",
        str(entities),
        "--as-of",
        "2024-04-30",
        "--lang",
        lang,
    ]
    assert said in zhiben("audit", *given, "--group-by", "group").out
    assert said not in zhiben("audit", *given, "--group-by", "bearer").out


def test_of_many_groups_those_with_findings_are_shown(zhiben: Zhiben, tmp_path: Path) -> None:
    entities = tmp_path / "entities.csv"
    names = [f"单位{n:03}" for n in range(70)]
    entities.write_text("id,kind,high_risk\n" + "".join(f"{n},company,false\n" for n in names), encoding="utf-8")
    log = tmp_path / "log.csv"
    log.write_text(
        "id,type,subject,time,led_by\n" + "".join(f"{n},inspection,{n},2024-02-01,principal\n" for n in names[:69]),
        encoding="utf-8",
    )
    said = zhiben(
        "audit", str(log), "--rulebook", "workshop-safety", "--entities", str(entities), "--as-of", "2024-04-30",
        "--rule", "principal-leads-inspection", "--group-by", "bearer",
    )  # fmt: skip
    table = said.out.split("Bearer ")[-1]
    assert "单位069" in table and "10 more groups are in summary.csv" in table


def test_a_wrong_word_is_refused_before_anything_is_read(zhiben: Zhiben) -> None:
    said = zhiben("audit", "no-such.csv", "--rulebook", "workshop-safety", "--group-by", "yaer")
    assert said.code == 2 and "did you mean `year`?" in said.err and "no-such" not in said.err


def test_hostile_names_stay_harmless(zhiben: Zhiben, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("id,type,subject,time\n1,inspection,=1+1\u202e,2024-02-01\n", encoding="utf-8")
    said = zhiben("audit", str(log), "--rulebook", "workshop-safety", "--group-by", "bearer", "--as-of", "2024-04-30")
    assert "\u202e" not in said.out and "=1+1\\u202e" in said.out
    written = (tmp_path / "zhiben-report" / "summary.csv").read_text(encoding="utf-8-sig")
    assert "\n'=1+1\\u202e," in written


def test_an_empty_ledger_has_no_groups_and_a_total(zhiben: Zhiben) -> None:
    said = zhiben("audit", *DEMO, "--as-of", "2001-01-01", "--group-by", "bearer,clause:2")
    assert "Total, each duty once" in said.out and said.code != 2
