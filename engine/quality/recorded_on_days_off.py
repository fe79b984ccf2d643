"""How many events fall on days off, by the working calendar of the rulebook; for information."""

from __future__ import annotations

import numpy as np

from zhiben.engine.quality._remark import Remark
from zhiben.engine.quality._seen import Seen
from zhiben.events.civil import EPOCH_DAY, from_day
from zhiben.events.workdays import published

CODE = "recorded-on-days-off"
LEAST = 20  # events in years whose calendar is published


def check(seen: Seen) -> list[Remark]:
    """One remark: of `total` events `count` happened on a weekend or holiday; years not published are left out."""
    days, number = np.unique(seen.days, return_counts=True)
    if not len(days):
        return []
    years = range(from_day(int(days[0])).year, from_day(int(days[-1])).year + 1)
    calendars = {year: published(seen.rulebook.holidays, year) for year in years}
    known = [year for year, working in calendars.items() if working is not None]
    working = [day.toordinal() - EPOCH_DAY for year in known for day in calendars[year] or ()]
    year = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    is_known = np.isin(year, known)
    total, off = int(number[is_known].sum()), int(number[is_known & ~np.isin(days, working)].sum())
    return [Remark(CODE, "note", count=off, total=total)] if total >= LEAST and off else []
