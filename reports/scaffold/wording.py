"""The text of a new rule, and of the two cases that prove it."""

from __future__ import annotations

import datetime as dt

import numpy as np
from msgspec import Struct

from zhiben.engine.durations import period
from zhiben.events.civil import LAST_YEAR, from_day, to_day
from zhiben.events.vocabulary import Label
from zhiben.reports.scaffold.book import quoted
from zhiben.rules.model import DateRange, Period

_WHO, _TWICE = "示例单位", "勤勉单位"  # who does it once, and who does it twice
_MISSED = (
    "{zh: 没有做, en: Nothing was done}",
    "{zh: 没有做，设立之前做的不算, en: Nothing was done since it was founded}",
)
_ONCE: dict[Period, tuple[str, str]] = {
    "day": ("每日", "every day"),
    "week": ("每周", "every week"),
    "month": ("每月", "every month"),
    "quarter": ("每季度", "every quarter"),
    "half-year": ("每半年", "every half-year"),
    "year": ("每年", "every year"),
}


class Asked(Struct, frozen=True):
    """The rule that somebody wants; `window` is a period that comes round or the last day; bearer None = the usual."""

    id: str
    event: str
    bearer: str | None = None
    window: Period | dt.date = "quarter"
    clause: str | None = None


def rule_text(asked: Asked, bearer: str | None, days: DateRange, label: Label) -> str:
    """tasks/ID.yaml. `days` are those of the rulebook, `label` that of the event type."""
    zh, en = label.text("zh", asked.event), label.text("en", asked.event)
    if isinstance(asked.window, dt.date):
        when, title = f"by: {asked.window}", (f"{asked.window} 前完成：{zh}", f"{en}: done by {asked.window}")
    else:
        often = _ONCE[asked.window]
        when, title = f"every: {asked.window}", (f"{often[0]}至少一次：{zh}", f"{en}: at least once {often[1]}")
    clause = (
        f"clause: {quoted(asked.clause)}" if asked.clause is not None else '# clause: "…"  # 条款 / what it rests on'
    )
    lines = [
        f"- id: {quoted(asked.id)}",
        f"  {clause}",
        f"  title: {{zh: {quoted(title[0])}, en: {quoted(title[1])}}}  # 请改写 / say it in your own words",
        "  severity: medium  # critical, high, medium, low",
        "  origin: source",
        *([f"  bearer: {quoted(bearer)}"] if bearer else []),
        *([] if days.start else [f"  in_force: {{from: {_first_window(asked.window, days)[0]}}}"]),
        "  duty:",
        f"    event: {quoted(asked.event)}",
        "    # where: {FIELD: VALUE}  # 哪些记录才算 / which events count",
        "    at_least: 1",
        f"    {when}",
    ]
    return "\n".join(lines) + "\n"


def cases_text(asked: Asked, bearer: str | None, days: DateRange, taken: set[str]) -> str:
    """examples/ID.yaml; `taken` are the names of other examples."""
    opens, due = _first_window(asked.window, days)
    since = min(opens + dt.timedelta(days=1), due)  # the bearer that does nothing owes a shorter first window
    event, expected = f"type: {quoted(asked.event)}, subject", f"rule: {quoted(asked.id)}, verdict"
    met = [f"    - {{{expected}: met, opens: {opens}, due: {due}{', count: 2' if bearer else ''}}}"]
    again = [f"      - {{id: e{n}, {event}: {_TWICE}, time: {due}}}" for n in (2, 3)] if bearer else []
    early = [f"      - {{id: e1, {event}: {_WHO}, time: {opens}}}"] if bearer and since > opens else []
    lines = [
        "# 例子：给出记录，写明应得的判定 / worked cases: a log, and the verdicts it must get.",
        f"- example: {quoted(_free(f'{asked.id}-kept', taken))}",
        '  title: {zh: 期限最后一日也算，多做不算违反, en: "The last day counts, and more than is owed is no breach"}',
        f"  as_of: {due}",
        "  given:",
        *_entities(bearer, opens, _WHO, _TWICE),
        "    events:",
        f"      - {{id: e1, {event}: {_WHO}, time: {due}}}",
        *again,
        "  expect:",
        *met,
        "",
        f"- example: {quoted(_free(f'{asked.id}-missed', taken))}",
        f"  title: {_MISSED[bool(early)]}",
        f"  as_of: {due}",
        "  given:",
        *_entities(bearer, since, _WHO),
        f"    events:{'' if early else ' []'}",
        *early,
        "  expect:",
        f"    - {{{expected}: breached, opens: {since if bearer else opens}, due: {due}}}",
    ]
    return "\n".join(lines) + "\n"


def _entities(bearer: str | None, since: dt.date, *names: str) -> list[str]:
    rows = [f"      - {{id: {name}, kind: {quoted(bearer)}, valid_from: {since}}}" for name in names] if bearer else []
    return ["    entities:", *rows] if rows else []


def _free(name: str, taken: set[str]) -> str:
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)


def _first_window(window: Period | dt.date, days: DateRange) -> tuple[dt.date, dt.date]:
    """First and last day of the first window, both included, of a bearer that is there from the first day on."""
    if isinstance(window, dt.date):
        return days.start or window.replace(month=1, day=1), window
    start = days.start or (days.end or dt.date.today()).replace(month=1, day=1)
    _, after = period(window, np.array([to_day(start)], np.int64))
    last = from_day(min(int(after[0]) - 1, to_day(dt.date(LAST_YEAR, 12, 31))))
    return start, min(last, days.end or last)
