"""libyaml is asked only where it reads what ruamel.yaml reads: the same events at the same places, or none at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from zhiben.events.parsing import by_libyaml, parsed
from zhiben.events.yaml_events import Event

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("rules", "tests", "bench", "docs") for path in (ROOT / folder).rglob("*.y*ml"))
BITS = [
    *": |, | #|#|-|- |{|}|[|]|,|\"|'|\\|?|? |&a|*a|!|!t |%|~|null|0|@|`|a:b|\"x\":y|'x' : y|---|...|<<|=|''|\\x41".split("|"),
    *("|", ">", "|2", ">-", "|\n", ">\n  ", "\n", "\n\n", " ", "  ", "\t", "\r", "\n---\n", "\n...\n", '"\n', "'\n"),
    *("\x85", "\xa0", "\u2028", "\u3000", "\ufeff", "\ufffe", "\x7f", "\x00", "\ud800", "\U0001f6a7", "é", "：", "- - "),
    *("x" * 1023 + ": ", "x" * 1025 + ": "),
]  # fmt: skip


KINDS = {
    "MappingStartEvent": "mapping", "SequenceStartEvent": "sequence", "MappingEndEvent": "end",
    "SequenceEndEvent": "end", "ScalarEvent": "scalar", "AliasEvent": "alias",
}  # fmt: skip


def told(event: Any) -> tuple[object, ...]:
    """All that is read of an event of ruamel.yaml."""
    start, end = event.start_mark, event.end_mark
    read = (getattr(event, name, None) or None for name in ("value", "style", "anchor", "ctag", "flow_style"))
    return KINDS[type(event).__name__], start.line, start.column, end.line, end.column, *read


def kept(events: Iterable[Event]) -> list[tuple[object, ...]]:
    """The events that the composer looks at, but for where a document begins."""
    return [
        (*event[:5], *(value or None for value in (event.value, event.style, event.anchor, event.tag, event.is_flow)))
        for event in events
        if event.kind != "document"
    ]


def of_ruamel(text: str) -> list[tuple[object, ...]]:
    """What ruamel.yaml reads."""
    ignored = ("StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent")
    events = YAML(typ="safe", pure=True).parse(text)
    return [told(event) for event in events if type(event).__name__ not in ignored]


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """Some lines of a file of ours with one to three things put in or taken out."""
    lines = draw(st.sampled_from(FILES)).read_text(encoding="utf-8").split("\n")
    first = draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + draw(st.integers(1, 9))])
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(BITS)) + text[at + draw(st.integers(0, 3)) :]
    return text + draw(st.sampled_from(["\n", ""]))


@given(spoilt())
def test_what_libyaml_reads_is_what_ruamel_reads(text: str) -> None:
    events = by_libyaml(text)
    if events is not None:
        assert kept(events) == of_ruamel(text)


def test_the_files_of_the_shipped_rulebooks_are_read_by_it() -> None:
    shipped = [path for path in FILES if path.parts[-3] == "rules" or path.parts[-2] == "tasks"]
    assert len(shipped) >= 10
    for path in shipped:
        text = path.read_text(encoding="utf-8")
        events = by_libyaml(text)
        assert events is not None, path
        assert kept(events) == of_ruamel(text)


@pytest.mark.parametrize(
    "text",
    [
        'a: ["x":y]\n', "a: |\n#b\n", "a: >-\n...\n", "a: &b c\n", "a: *b\n", "a: !t c\n", "a:\n", "a: b", "a:\tb\n",
        "---\na: b\n", "a: b\n...\n...\n", "a: b\n---\nc: d\n", "%YAML 1.1\n---\na: b\n", "a: b\r\n", "a: '\x85'\n", "\ufeffa: b\n", "a: {\n",
        "", "# nothing\n",
    ],
)  # fmt: skip
def test_corners_are_left_to_ruamel(text: str) -> None:
    assert by_libyaml(text) is None


def test_the_composer_gets_what_either_reads() -> None:
    for text in ("a: {b: [c, 'd']}\n", "a: |\n  b\n", "a: &x !t {b: *x, c: !!str 'd'}\n"):
        assert kept(parsed(text)) == of_ruamel(text)
