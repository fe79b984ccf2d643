"""The matrix counts every duty, shows the gravest verdict, and is worked with the keyboard."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opener
from tests.browser.reading import View
from tests.reports.worlds import demo
from zhiben.reports.contents import Contents
from zhiben.reports.html import chosen
from zhiben.reports.html.chosen import GRAVEST_FIRST
from zhiben.reports.html.words import SYMBOL
from zhiben.reports.html.write import write_html

Cells = dict[tuple[str, str], Counter[str]]


def expected(columns: str) -> Cells:
    """(bearer, column) and how many duties of which verdict, from the ledger itself."""
    cells: Cells = defaultdict(Counter)
    for row in demo().ledger.to_pylist():
        due = row["due"]
        names = {
            "month": [f"{due:%Y-%m}" if due else "undated"],
            "year": [f"{due:%Y}" if due else "undated"],
            "clause": row["clause"].split(";") if row["clause"] else ["no clause"],
        }[columns]
        for name in [*names, "Total"]:
            cells[row["bearer"], name][row["verdict"]] += 1
    return dict(cells)


def drawn(view: View) -> tuple[Cells, dict[tuple[str, str], str]]:
    """What the cells say to somebody who hears them, and the verdict by which each is coloured."""
    said: list[tuple[str, str]] = view.page.locator("#matrix-place td").evaluate_all(
        "cells => cells.map(cell => [cell.querySelector('button').getAttribute('aria-label'), cell.className])"
    )
    cells: Cells = {}
    colours: dict[tuple[str, str], str] = {}
    for label, colour in said:
        who, _, counts = label.partition(": ")
        bearer, _, column = who.partition(", ")
        if counts == "no duties":
            assert colour == ""
            continue
        found = Counter({verdict: int(count) for verdict, count in (part.split() for part in counts.split(", "))})
        cells[bearer, column], colours[bearer, column] = found, colour.removeprefix("v-")
    return cells, colours


@pytest.mark.parametrize("columns", ["month", "year", "clause"])
def test_every_cell_counts_what_the_ledger_holds_and_has_the_gravest_colour(opened: Opener, columns: str) -> None:
    view = opened(f"cols={columns}")
    cells, colours = drawn(view)
    assert cells == expected(columns)
    for cell, counts in cells.items():
        assert colours[cell] == next(verdict for verdict in GRAVEST_FIRST if counts[verdict])


def test_a_cell_is_told_by_signs_and_numbers_not_by_colour_alone(opened: Opener) -> None:
    view = opened("cols=year")
    cells, _ = drawn(view)
    texts = iter(view.page.locator("#matrix-place td button:not([aria-disabled])").all_inner_texts())
    for counts in cells.values():
        text = next(texts).replace("\n", " ").replace(" ", "")
        assert text == "".join(f"{SYMBOL[v]}{counts[v]}" for v in GRAVEST_FIRST if counts[v])


def test_unknown_and_waived_never_look_like_met(opened: Opener) -> None:
    view = opened("cols=month")
    cells, colours = drawn(view)
    assert any(counts["unknown"] for counts in cells.values())
    for cell, counts in cells.items():
        if counts["unknown"] or counts["waived"] or counts["breached"] or counts["late"]:
            assert colours[cell] != "met"


def test_the_filters_of_verdict_bearer_and_column_leave_the_matrix_whole(opened: Opener) -> None:
    view = opened("cols=year&v=met&b=示例乙集团&p=2024")
    assert drawn(view)[0] == expected("year")
    view.go("cols=year&s=critical")
    assert (
        0
        < sum(sum(c.values()) for c in drawn(view)[0].values())
        < sum(sum(c.values()) for c in expected("year").values())
    )


def test_a_cell_opens_all_its_duties(opened: Opener) -> None:
    view = opened("cols=year")
    (bearer, column), counts = next(
        (cell, c) for cell, c in expected("year").items() if len(c) > 1 and cell[1] != "Total"
    )
    view.click(view.page.get_by_role("button", name=f"{bearer}, {column}:"))
    assert view.count == sum(counts.values())
    assert view.state == {"v": ["all"], "b": [bearer], "p": [column], "cols": ["year"]}
    assert view.page.evaluate("document.activeElement.id") == "results"
    assert view.page.locator("#matrix-place td[aria-selected=true]").count() == 1


def focused(view: View) -> str:
    """What has the focus, as it is told."""
    found: str = view.page.evaluate(
        "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
    )
    return found


def test_arrow_keys_go_through_the_cells_and_enter_opens_one(opened: Opener) -> None:
    view = opened("cols=year")
    buttons = view.page.locator("#matrix-place button")
    stops = buttons.evaluate_all("all => all.filter(button => button.tabIndex === 0).length")
    assert stops == 1 < buttons.count()
    view.page.focus("#matrix-place button[tabindex='0']")
    table = view.page.locator("#matrix-place tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('button')].map(b => b.getAttribute('aria-label') || b.innerText))"
    )
    assert focused(view) == table[1][1]
    for key, row, column in [
        ("ArrowRight", 1, 2), ("ArrowDown", 2, 2), ("ArrowLeft", 2, 1), ("Home", 2, 0), ("End", 2, -1), ("ArrowRight", 2, -1),
        ("Control+Home", 0, 0), ("ArrowUp", 0, 0), ("Control+End", -1, -1), ("ArrowUp", -2, -1),
    ]:  # fmt: skip
        view.page.keyboard.press(key)
        assert focused(view) == table[row][column], key
    view.press("Enter")
    assert view.count == int(sum(drawn(view)[0][table[-2][0], "Total"].values()))
    view.page.focus("#matrix-place button[tabindex='0']")
    assert focused(view) == table[-2][-1], "the grid remembers where it was left"


def test_it_is_a_grid_with_named_rows_and_columns(opened: Opener) -> None:
    view = opened("cols=year")
    grid = view.page.get_by_role("grid", name="Matrix")
    assert grid.get_by_role("columnheader").count() == len({cell[1] for cell in expected("year")}) + 1
    assert grid.get_by_role("rowheader").count() == len({cell[0] for cell in expected("year")})


def test_what_is_only_counted_is_counted_in_the_matrix_too(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "DUTIES", 20)
    path = tmp_path / "report.html"
    write_html(Contents.of(demo(), "en"), path)
    view = opened("cols=year&v=all", path)
    assert drawn(view)[0] == expected("year")
    total: dict[str, Any] = dict(Counter(row["verdict"] for row in demo().ledger.to_pylist()))
    for verdict, count in total.items():
        assert view.page.inner_text(f"#tally-{verdict}") == str(count)
    left = demo().ledger.num_rows - 20
    assert view.count == 20
    assert f"{left} more that fit" in view.page.inner_text("#count")
    assert f"only counted are {left} others" in view.page.inner_text("main")
