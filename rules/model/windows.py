"""Windows: when what is owed must be done."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from zhiben.rules.model.lengths import Duration

Period = Literal["day", "week", "month", "quarter", "half-year", "year"]


class Every(Struct, frozen=True):
    """`every: quarter`: civil periods laid end to end."""

    period: Period


class By(Struct, frozen=True):
    """`by: 2024-12-31`: through the end of that day."""

    date: dt.date


class Within(Struct, frozen=True):
    """`within: 30 days` or `within: {field: rectify_by}` after the trigger; exactly one of the two is given."""

    duration: Duration | None = None
    field: str | None = None


class Before(Struct, frozen=True):
    """`before: 30 days` (None = `any`) the trigger."""

    duration: Duration | None = None


class SinceLast(Struct, frozen=True):
    """`since_last: 3 months`: a cadence that restarts at each matching event."""

    duration: Duration


class Throughout(Struct, frozen=True):
    """`throughout: true`: the whole life of the occasion."""


Window = Every | By | Within | Before | SinceLast | Throughout
