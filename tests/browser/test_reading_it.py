"""The page is read in two languages, in the dark, on a phone, on paper, and by ear."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Opener
from tests.browser.reading import View
from tests.reports.worlds import demo
from zhiben.engine.ledger import FINDINGS
from zhiben.reports.html.words import PAGE

HAN = re.compile(r"[\u4e00-\u9fff]")

# Every text that can be seen, with its contrast against what is behind it (WCAG 2, relative luminance).
CONTRASTS = """() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const parse = text => { const n = text.match(/[\\d.]+/g).map(Number); return { rgb: n.slice(0, 3), alpha: n.length > 3 ? n[3] : 1 }; };
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const { rgb, alpha } = parse(getComputedStyle(e).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('dialog[open]') || document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'OPTION', 'TITLE', 'DESC'].includes(element.tagName.toUpperCase())) continue;
    if (element.closest('.unseen, .skip') || !element.getClientRects().length) continue;
    const svg = element.closest('svg');
    let ground = behind(element);
    let ink = getComputedStyle(element).color;
    if (svg) {
      ink = getComputedStyle(element).fill;
      const bar = element.closest('.series');
      if (bar) ground = parse(getComputedStyle(document.querySelector(`#explorer .badge.${bar.classList[1]}`)).backgroundColor).rgb;
    }
    const [a, b] = [luminance(parse(ink).rgb), luminance(ground)];
    found.push([text.slice(0, 40), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]);
  }
  return found;
}"""


def test_the_language_changes_at_once_and_stays_in_the_address(opened: Opener) -> None:
    view = opened("v=unknown")
    assert view.page.title().startswith("Audit of obligations")
    count, listed = view.count, view.listed()
    view.click("#language")
    assert "lang=zh" in view.page.url and view.page.locator("html[lang='zh-Hans']").count() == 1
    assert view.page.title().startswith("义务履行审计报告")
    assert (view.count, view.listed()) == (count, listed)
    for heading in view.page.locator("h2:visible").all_inner_texts():
        assert HAN.search(heading), heading
    view.click("#language")
    for heading in view.page.locator("h2:visible").all_inner_texts():
        assert not HAN.search(heading), heading
    view.back()
    assert view.page.title().startswith("义务履行审计报告")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_of_the_page_is_left_unsaid(opened: Opener, lang: str) -> None:
    view = opened(f"v=all&lang={lang}&duty={demo().ledger['duty'][0].as_py()}")
    text = view.page.inner_text("body")
    for name in PAGE:
        if "_" in name:
            assert name not in text
    for word in ("undefined", "NaN", "[object", "{count}", "{page}", "{shown}", "null"):
        assert word not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["v=all&cols=month", "v=all&duty="])
def test_every_text_stands_out_from_what_is_behind_it(opened: Opener, scheme: str, address: str) -> None:
    duty = next(row["duty"] for row in demo().findings.to_pylist())
    view = opened(address + (duty if address.endswith("duty=") else ""), color_scheme=scheme)
    for details in view.page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    contrasts: list[tuple[str, float]] = view.page.evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert [(text, round(ratio, 2)) for text, ratio in contrasts if ratio < 4.5] == []


def ground(view: View) -> str:
    """The colour behind everything."""
    found: str = view.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


def test_it_is_dark_where_the_system_is_or_where_the_reader_says_so(opened: Opener) -> None:
    light, dark = opened(color_scheme="light"), opened(color_scheme="dark")
    assert ground(light) == "rgb(255, 255, 255)" and ground(dark) != ground(light)
    light.page.select_option("#theme", "dark")
    assert ground(light) == ground(dark)
    light.page.wait_for_timeout(500)  # the browser lays down what a page keeps a moment after the page has said so
    light.page.reload()
    light.page.wait_for_selector("html[data-shown]", state="attached")
    assert ground(light) == ground(dark), "the choice is kept"
    dark.page.select_option("#theme", "light")
    assert ground(dark) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_sticks_out_of_a_phone(opened: Opener, lang: str) -> None:
    view = opened(f"v=all&lang={lang}", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    for details in view.page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    assert view.page.evaluate("document.documentElement.scrollWidth") == 390
    view.click(view.page.locator("#list a.duty-link").first)
    box = view.page.locator("dialog").bounding_box()
    assert box and (box["x"], box["width"]) == (0, 390)
    assert view.page.evaluate("document.querySelector('dialog').scrollWidth") <= 390


def test_paper_gets_every_duty_of_the_filter_and_no_controls(opened: Opener) -> None:
    view = opened("v=breached")
    view.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    view.page.emulate_media(media="print")
    expected = [row["duty"] for row in demo().ledger.to_pylist() if row["verdict"] == "breached"]
    text = view.page.inner_text("#printed")
    assert all(duty in text for duty in expected)
    assert view.page.locator("#printed article").count() == len(expected) < demo().findings.num_rows
    assert "Filter: breached" in text
    for control in ("#tools", "#filters", "#list", "#matrix-controls", ".jump"):
        assert not view.page.is_visible(control), control
    assert view.page.locator("details:not([open])").count() == 0
    view.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert view.page.locator("#printed article").count() == 0


def test_the_browser_prints_it_to_more_than_one_page(opened: Opener) -> None:
    paper = opened().page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) > 2
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper)
    assert box and (round(float(box[1])), round(float(box[2]))) in ((595, 842), (596, 842), (594, 842))


def test_slash_searches_and_escape_clears(opened: Opener) -> None:
    view = opened()
    view.page.keyboard.press("/")
    assert view.page.evaluate("document.activeElement.id") == "search"
    before = view.turn
    view.page.keyboard.type("E015")
    view.settled(before)
    assert view.state["q"] == ["E015"] and view.page.input_value("#search") == "E015"
    view.press("Escape")
    assert "q" not in view.state and view.count == len(
        [r for r in demo().ledger.to_pylist() if r["verdict"] in FINDINGS]
    )
    view.page.keyboard.type("/")
    assert view.page.input_value("#search") == "/", "while one types it is a letter"


def test_the_first_tab_leads_to_the_list(opened: Opener) -> None:
    view = opened()
    view.page.keyboard.press("Tab")
    assert view.page.evaluate("document.activeElement.className").startswith("skip")
    view.page.keyboard.press("Enter")
    assert view.page.evaluate("document.activeElement.id") == "results"
    assert "lang=" not in view.page.url, "a link to a place leaves the address of the filter alone"


def test_everything_that_can_be_worked_has_a_name(opened: Opener) -> None:
    view = opened("v=all")
    view.click(view.page.locator("#list a.duty-link").first)
    unnamed = view.page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, a[href]')].filter(element => {
          const label = element.labels && element.labels[0];
          return !(element.getAttribute('aria-label') || element.textContent.trim() || (label && label.textContent.trim()));
        }).map(element => element.outerHTML)"""
    )
    assert unnamed == []
    tree = view.page.locator("body").aria_snapshot()
    for part in ('dialog "', 'heading "'):
        assert part in tree


def test_by_ear_the_page_has_its_parts(opened: Opener) -> None:
    tree = opened("v=all").page.locator("body").aria_snapshot()
    for part in (
        "banner",
        "main",
        "navigation",
        'grid "Matrix"',
        'table "Duties"',
        "status",
        "searchbox",
        'heading "Overview',
        "img ",
    ):
        assert part in tree, part
    assert re.search(r'img "Verdicts by heading[^\n]*', tree)


def test_identifiers_are_unique_and_labels_lead_somewhere(opened: Opener) -> None:
    view = opened("v=all")
    repeated = view.page.evaluate(
        "() => { const all = [...document.querySelectorAll('[id]')].map(e => e.id); return all.filter((id, at) => all.indexOf(id) < at); }"
    )
    assert repeated == []
    lost = view.page.evaluate(
        """() => [...document.querySelectorAll('[aria-labelledby], [aria-describedby]')].flatMap(element =>
          `${element.getAttribute('aria-labelledby') || ''} ${element.getAttribute('aria-describedby') || ''}`.trim().split(/ +/)
        ).filter(id => !document.getElementById(id) && id !== 'duty-title')"""
    )
    assert lost == []
