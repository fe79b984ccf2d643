"""Every `--format`, found as the program finds it: documented, and the same bytes from the same audit anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.worlds import demo
from zhiben.reports.contents import Contents
from zhiben.reports.formats import format_named, format_names, is_text, text_format_named
from zhiben.reports.report import write_report

ROOT = Path(__file__).resolve().parents[2]


def test_two_runs_in_different_places_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "another/place"):
        write_report(demo(), tmp_path / name, lang="zh", formats=format_names())
    one, two = (
        {file.relative_to(tmp_path / name).as_posix(): file.read_bytes() for file in (tmp_path / name).rglob("*") if file.is_file()}
        for name in ("one", "another/place")
    )  # fmt: skip
    assert one == two
    for word in format_names():
        target = format_named(word).FILE
        assert not target or any(name == target or name.startswith(target) for name in one), word
        if is_text(word):
            assert text_format_named(word).text(Contents.of(demo(), "zh")) == text_format_named(word).text(
                Contents.of(demo(), "zh")
            )


@pytest.mark.parametrize("word", format_names())
def test_every_format_is_documented(word: str) -> None:
    pages = "\n".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("outputs.md", "command-line.md"))
    assert f"`{word}`" in pages or f"--format {word}`" in pages
