"""Problems as people read them: the shape of the house style, aligned under wide characters, safe for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.events.problem import Problem, Span
from zhiben.rules.render import EXCERPT_WIDTH, render, width

STYLE = """\
error[unknown-field]: event `inspection` has no field `leader_rol`
  --> tasks/01-hazards.yaml:9:13
 9 |     where: {leader_rol: principal}
   |             ^^^^^^^^^^
   = help: did you mean `led_by`? fields: led_by, topic, score"""


def shown(excerpt: str, column: int, length: int) -> tuple[str, str]:
    """The two lines of an excerpt, without the margin."""
    lines = render(Problem("a-code", "m", Span("f", 1, column, length, excerpt=excerpt))).splitlines()
    return lines[2].removeprefix(" 1 | "), lines[3].removeprefix("   | ")


def test_the_shape() -> None:
    span = Span("tasks/01-hazards.yaml", 9, 13, 10, excerpt="    where: {leader_rol: principal}")
    message = "event `inspection` has no field `leader_rol`"
    hint = "did you mean `led_by`? fields: led_by, topic, score"
    assert render(Problem("unknown-field", message, span, hint)) == STYLE


def test_chinese_frame() -> None:
    problem = Problem("a-code", "m", Span("f", 1, 1, 1, excerpt="x"), "h", "warning")
    assert render(problem, "zh").splitlines()[0] == "警告[a-code]: m"
    assert render(problem, "zh").splitlines()[-1] == "   = 建议: h"


def test_the_caret_stands_under_wide_characters() -> None:
    line, caret = shown("where: {带队人: 主要负责人}", 14, 5)
    assert line[13:18] == "主要负责人"
    assert width(caret.rstrip("^")) == width(line[:13]) and caret.count("^") == 10


def test_a_sheet_and_a_whole_file() -> None:
    sheet = Problem("a-code", "m", Span("a.xlsx", 3, 2, sheet="台账"))
    assert render(sheet).splitlines() == ["error[a-code]: m", "  --> a.xlsx[台账]:B3"]
    assert render(Problem("a-code", "m", Span("f"))).splitlines()[1] == "  --> f"
    assert render(Problem("a-code", "m")) == "error[a-code]: m"


def test_a_whole_line_is_underlined() -> None:
    assert shown("a b", 0, 0) == ("a b", "^^^")


def test_other_places_are_shown() -> None:
    problem = Problem("a-code", "m", Span("f", 12, 1, 1, excerpt="b"), also=(Span("f", 3, 1, 1, excerpt="a"),))
    assert render(problem).splitlines()[4:] == ["   ::: f:3:1", "  3 | a", "    | ^"]


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x00", "\x7f", "\x85", "\u2028", "\u202e", "\u200b", "\ud800"])
def test_nothing_reaches_the_terminal(character: str) -> None:
    problem = Problem(
        "a-code", f"m{character}", Span(f"f{character}", 1, 1, 1, excerpt=f"a{character}b"), f"h{character}"
    )
    said = render(problem)
    assert character not in said and said.count(f"{ord(character):02x}") >= 4
    said.encode("utf-8")


def test_a_long_line_is_cut_around_the_caret() -> None:
    line, caret = shown("x" * 1_000_000 + "HERE" + "y" * 1_000_000, 1_000_001, 4)
    start = caret.index("^")
    assert line[start : start + 4] == "HERE" and line.startswith("… ") and line.endswith(" …") and len(line) < 120
    line, caret = shown("z" * 5_000, 1, 5_000)
    assert line.endswith(" …") and set(caret) == {"^"} and len(caret) <= EXCERPT_WIDTH


def test_a_long_message_is_cut() -> None:
    assert len(render(Problem("a-code", "m" * 100_000, None, "h" * 100_000))) < 1_000


anything = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)


@given(anything, st.integers(0, 400), st.integers(0, 400), anything, anything)
def test_any_text_gives_safe_lines_with_the_caret_inside(
    excerpt: str, column: int, length: int, message: str, hint: str
) -> None:
    problem = Problem("a-code", message, Span("f", 7, column, length, excerpt=excerpt), hint)
    said = render(problem)
    said.encode("utf-8")
    assert not [c for c in said if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]
    if excerpt:
        line, caret = said.split("\n")[2:4]
        assert width(line) <= EXCERPT_WIDTH + 20
        assert "^" in caret and width(caret) <= EXCERPT_WIDTH + 20
