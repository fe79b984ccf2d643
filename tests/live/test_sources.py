"""What waits between a source and the monitor: all of it is taken at once, never more than a step may hold."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest

from zhiben.cli.live.sources import Delivery, Lines, Queue, Tail
from zhiben.events.arriving import Arrived, Arriving
from zhiben.events.problem import Problem
from zhiben.rules.loading import load_rulebook

BOOK = load_rulebook("workshop-safety")
ARRIVING = Arriving(BOOK.vocabulary, BOOK.timezone)
PATIENCE = 20.0


def delivery(events: int, rejected: int = 0) -> Delivery:
    problems = tuple(Problem("no-id", "none") for _ in range(rejected))
    return Delivery(Arrived(pa.table({"id": [""] * events}), problems, rejected, 0))


def line(number: int) -> bytes:
    return b'{"id": "%d", "type": "drill", "subject": "c1", "time": "2024-04-02T10:00:00Z"}\n' % number


def ids(taken: list[Delivery | None]) -> list[str]:
    return [name for one in taken if one is not None for name in one.arrived.table["id"].to_pylist()]


def test_all_that_waits_is_taken_in_its_order_and_nothing_is_waited_for() -> None:
    queue = Queue(100)
    some = [delivery(1), delivery(40), None]
    assert all(queue.put(one) for one in some)
    begun = time.monotonic()
    assert queue.take(PATIENCE) == some
    assert time.monotonic() - begun < PATIENCE / 2
    assert queue.take(0.0) == []


def test_no_more_waits_than_a_step_may_hold() -> None:
    queue = Queue(100)
    assert queue.put(delivery(60)) and queue.put(delivery(40))
    assert not queue.put(delivery(1), patience=0.0)
    assert len(queue.take(0.0)) == 2 and queue.put(delivery(60))
    assert not queue.put(delivery(41), patience=0.0)


def test_what_is_larger_than_a_step_is_taken_alone() -> None:
    queue = Queue(100)
    assert queue.put(delivery(1))
    assert not queue.put(delivery(1_000), patience=0.0)
    assert len(queue.take(0.0)) == 1 and queue.put(delivery(1_000))
    assert not queue.put(delivery(1), patience=0.0)


def test_lines_without_events_fill_it_too() -> None:
    queue = Queue(10)
    assert queue.put(delivery(0, rejected=10))
    assert not queue.put(delivery(0), patience=0.0)


def test_whoever_waits_for_room_goes_on_when_something_is_taken() -> None:
    queue = Queue(1)
    queue.put(delivery(1))
    done: list[bool] = []
    sender = threading.Thread(target=lambda: done.append(queue.put(delivery(1))))
    sender.start()
    assert len(queue.take(PATIENCE)) == 1
    sender.join(PATIENCE)
    assert done == [True] and len(queue.take(PATIENCE)) == 1


def test_nothing_is_put_into_one_that_is_stopped() -> None:
    queue = Queue(1)
    queue.put(delivery(1))
    done: list[bool] = []
    sender = threading.Thread(target=lambda: done.append(queue.put(delivery(1))))
    sender.start()
    queue.stopped.set()
    sender.join(PATIENCE)
    assert done == [False]


@pytest.mark.parametrize("source", ["lines", "tail"])
def test_an_event_is_there_as_soon_as_its_line_is_whole(source: str, tmp_path: Path) -> None:
    queue, growing = Queue(1_000), tmp_path / "growing.jsonl"
    growing.touch()
    reading, piped = os.pipe()
    writing = piped if source == "lines" else os.open(growing, os.O_WRONLY | os.O_APPEND)
    lines = Lines(queue, ARRIVING, 1_000, reading)
    reader = lines if source == "lines" else Tail(queue, ARRIVING, growing, None, False, 1_000)
    reader.start()
    os.write(writing, line(1) + line(2)[:20])
    assert ids(queue.take(PATIENCE)) == ["1"]
    os.write(writing, line(2)[20:])
    assert ids(queue.take(PATIENCE)) == ["2"]
    os.close(piped)
    queue.stopped.set()
    reader.join(PATIENCE)
    assert queue.failure is None


def test_a_large_file_comes_in_deliveries_of_a_step_at_most(tmp_path: Path) -> None:
    queue, file = Queue(70), tmp_path / "events.jsonl"
    file.write_bytes(b"".join(map(line, range(500))))
    Tail(queue, ARRIVING, file, None, True, 70).start()
    found: list[str] = []
    while taken := queue.take(PATIENCE):
        found += ids(taken)
        assert len(ids(taken)) <= 70
        if taken[-1] is None:
            break
    assert found == [str(number) for number in range(500)]
