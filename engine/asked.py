"""The dates and instants that somebody asks for, as written or as objects."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from zhiben.engine.ledger import AsOf
from zhiben.events.civil import FIRST_YEAR, LAST_YEAR, CivilCalendar
from zhiben.events.problem import Problem, Unusable
from zhiben.events.scalars import BadScalar, resolve
from zhiben.rules.model import Rulebook

When = dt.date | dt.datetime | str


def today(rulebook: Rulebook) -> dt.date:
    """The civil date at this moment in the rulebook's zone."""
    return dt.datetime.now(ZoneInfo(rulebook.timezone)).date()


def moment(when: When, name: str) -> dt.date:
    """A date or an instant; text is an ISO date or instant. `name` is what it is called where it was asked for.

    Raises:
        Unusable: code `bad-date` or `no-such-date`.
    """
    code, message = "bad-date", f"{name} `{when}` is neither a date nor an instant"
    found: object = when
    try:
        found = resolve(when.strip()) if isinstance(when, str) else when
    except BadScalar as error:
        code, message = error.code, f"{name}: {error.message}"
    if isinstance(found, dt.date) and FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    hint = f"write 2025-04-30, or 2025-04-30T12:00:00+08:00; years {FIRST_YEAR} to {LAST_YEAR} are understood"
    raise Unusable([Problem(code, message, hint=hint)])


def day(when: str, name: str) -> dt.date:
    """A civil date as written on a command line.

    Raises:
        Unusable: code `bad-date` or `no-such-date`.
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
