"""One run of `zhiben watch`: everything read, the state opened, sources, loop and output tied together."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zhiben.cli.live.asked import Asked, duration, read
from zhiben.cli.live.loop import Loop, Pulse
from zhiben.cli.live.sink import FileSink, Sink, StreamSink
from zhiben.cli.live.sources import Lines, Queue, Tail
from zhiben.cli.live.state import state
from zhiben.engine.evaluate import evaluate
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import DAY, LEAD, Settings
from zhiben.engine.monitor.strain import sparing
from zhiben.events.arriving import Arriving
from zhiben.events.log import EventLog
from zhiben.events.problem import Problem, Unusable


def run(asked: Asked, say: Callable[[Sequence[Problem]], None]) -> dict[str, int]:
    """Watch until the source ends or somebody stops it.

    Returns:
        How many events became what.

    Raises:
        Unusable: with every problem of every input.
    """
    sparing()
    forward = _forward()
    found = read(asked)
    changes: Sink = StreamSink(sys.stdout) if asked.to is None else FileSink(Path(asked.to))
    aside = None if asked.aside is None else FileSink(Path(asked.aside))
    if asked.tui and asked.to is None:
        hint = "give --to FILE: the terminal shows the view"
        raise Unusable([Problem("no-output", "with --tui there is nowhere for the changes to go", hint=hint)])
    by_wall = asked.clock == "wall" or (asked.clock is None and not asked.source.startswith("jsonl:"))
    settings = Settings(
        duration(asked.lateness, "--lateness"),
        {**LEAD, **{name: duration(text, "--due-soon") for name, text in asked.leads.items()}},
        by_events=not by_wall,
        end=found.end,
    )
    explain = None
    if asked.explain:
        from zhiben.reports.live import explainer

        explain = explainer(found.world)
    queue, pulse = Queue(asked.batch), Pulse()

    def watch() -> dict[str, int]:
        with state(asked.state, found.digest) as store:
            monitor = Monitor(found.world, store, forward(), settings, explain)
            if found.end is not None and monitor.as_of is not None and monitor.as_of.clock > found.end.clock:
                raise Unusable([Problem("as-of-before-clock", "the state's clock stands later than --as-of already")])
            latest = None if found.end is not None or by_wall else time.time_ns() // 1_000 + DAY
            loop = Loop(monitor, queue, changes, aside, by_wall, latest, say, pulse)
            stop = _begin(asked, queue, found.arriving, monitor.marks, pulse)
            try:
                loop.run(1, found.end)
            finally:
                queue.stopped.set()
                pulse.is_stopped = True
                stop()
                for sink in (changes, aside):
                    if sink is not None:
                        sink.close()
            if asked.ledger is not None:
                _write_ledger(monitor, found.world, Path(asked.ledger))
            return monitor.counts

    with _stoppable(queue):
        if not asked.tui:
            return watch()
        from zhiben.cli.live.view import show

        pulse.is_watched = True
        return show(watch, queue, pulse, found.world.rulebook, asked.lang)


def _forward() -> Callable[[], Any]:
    """What makes the forward-chaining engine, in the thread that will own it."""
    try:
        from zhiben.engine.monitor.forward import DurableForward
    except ImportError:
        hint = "install it with: pip install 'zhiben[live]' (it is compiled: gcc and Python's headers are needed)"
        raise Unusable([Problem("no-live", "`zhiben watch` needs the extra `live`", hint=hint)]) from None
    return DurableForward


def _begin(
    asked: Asked, queue: Queue, arriving: Arriving, marks: Mapping[str, Any], pulse: Pulse
) -> Callable[[], None]:
    """Start the source.

    Returns:
        What stops it.
    """
    kind, _, rest = asked.source.partition(":")
    if asked.source == "jsonl:-":
        Lines(queue, arriving, asked.batch).start()
        return lambda: None
    if kind == "tail" and rest:
        if asked.once and not Path(rest).exists():  # nobody waits for it to come
            raise Unusable([Problem("no-such-file", f"there is no file `{rest}`")])
        Tail(queue, arriving, Path(rest), marks.get(f"tail:{rest}"), asked.once, asked.batch).start()
        return lambda: None
    if kind == "http":
        from zhiben.cli.live.http import Intake, Rate, Server

        place = urlsplit(asked.source)
        try:
            port = place.port
        except ValueError:
            port = None
        if port is not None and place.path in ("", "/"):
            intake = Intake(queue, arriving, pulse, _token(asked.token_file), Rate(asked.rate), asked.body)
            server = Server(intake, place.hostname or "127.0.0.1", port)
            server.start()
            return server.stop
    hint = "jsonl:- (standard input), tail:FILE, or http://127.0.0.1:PORT"
    raise Unusable([Problem("no-such-source", f"--from `{asked.source}` is no source", hint=hint)])


def _token(file: str | None) -> str:
    """The secret of HTTP clients, from a file or the environment; never from the command line, which all can see."""
    found = os.environ.get("ZHIBEN_TOKEN", "")
    if file is not None:
        try:
            found = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Unusable([Problem("no-token", f"--token-file `{file}`: {error}")]) from None
    if len(found.strip()) < 16:
        message = "HTTP clients must show a token of at least 16 characters, and none is set"
        hint = "put one into a file and give --token-file, or set ZHIBEN_TOKEN"
        raise Unusable([Problem("no-token", message, hint=hint)])
    return found.strip()


def _write_ledger(monitor: Monitor, world: World, path: Path) -> None:
    """The ledger of all that was accepted, as of the clock."""
    import pyarrow.parquet as pq

    if monitor.as_of is None:
        return
    log = EventLog(monitor.held.of(None, None))
    ledger = evaluate(world.rulebook, log, world.entities, world.coverage, monitor.as_of, waivers=world.waivers)
    part = path.with_name(path.name + ".part")
    pq.write_table(ledger, part)
    part.replace(path)


@contextmanager
def _stoppable(queue: Queue) -> Iterator[None]:
    """SIGINT and SIGTERM let the step that runs come to its end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, lambda *_: queue.stopped.set())
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(ValueError):
                signal.signal(number, handler)
