"""What was measured of the live monitor, as JSON: `live.json`, from which its tables and charts are written."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of a run.

    Attributes:
        done: events at its end, counted from the beginning of the run.
        events: of this stretch.
        batch: how many of them were judged together at most; on average of those that were offered at a rate.
        seconds, cpu: wall clock and processor time, without making the events' lines.
        p50, p99: seconds of a decision: from the taking of a batch to the handing on of its changes, commit included;
            of events offered at a rate, from the arrival of each.
        megabytes: of memory that the process holds itself at the end (RssAnon, 2**20 bytes), without files it maps.
        open: duties that wait for an event or for their time.
        durable: share of the processor time spent in durable_rules.
        in_all: p99 of the seconds until the next batch can be taken: a decision and what is tidied up after it.
        plain: p99 of the seconds of a plain loop with the same median, right after single events (`yardstick`).
        rate: events that were offered a second, 0 = as many as could be judged.
    """

    done: int
    events: int
    batch: int
    seconds: float
    cpu: float
    p50: float
    p99: float
    megabytes: float
    open: int
    durable: float
    in_all: float = 0.0
    plain: float = 0.0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Live:
    """One run: the log in stretches of equal length, and then some events one by one.

    Attributes:
        changes: lines told.
        facts: given to durable_rules.
        disk: megabytes of the state at the end.
        failed: why there is no more, or empty.
    """

    name: str
    entities: int
    rules: int
    stages: tuple[Stage, ...]
    changes: int = 0
    facts: int = 0
    disk: float = 0.0
    failed: str = ""

    @property
    def together(self) -> tuple[Stage, ...]:
        """The stretches of which many events were judged together, as fast as they could be."""
        return tuple(stage for stage in self.stages if stage.batch > 1 and not stage.rate)

    @property
    def steady(self) -> Stage | None:
        """The stretch of events that were offered at a steady rate."""
        return next((stage for stage in self.stages if stage.rate), None)

    @property
    def singly(self) -> Stage | None:
        """The stretch of events that came one by one."""
        return next((stage for stage in self.stages if stage.batch == 1 and not stage.rate), None)


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """All runs, and of what kind the machine was."""

    facts: dict[str, str]
    runs: tuple[Live, ...]


def write(record: LiveRecord, path: Path) -> None:
    """A stretch a line: readable in a diff."""
    runs = []
    for run in record.runs:
        told = asdict(run)
        stages = ",\n   ".join(json.dumps(stage) for stage in told.pop("stages"))
        runs.append(f'{json.dumps(told)[:-1]}, "stages": [\n   {stages}]}}')
    facts = json.dumps(record.facts, indent=1)
    path.write_text(f'{{"facts": {facts},\n "runs": [\n  {("," + chr(10) + "  ").join(runs)}\n]}}\n', encoding="utf-8")


def read(path: Path) -> LiveRecord:
    """What `write` wrote."""
    told = json.loads(path.read_text(encoding="utf-8"))
    runs = (Live(**{**run, "stages": tuple(Stage(**stage) for stage in run["stages"])}) for run in told["runs"])
    return LiveRecord(told["facts"], tuple(runs))
