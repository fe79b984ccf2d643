"""A line that comes alone is read as the same line among the rows of a file is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.events import vocabulary
from tests.events.vocabulary import ZONE
from zhiben.events.arriving import Arrived, Arriving
from zhiben.events.logmap import LogMap, read_map
from zhiben.events.one_line import OneLine
from zhiben.events.registry import read_entities
from zhiben.events.vocabulary import Field, Kind, Value, Vocabulary

# Trainings spell out differently what inspections and drills have, too.
TRAINING = Kind(
    "training",
    fields={
        one.name: one
        for one in (
            Field("kind", "category", values=(Value("flood", words=("水灾",)), Value("war"))),
            Field("topics", "category", many=True, values=(Value("gas"), Value("law"), Value("fire"))),
            Field("score", "integer"),
            Field("due", "time"),
        )
    },
)
VOCABULARY = Vocabulary(vocabulary.VOCABULARY.entities, {**vocabulary.VOCABULARY.events, "training": TRAINING})
REGISTRY = """id,kind,owner,valid_from,valid_to,alias
e1,enterprise,,2024-01-01,2024-06-30,一厂
e1,enterprise,,2024-08-01,,
企业2,enterprise,,,,二厂
s1,site,e1,,2024-05-01,
"""
MAPS = {
    "": "",
    "a map": "id: {column: 编号}\ntype: {column: 类别}\nsubject: {column: 单位}\ntime: {column: 时间}\n",
    "words for types": "type: {column: 类别, values: {查: inspection}, other: ignore}\n",
    "an id of several": "id: {columns: [单位, 时间]}\n",
    "a form of its own": 'time: {column: 时间, format: "%d/%m/%Y"}\n',
    "one source": "source: 园区\n",
    "rows to skip": "read: {skip_rows: {备注: [无]}}\n",
}
SUBJECTS = ("e1", "企业2", "s1", "一厂", "二厂", "e1 ", "stranger", "")
TIMES = (
    "2024-03-25T10:30:00Z",
    "2024-03-25 10:30:00.123456",
    "2024-07-04T01:02:03+08:00",
    "2024-03-25",
    "2024年3月25日 8时05分",
    "2024-02-30",
    "1888-01-01",
    "24-3-25",
    "",
)
VALUES: dict[str, tuple[Any, ...]] = {
    "led_by": ("principal", "一把手", "PRINCIPAL", "somebody"),
    "topics": (["fire"], "消防、用电", "gas", "law; fire", "、"),
    "score": ("1.5", 7, 1e3, "1,000", "many", 0.1234567),
    "persons": (3, "3.5", "12"),
    "passed": (True, "是", "1", "perhaps"),
    "due": ("2024-04-01", "2024-04-01T10:00:00", "soon"),
    "started": TIMES,
    "lasted": ("3 days", "72 hours", "3"),
    "inspector": SUBJECTS,
    "remarks": ("无", "all well", "\u3000全好", "x\ty", "\u0001a", "", None),
    "participants": (["e1", "二厂"], "e1"),
    "kind": ("fire", "flood", "war", "水灾"),
    "问题描述": ("无", "漏电"),
    "得分（分）": ("3", "3分"),
    "unheard": ("of",),
    "data": ({"remarks": "inside"}, "text"),
    "specversion": ("1.0",),
}
KEYS = {
    "id": ("id", "编号"),
    "type": ("type", "类别"),
    "subject": ("subject", "单位"),
    "time": ("time", "时间"),
    "source": ("source",),
    "recordedtime": ("recordedtime",),
}
ENVELOPE: dict[str, tuple[Any, ...]] = {
    "id": ("e-1", 17, "编号1", " x", "", None),
    "type": ("inspection", "drill", "training", "检查", "查", "Drill", "nonsense"),
    "subject": SUBJECTS,
    "time": TIMES,
    "source": ("plant", "园区", ""),
    "recordedtime": TIMES,
}


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A line of JSON, mostly one that is in order."""
    event: dict[str, Any] = {}
    for name, keys in KEYS.items():
        if name in ("source", "recordedtime") and draw(st.booleans()):
            continue
        is_odd = draw(st.integers(0, 7)) == 0
        key = draw(st.sampled_from(keys)) if is_odd else keys[0]
        event[key] = draw(st.sampled_from(ENVELOPE[name])) if is_odd else ENVELOPE[name][0]
    for name in draw(st.lists(st.sampled_from(list(VALUES)), max_size=3, unique=True)):
        event[name] = draw(st.sampled_from(VALUES[name]))
    if event and draw(st.integers(0, 15)) == 0:
        del event[draw(st.sampled_from(list(event)))]
    line = json.dumps(event, ensure_ascii=draw(st.booleans())).encode()
    return line + draw(st.sampled_from((b"\n", b"\n", b"\n", b"", b"\r\n", b"\n\n", b"x\n")))


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], Arriving]:
    """By map, and whether there is a registry."""
    folder: Path = tmp_path_factory.mktemp("inputs")
    (folder / "e.csv").write_text(REGISTRY, encoding="utf-8")
    entities = read_entities(folder / "e.csv", VOCABULARY, ZONE)
    found: dict[tuple[str, bool], Arriving] = {}
    for name, text in MAPS.items():
        mapping: LogMap | None = None
        if text:
            (folder / "map.yaml").write_text(text, encoding="utf-8")
            mapping = read_map(folder / "map.yaml", VOCABULARY)
        for has_registry in (False, True):
            found[name, has_registry] = Arriving(VOCABULARY, ZONE, mapping, entities if has_registry else None)
    return found


def by_columns(reader: Arriving, line: bytes, before: int = 0) -> Arrived:
    with patch.object(OneLine, "read", lambda *_: None):
        return reader.read(line, "in.jsonl", before)


@pytest.mark.parametrize("has_registry", [False, True])
@pytest.mark.parametrize("name", MAPS)
def test_alone_as_among_others(readers: dict[tuple[str, bool], Arriving], name: str, has_registry: bool) -> None:
    reader = readers[name, has_registry]

    @settings(deadline=None)
    @given(lines(), st.sampled_from((0, 4)))
    def same(line: bytes, before: int) -> None:
        found, expected = reader.read(line, "in.jsonl", before), by_columns(reader, line, before)
        assert found.problems == expected.problems
        assert (found.rejected, found.ignored) == (expected.rejected, expected.ignored)
        assert found.table.schema.equals(expected.table.schema)
        assert found.table.to_pylist() == expected.table.to_pylist()

    same()


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"source": "plant", "recordedtime": "2024-03-26"},
        {"led_by": "一把手", "score": 1.5, "due": "2024-04-01", "passed": "是", "lasted": "3 days"},
        {"data": {"passed": "否", "persons": 3, "inspector": "e1"}, "specversion": "1.0"},
        {"topics": "消防、用电"},
        {"type": "training", "kind": "水灾", "topics": "law", "score": "7", "due": "2024-04-01T10:00:00"},
    ],
)
def test_what_is_in_order_is_read_alone(readers: dict[tuple[str, bool], Arriving], more: dict[str, Any]) -> None:
    reader = readers["", True]
    event = {"id": "e-1", "type": "inspection", "subject": "e1", "time": "2024-03-25T10:30:00Z", **more}
    line = json.dumps(event).encode() + b"\n"
    with patch("zhiben.events.arriving.read_jsonl", side_effect=AssertionError):
        found = reader.read(line, "in.jsonl")
    assert found.table.to_pylist() == by_columns(reader, line).table.to_pylist()
    assert found.table.num_rows == 1
