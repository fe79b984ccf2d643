"""YAML with places: what plain words mean, where values stand, what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, StrictInt

from zhiben.events.problem import Span, Unusable
from zhiben.events.spanned import Document, read_yaml, read_yaml_text, validate


def value(text: str) -> object:
    return read_yaml_text(f"v: {text}", "f").value["v"]  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("on", "on"), ("off", "off"), ("yes", "yes"), ("no", "no"), ("NA", "NA"), ("true", True), ("False", False),
        ("", None), ("~", None), ("null", None), ("'null'", "null"), ("12", 12), ("-3", -3), ("007", 7),
        ("0.1", Decimal("0.1")), ("0.10", Decimal("0.10")), ("1e3", Decimal("1e3")), ("1.", Decimal("1")),
        ("1_000", "1_000"), ("0x10", "0x10"), ("12:30", "12:30"), ("1.2.3", "1.2.3"), (".inf", ".inf"), ("+", "+"),
        ("2024-02-29", dt.date(2024, 2, 29)), ("'2024-02-29'", "2024-02-29"), ("2024-2-29", "2024-2-29"),
        ("2024-03-01T08:00:00+08:00", dt.datetime(2024, 3, 1, tzinfo=dt.UTC)),
        ("2024-03-01 08:00", dt.datetime(2024, 3, 1, 8)), ("2024年3月1日", "2024年3月1日"), ("$name", "$name"),
    ],
)  # fmt: skip
def test_what_a_plain_word_means(text: str, meant: object) -> None:
    found = value(text)
    assert found == meant and type(found) is type(meant)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_numbers_stay_exact(number: Decimal) -> None:
    assert value(f"{number:f}") == number


TEXT = "a: 1\nrules:\n  - id: x\n    where: {f: [甲, 'b c'], g: >\n      folded\n      text\n    }\n"


def place(span: Span) -> tuple[int, int, int]:
    return span.line, span.column, span.length


@pytest.mark.parametrize(
    ("path", "key", "where"),
    [
        ((), False, (1, 1, 1)),
        (("a",), False, (1, 4, 1)),
        (("a",), True, (1, 1, 1)),
        (("rules", 0, "id"), False, (3, 9, 1)),
        (("rules", 0), False, (3, 5, 2)),
        (("rules", 0, "where", "f", 1), False, (4, 20, 5)),
        (("rules", 0, "where", "f", 0), True, (4, 17, 1)),
        (("rules", 0, "nothing", "here"), False, (3, 5, 2)),
        (("rules", 7), True, (2, 1, 5)),
        (("a", "b"), False, (1, 1, 1)),
    ],
)
def test_where_a_value_stands(path: tuple[str | int, ...], key: bool, where: tuple[int, int, int]) -> None:
    text = "a: 1\nrules:\n  - id: x\n    where: {f: [甲, 'b c']}\n"
    assert place(read_yaml_text(text, "f").span(path, key)) == where


def test_a_place_has_its_line() -> None:
    document = read_yaml_text("a: 1\r\nb: [x,\r\n  yy]\r\n", "f.yaml")
    assert document.span(("b", 1)) == Span("f.yaml", 3, 3, 2, excerpt="  yy]")


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    size: StrictInt = 0


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    one: Inner | str
    many: tuple[Inner | int, ...] = ()
    by_name: dict[str, Inner] = {}


def problems(text: str, at: tuple[str | int, ...] = ()) -> list[tuple[str, tuple[int, int, int], str]]:
    with pytest.raises(Unusable) as caught:
        validate(read_yaml_text(text, "f"), Outer, at)
    return [(p.code, place(p.span), f"{p.message} | {p.hint}") for p in caught.value.problems if p.span]


def test_a_model_is_made() -> None:
    made = validate(read_yaml_text("x: {one: {name: a}, many: [3, {name: b, size: 2}]}", "f"), Outer, ("x",))
    assert made == Outer(one=Inner(name="a"), many=(3, Inner(name="b", size=2)))


def test_every_error_has_its_place_and_the_nearest_word() -> None:
    assert problems("one: {nam: a}\nmany: [{name: b, size: big}]\nby_name: {x: 3}\nmani: 1\n") == [
        ("missing-field", (1, 1, 3), "`name` is missing | "),
        ("unknown-field", (1, 7, 3), "there is no `nam` here | did you mean `name`? fields: name, size"),
        ("wrong-type", (2, 24, 3), "found `big`, expected a whole number | "),
        ("wrong-type", (3, 14, 1), "found the number `3`, expected a mapping (`key: value`) | "),
        ("unknown-field", (4, 1, 4), "there is no `mani` here | did you mean `many`? fields: one, many, by_name"),
    ]


def test_a_value_of_none_of_the_types_allowed() -> None:
    assert problems("one: [1]") == [
        ("wrong-type", (1, 6, 3), "found a list, expected a mapping (`key: value`) or text | "),
    ]


def codes(text: str) -> list[str]:
    with pytest.raises(Unusable) as caught:
        read_yaml_text(text, "f")
    return [problem.code for problem in caught.value.problems]


def test_all_of_a_files_refusals_come_together() -> None:
    assert codes("a: &x 1\nb: *x\nc: !t 2\na: 2024-13-01\n<<: {}\n") == [
        "alias", "alias", "tag", "duplicate-key", "no-such-date", "alias",
    ]  # fmt: skip


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "{"])
def test_depth_never_meets_recursion(opening: str) -> None:
    assert codes(opening * 30_000)[-1] in ("too-deep", "yaml-syntax")


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60))]
    assert set(codes("\n".join(lines))) == {"alias"}


@pytest.mark.parametrize("size", [999_999, 1_000_001])
def test_one_megabyte_is_the_limit(tmp_path: Path, size: int) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"#" * (size - 5) + b"\na: 1")
    if size > 1_000_000:
        with pytest.raises(Unusable, match="larger"):
            read_yaml(path)
    else:
        assert read_yaml(path).value == {"a": 1}


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    document = read_yaml(path)
    assert document.value == {"a": 1} and place(document.span(("a",), key=True)) == (1, 1, 1)


yaml_like = st.text(alphabet=st.sampled_from("ab:-[]{},#&*!|>'\"%@`? \n\t\r0.~<é中\x85\u2028\ufeff"), max_size=60)


@given(st.one_of(yaml_like, st.text(alphabet=st.characters(exclude_categories=()), max_size=60)))
def test_any_text_is_a_document_or_a_list_of_problems(text: str) -> None:
    try:
        document = read_yaml_text(text, "f")
    except Unusable as unusable:
        assert unusable.problems
        for problem in unusable.problems:
            assert problem.span is not None and problem.span.column <= len(problem.span.excerpt) + 1
    else:
        assert isinstance(document, Document)
        span = document.span()
        assert span.line >= 1 and span.column <= len(span.excerpt) + 1


@given(st.binary(max_size=80))
def test_any_bytes_are_a_document_or_a_list_of_problems(raw: bytes) -> None:
    from zhiben.events.spanned import read_yaml_bytes

    try:
        read_yaml_bytes(raw, "f")
    except Unusable as unusable:
        assert unusable.problems
