"""Random waivers: they name what some duty of the ledger has, and begin and end near its close or near now."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import strategies as st
from msgspec.structs import replace

from zhiben.engine.ledger import AsOf
from zhiben.events.civil import from_micros
from zhiben.rules.model import DateRange, Rule, Rulebook
from zhiben.rules.waivers import SELECTORS, Waiver, Waivers

from .ledgers import Row, rows

_STEPS = (0, 0, 0, -1, 1, 30, -30)


def forbidding(draw: st.DrawFn, rulebook: Rulebook) -> Rulebook:
    """The rulebook with some rules, or what is owed otherwise, that may not be waived."""

    def changed(rule: Rule) -> Rule:
        below = None if rule.otherwise is None else changed(rule.otherwise)
        return replace(rule, otherwise=below, waivable=draw(st.sampled_from((True, True, True, False))))

    return replace(rulebook, rules=tuple(changed(rule) for rule in rulebook.rules))


def waivers(draw: st.DrawFn, ledger: pa.Table, zone: str, as_of: AsOf) -> Waivers:
    """At most four waivers of duties of a ledger, in any order; ids may not repeat."""
    found = rows(ledger)
    if not found:
        return Waivers(())
    now = _day(as_of.before - 1, zone)
    ids = draw(st.permutations(("a", "b", "c", "d")))
    count = draw(st.sampled_from((1, 2, 3, 4)))
    return Waivers(tuple(_waiver(draw, name, draw(st.sampled_from(found)), zone, now) for name in ids[:count]))


def _waiver(draw: st.DrawFn, name: str, row: Row, zone: str, now: dt.date) -> Waiver:
    named = draw(st.sets(st.sampled_from((*SELECTORS, "window")), min_size=1, max_size=3))
    close = now if row["closes"] is None else _day(row["closes"] - 1, zone)
    start, end = sorted(_near(draw, draw(st.sampled_from((close, now)))) for _ in range(2))
    window = DateRange()
    if "window" in named:
        opens = None if row["opens"] is None else _day(row["opens"], zone)
        due = None if row["due"] is None else _day(row["due"], zone)
        days = [None if day is None or draw(st.booleans()) else _near(draw, day) for day in (opens, due)]
        window = DateRange(*days)
    chosen = {selector: row[selector] for selector in SELECTORS if selector in named}
    return Waiver(name, "a reason", "an approver", start, end, **chosen, window=window)


def _near(draw: st.DrawFn, day: dt.date) -> dt.date:
    return day + dt.timedelta(days=draw(st.sampled_from(_STEPS)))


def _day(instant: int, zone: str) -> dt.date:
    return from_micros(instant).astimezone(ZoneInfo(zone)).date()
