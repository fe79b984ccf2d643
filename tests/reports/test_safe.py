"""Hostile text is shown, and does nothing."""

from __future__ import annotations

import polars as pl
import pytest

from zhiben.reports.safe import is_all_seen, spreadsheet_column, visible, visible_column


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("示例甲集团 “à” 😀", "示例甲集团 “à” 😀"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("a\u2028b\x85c", r"a\u2028b\x85c"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown
    if text != "\ud800":
        assert pl.DataFrame({"a": [text]}).select(visible_column(pl.col("a"))).item() == shown


def test_every_letter_is_judged_alike_alone_and_in_a_whole_text() -> None:
    for number in (*range(0x3000), *range(0xD7F0, 0xD800), *range(0xFE00, 0x10100), *range(0xDFFF0, 0xE0100)):
        letter = chr(number)
        assert is_all_seen(f"甲{letter}".encode()) == (visible(letter) == letter), hex(number)


def test_only_the_ends_of_lines_are_no_unseen_letters() -> None:
    text = "甲，“à”·…\n" * 100_000
    assert is_all_seen(text.encode(), 100_000)
    assert not is_all_seen(text.encode(), 99_999)
    assert not is_all_seen(text.encode() + b"\t", 100_000)
    assert is_all_seen(b"")


@pytest.mark.parametrize("place", [2**18 - 3, 2**18 - 2, 2**18 - 1, 2**18, 2**18 + 1])
def test_what_lies_across_two_blocks_is_seen(place: int) -> None:
    assert not is_all_seen(("a" * place + "\u202e").encode())
    assert is_all_seen(("a" * place + "…").encode())


def test_a_column_keeps_nulls_and_clean_rows() -> None:
    column = pl.Series("who", ["甲", None, "a\x07"])
    assert column.to_frame().select(visible_column(pl.col("who")))["who"].to_list() == ["甲", None, r"a\x07"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert pl.DataFrame({"a": [text]}).select(spreadsheet_column(pl.col("a"))).item() == "'" + text


@pytest.mark.parametrize("text", ["甲=乙", "2024-01-01", "", "a-b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert pl.DataFrame({"a": [text]}).select(spreadsheet_column(pl.col("a"))).item() == text
