"""Events looked up by the words of a field are those that going through all of them finds, in the same order."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from zhiben.engine import conditions
from zhiben.engine.conditions import matching, of_kind
from zhiben.engine.existing import Existing
from zhiben.engine.search import Flags
from zhiben.events.civil import calendar
from zhiben.events.vocabulary import Field
from zhiben.rules.model import AllOf, AnyOf, Condition, Not
from zhiben.rules.model import Test as Compared

SIZE = 200
FIELDS = {"topic": Field("topic", "category"), "said": Field("said", "text")}


def events() -> Existing:
    """Checks and visits, each with one of three topics or none, and with a text."""
    drawn = np.random.default_rng(1)
    topic = pa.DictionaryArray.from_arrays(
        pa.array(drawn.integers(0, 3, SIZE), mask=drawn.random(SIZE) < 0.2), pa.array(["a", "b", "c"])
    )
    instants = pa.array(drawn.integers(0, 50, SIZE)).cast(pa.timestamp("us", "UTC"))
    table = pa.table(
        {
            "id": pa.array([f"e{number}" for number in range(SIZE)]),
            "type": pa.array(drawn.choice(["check", "visit"], SIZE)).dictionary_encode(),
            "first": instants,
            "last": instants,
            "topic": topic,
            "said": pa.array(drawn.choice(["x", "y"], SIZE)),
        }
    )
    return Existing.in_order(table, np.arange(SIZE, dtype=np.int64), FIELDS, calendar("UTC"))


def among(*words: str) -> Compared:
    return Compared("topic", "in", words, "text")


CONDITIONS: list[Condition] = [
    among("a"),
    among("b", "c", "d"),
    among("d"),
    Compared("topic", "not_in", ("a",), "text"),
    Compared("topic", "exists", (True,), "text"),
    Compared("topic", "exists", (False,), "text"),
    AllOf((Compared("said", "in", ("x",), "text"), among("a", "b"))),
    AllOf((among("a", "b"), Not(among("a")))),
    AnyOf((among("a"), Compared("said", "in", ("x",), "text"))),
    AllOf(()),
]


@pytest.mark.parametrize("types", [("check",), ("check", "visit"), ("never",)])
@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_the_same_events_however_often_they_are_asked_for(condition: Condition, types: tuple[str, ...]) -> None:
    asked = events()
    through = matching(asked, condition, asked.of_types(types)).tolist()
    assert [of_kind(asked, types, condition).tolist() for _ in range(8)] == [through] * 8


def test_of_several_tests_each_is_asked_of_what_those_before_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = events()
    first, second = Compared("said", "in", ("x",), "text"), Compared("said", "not_in", ("x",), "text")
    sizes: list[int] = []
    compare = conditions.tested

    def noting(test: Compared, column: pa.ChunkedArray, last: pa.ChunkedArray) -> tuple[Flags, Flags]:
        sizes.append(len(column))
        return compare(test, column, last)

    monkeypatch.setattr(conditions, "tested", noting)
    monkeypatch.setattr(Existing, "in_words", lambda *_: None)
    everything = np.arange(SIZE)
    left = matching(asked, first, everything)
    assert 0 < len(left) < SIZE
    sizes.clear()
    assert matching(asked, AllOf((first, first, second, first)), everything).tolist() == []
    assert sizes == [SIZE, len(left), len(left)]


def test_what_is_asked_often_is_looked_up() -> None:
    asked = events()
    assert asked.postings(("check",), "topic") is None
    for _ in range(8):
        of_kind(asked, ("check",), among("a"))
    assert asked.postings(("check",), "topic") is not None
