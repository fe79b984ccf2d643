"""Which arrivals count is what a log read as a whole would say: resends, contradictions, and when it became known."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import DAY, Settings
from zhiben.engine.monitor.state.store import Store
from zhiben.events.arriving import Arriving
from zhiben.events.reading import read_log
from zhiben.rules.loading import load_rulebook

from .test_view import Plain

BOOK = replace(load_rulebook("workshop-safety"), rules=())  # what counts is no matter of rules
BASE = {"source": "s", "type": "drill", "subject": "c1", "time": "2024-05-02T10:00:00Z"}
DELIVERIES: dict[str, list[dict[str, Any]]] = {
    "the same again": [{"id": "1"}, {"id": "1"}],
    "recorded earlier than was said": [
        {"id": "1", "recordedtime": "2024-05-09T10:00:00Z"},
        {"id": "1", "recordedtime": "2024-05-03T10:00:00Z"},
        {"id": "2"},
    ],
    "recorded at once after all": [{"id": "1", "recordedtime": "2024-05-09T10:00:00Z"}, {"id": "1"}],
    "a contradiction": [{"id": "1"}, {"id": "1", "subject": "c2"}, {"id": "2"}],
    "a contradiction, and the first again": [{"id": "1"}, {"id": "1", "subject": "c2"}, {"id": "1"}],
    "one id of two sources": [{"id": "1"}, {"id": "1", "source": "t", "subject": "c2"}],
}


@pytest.mark.parametrize("what", DELIVERIES)
def test_what_is_held_is_what_a_file_of_the_same_lines_would_hold(what: str, tmp_path: Path) -> None:
    records = [BASE | record for record in DELIVERIES[what]]
    lines = [f"{json.dumps(record)}\n" for record in records]
    for number, order in enumerate(itertools.permutations(lines)):
        file = tmp_path / f"{number}.jsonl"
        file.write_text("".join(order))
        expected = read_log([file], BOOK.vocabulary, BOOK.timezone).table
        for size in (1, len(order)):
            folder = tmp_path / f"{size}" if number == 0 else None
            held = _held([order[at : at + size] for at in range(0, len(order), size)], folder)
            assert held == sorted(map(_said, expected.to_pylist())), (order, size)


def test_what_comes_too_late_is_aside_however_often_it_comes() -> None:
    monitor = Monitor(World.of(BOOK, None, None, None), Store(None), Plain(), Settings(lateness=DAY))
    arriving = Arriving(BOOK.vocabulary, BOOK.timezone)
    late = BASE | {"id": "2", "time": "2024-04-02T10:00:00Z"}
    for record in (BASE | {"id": "1"}, late, late):
        monitor.step(arriving.read(json.dumps(record).encode() + b"\n", "test").table)
    assert (monitor.counts["aside"], monitor.counts["duplicates"], len(monitor.held)) == (1, 1, 1)


def _held(deliveries: list[tuple[str, ...]], folder: Path | None) -> list[tuple[Any, ...]]:
    store = Store(folder)
    monitor = Monitor(World.of(BOOK, None, None, None), store, Plain())
    arriving = Arriving(BOOK.vocabulary, BOOK.timezone)
    for lines in deliveries:
        monitor.step(arriving.read("".join(lines).encode(), "test").table)
    again = store.events.held()
    store.close()
    found = sorted(map(_said, monitor.held.of(None, None).to_pylist()))
    assert found == sorted(map(_said, again.of(None, None).to_pylist()))
    return found


def _said(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["source"], row["id"], row["subject"], str(row["recordedtime"])
