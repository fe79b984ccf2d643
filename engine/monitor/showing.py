"""The duties that are open, as people are shown them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from zhiben.engine.monitor.facts import PENDING
from zhiben.engine.monitor.state.stands import Stands
from zhiben.events.civil import NEVER
from zhiben.rules.model import Rule


class OpenDuty(Struct, frozen=True):
    """A duty that waits; `closes`: us since the epoch, UTC, NEVER = without an end. `is_soon`: within its lead time."""

    bearer: str
    rule: str
    closes: int
    is_soon: bool


def waiting(stands: Stands) -> int:
    """How many duties are open."""
    return int((stands.all_live()[1]["standing"] == PENDING).sum())


def open_duties(stands: Stands, names: Sequence[str], rules: Sequence[Rule], most: int) -> list[OpenDuty]:
    """The open duties that close first, earliest first; those of the whole log stand under `WHOLE`.

    Args:
        names: of units, by number.
    """
    units, rows = stands.all_live()
    is_open = np.flatnonzero((rows["standing"] == PENDING) & (rows["closes"] < NEVER))
    first = is_open[np.argsort(rows["closes"][is_open], kind="stable")[:most]]
    return [
        OpenDuty(names[int(unit)], rules[int(row["rule"])].id, int(row["closes"]), bool(row["told"]))
        for unit, row in zip(units[first].tolist(), rows[first], strict=True)
    ]
