"""Cells to values: numbers, flags, durations, categories, lists."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events.vocabulary import LED_BY, TOPICS
from zhiben.events import values
from zhiben.events.civil import DAY
from zhiben.events.sheet import LIST
from zhiben.events.values import Fault
from zhiben.events.vocabulary import NUMBER_LIMIT, SCALE, Field, Value


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", "5"), ("-3.25", "-3.25"), ("+1", "1"), ("1,234", "1234"), ("1,234,567.5", "1234567.5"), ("１２３", "123"),
     ("１，２３４．５", "1234.5"), ("0.000001", "0.000001"), ("1.0000000", "1"), (".5", "0.5"), ("1e3", "1000"),
     ("1.5E-3", "0.0015"),
     ("-0", "0"), ("999999999999.999999", "999999999999.999999"), ("0e999", "0")],
)  # fmt: skip
def test_numbers_are_exact_millionths(text: str, value: str) -> None:
    assert values.number(text) == int(Decimal(value) * SCALE)


@pytest.mark.parametrize(
    "text",
    ["NA", "five", "1,23", "12,34,567", "1 000", "95%", "1.2.3", "0.0000001", "1e12", "1e999", "-1000000000000", "NaN",
     "Infinity", "0x10", "1_000", "", "+", ".", "e5", "5.", "9" * 400, "1e-7"],
)  # fmt: skip
def test_what_is_no_number_of_at_most_six_places_is_refused(text: str) -> None:
    with pytest.raises(Fault) as found:
        values.number(text)
    assert found.value.code == "bad-number"


def test_whole_numbers_may_be_written_with_a_point() -> None:
    assert values.integer("3.0") == 3 * SCALE
    with pytest.raises(Fault):
        values.integer("3.5")


@given(st.decimals(-NUMBER_LIMIT + 1, NUMBER_LIMIT - 1, places=6))
def test_any_number_in_range_is_read_back(number: Decimal) -> None:
    assert values.number(f"{number:f}") == int(number * SCALE)
    assert values.number(f"{number:,f}") == int(number * SCALE)


@pytest.mark.parametrize("text", ["true", "TRUE", "Yes", "1", "是", "有", "√", "Ｙ"])
def test_yes(text: str) -> None:
    assert values.flag(text) is True


@pytest.mark.parametrize("text", ["false", "No", "0", "否", "无", "×", "ｎｏ"])
def test_no(text: str) -> None:
    assert values.flag(text) is False


@pytest.mark.parametrize("text", ["NA", "maybe", "2", "不详", "-"])
def test_neither_yes_nor_no(text: str) -> None:
    with pytest.raises(Fault) as found:
        values.flag(text)
    assert found.value.code == "bad-flag"


@pytest.mark.parametrize(
    ("text", "micros"),
    [("3 days", 3 * DAY), ("1 day", DAY), ("72 hours", 3 * DAY), ("30 minutes", DAY // 48), ("2 weeks", 14 * DAY),
     ("1.5 hours", DAY // 16), ("3天", 3 * DAY), ("72 小时", 3 * DAY), ("72个小时", 3 * DAY), ("30分钟", DAY // 48)],
)  # fmt: skip
def test_durations_of_fixed_length(text: str, micros: int) -> None:
    assert values.duration(text) == micros


@pytest.mark.parametrize(
    "text", ["1m", "3", "3 months", "10 workdays", "-1 days", "soon", "1 day 2 hours", "999999999 weeks"]
)
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(Fault) as found:
        values.duration(text)
    assert found.value.code == "bad-duration"


@pytest.mark.parametrize("text", ["principal", "Principal", "主要负责人", "一把手", "ｐｒｉｎｃｉｐａｌ"])
def test_a_category_is_named_by_its_word_label_or_accepted_words(text: str) -> None:
    assert values.category(LED_BY)(text) == "principal"


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("董事长", "principal"),
        ("董事长（委托副总）", "deputy"),
        ("总经理委托安全总监", "deputy"),
        ("委托", "deputy"),
        ("董事長", "principal"),
        ("董事 長", "principal"),
        ("受權副總", "deputy"),
    ],
)
def test_a_word_with_a_star_stands_for_any_characters_and_behind_every_whole_word(cell: str, meant: str) -> None:
    roles = (Value("principal", words=("董事长",)), Value("deputy", words=("*委托*", "受权副总")))
    assert values.category(Field("led_by", "category", values=roles))(cell) == meant


def test_what_a_star_does_not_cover_is_unknown_and_no_pattern_is_advised() -> None:
    roles = (Value("principal", words=("董事长",)), Value("deputy", words=("*委托*", "a.c")))
    for cell in ("公司领导", "abc", "委 托"[:1]):
        with pytest.raises(values.Fault) as caught:
            values.category(Field("led_by", "category", values=roles))(cell)
        assert "*" not in caught.value.hint


def test_an_unknown_category_comes_with_the_nearest_word() -> None:
    with pytest.raises(Fault) as found:
        values.category(LED_BY)("principle")
    assert (found.value.code, found.value.hint) == ("unknown-value", "did you mean `principal`?")


@pytest.mark.parametrize(
    "text", ["消防、用电", "fire;power", "消防；power", "fire, power", "fire/power", " fire 、power、", "fire，power"]
)
def test_lists_are_split(text: str) -> None:
    assert values.many(values.category(TOPICS))(text.strip()) == ("fire", "power")


def test_a_label_that_holds_a_separator_is_not_split() -> None:
    assert values.many(values.category(TOPICS))("燃气/煤气") == ("gas",)


def test_items_of_a_real_list_are_not_split() -> None:
    assert values.many(values.text)(f"{LIST}a、b{LIST}c") == ("a、b", "c")


def test_a_list_without_items_is_missing() -> None:
    assert values.many(values.text)("、；") is None


@given(st.text())
def test_no_text_makes_anything_but_a_fault(text: str) -> None:
    for read in (values.number, values.integer, values.flag, values.duration, values.category(LED_BY)):
        with contextlib.suppress(Fault):
            read(text)
