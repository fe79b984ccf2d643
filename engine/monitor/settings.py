"""How the live monitor runs, and what a step of it brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from msgspec import Struct, field

from zhiben.engine.evaluate import Judgement
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.telling import Told
from zhiben.events.log import EventLog
from zhiben.events.problem import Problem
from zhiben.rules.model import Rulebook

DAY = 86_400_000_000
LATENESS = 7 * DAY
SHOWN = 200  # changes of a step that are kept as more than a line: where a year ends there may be many
LEAD: Mapping[str, int] = {"critical": 14 * DAY, "high": 7 * DAY, "medium": 3 * DAY, "low": DAY}

Observe = Callable[[pa.Table, Sequence[str]], None]
Explain = Callable[[Rulebook, EventLog, AsOf, list[Judgement], pa.Table], Mapping[str, Mapping[str, Any]]]


class Settings(Struct, frozen=True):
    """How the monitor runs.

    Attributes:
        lateness: us by which an event may lie before the clock and still count.
        lead: us before its due date from which on a duty of each severity is due soon.
        by_events: events move the clock; else only ticks do, and an event ahead of the clock waits for it.
        end: where the clock stops for good; None = nowhere.
    """

    lateness: int = LATENESS
    lead: Mapping[str, int] = field(default_factory=lambda: dict(LEAD))
    by_events: bool = True
    end: AsOf | None = None


class Outcome(Struct, frozen=True):
    """What a step brought.

    Attributes:
        changes, aside: (sequence number, line) of the changes, and of the events that came too late.
        accepted, duplicates: how many arrivals.
        problems: why others were refused.
        words: how many changes there are of each kind.
        told: the last of the changes themselves, at most `SHOWN`.
    """

    changes: tuple[tuple[int, str], ...] = ()
    aside: tuple[tuple[int, str], ...] = ()
    accepted: int = 0
    duplicates: int = 0
    problems: tuple[Problem, ...] = ()
    words: Mapping[str, int] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
