"""Steps that needed much give back what they needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.engine import giving_back
from zhiben.engine.monitor import strain
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.state.store import Store
from zhiben.events.arriving import Arriving
from zhiben.rules.loading import load_rulebook

from .test_view import Plain


def held() -> int:
    """Bytes that this process holds itself."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def test_memory_between_what_is_in_use_is_given_back() -> None:
    blocks = [b"x" * 100_000 for _ in range(1_000)]  # too small to be mapped by itself
    before = held()
    kept = blocks[::10]
    del blocks
    giving_back.give_back()
    if giving_back._trim() is not None:  # another C library gives nothing back, and must not mind being asked
        assert before - held() > 60_000_000
    assert len(kept) == 100


@pytest.mark.parametrize(("many", "times"), [(1, 1), (10**9, 0)])
def test_when_many_were_judged_memory_is_given_back(many: int, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[None] = []
    monkeypatch.setattr(strain, "MANY", many)
    monkeypatch.setattr(strain, "give_back", lambda: given.append(None))
    book = load_rulebook("workshop-safety")
    monitor = Monitor(World.of(book, None, None, None), Store(None), Plain())
    event = b'{"id": "1", "type": "drill", "subject": "c1", "time": "2024-05-02T10:00:00Z"}\n'
    arriving = Arriving(book.vocabulary, book.timezone)
    monitor.step(arriving.read(event, "test").table)
    assert not given  # not before the changes have been handed on
    monitor.tidy()
    assert len(given) == times
    monitor.step(arriving.read(event, "test").table)  # a resend touches nobody
    monitor.tidy()
    assert len(given) == times
