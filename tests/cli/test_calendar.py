"""`zhiben calendar`: what is open and what opens next, and its file for calendars."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from icalendar import Calendar

from tests.cli.running import ENTITIES, LOG, Zhiben

ASKED = ["--rulebook", "workshop-safety", "--entities", str(ENTITIES), "--as-of", "2025-04-30"]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def book(folder: Path, zone: str, duty: str) -> str:
    (folder / "tasks").mkdir(parents=True)
    head = f"rulebook: b\ntimezone: {zone}\nin_force: {{from: 2024-01-01}}\n"
    (folder / "rulebook.yaml").write_text(head, encoding="utf-8")
    (folder / "vocabulary.yaml").write_text("entities: {firm: {}}\nevents: {check: {}, found: {}}\n", encoding="utf-8")
    (folder / "tasks" / "a.yaml").write_text(
        f"- {{id: r, bearer: firm, duty: {{event: check, at_least: 1, {duty}}}}}\n", encoding="utf-8"
    )
    (folder / "e.csv").write_text("id,kind,valid_from\n甲,firm,2024-01-01\n", encoding="utf-8")
    return str(folder)


def test_without_a_log_all_open_windows_and_those_that_open_are_listed(zhiben: Zhiben) -> None:
    said = zhiben("calendar", *ASKED, "--through", "2025-06-30", "--format", "csv")
    assert said.code == 0
    found = {
        (r["bearer"], r["rule"], r["opens"][:10], r["due"][:10], r["state"])
        for r in rows(said.out)
        if r["bearer"] == "示例甲集团" and not r["key"]
    }
    assert found == {
        ("示例甲集团", "principal-leads-inspection", "2025-05-01", "2025-05-31", "ahead"),
        ("示例甲集团", "principal-leads-inspection", "2025-06-01", "2025-06-30", "ahead"),
    }
    assert "No log was given" in said.err


def test_the_windows_ahead_are_those_that_a_later_audit_finds(zhiben: Zhiben) -> None:
    listed = rows(zhiben("calendar", str(LOG), *ASKED, "--through", "2025-12-31", "--format", "csv").out)
    later = [*ASKED[:-1], "2025-12-31"]
    zhiben("audit", str(LOG), *later)
    import pyarrow.parquet as pq

    ledger = {row["duty"]: row for row in pq.read_table("zhiben-report/ledger.parquet").to_pylist()}
    ahead = [row for row in listed if row["state"] == "ahead"]
    assert len(ahead) > 10
    assert all(ledger[row["duty"]]["rule"] == row["rule"] for row in ahead)
    start = dt.datetime(2025, 4, 30, 16, tzinfo=dt.UTC)
    missed = [
        d
        for d, row in ledger.items()
        if row["opens"] and row["opens"] >= start and d not in {r["duty"] for r in listed}
    ]
    assert {ledger[duty]["rule"] for duty in missed} <= {
        "hazard-closed-in-time/otherwise"
    }  # a breach would have to come first


def test_what_the_log_shows_as_done_is_not_listed(zhiben: Zhiben) -> None:
    bare = {row["duty"] for row in rows(zhiben("calendar", *ASKED, "--format", "csv").out)}
    with_log = {row["duty"] for row in rows(zhiben("calendar", str(LOG), *ASKED, "--format", "csv").out)}
    assert bare - with_log  # workshops inspected in this half-year
    assert with_log - bare  # hazards that are open


def test_due_days_are_those_of_the_rulebooks_zone_and_leap_years(zhiben: Zhiben, tmp_path: Path) -> None:
    for zone in ("Asia/Shanghai", "America/New_York"):
        folder = book(tmp_path / zone.replace("/", "-"), zone, "every: month")
        said = zhiben(
            "calendar",
            "--rulebook",
            folder,
            "--entities",
            f"{folder}/e.csv",
            "--as-of",
            "2024-02-10",
            "--through",
            "2024-03-31",
            "--format",
            "ics",
        )
        assert said.code == 0, said.err
        events = Calendar.from_ical(said.out).walk("VEVENT")
        assert [(e.decoded("dtstart"), e.decoded("dtend")) for e in events] == [
            (dt.date(2024, 2, 29), dt.date(2024, 3, 1)), (dt.date(2024, 3, 31), dt.date(2024, 4, 1)),
        ]  # fmt: skip
        assert len({str(e["uid"]) for e in events}) == 2


def test_what_is_due_within_the_day_stands_at_its_instant(zhiben: Zhiben, tmp_path: Path) -> None:
    folder = book(tmp_path / "b", "Asia/Shanghai", "for_each: {event: found}, within: 36 hours")
    (tmp_path / "log.csv").write_text("id,type,subject,time\n1,found,甲,2024-02-28 09:00\n", encoding="utf-8")
    said = zhiben(
        "calendar",
        "log.csv",
        "--rulebook",
        folder,
        "--entities",
        f"{folder}/e.csv",
        "--as-of",
        "2024-02-28",
        "--format",
        "ics",
    )
    (event,) = Calendar.from_ical(said.out).walk("VEVENT")
    assert event.decoded("dtstart") == dt.datetime(2024, 2, 29, 13, 0, tzinfo=dt.UTC)  # 21:00 in Shanghai
    assert event.decoded("dtstamp") == dt.datetime(2024, 2, 28, 16, 0, tzinfo=dt.UTC)


def test_without_a_log_nobody_is_taken_to_have_breached(zhiben: Zhiben, tmp_path: Path) -> None:
    folder = book(
        tmp_path / "b", "Asia/Shanghai", "every: month}, otherwise: {event: found, at_least: 1, within: 60 days"
    )
    asked = (
        "--rulebook",
        folder,
        "--entities",
        f"{folder}/e.csv",
        "--as-of",
        "2024-02-10",
        "--through",
        "2024-04-30",
        "--format",
        "csv",
    )
    assert {row["rule"] for row in rows(zhiben("calendar", *asked).out)} == {"r"}
    (tmp_path / "log.csv").write_text("id,type,subject,time\n1,check,甲,2024-02-02\n", encoding="utf-8")
    assert {row["rule"] for row in rows(zhiben("calendar", "log.csv", *asked).out)} == {"r", "r/otherwise"}


def test_an_end_before_the_beginning_is_refused(zhiben: Zhiben) -> None:
    said = zhiben("calendar", *ASKED, "--through", "2025-04-01")
    assert (said.code, said.out) == (2, "")
    assert "range-reversed" in said.err
