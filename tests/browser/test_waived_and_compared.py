"""The page tells which duties are waived and by what, and what is new and what is gone since a baseline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Opener
from tests.demo.test_waivers_and_baseline import WAIVERS, december, judged
from zhiben.engine.audit import Audit
from zhiben.reports.contents import Contents
from zhiben.reports.html.write import write_html


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Audit, Path]:
    """The demonstration a month later, with two waivers, and its page."""
    folder = tmp_path_factory.mktemp("month")
    (folder / "waivers.csv").write_text(WAIVERS, encoding="utf-8")
    found = judged("2025-01-31", folder / "waivers.csv", december())
    write_html(Contents.of(found, "zh"), folder / "report.html")
    return found, folder / "report.html"


def test_waived_duties_stay_in_sight_with_who_excused_them_and_why(opened: Opener, month: tuple[Audit, Path]) -> None:
    found, path = month
    view = opened("v=waived", path)
    assert view.count == found.waived.num_rows == 2
    view.click(view.page.locator("#list a.duty-link").first)
    text = view.page.inner_text("dialog")
    assert "区安委办" in text and "东安委〔2024〕" in text
    view.press("Escape")
    assert "改制期间主要负责人空缺" in view.page.inner_text("section[aria-labelledby=waivers]")
    view.search("改制期间")
    assert view.count == 1


def test_findings_are_told_apart_by_what_they_are_against_the_baseline(
    opened: Opener, month: tuple[Audit, Path]
) -> None:
    found, path = month
    view = opened("", path)
    status = found.findings["status"].to_pylist()
    for word in ("new", "persisting"):
        view.choose("x", word)
        assert view.count == status.count(word) > 0
    assert found.comparison is not None
    assert view.page.locator("section[aria-labelledby=since] li").count() == found.comparison.gone.num_rows == 3
    view.click(view.page.locator("#list a.duty-link").first)
    assert "持续存在" in view.page.inner_text("dialog")
