"""The duty ledger: its columns, and the instant as of which it is drawn up (DESIGN §4 and §5)."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from msgspec import Struct

from zhiben.events import arrow as arrow  # before the first array is made
from zhiben.events.civil import CivilCalendar, to_day, to_micros

_TIME = pa.timestamp("us", "UTC")

SCHEMA = pa.schema(
    [
        ("duty", pa.string()),  # 16 hex digits
        ("rule", pa.string()),
        ("variant", pa.string()),  # "" = base
        ("clause", pa.string()),  # joined by ";"
        ("severity", pa.string()),
        ("bearer", pa.string()),  # "*" without bearer
        ("key", pa.string()),
        ("raised_by", pa.string()),
        ("opens", _TIME),  # null = unlimited
        ("closes", _TIME),  # not included; null = open end, or cannot be known
        ("due", _TIME),  # last instant without grace; null with closes
        ("required", pa.string()),
        ("observed", pa.float64()),
        ("verdict", pa.string()),
        ("decided", _TIME),
        ("cured", _TIME),
        ("reason", pa.string()),  # "" unless unknown
        ("evidence", pa.list_(pa.string())),  # the first 20, by time, then id
        ("evidence_count", pa.int64()),
        ("waiver", pa.string()),  # "" where none
    ]
)
EMPTY = SCHEMA.empty_table()
EVIDENCE_SHOWN = 20
VERDICTS = ("met", "pending", "breached", "late", "waived", "unknown")
FINDINGS = ("breached", "late")
NOT_MET = frozenset(VERDICTS) - {"met"}  # of these it can be told what is missing


class AsOf(Struct, frozen=True):
    """Where the clock stands and what is known.

    Attributes:
        clock: a window has closed when `closes <= clock`.
        before: events and openings exist when they are `< before`: the clock itself for a date (whose clock is the
            first instant of the next day), one microsecond more for an instant.
        known_before: events whose `recordedtime` is not below this do not exist; None = no such limit.
    """

    clock: int
    before: int
    known_before: int | None = None

    @classmethod
    def at(
        cls, as_of: dt.date | dt.datetime, civil: CivilCalendar, known_at: dt.date | dt.datetime | None = None
    ) -> AsOf:
        """From a civil date (everything through it is known) or an instant (naive: civil time of the zone)."""
        clock, before = _limits(as_of, civil)
        return cls(clock, before, None if known_at is None else _limits(known_at, civil)[1])


def _limits(when: dt.date | dt.datetime, civil: CivilCalendar) -> tuple[int, int]:
    if isinstance(when, dt.datetime):
        instant = to_micros(when) if when.tzinfo else civil.instant(when)
        return instant, instant + 1
    start = civil.start(to_day(when) + 1)
    return start, start
