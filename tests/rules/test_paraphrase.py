"""The rulebook of the notice says in its own words what the notice says: no title, note or reason copies a phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from zhiben.rules.shipped import rulebook_path

LONGEST = 12  # characters; longer than any term of art that the titles need
CITED = {("title", "zh"), ("source", "document"), ("source", "issuer")}  # the document's own name


def texts(value: object, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a YAML file with the keys above it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, (*at, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, (*at, str(number)))
    elif isinstance(value, str):
        yield at, value


def copied(text: str, notice: str) -> str:
    """The first phrase of more than LONGEST characters that stands in the notice as well; spaces aside."""
    bare = re.sub(r"\s+", "", text)
    phrases = (bare[start : start + LONGEST + 1] for start in range(len(bare) - LONGEST))
    return next((phrase for phrase in phrases if phrase in notice), "")


def test_no_phrase_is_copied_from_the_notice(shared: Path) -> None:
    notice = re.sub(r"\s+", "", (shared / "source" / "dongsheng-2024-21.txt").read_text(encoding="utf-8"))
    assert copied(notice[500:540], notice)
    found = []
    for path in sorted(rulebook_path("dongsheng-2024-21").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        whose = [(at, one) for at, one in texts(YAML(typ="safe").load(text)) if at not in CITED]
        whose += [((str(n),), line) for n, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith("#")]
        found += [(path.name, at, copied(one, notice)) for at, one in whose if copied(one, notice)]
    assert found == []
