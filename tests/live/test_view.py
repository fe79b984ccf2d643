"""The terminal view shows what the loop has noted: open duties by due date, latest changes, figures; in both languages."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from textual.widgets import DataTable, Static

from zhiben.cli.live.loop import Loop, Pulse
from zhiben.cli.live.sink import StreamSink
from zhiben.cli.live.sources import Lines, Queue
from zhiben.cli.live.view import View, show
from zhiben.cli.options import Lang
from zhiben.engine.monitor.facts import Fact, Inference
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import DAY, Settings
from zhiben.engine.monitor.state.store import Store
from zhiben.events.arriving import Arriving
from zhiben.events.registry import read_entities
from zhiben.rules.loading import load_rulebook

from .test_forward import plainly
from .watching import write_inputs


class Plain:
    """The forward-chaining rules without durable_rules, which one thread owns."""

    def infer(self, facts: Iterable[Fact]) -> list[Inference]:
        return plainly(facts)


BOOK = load_rulebook("workshop-safety")


def watched(folder: Path, queue: Queue, pulse: Pulse) -> Callable[[], int]:
    """Half a year of events through a loop."""
    entities, events = write_inputs(folder, 80)
    lines = b"".join(events.read_bytes().splitlines(keepends=True)[:60])
    (folder / "half.jsonl").write_bytes(lines)

    def watch() -> int:
        registry = read_entities(entities, BOOK.vocabulary, BOOK.timezone)
        world = World.of(BOOK, registry, None, None)
        monitor = Monitor(world, Store(None), Plain(), Settings(lateness=60 * DAY))
        loop = Loop(monitor, queue, StreamSink(io.StringIO()), None, False, None, lambda problems: None, pulse)
        with open(folder / "half.jsonl", "rb") as source:
            Lines(queue, Arriving(BOOK.vocabulary, BOOK.timezone, None, registry), 30, source.fileno()).start()
            loop.run(1, None)
        return monitor.seq

    return watch


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_shows_what_is_open_and_what_has_changed(lang: Lang, tmp_path: Path) -> None:
    queue, pulse = Queue(30), Pulse(is_watched=True)
    judging = threading.Thread(target=watched(tmp_path, queue, pulse))
    judging.start()
    judging.join()

    async def look() -> None:
        view = View(pulse, BOOK, lang)
        async with view.run_test(size=(110, 40)) as pilot:
            await pilot.pause()
            due = [str(row[0]) for row in _rows(view, "open")]
            assert due and due == sorted(due)
            changes = [str(row[1]) for row in _rows(view, "latest")]
            assert {"已履行" if lang == "zh" else "met"} <= set(changes)
            figures = str(view.query_one("#figures", Static).render())
            assert ("时钟 2024-" if lang == "zh" else "clock 2024-") in figures
            assert "60" in figures or "5" in figures
            await pilot.press("q")

    asyncio.run(look())


def test_before_anything_has_arrived_it_says_so() -> None:
    async def look() -> None:
        view = View(Pulse(), BOOK, "en")
        async with view.run_test() as pilot:
            await pilot.pause()
            assert "nothing has arrived yet" in str(view.query_one("#figures", Static).render())

    asyncio.run(look())


def test_what_fails_behind_the_view_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(View, "run", lambda self: None)
    monkeypatch.setattr(View, "call_from_thread", lambda self, call: None)

    def failing() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        show(failing, Queue(30), Pulse(), BOOK, "en")


def _rows(view: View, name: str) -> list[list[object]]:
    table: DataTable[object] = view.query_one(f"#{name}", DataTable)
    return [table.get_row_at(at) for at in range(table.row_count)]
