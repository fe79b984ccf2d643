"""The loop of `zhiben watch`: take what has come, let the monitor judge it, hand on what changed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from zhiben.cli.live.sink import Sink
from zhiben.cli.live.sources import Delivery, Queue
from zhiben.engine.arrow import ints
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.settings import Outcome
from zhiben.engine.monitor.showing import OpenDuty
from zhiben.engine.monitor.state.plain import together
from zhiben.engine.monitor.strain import undisturbed
from zhiben.engine.monitor.telling import Told
from zhiben.events.civil import from_micros
from zhiben.events.problem import Problem

TICK = 0.5  # seconds between two looks at the clock when nothing arrives
SETTLED = 2.0  # seconds after which the output is made sure of and forgotten by the state
SHOWN = 200  # open duties
KEPT = 10_000  # changes that the state keeps all the same
DAY = 86_400_000_000


@dataclass
class Pulse:
    """What can be seen of the loop from outside, such as by `/metrics` and the view."""

    started: float = field(default_factory=time.monotonic)
    clock: int | None = None
    seq: int = 0
    events: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    latest: deque[Told] = field(default_factory=lambda: deque(maxlen=200))
    seconds: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=600))  # of a step, and its events
    open_duties: list[OpenDuty] = field(default_factory=list)
    is_watched: bool = False  # somebody looks at the open duties
    is_stopped: bool = False
    _looked: float = 0.0

    def beat(self, monitor: Monitor, outcome: Outcome, spent: float, size: int) -> None:
        """Take note of one step."""
        self.clock = None if monitor.as_of is None else monitor.as_of.clock
        self.seq, self.counts, self.events = monitor.seq, dict(monitor.counts), len(monitor.held)
        for word, number in outcome.words.items():
            self.words[word] = self.words.get(word, 0) + number
        self.latest.extend(outcome.told)
        if size:
            self.seconds.append((spent, size))
        self.look(monitor)

    def look(self, monitor: Monitor, at_once: bool = False) -> None:
        """See what is open, if somebody looks and it was a second ago that it was seen."""
        if self.is_watched and (at_once or time.monotonic() - self._looked > 1):
            self.open_duties = monitor.open_duties(SHOWN)
            self._looked = time.monotonic()


@dataclass
class Loop:
    """Between sources and sinks.

    Attributes:
        by_wall: the clock is that of the machine; else the events move it.
        latest: us; an event that lies later is refused, lest one slip of the pen moves the clock for good.
        say: told every problem of what arrives.
    """

    monitor: Monitor
    queue: Queue
    changes: Sink
    aside: Sink | None
    by_wall: bool
    latest: int | None
    say: Callable[[Sequence[Problem]], None]
    pulse: Pulse = field(default_factory=Pulse)
    _settled: float = field(default_factory=time.monotonic)

    def run(self, sources: int, end: AsOf | None) -> None:
        """Go on until every source has come to its end, or somebody has stopped the queue; then to `end`.

        Raises:
            BaseException: whatever a source failed of.
        """
        with undisturbed() as look_for_garbage:
            self._run(sources, look_for_garbage)
        if end is not None and not self.queue.stopped.is_set():
            self._hand_on(self.monitor.step(tick=end), 0.0, 0)
        self._settle(at_once=True)
        self.pulse.look(self.monitor, at_once=True)
        self.pulse.is_stopped = True

    def _run(self, sources: int, look_for_garbage: Callable[[], None]) -> None:
        self._resume()
        if self.by_wall:  # what time alone has opened and closed is told before anything arrives
            self._step([])
        while sources and not self.queue.stopped.is_set():
            taken = self.queue.take(TICK)
            sources -= sum(delivery is None for delivery in taken)
            deliveries = [delivery for delivery in taken if delivery is not None]
            if self.queue.failure is not None:
                raise self.queue.failure
            if deliveries or (self.by_wall and self._is_due()):
                self._step(deliveries)
            self.monitor.tidy()
            self._settle()
            self.pulse.look(self.monitor)
            look_for_garbage()

    def _resume(self) -> None:
        """Hand on what the state holds and the output does not: all that was decided just before a crash."""
        for table, sink in (("change", self.changes), ("side", self.aside)):
            if sink is None:
                continue
            after = sink.last if sink.last is not None else self.monitor.marks.get(f"told:{table}", 0)
            sink.write(self.monitor.store.told(table, after))

    def _is_due(self) -> bool:
        now = time.time_ns() // 1_000
        return now >= self.monitor.next_wake()

    def _step(self, deliveries: list[Delivery]) -> None:
        started = time.perf_counter()
        tables = [delivery.arrived.table for delivery in deliveries]
        rejected = sum(delivery.arrived.rejected for delivery in deliveries)
        table, refused = self._not_ahead(_joined(tables))
        problems = [problem for delivery in deliveries for problem in delivery.arrived.problems]
        marks = {name: mark for delivery in deliveries for name, mark in delivery.marks.items()}
        now = time.time_ns() // 1_000
        tick = AsOf(now, now + 1) if self.by_wall else None
        outcome = self.monitor.step(table, tick=tick, rejected=rejected + len(refused), marks=marks)
        self._hand_on(outcome, time.perf_counter() - started, 0 if table is None else table.num_rows)
        self.say([*problems, *refused, *outcome.problems])
        for delivery in deliveries:
            if delivery.reply is not None:
                delivery.reply(replace(outcome, problems=(*refused, *outcome.problems)))

    def _not_ahead(self, table: pa.Table | None) -> tuple[pa.Table | None, list[Problem]]:
        if table is None or self.latest is None:
            return table, []
        ahead = ints(table["first"]) > max(self.latest, time.time_ns() // 1_000 + DAY)
        if not ahead.any():
            return table, []
        lost = table.filter(pa.array(ahead))
        problems = []
        for name, first in zip(lost["id"].to_pylist(), ints(lost["first"]).tolist(), strict=True):
            message = f"the event `{name}` lies ahead of time: {from_micros(first):%Y-%m-%d}"
            hint = "correct its time; to replay events of the future give --as-of"
            problems.append(Problem("ahead-of-time", message, hint=hint, field="time"))
        return table.filter(pa.array(~ahead)), problems

    def _hand_on(self, outcome: Outcome, spent: float, size: int) -> None:
        if outcome.changes:
            self.changes.write(outcome.changes)
        if outcome.aside and self.aside is not None:
            self.aside.write(outcome.aside)
        self.pulse.beat(self.monitor, outcome, spent, size)

    def _settle(self, at_once: bool = False) -> None:
        """Now and then: the output is made sure of, and the state need not keep it."""
        if not at_once and time.monotonic() - self._settled < SETTLED:
            return
        self.changes.settle()
        marks = {"told:change": self.monitor.seq}
        if self.aside is not None:
            self.aside.settle()
            marks["told:side"] = self.monitor.side_seq
        self.monitor.settled(marks, KEPT)
        self._settled = time.monotonic()


def _joined(tables: list[pa.Table]) -> pa.Table | None:
    filled = [table for table in tables if table.num_rows]
    if len(filled) < 2:
        return filled[0] if filled else None
    return together([_plain(table) for table in filled])


def _plain(table: pa.Table) -> pa.Table:
    """The same with texts instead of codes, which differ from delivery to delivery."""
    kinds = [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.cast(pa.schema(kinds))


def percentile(seconds: Sequence[tuple[float, int]], share: float) -> float:
    """The time within which that share of the last events was decided once it had come, in seconds."""
    if not seconds:
        return 0.0
    spent, sizes = np.array([s for s, _ in seconds]), np.array([n for _, n in seconds])
    order = np.argsort(spent)
    reached = np.searchsorted(np.cumsum(sizes[order]), share * sizes.sum())
    return float(spent[order][min(int(reached), len(order) - 1)])
