"""Windows: when what is owed must be done."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from zhiben.events.record import record
from zhiben.rules.model.lengths import Duration

Period = Literal["day", "week", "month", "quarter", "half-year", "year"]


@record
class Every:
    """`every: quarter`: civil periods laid end to end."""

    period: Period


@record
class By:
    """`by: 2024-12-31`: through the end of that day."""

    date: dt.date


@record
class Within:
    """`within: 30 days` or `within: {field: rectify_by}` after the trigger; exactly one of the two is given."""

    duration: Duration | None = None
    field: str | None = None


@record
class Before:
    """`before: 30 days` (None = `any`) the trigger."""

    duration: Duration | None = None


@record
class SinceLast:
    """`since_last: 3 months`: a cadence that restarts at each matching event."""

    duration: Duration


@record
class Throughout:
    """`throughout: true`: the whole life of the occasion."""


Window = Every | By | Within | Before | SinceLast | Throughout
