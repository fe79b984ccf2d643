"""Where the clock of the monitor stands."""

from __future__ import annotations

import pyarrow as pa

from zhiben.engine.arrow import ints
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.settings import Settings


def moved(now: AsOf | None, table: pa.Table | None, tick: AsOf | None, settings: Settings) -> AsOf | None:
    """Where it stands after a step: never earlier than before, never past the end.

    Args:
        table: the events that came and count; None = none.
        tick: what time it is; None = nobody has said.
    """
    if table is not None and settings.by_events:
        latest = int(ints(table["first"]).max())
        if now is None or latest > now.clock:
            now = AsOf(latest, latest + 1)
    if tick is not None and (now is None or (tick.clock, tick.before) > (now.clock, now.before)):
        now = tick
    end = settings.end
    if now is not None and end is not None and (now.clock, now.before) > (end.clock, end.before):
        now = end
    return now
