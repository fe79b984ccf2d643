"""How fast the live monitor judges, how long a decision takes, what it keeps in memory, and what durable_rules costs.

usage: python -m bench.live DATA [--rulebook DIR] [--entities FILE] [--map FILE] [--batch N] [--events N] [--explain]

DATA is events.parquet of bench/generate.py, or a log.csv of `zhiben simulate`. Events come as lines of JSON, in order,
as fast as they are judged; `--batch` of them at a time. A decision takes from the taking of a batch to the handing on
of its changes, the commit (synchronous, write-ahead) included. Memory is what the process holds itself (RssAnon),
without files that are mapped. `durable` is the share of the processor time that durable_rules takes.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from zhiben.engine.monitor.circles import World
from zhiben.engine.monitor.facts import Fact, Inference
from zhiben.engine.monitor.forward import DurableForward
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.store import Store
from zhiben.events.arriving import Arriving
from zhiben.events.logmap import read_map
from zhiben.events.registry import read_entities
from zhiben.rules.loading import load_rulebook

HERE = Path(__file__).parent


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
    """Run once and print what was measured."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("data", type=Path)
    asked.add_argument("--rulebook", default=str(HERE / "live-rulebook"))
    asked.add_argument("--entities", type=Path)
    asked.add_argument("--map", type=Path)
    asked.add_argument("--batch", type=int, default=2_000)
    asked.add_argument("--events", type=int, default=10**9)
    asked.add_argument("--explain", action="store_true")
    given = asked.parse_args()
    book = load_rulebook(given.rulebook)
    registry = read_entities(given.entities or given.data.with_name("entities.csv"), book.vocabulary, book.timezone)
    path = given.map or (HERE / "map.yaml" if given.data.suffix == ".parquet" else None)
    mapping = None if path is None else read_map(path, book.vocabulary)
    arriving = Arriving(book.vocabulary, book.timezone, mapping, registry)
    world, forward = World.of(book, registry, None, None), Timed()
    explain = None
    if given.explain:
        from zhiben.reports.live import explainer

        explain = explainer(world)
    total = sum(1 for _ in islice(lines(given.data), given.events))
    print(f"{total:,} events, {len(world.kinds):,} entities, {len(book.rules)} rules, {given.batch} events at a time")
    print(
        f"{'events':>10} {'events/s':>9} {'of CPU':>8} {'p50 ms':>8} {'p99 ms':>8} {'MB':>6} {'open':>8} {'durable':>8}"
    )
    with tempfile.TemporaryDirectory() as folder:
        monitor = Monitor(world, Store(Path(folder)), forward, explain=explain)
        source, done, changes = islice(lines(given.data), given.events), 0, 0
        tenth, took = max(total // 10, 1), []
        wall, cpu, spent = time.perf_counter(), time.process_time(), 0.0
        paused = paused_cpu = 0.0
        since = 0
        while True:
            begun, begun_cpu = time.perf_counter(), time.process_time()
            some = list(islice(source, given.batch))  # making the lines is no work of the monitor
            paused, paused_cpu = paused + time.perf_counter() - begun, paused_cpu + time.process_time() - begun_cpu
            if not some:
                break
            begun = time.perf_counter()
            arrived = arriving.read(b"".join(some), "bench", done)
            outcome = monitor.step(arrived.table, rejected=arrived.rejected)
            took.append(time.perf_counter() - begun)
            monitor.settled({}, 10_000)
            done, changes = done + len(some), changes + len(outcome.changes)
            if done - since >= tenth or done == total:
                seconds, busy = time.perf_counter() - wall - paused, time.process_time() - cpu - paused_cpu
                waits = monitor.waiting
                share = (forward.spent - spent) / busy
                print(
                    f"{done:>10,} {(done - since) / seconds:>9,.0f} {(done - since) / busy:>8,.0f} "
                    f"{np.percentile(took, 50) * 1e3:>8,.0f} {np.percentile(took, 99) * 1e3:>8,.0f} {memory():>6,.0f} "
                    f"{waits:>8,} {share:>8.0%}",
                    flush=True,
                )
                wall, cpu, spent, since, took = time.perf_counter(), time.process_time(), forward.spent, done, []
                paused = paused_cpu = 0.0
        print(
            f"{changes:,} changes, {forward.facts:,} facts told to durable_rules, {forward.spent:,.0f} s of CPU there"
        )
        print(f"accounts: {monitor.counts}")


if __name__ == "__main__":
    main()
