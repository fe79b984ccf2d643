"""One run of `zhiben watch`: everything read, the state opened, sources, loop and output tied together."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from zhiben.cli.live.loop import Loop, Pulse
from zhiben.cli.live.sink import FileSink, Sink, StreamSink
from zhiben.cli.live.sources import Lines, Queue, Tail
from zhiben.cli.options import Lang
from zhiben.engine.asked import clock as clock_of
from zhiben.engine.asked import in_zone, moment
from zhiben.engine.evaluate import evaluate
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.circles import World
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.settings import DAY, LEAD, Settings
from zhiben.engine.monitor.store import VERSION, Store
from zhiben.events.arriving import Arriving
from zhiben.events.civil import calendar
from zhiben.events.coverage_reading import read_coverage
from zhiben.events.log import EventLog
from zhiben.events.logmap import read_map
from zhiben.events.problem import Problem, Unusable
from zhiben.events.records import dataclass
from zhiben.events.registry import read_entities
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rulebook
from zhiben.rules.waiver_reading import read_waivers

_UNITS = {"minute": DAY // 1_440, "hour": DAY // 24, "day": DAY, "week": 7 * DAY}
_Made = TypeVar("_Made")
_SINGLE = "a second monitor of one state would repeat everything; stop the other one, or use another --state"


@dataclass(frozen=True)
class Asked:
    """The command line."""

    rulebook: str
    source: str
    state: str | None
    to: str | None
    aside: str | None
    ledger: str | None
    map: str | None
    entities: str | None
    coverage: str | None
    waivers: str | None
    profile: str | None
    settings: Mapping[str, str]
    as_of: str | None
    clock: str | None
    lateness: str
    leads: Mapping[str, str]
    batch: int
    once: bool
    explain: bool
    token_file: str | None
    body: int
    rate: float
    tui: bool
    lang: Lang


@dataclass(frozen=True)
class _Read:
    """What the files of the command line hold."""

    world: World
    arriving: Arriving
    end: AsOf | None
    digest: str


def run(asked: Asked, say: Callable[[Sequence[Problem]], None]) -> dict[str, int]:
    """Watch until the source ends or somebody stops it.

    Returns:
        How many events became what.

    Raises:
        Unusable: with every problem of every input.
    """
    forward = _forward()
    read = _read(asked)
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
        end=read.end,
    )
    explain = None
    if asked.explain:
        from zhiben.reports.live import explainer

        explain = explainer(read.world)
    queue, pulse = Queue(), Pulse()

    def watch() -> dict[str, int]:
        with _state(asked.state, read.digest) as store:
            monitor = Monitor(read.world, store, forward(), settings, explain)
            if read.end is not None and monitor.as_of is not None and monitor.as_of.clock > read.end.clock:
                raise Unusable([Problem("as-of-before-clock", "the state's clock stands later than --as-of already")])
            latest = None if read.end is not None or by_wall else time.time_ns() // 1_000 + DAY
            loop = Loop(monitor, queue, changes, aside, by_wall, latest, say, asked.batch, pulse)
            stop = _begin(asked, queue, read.arriving, monitor.marks, pulse)
            try:
                loop.run(1, read.end)
            finally:
                queue.stopped.set()
                pulse.is_stopped = True
                stop()
                for sink in (changes, aside):
                    if sink is not None:
                        sink.close()
            if asked.ledger is not None:
                _write_ledger(monitor, read.world, Path(asked.ledger))
            return monitor.counts

    with _stoppable(queue):
        if not asked.tui:
            return watch()
        from zhiben.cli.live.view import show

        pulse.is_watched = True
        return show(watch, queue, pulse, read.world.rulebook, asked.lang)


def duration(text: str, option: str) -> int:
    """Microseconds of a length of time in words, of minutes, hours, days or weeks.

    Raises:
        Unusable: anything else.
    """
    number, _, unit = text.strip().partition(" ")
    length = _UNITS.get(unit.strip().removesuffix("s"))
    if not number.isdigit() or length is None:
        hint = "write it as 7 days, 12 hours, 30 minutes or 2 weeks"
        raise Unusable([Problem("bad-duration", f"{option} `{text}` is no length of time", hint=hint)])
    return int(number) * length


def _forward() -> Callable[[], Any]:
    """What makes the forward-chaining engine, in the thread that will own it."""
    try:
        from zhiben.engine.monitor.forward import DurableForward
    except ImportError:
        hint = "install it with: pip install 'zhiben[live]' (it is compiled: gcc and Python's headers are needed)"
        raise Unusable([Problem("no-live", "`zhiben watch` needs the extra `live`", hint=hint)]) from None
    return DurableForward


def _read(asked: Asked) -> _Read:
    problems: list[Problem] = []

    def attempt(step: Callable[[], _Made]) -> _Made | None:
        try:
            return step()
        except Unusable as error:
            problems.extend(p for p in error.problems if p not in problems)
            return None

    book = attempt(lambda: load_rulebook(asked.rulebook, profile=asked.profile, settings=dict(asked.settings)))
    if book is None:
        raise Unusable(problems)
    words, zone = book.vocabulary, book.timezone

    def given(file: str | None, read: Callable[[str], _Made]) -> _Made | None:
        return None if file is None else attempt(lambda: read(file))

    mapping = given(asked.map, lambda file: read_map(file, words))
    registry = given(asked.entities, lambda file: read_entities(file, words, zone))
    declared = given(asked.coverage, lambda file: read_coverage(file, words, zone, registry))
    waivers = given(asked.waivers, lambda file: read_waivers(file, book, registry))
    end = given(asked.as_of, lambda day: _end(day, book))
    kinds = sorted({rule.bearer for rule in book.rules if rule.bearer})
    if not asked.entities and len(kinds) > 1:
        message = f"rules of `{book.name}` name several kinds of bearer ({', '.join(kinds)}), and no entities are given"
        problems.append(Problem("entities-needed", message, hint="give --entities a file that says who is which"))
    if problems:
        raise Unusable(problems)
    world = World.of(book, registry, declared, waivers)
    return _Read(world, Arriving(words, zone, mapping, registry), end, _digest(book, asked))


def _end(as_of: str, book: Rulebook) -> AsOf:
    civil = calendar(book.timezone)
    return clock_of(in_zone(moment(as_of, "as-of"), civil, book.timezone), None, civil)


def _digest(book: Rulebook, asked: Asked) -> str:
    """Of all that must be the same when a state is gone on with."""
    found = hashlib.sha256(f"{VERSION} {book.digest}".encode())
    found.update(repr(sorted((p.name, str(p.value)) for p in book.parameters.values())).encode())
    for file in (asked.entities, asked.coverage, asked.waivers):
        found.update(b"-" if file is None else hashlib.sha256(Path(file).read_bytes()).digest())
    return found.hexdigest()


@contextmanager
def _state(folder: str | None, digest: str) -> Iterator[Store]:
    """The state, opened for this run alone; None = one that is thrown away."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="zhiben-watch-") as spare:
        place = Path(spare if folder is None else folder)
        try:
            store = Store(place)
            known = store.facts().get("digest")
            if known is None:
                store.say(digest=digest)
        except (sqlite3.Error, OSError) as error:
            is_locked = "locked" in str(error)
            code, hint = ("state-in-use", _SINGLE) if is_locked else ("bad-state", "name an empty folder for --state")
            raise Unusable([Problem(code, f"the state in `{folder}`: {error}", hint=hint)]) from None
        if known not in (None, digest):
            message = f"the state in `{folder}` is that of another rulebook, or of other entities, coverage or waivers"
            hint = "begin a new state and send the events again: what was judged by other rules cannot be gone on with"
            raise Unusable([Problem("state-of-other-inputs", message, hint=hint)])
        try:
            yield store
        finally:
            store.close()


def _begin(
    asked: Asked, queue: Queue, arriving: Arriving, marks: Mapping[str, Any], pulse: Pulse
) -> Callable[[], None]:
    """Start the source.

    Returns:
        What stops it.
    """
    kind, _, rest = asked.source.partition(":")
    if asked.source == "jsonl:-":
        Lines(queue, arriving, most=asked.batch).start()
        return lambda: None
    if kind == "tail" and rest:
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
