"""A hundred thousand findings open and are filtered; whatever a stranger wrote stays text; nothing is asked of anybody."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Opener
from tests.reports.hostile import TEXTS, hostile_audit
from tests.reports.worlds import demo, judged
from zhiben.reports.contents import Contents
from zhiben.reports.html.write import write_html

MANY = 100_000


def repeated(count: int) -> Contents:
    """The example's findings over and over, each copy with an id and a bearer of its own."""
    found = demo().findings
    times = -(-count // found.num_rows)
    ledger = pa.concat_tables([found] * times).slice(0, count).combine_chunks()
    ids = pa.array([f"{number:016x}" for number in range(count)])
    bearers = pa.array([f"示例第{number // 100:04d}号集团" for number in range(count)])
    ledger = ledger.set_column(0, "duty", ids).set_column(ledger.schema.get_field_index("bearer"), "bearer", bearers)
    contents = Contents.of(replace(demo(), ledger=ledger), "en")
    # Wording a hundred thousand sentences is no part of what is tried here.
    told = pl.concat([Contents.of(demo(), "en").findings] * times).head(count)
    vars(contents)["findings"] = told.with_columns(duty=pl.Series(ids), bearer=pl.Series(bearers))
    return contents


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of a hundred thousand findings."""
    path = tmp_path_factory.mktemp("large") / "report.html"
    write_html(repeated(MANY), path)
    return path


def test_a_hundred_thousand_findings_open_and_are_filtered(opened: Opener, large: Path) -> None:
    assert large.stat().st_size < 20_000_000
    view = opened("", large)
    assert view.count == MANY
    assert view.page.locator("#list tbody tr").count() == 50
    assert view.page.locator("*").count() < 60_000, "the page is not made of all its duties at once"
    view.click("#page-last")
    assert view.state == {"page": ["2000"]} and len(view.listed()) == 50
    view.choose("b", "示例第0777号集团")
    assert view.count == 100
    assert all(int(duty, 16) // 100 == 777 for duty in view.listed())
    view.go("")
    view.search("0042号")
    assert view.count == 100
    view.search("000000000001869f")
    assert view.listed() == ["000000000001869f"]
    view.click(view.page.locator("#list a.duty-link").first)
    assert "示例第0999号集团" in view.page.inner_text("dialog")
    view.press("Escape")
    view.go("sort=-bearer&v=all")
    assert int(view.listed()[0], 16) // 100 == 999


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that is hostile wherever a stranger can write to."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "page" / "report.html"
    path.parent.mkdir()
    write_html(Contents.of(hostile_audit(folder), "en"), path)
    return path


ALIEN = "img, iframe, object, embed, form, link, base, svg:not(.chart), [onload], [onerror], [onmouseover], [onclick]"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_text_is_text_everywhere(opened: Opener, hostile: Path, lang: str) -> None:
    view = opened(f"v=all&lang={lang}", hostile)
    assert view.page.locator(ALIEN).count() == 0
    for duty in view.listed()[:12]:
        view.go(f"v=all&duty={duty}&lang={lang}")
        assert view.page.inner_text("#duty-title")
        assert view.page.locator(ALIEN).count() == 0
    view.go(f"v=all&lang={lang}")
    view.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert view.page.locator(ALIEN).count() == 0
    assert TEXTS["a script"] in view.page.inner_text("#explorer")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_hostile_name_is_filtered_by_like_any_other(opened: Opener, hostile: Path) -> None:
    view = opened("v=all", hostile)
    options: list[str] = view.page.locator("#filter-b option").evaluate_all("all => all.map(option => option.value)")
    for value in options[1:12]:
        view.choose("b", value)
        assert view.count > 0
        assert view.state["b"] == [value]


class Elements(HTMLParser):
    """Scripts and styles of a page as they are written, and its policy."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: tuple[str, str] | None = None
        self.texts: dict[tuple[str, str], list[str]] = {}
        self.policy = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert not {"src", "srcset", "action", "ping", "style"} & set(given)
        assert not [name for name in given if name.startswith("on")]
        assert (given.get("href") or "#").startswith("#")
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        self.open = (tag, given.get("type") or "") if tag in ("script", "style") else None

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open, []).append(data)

    def handle_endtag(self, tag: str) -> None:
        self.open = None


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("which", ["report", "hostile"])
def test_its_policy_lets_this_script_and_style_run_and_nothing_else(which: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(which)
    page = Elements(path.read_text(encoding="utf-8"))
    (script,), (style,) = page.texts["script", ""], page.texts["style", ""]
    assert page.policy.split("; ") == [
        "default-src 'none'", f"script-src {digest(script)}", f"style-src {digest(style)}", "img-src data:",
        "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'",
    ]  # fmt: skip
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(|import\(", script
    )
    assert not re.search(r"url\(|@import|@font-face", style)


def test_no_address_of_the_network_is_in_the_page(report: Path) -> None:
    assert "://" not in report.read_text(encoding="utf-8")


def test_the_same_audit_gives_the_same_bytes(report: Path, tmp_path: Path) -> None:
    write_html(Contents.of(demo(), "en"), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == report.read_bytes()


def test_an_audit_without_duties_or_findings_opens_too(opened: Opener, browser: Browser, tmp_path: Path) -> None:
    for name, rows, as_of in [
        ("early", "1,training,甲,2024-01-02,,,,,,w\n", "2024-01-03"),
        ("bad", "1,training,甲,never,,,,,,w\n", "2024-12-31"),
    ]:
        folder = tmp_path / name
        folder.mkdir()
        found = judged(folder, rows, as_of)
        write_html(Contents.of(found, "zh"), folder / "report.html")
        view = opened("v=all", folder / "report.html")
        assert view.count == found.ledger.num_rows
        view.go("v=breached")
        assert "没有符合条件的义务" in view.page.inner_text("#list")
        assert "注意" in view.page.inner_text("main")
