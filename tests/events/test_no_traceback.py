"""Whatever the bytes, reading ends in events and problems, and the account balances."""

from __future__ import annotations

import contextlib
import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events.formats import WRITERS
from tests.events.logs import checked
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.problem import Unusable
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities

ROWS = [
    {"id": str(n), "type": "检查", "subject": "甲", "time": "2024-03-25", "topics": "fire、gas", "score": "1,234.5"}
    for n in range(4)
]


def _written(kind: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log{WRITERS[kind][0]}"
        WRITERS[kind][1](path, ROWS)
        if kind == "xlsx":
            # Stored, so that a changed byte is a changed cell and not merely a broken stream.
            with zipfile.ZipFile(path) as packed, zipfile.ZipFile(path.with_suffix(".zip"), "w") as loose:
                for part in packed.infolist():
                    loose.writestr(part.filename, packed.read(part))
            path = path.with_suffix(".zip")
        return path.read_bytes()


SOUND = {kind: _written(kind) for kind in WRITERS}


def _survives(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        log = checked(read_log([path], VOCABULARY, ZONE))
        assert log.table.num_rows or log.problems or log.account.read == 0
        for problem in log.problems:
            assert problem.code
            str(problem.span).encode()
            problem.message.encode()
            problem.value.encode()
        with contextlib.suppress(Unusable):
            read_entities(path, VOCABULARY, ZONE)


@pytest.mark.parametrize("kind", WRITERS)
@given(st.data())
def test_changed_bytes(kind: str, data: st.DataObject) -> None:
    content = bytearray(SOUND[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    _survives(f"log{WRITERS[kind][0]}", bytes(content))


@pytest.mark.parametrize("kind", WRITERS)
@given(st.data())
def test_files_cut_short(kind: str, data: st.DataObject) -> None:
    _survives(f"log{WRITERS[kind][0]}", SOUND[kind][: data.draw(st.integers(0, len(SOUND[kind])))])


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx", ""])
@given(st.binary(max_size=200))
def test_noise(suffix: str, content: bytes) -> None:
    _survives(f"log{suffix}", content)


@given(st.text(max_size=200))
def test_any_text(content: str) -> None:
    _survives("log.csv", content.encode("utf-8", "replace"))
    _survives("log.jsonl", content.encode("utf-8", "replace"))


KEYS = st.sampled_from(["type", "subject", "time", "data", "score", "topics", "id", "specversion", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)


@given(JSON)
def test_any_json(value: object) -> None:
    _survives("log.jsonl", json.dumps(value).encode())
