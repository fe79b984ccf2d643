"""The filters of the page find what the ledger holds, stand in the address, and can be gone back from."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.browser.conftest import Opener
from tests.reports.worlds import demo
from zhiben.engine.ledger import FINDINGS, VERDICTS

LEDGER: list[dict[str, Any]] = demo().ledger.to_pylist()


def having(**wanted: object) -> set[str]:
    """The duties of the ledger with such values; a tuple means any of them."""
    return {
        row["duty"]
        for row in LEDGER
        if all(row[name] in value if isinstance(value, tuple) else row[name] == value for name, value in wanted.items())
    }


def test_it_opens_with_the_findings_the_gravest_first(opened: Opener) -> None:
    view = opened()
    assert set(view.listed()) == having(verdict=FINDINGS)
    assert view.count == len(having(verdict=FINDINGS)) > 5
    severity = {row["duty"]: ("critical", "high", "medium", "low").index(row["severity"]) for row in LEDGER}
    order = [severity[duty] for duty in view.listed()]
    assert order == sorted(order) and len(set(order)) > 1


def test_every_verdict_can_be_asked_for_alone_and_all_of_them_together(opened: Opener) -> None:
    view = opened("v=all")
    counts = Counter(row["verdict"] for row in LEDGER)
    assert view.count == len(LEDGER)
    for verdict in VERDICTS:
        assert view.page.inner_text(f"#tally-{verdict}") == str(counts[verdict])
        view.go(f"v={verdict}")
        assert view.count == counts[verdict]
        assert view.page.locator("#list .empty").count() == (not counts[verdict])


def test_what_is_ticked_is_listed_and_the_browser_goes_back(opened: Opener) -> None:
    view = opened()
    view.click("label:has(#v-late)")
    assert view.state == {"v": ["breached"]}
    assert set(view.listed()) == having(verdict="breached")
    view.click("label:has(#v-unknown)")
    assert set(view.listed()) == having(verdict=("breached", "unknown"))
    view.click("label:has(#s-critical)")
    assert set(view.listed()) == having(verdict=("breached", "unknown"), severity="critical")
    view.back()
    assert set(view.listed()) == having(verdict=("breached", "unknown"))
    view.back()
    view.back()
    assert view.state == {}
    assert set(view.listed()) == having(verdict=FINDINGS)
    assert view.page.is_checked("#v-late") and not view.page.is_checked("#v-unknown")


@pytest.mark.parametrize(
    ("name", "value", "fitting"),
    [
        ("b", "示例乙集团", having(bearer="示例乙集团")),
        ("r", "hazard-closed-in-time", having(rule="hazard-closed-in-time")),
        ("c", "3.2", having(clause="3.2")),
        ("h", "3.2", having(clause="3.2")),
        ("reason", "missing-due-date", having(reason="missing-due-date")),
        ("p", "2024-Q2", {row["duty"] for row in LEDGER if row["due"] and "2024-04" <= f"{row['due']:%Y-%m}" <= "2024-06"}),
    ],
)  # fmt: skip
def test_a_choice_lists_just_what_the_ledger_has(opened: Opener, name: str, value: str, fitting: set[str]) -> None:
    view = opened("v=all&cols=quarter")
    view.choose(name, value)
    assert 0 < view.count == len(fitting) < len(LEDGER)
    seen = set(view.listed())
    while view.page.is_enabled("#page-next") if view.page.locator("#page-next").count() else False:
        view.click("#page-next")
        seen |= set(view.listed())
    assert seen == fitting
    assert view.state[name] == [value]
    again = opened(view.page.url.partition("#")[2])
    assert again.count == len(fitting)
    assert again.page.input_value(f"#filter-{name}") == value


@pytest.mark.parametrize(
    "words",
    ["H-2024-02", "示例乙集团 hazard", "log.csv:16", "E015", "3.2", "made up late", "Hazards"],
)
def test_words_are_searched_for_in_all_that_is_said_of_a_duty(opened: Opener, words: str) -> None:
    view = opened("v=all")
    view.search(words)
    assert 0 < view.count < len(LEDGER)
    assert view.state["q"] == [words]


def test_a_duty_is_found_by_the_beginning_of_its_id(opened: Opener) -> None:
    view = opened("v=all")
    duty = LEDGER[-1]["duty"]
    view.search(duty[:10])
    assert view.listed() == [duty]


def test_what_fits_nothing_says_so_and_is_cleared(opened: Opener) -> None:
    view = opened("q=nothing+at+all")
    assert view.count == 0
    assert "No duty fits" in view.page.inner_text("#list")
    view.click("#reset")
    assert view.count == len(having(verdict=FINDINGS))
    assert view.page.input_value("#search") == ""


def test_the_list_is_sorted_both_ways_by_what_is_clicked(opened: Opener) -> None:
    view = opened()
    due = {row["duty"]: row["due"].timestamp() if row["due"] else float("inf") for row in LEDGER}
    view.click("#sort-due")
    up = [due[duty] for duty in view.listed()]
    view.click("#sort-due")
    down = [due[duty] for duty in view.listed()]
    assert up == sorted(up) and down == sorted(down, reverse=True) and up != down
    assert view.page.locator("th[aria-sort=descending] #sort-due").count() == 1


def test_an_address_that_says_nonsense_shows_what_it_can(opened: Opener) -> None:
    view = opened("v=nothing&s=terrible&p=whenever&cols=rows&page=-3&sort=luck&b=nobody&duty=")
    assert view.count == 0
    view.go("v=met&page=9999&p=2024-13")
    assert view.count == len(having(verdict="met"))
    assert view.listed()
