"""Templates: what goes with one, and what with several."""

from __future__ import annotations

import pytest

from zhiben.reports import change_words, remark_words, words
from zhiben.reports.filling import fill


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1 rule owes nothing"), (0, "0 rules owe nothing"), (2, "2 rules owe nothing"), ("1", "1 rule owes nothing"),
     ("1,000", "1,000 rules owe nothing")],
)  # fmt: skip
def test_one_and_several(count: object, text: str) -> None:
    assert fill("{count} {count:rule owes|rules owe} nothing", count=count) == text


def test_other_formats_are_those_of_python() -> None:
    assert fill("{n:,} {name} {n:.1f}", n=1000, name="{x|y}") == "1,000 {x|y} 1000.0"


def test_no_template_leaves_it_to_the_reader() -> None:
    tables = (words.NOTE, words.LABEL, remark_words.TEXTS, remark_words.HEADINGS, change_words.NOTE_OF_CHANGE)
    assert [text for table in tables for pair in table.values() for text in pair if "(s)" in text] == []
