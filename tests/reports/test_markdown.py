"""`markdown`: short enough for a comment, and as GitHub's own renderer shows it, nothing but text in a table."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from tests.reports.hostile import TEXTS, UNSEEN
from tests.reports.worlds import demo, judged
from zhiben.engine.audit import Audit, audit
from zhiben.events.problem import Problem
from zhiben.reports.contents import Contents
from zhiben.reports.formats import markdown
from zhiben.reports.safe import visible
from zhiben.reports.words import LANGS, Lang

TAGS = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul", "li", "code"}


class Page(HTMLParser):
    """Tags with their attributes, texts outside of code, and the cells of tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.all_texts: list[str] = []
        self.rows: list[int] = []
        self.is_code = False
        self.feed(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.is_code = tag == "code"
        if tag == "tr":
            self.rows.append(0)
        elif tag == "td":
            self.rows[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False

    def handle_data(self, data: str) -> None:
        self.all_texts.append(data)
        if not self.is_code:
            self.texts.append(data)


def test_counts_findings_and_places_are_there() -> None:
    text = markdown.text(Contents.of(demo(), "en"))
    assert text.startswith("### ❌ 12 findings\n")
    assert "| 41 | 6 | 10 | 2 | 0 | 1 |" in text
    rows = [line for line in text.splitlines() if line.startswith(("| critical", "| high", "| medium"))]
    assert len(rows) == 12
    assert [line.split("|")[1].strip() for line in rows] == ["critical"] * 2 + ["high"] * 7 + ["medium"] * 3
    assert rows[0].endswith("| log.csv:16 |")
    assert "hazard-closed-in-time: 1" in text  # the unknown one


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_text_is_text(hostile: Audit, lang: Lang) -> None:
    text = markdown.text(Contents.of(hostile, lang))
    assert not set(text) & (set(UNSEEN) - {"\n"})
    page = Page(text)
    assert {tag for tag, _ in page.tags} == TAGS
    assert all(set(attributes) <= {"align"} for _, attributes in page.tags)
    assert set(page.rows) <= {0, 4, 6}  # no cell has come to be two
    for said in page.texts:  # what GitHub would make links of, or tell people about
        assert not re.search(r"@\w|#\d|GH-\d|://|www\.", said), said
    shown = "".join(page.texts)
    assert "<script>alert('zhiben')</script>" in shown


@pytest.mark.parametrize("name", TEXTS)
def test_a_cell_is_shown_as_what_it_holds(name: str) -> None:
    page = Page(f"| a |\n| --- |\n| {markdown.cell(TEXTS[name])} |\n")
    assert page.rows == [0, 1]
    assert {tag for tag, _ in page.tags} <= {"table", "thead", "tbody", "tr", "th", "td", "code"}
    said = " ".join(visible(TEXTS[name]).split())
    shown = " ".join("".join(page.all_texts).split()).removeprefix("a ")
    assert shown == said if len(said) < 500 else (shown.endswith("…") and said.startswith(shown[:-1]))


def test_a_comment_is_never_too_long_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    rows = "".join(f"{n},hot_work,甲{n % 7},2024-05-05,,,,,,worker {n} {'长' * 300}\n" for n in range(3_000))
    found = judged(tmp_path, rows, "2024-05-31", rules=["trained-before-hot-work"])
    for lang in LANGS:
        text = markdown.text(Contents.of(found, lang))
        assert len(text) <= markdown.LIMIT
        shown = sum(line.startswith(("| high", "| 严重 |")) for line in text.splitlines())
        (left,) = re.findall(r"(\d+) (?:more findings|项问题未在此列出)", text)
        assert shown + int(left) == 3_000 and shown > 50


def test_no_finding_is_no_pass_where_something_cannot_be_judged(tmp_path: Path) -> None:
    found = judged(
        tmp_path, "1,hazard_found,甲,2024-05-05,,h1,major,,,\n", "2024-05-06", rules=["hazard-closed-in-time"]
    )
    assert found.ledger["verdict"].to_pylist() == ["unknown"]
    text = markdown.text(Contents.of(found, "en"))
    assert text.startswith("### ⚠️ No findings, but 1 duty cannot be judged")


def test_rejected_rows_are_no_pass(tmp_path: Path) -> None:
    found = judged(tmp_path, "1,training,甲,never,,,,,,w\n", "2024-05-06")
    assert markdown.text(Contents.of(found, "zh")).startswith("### ❌ 有记录被拒收")


def test_all_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,type,subject,time\n1,training,甲,2024-01-02\n", encoding="utf-8")
    found = audit(tmp_path / "log.csv", "workshop-safety", as_of="2024-01-03", rules=["trained-before-hot-work"])
    assert markdown.text(Contents.of(found, "en")).startswith("### ✅ No findings")


def test_input_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    text = markdown.refusal([Problem("bad-date", f"<b> {n}") for n in range(80)], "en")
    assert text.startswith("### ❌ The input cannot be used")
    assert "&#60;b&#62; 0" in text
    assert "30 more problems" in text
