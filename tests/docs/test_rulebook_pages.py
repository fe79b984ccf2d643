"""docs/rulebooks: every shipped rulebook has its page in both languages, and it says what the rulebook says now."""

from __future__ import annotations

import pytest

from tests.docs.pages import DOCS
from zhiben.reports.outline import page
from zhiben.reports.words import LANGS, Lang
from zhiben.rules.examples import read_examples
from zhiben.rules.loading import load_rulebook
from zhiben.rules.outline import sections
from zhiben.rules.shipped import rulebook_path, shipped_rulebooks

NAMES = {"en": "{}.md", "zh": "{}.zh.md"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", shipped_rulebooks())
def test_the_page_is_what_the_command_writes(name: str, lang: Lang, regild: bool) -> None:
    book = load_rulebook(rulebook_path(name))
    examples, problems = read_examples(rulebook_path(name), book)
    assert problems == []
    said = page(book, sections(book, examples), lang)
    path = DOCS / "rulebooks" / NAMES[lang].format(name)
    if regild:
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == said, f"stale: pytest {__file__} --regild, and read the diff"


def test_no_page_is_left_of_a_rulebook_that_is_gone() -> None:
    expected = {form.format(name) for name in shipped_rulebooks() for form in NAMES.values()}
    assert {path.name for path in (DOCS / "rulebooks").iterdir()} == expected
