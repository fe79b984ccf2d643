"""The dates and instants that somebody asks for, as written or as objects."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

from zhiben.engine.ledger import AsOf
from zhiben.events.civil import FIRST_YEAR, LAST_YEAR, CivilCalendar, calendar, to_micros
from zhiben.events.dates import BadDate, read_date
from zhiben.events.problem import Problem, Unusable
from zhiben.rules.model import Rulebook

When = dt.date | dt.datetime | str

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY = re.compile(r"(\d{4})[-/.年]\d{1,2}[-/.月]\d{1,2}", re.ASCII)
_OFFSET = re.compile(r"(?:Z|[-+]\d\d(?::?\d\d)?)\Z", re.ASCII | re.IGNORECASE)


def today(rulebook: Rulebook) -> dt.date:
    """The civil date at this moment in the rulebook's zone."""
    return dt.datetime.now(ZoneInfo(rulebook.timezone)).date()


def moment(when: When, name: str) -> dt.date:
    """A date or an instant; text has one of the forms that logs may have. `name` is what it is called where it was
    asked for. An instant with an offset knows its zone; one without is civil time of the rulebook's zone.

    Raises:
        Unusable: code `bad-date`, or `no-such-date` for what looks like one.
    """
    code, message = "bad-date", f"{name} `{when}` is neither a date nor an instant"
    found: object = when
    if isinstance(when, str):
        text = unicodedata.normalize("NFKC", when).strip()
        try:
            found = _read(text)
        except BadDate as why:
            if looks := _DAY.match(text):
                message = f"{name} `{when}` is no date: {why}"
                code = "no-such-date" if FIRST_YEAR <= int(looks[1]) <= LAST_YEAR else code
            found = None
    if isinstance(found, dt.date) and FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    hint = (
        "write 2025-04-30, 2025/4/30, 2025.4.30 or 2025年4月30日, or an instant such as 2025-04-30T12:00:00+08:00; "
        f"years {FIRST_YEAR} to {LAST_YEAR} are understood"
    )
    raise Unusable([Problem(code, message, hint=hint)])


def in_zone(when: dt.date, civil: CivilCalendar, zone: str) -> dt.date:
    """An instant as the clocks of the zone show it, with their offset, however it was asked for; a date as it is."""
    if not isinstance(when, dt.datetime):
        return when
    instant = to_micros(when) if when.tzinfo else civil.instant(when)
    return (_EPOCH + dt.timedelta(microseconds=instant)).astimezone(ZoneInfo(zone))


def day(when: str, name: str) -> dt.date:
    """A civil date as written on a command line.

    Raises:
        Unusable: code `bad-date`, or `no-such-date` for what looks like one.
    """
    found = moment(when, name)
    if isinstance(found, dt.datetime):
        raise Unusable([Problem("bad-date", f"{name} `{when}` is not a day", hint="write it as 2025-04-30")])
    return found


def clock(as_of: dt.date, known_at: dt.date | None, civil: CivilCalendar) -> AsOf:
    """Where the clock stands and what is known.

    Raises:
        Unusable: code `known-before-as-of`.
    """
    found = AsOf.at(as_of, civil, known_at)
    if found.known_before is not None and found.known_before < found.before:
        message = f"known-at {known_at} lies before as-of {as_of}: nobody knew then what had happened since"
        raise Unusable([Problem("known-before-as-of", message, hint="known-at is the as-of date or a later one")])
    return found


def _read(text: str) -> dt.date:
    """Read before the rulebook is, hence before the zone is known: what has no offset is left without a zone."""
    found = read_date(text, calendar("UTC"))
    instant = _EPOCH + dt.timedelta(microseconds=found.first)
    if found.first != found.last:
        return instant.date()
    return instant if _OFFSET.search(text) else instant.replace(tzinfo=None)
