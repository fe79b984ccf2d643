"""One run of the live monitor in a process of its own, its figures as lines of JSON.

usage: python -m bench.live.one DATA [--rulebook DIR] [--entities FILE] [--map FILE]
           [--batch N] [--events N] [--offered N] [--rate N] [--single N] [--explain]

DATA is events.parquet of bench/generate.py, or a log.csv of `zhiben simulate`. Events come as lines of JSON, in order,
as fast as they are judged; `--batch` of them at a time, as many as `zhiben watch` takes unless told otherwise, then
`--offered` of them at a steady `--rate` a second, and the last `--single` of them one by one.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import numpy as np

from bench.live.figures import Stage
from bench.live.offered import offered
from bench.live.yardstick import drawn_out
from zhiben.cli.watch import BATCH
from zhiben.engine.monitor.facts import Fact, Inference
from zhiben.engine.monitor.forward import DurableForward
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.state.store import Store
from zhiben.engine.monitor.strain import sparing, undisturbed
from zhiben.events.arriving import Arriving
from zhiben.events.logmap import read_map
from zhiben.events.registry import read_entities
from zhiben.rules.loading import load_rulebook

HERE = Path(__file__).parents[1]
STRETCHES = 10


class Timed:
    """The forward-chaining engine, and the processor time spent in it."""

    def __init__(self) -> None:
        self._inner, self.spent, self.facts = DurableForward(), 0.0, 0

    def infer(self, facts: Iterable[Fact]) -> list[Inference]:
        told = list(facts)
        begun = time.process_time()
        found = self._inner.infer(told)
        self.spent += time.process_time() - begun
        self.facts += len(told)
        return found


class Run:
    """A monitor at work, and what each stretch of its events took."""

    def __init__(self, monitor: Monitor, arriving: Arriving, forward: Timed) -> None:
        self._monitor, self._arriving, self._forward = monitor, arriving, forward
        self.done = self.changes = 0

    def stretch(self, events: Iterator[bytes], batch: int) -> Stage:
        """Judge these events, so many at a time; at least one."""
        took: list[float] = []
        took_in_all: list[float] = []
        seconds = busy = 0.0
        before, spent, largest = self.done, self._forward.spent, 0
        with undisturbed() as look_for_garbage:
            while some := list(islice(events, batch)):  # making the lines is no work of the monitor
                begun, begun_cpu = time.perf_counter(), time.process_time()
                self._judge(some)
                took.append(time.perf_counter() - begun)
                self._tidy()
                look_for_garbage()
                took_in_all.append(time.perf_counter() - begun)
                seconds, busy = seconds + took_in_all[-1], busy + time.process_time() - begun_cpu
                largest = max(largest, len(some))
        p50, p99 = (float(value) for value in np.percentile(took, [50, 99]))
        in_all = float(np.percentile(took_in_all, 99))
        share = (self._forward.spent - spent) / busy
        waits = self._monitor.waiting
        plain = drawn_out(p50, len(took)) if batch == 1 else 0.0
        return Stage(
            self.done, self.done - before, largest, seconds, busy, p50, p99, memory(), waits, share, in_all, plain
        )

    def steady(self, events: Sequence[bytes], rate: float, most: int) -> Stage:
        """Judge these events as they arrive, so many a second."""
        spent, begun, begun_cpu = self._forward.spent, time.perf_counter(), time.process_time()
        with undisturbed() as look_for_garbage:

            def tidy() -> None:
                self._tidy()
                look_for_garbage()

            waited, steps = offered(events, rate, most, self._judge, tidy)
        seconds, busy = time.perf_counter() - begun, time.process_time() - begun_cpu
        p50, p99 = (float(value) for value in np.percentile(waited, [50, 99]))
        share, waits, together = (self._forward.spent - spent) / busy, self._monitor.waiting, len(events) // steps
        return Stage(
            self.done, len(events), together, seconds, busy, p50, p99, memory(), waits, share, rate=rate
        )  # fmt: skip

    def _judge(self, some: Sequence[bytes]) -> None:
        """From lines to changes that are handed on, as in the loop of `zhiben watch`."""
        arrived = self._arriving.read(b"".join(some), "bench", self.done)
        outcome = self._monitor.step(arrived.table, rejected=arrived.rejected)
        self.done, self.changes = self.done + len(some), self.changes + len(outcome.changes)

    def _tidy(self) -> None:
        self._monitor.tidy()
        self._monitor.settled({}, 10_000)


def lines(data: Path) -> Iterator[bytes]:
    """The events as lines of JSON."""
    if data.suffix == ".csv":
        with open(data, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False).encode() + b"\n"
        return
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(data).iter_batches(10_000):
        for row in batch.to_pylist():
            yield json.dumps({k: str(v) for k, v in row.items() if v is not None}).encode() + b"\n"


def memory() -> float:
    """Megabytes that this process holds itself."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Run once: a line about the run, one about each stretch as it ends, one about the whole."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("data", type=Path)
    asked.add_argument("--rulebook", default=str(HERE / "live-rulebook"))
    asked.add_argument("--entities", type=Path)
    asked.add_argument("--map", type=Path)
    asked.add_argument("--batch", type=int, default=BATCH)
    asked.add_argument("--events", type=int, default=10**9)
    asked.add_argument("--offered", type=int, default=0)
    asked.add_argument("--rate", type=float, default=5_000)
    asked.add_argument("--single", type=int, default=0)
    asked.add_argument("--explain", action="store_true")
    given = asked.parse_args()
    sparing()
    book = load_rulebook(given.rulebook)
    registry = read_entities(given.entities or given.data.with_name("entities.csv"), book.vocabulary, book.timezone)
    path = given.map or (HERE / "map.yaml" if given.data.suffix == ".parquet" else None)
    mapping = None if path is None else read_map(path, book.vocabulary)
    world, forward = World.of(book, registry, None, None), Timed()
    explain = None
    if given.explain:
        from zhiben.reports.live import explainer

        explain = explainer(world)
    total = sum(1 for _ in islice(lines(given.data), given.events))
    many = total - min(given.offered + given.single, total)
    say({"entities": len(world.kinds), "rules": len(book.rules)})
    with tempfile.TemporaryDirectory() as folder:
        monitor = Monitor(world, Store(Path(folder)), forward, explain=explain)
        run = Run(monitor, Arriving(book.vocabulary, book.timezone, mapping, registry), forward)
        source = lines(given.data)
        for number in range(STRETCHES):
            if count := many * (number + 1) // STRETCHES - run.done:
                say(asdict(run.stretch(islice(source, count), given.batch)))
        if some := list(islice(source, total - many - given.single)):
            say(asdict(run.steady(some, given.rate, given.batch)))
        if total > run.done:
            say(asdict(run.stretch(islice(source, total - run.done), 1)))
        disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20
        say({"changes": run.changes, "facts": forward.facts, "disk": disk})


def say(told: dict[str, object]) -> None:
    """A line of JSON, at once."""
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
