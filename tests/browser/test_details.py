"""One duty opened: everything that its finding rests on, reached by a link of its own and left by a key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opener
from tests.reports.worlds import demo
from zhiben.engine.ledger import VERDICTS
from zhiben.reports.contents import Contents
from zhiben.reports.rows import explained

NAMES = dict(Contents.of(demo(), "en").names)
ROWS: list[dict[str, Any]] = list(explained(demo(), demo().ledger, NAMES).iter_rows(named=True))
LATE = next(row for row in ROWS if row["key"] == "H-2024-02" and row["verdict"] == "late")


def test_a_finding_shows_all_that_it_rests_on(opened: Opener, report: Path) -> None:
    view = opened(f"duty={LATE['duty']}")
    text = view.page.inner_text("dialog")
    for word in (
        LATE["sentence_en"], LATE["miss_en"], LATE["remedy_en"], LATE["duty"], "hazard-closed-in-time", "H-2024-02",
        "log.csv:16", "E015", "log.csv:11", "3.2 Hazards are rectified in time", f"zhiben explain {LATE['duty']} --ledger {report.parent}",
        "11 June 2024", "31 May 2024", "Level", "tasks/hazards.yaml:",
    ):  # fmt: skip
        assert word and str(word).lower() in text.lower(), word


def test_the_values_a_duty_depends_on_stand_beside_it_with_whose_they_are(opened: Opener) -> None:
    row = next(row for row in ROWS if row["rule"] == "hazard-closed-in-time/otherwise")
    text = opened(f"duty={row['duty']}").page.inner_text("dialog")
    assert "accountability_days" in text and "15 days" in text and "an analyst's reading" in text
    parent = next(r for r in ROWS if r["duty"] == row["raised_by"])
    assert parent["title_en"] in text


@pytest.mark.parametrize("verdict", [v for v in VERDICTS if any(row["verdict"] == v for row in ROWS)])
def test_a_duty_of_every_verdict_has_a_link_of_its_own(opened: Opener, verdict: str) -> None:
    row = next(row for row in ROWS if row["verdict"] == verdict)
    view = opened(f"duty={row['duty']}&lang=zh")
    assert view.page.inner_text("#duty-title") == row["title_zh"]
    assert view.page.evaluate("document.activeElement.id") == "duty-title"


def test_a_duty_that_is_not_there_is_said_to_be_missing(opened: Opener) -> None:
    view = opened("duty=0123456789abcdef")
    assert "0123456789abcdef" in view.page.inner_text("dialog")
    view.press("Escape")
    assert view.state == {}


def test_it_is_opened_from_the_list_left_by_escape_and_the_focus_comes_back(opened: Opener) -> None:
    view = opened()
    second = view.listed()[1]
    link = view.page.locator("#list a.duty-link").nth(1)
    link.focus()
    view.press("Enter")
    assert view.state == {"duty": [second]}
    assert view.page.get_by_role("dialog").is_visible()
    view.press("Escape")
    assert not view.page.get_by_role("dialog").is_visible()
    assert view.state == {}
    assert view.page.evaluate("document.activeElement.hash").find(second) > 0


def test_next_and_previous_follow_the_list_and_back_goes_back(opened: Opener) -> None:
    view = opened()
    first, second, *_ = view.listed()
    view.click(view.page.locator("#list a.duty-link").first)
    assert view.page.is_disabled("#duty-earlier")
    view.click("#duty-later")
    assert view.state == {"duty": [second]}
    view.click("#duty-earlier")
    assert view.state == {"duty": [first]}
    view.back()
    assert view.state == {"duty": [second]}
    view.back()
    view.back()
    assert not view.page.get_by_role("dialog").is_visible()


def test_a_duty_that_was_met_shows_its_evidence(opened: Opener) -> None:
    row = next(row for row in ROWS if row["verdict"] == "met" and row["evidence"])
    text = opened(f"v=all&duty={row['duty']}").page.inner_text("dialog")
    assert row["evidence"][0]["id"] in text
    assert f"log.csv:{row['evidence'][0]['line']}" in text


def test_what_a_reader_without_scripts_gets(opened: Opener, report: Path) -> None:
    view = opened(java_script_enabled=False)
    text = view.page.inner_text("body")
    assert LATE["sentence_en"] in text
    assert "needs none" in text or "need the script" in text
    assert not view.page.is_visible("#explorer") and not view.page.is_visible("#tools")
    assert view.page.locator("article").count() == demo().findings.num_rows


def test_a_browser_that_cannot_unpack_keeps_the_summary(opened: Opener, report: Path) -> None:
    view = opened(java_script_enabled=False)  # a first page, for its context
    view.close()
    old = opened("", report, java_script_enabled=True)
    old.page.add_init_script("delete window.DecompressionStream")
    old.page.reload()
    assert old.page.is_visible("#too-old")
    assert old.page.locator("article").count() == demo().findings.num_rows
    assert not old.page.is_visible("#explorer")
