"""Hostile waivers and baselines, and what `calendar` and `explain` print of a hostile log: text, wherever it comes from."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import polars as pl
import pytest
from icalendar import Calendar

from tests.cli.conftest import zhiben  # noqa: F401
from tests.cli.running import Zhiben
from tests.reports.hostile import AS_OF, TEXTS, UNSEEN, hostile_entities, hostile_log, hostile_rulebook
from tests.reports.test_hostile_formats import READERS
from zhiben.reports.formats import format_names
from zhiben.reports.safe import visible

SOME = {
    name: TEXTS[name]
    for name in (
        "a script", "the end of a script", "a template", "a command of a spreadsheet", "colours of a terminal",
        "turned reading direction", "unseen letters", "line breaks", "a link of Markdown", "a table of Markdown",
        "the end of a fold", "a command of a runner", "properties of a calendar", "quotes and separators",
    )
}  # fmt: skip
BAD = (set(UNSEEN) | {"\ufffe", "\uffff"}) - {"\n"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Arguments of a hostile audit: one waiver for each text, of which most excuse something."""
    folder = tmp_path_factory.mktemp("hostile")
    waivers = [
        {
            "id": f"<w>=+{number}", "reason": text, "approved_by": text, "from": "2024-01-01", "through": "2024-12-31",
            "rule": "hazards", "bearer": text,
        }
        for number, text in enumerate(SOME.values())
    ]  # fmt: skip
    (folder / "waivers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in waivers), encoding="ascii")
    return [
        str(hostile_log(folder, SOME)), "--rulebook", str(hostile_rulebook(folder, SOME)),
        "--entities", str(hostile_entities(folder, SOME)), "--waivers", str(folder / "waivers.jsonl"),
    ]  # fmt: skip


def test_waivers_and_a_baseline_are_text_in_every_file_and_on_the_terminal(
    zhiben: Zhiben,  # noqa: F811
    asked: list[str],
    tmp_path: Path,
) -> None:
    before = zhiben("audit", *asked[:-2], "--as-of", "2024-05-31", "--out", "before")
    assert before.code == 1, before.err
    compared = ("--as-of", AS_OF, "--baseline", "before")
    formats = [name for name in format_names() if name != "github"]  # which is made of commands
    said = zhiben("audit", *asked, *compared, "--out", "now", "--format", ",".join(formats), "--lang", "en")
    assert said.code == 1, said.err
    assert not BAD & set(said.out + said.err)
    told = json.loads((tmp_path / "now" / "findings.json").read_text(encoding="utf-8"))
    assert len(told["waivers"]) == len(SOME) and len(told["waived"]) >= len(SOME)
    assert told["baseline"]["counts"]["waived"] and told["gone"]
    read = {}
    for file in (tmp_path / "now").rglob("*"):
        if file.is_file():
            read[file.name] = "\n".join(READERS[file.suffix](file.read_bytes()))
    for name in ("findings.json", "findings.sarif", "junit.xml", "workbook.xlsx"):
        for text in SOME.values():
            assert f"approved by {visible(text)}" in read[name] or f"approved by {text}" in read[name], (name, text)
    checked = zhiben("check", *asked, *compared)
    assert not BAD & set(checked.out + checked.err)
    for line in (said.out + said.err + checked.out + checked.err).splitlines():
        assert not re.match(r"\s*(?:::|END:)", line) and "##[" not in line


@pytest.mark.parametrize("format_", ["table", "csv", "ics"])
@pytest.mark.parametrize("with_log", [True, False])
def test_a_calendar_is_text(zhiben: Zhiben, asked: list[str], format_: str, with_log: bool) -> None:  # noqa: F811
    arguments = asked[:-2] if with_log else asked[1:-2]
    said = zhiben("calendar", *arguments, "--as-of", AS_OF, "--format", format_, "--lang", "en")
    assert said.code == (1 if with_log else 0), said.err
    assert not (BAD - ({"\r"} if format_ != "table" else set())) & set(said.out.removeprefix("\ufeff") + said.err)
    if format_ == "ics":
        events = Calendar.from_ical(said.out).walk("VEVENT")
        assert len(events) == said.out.count("BEGIN:VEVENT\r\n") >= len(SOME)
        shown = " ".join(str(event["summary"]) for event in events)
        assert all(visible(text)[:20] in shown for text in SOME.values())
    elif format_ == "csv":
        cells = [cell for row in csv.reader(io.StringIO(said.out.removeprefix("\ufeff"))) for cell in row]
        assert not [cell for cell in cells if re.match("[=+\\-@\t\r＝＋－＠]", cell)]


def test_a_story_is_text_for_every_verdict(zhiben: Zhiben, asked: list[str], tmp_path: Path) -> None:  # noqa: F811
    assert zhiben("audit", *asked, "--as-of", AS_OF, "--out", "now").code == 1
    ledger = pl.read_parquet(tmp_path / "now" / "ledger.parquet")
    for bearer in ("colours of a terminal", "turned reading direction", "line breaks", "a script"):
        mine = ledger.filter(pl.col("bearer") == SOME[bearer]).unique("verdict", keep="first", maintain_order=True)
        assert {"breached", "waived"} <= set(mine["verdict"])
        for duty in mine["duty"]:
            for lang in ("zh", "en"):
                said = zhiben("explain", duty, "--ledger", "now", "--lang", lang)
                assert said.code == 0, said.err
                assert not BAD & set(said.out + said.err)
                assert visible(SOME[bearer])[:20] in said.out
