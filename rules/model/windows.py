"""Windows: when what is owed must be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from zhiben.rules.model.lengths import Duration

Period = Literal["day", "week", "month", "quarter", "half-year", "year"]


@dataclass(frozen=True, slots=True)
class Every:
    """`every: quarter`: civil periods laid end to end."""

    period: Period


@dataclass(frozen=True, slots=True)
class By:
    """`by: 2024-12-31`: through the end of that day."""

    date: dt.date


@dataclass(frozen=True, slots=True)
class Within:
    """`within: 30 days` or `within: {field: rectify_by}` after the trigger; exactly one of the two is given."""

    duration: Duration | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """`before: 30 days` (None = `any`) the trigger."""

    duration: Duration | None = None


@dataclass(frozen=True, slots=True)
class SinceLast:
    """`since_last: 3 months`: a cadence that restarts at each matching event."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class Throughout:
    """`throughout: true`: the whole life of the occasion."""


Window = Every | By | Within | Before | SinceLast | Throughout
