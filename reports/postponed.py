"""What a due date was before `roll` moved it to the next working day."""

from __future__ import annotations

import polars as pl

from zhiben.engine.durations import Reckoning
from zhiben.events.civil import calendar, to_day
from zhiben.rules.model import By, Duty, Rulebook, Within

MOMENT = pl.Datetime("us", "UTC")


def before_roll(rulebook: Rulebook, duty: Duty, windows: pl.DataFrame) -> pl.Series:
    """(n,) the `due` that windows would have had without `roll`; null where it did not move them or cannot be told.

    It cannot be told of due dates read from a field.

    Args:
        windows: columns opens, due (instants), all of `duty`.
    """
    written = _as_written(rulebook, duty, windows["opens"]) if duty.roll else None
    if written is None:
        return pl.Series([None] * windows.height, dtype=MOMENT)
    table = windows.select("opens", "due", written=written)
    return table.select(pl.when(pl.col("written") < pl.col("due")).then("written").alias("written"))["written"]


def _as_written(rulebook: Rulebook, duty: Duty, opens: pl.Series) -> pl.Series | None:
    civil, window = calendar(rulebook.timezone), duty.window
    if isinstance(window, By):
        return pl.Series([civil.start(to_day(window.date) + 1) - 1] * len(opens), dtype=pl.Int64).cast(MOMENT)
    if not isinstance(window, Within) or window.duration is None:
        return None
    # A triggered window opens with the first instant of its trigger.
    first = opens.cast(pl.Int64).fill_null(0).to_numpy()
    closes, is_known = Reckoning(civil, rulebook.holidays).closes(window.duration, first, first)
    table = pl.DataFrame({"at": closes - 1, "known": is_known, "opens": opens})
    there = pl.col("known") & pl.col("opens").is_not_null()
    return table.select(pl.when(there).then(pl.col("at").cast(MOMENT)).alias("at"))["at"]
