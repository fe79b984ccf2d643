"""`ics`: pending duties as events of a calendar (RFC 5545), each on the day it falls due.

Events, not to-dos: Outlook, Google Calendar and most telephones do not show to-dos of a file. A duty that may be done
until the end of a day is an all-day event on that day of the rulebook's zone, any other one stands at its last minute.
Ids follow from the duties, so that a later file moves and renames the same entries; the stamp is the as-of instant.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhiben import __version__
from zhiben.engine.ledger import AsOf
from zhiben.events.civil import calendar
from zhiben.reports.agenda import Agenda, state_text
from zhiben.reports.contents import Contents
from zhiben.reports.safe import visible
from zhiben.reports.words import Lang, say

FILE = "duties.ics"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_PRIORITY = {"critical": 1, "high": 3, "medium": 5, "low": 9}  # RFC 5545, 3.8.1.9: 1 is the highest
_DAYS_BEFORE = {"critical": 14, "high": 7, "medium": 3, "low": 1}
_LONGEST = 4_000  # characters of a text; calendars cut or refuse more
_WORDS = {
    "name": ("待履行义务：{title}", "Duties: {title}"),
    "undated": (
        "另有 {count} 项义务没有可知的期限，未列入日历。",
        "{count} more duties have no known due date and are not shown.",
    ),
}


def write(contents: Contents, path: Path) -> None:
    """Write duties.ics."""
    path.write_bytes(calendar_bytes(Agenda.of(contents.audit), contents.lang))


def calendar_bytes(agenda: Agenda, lang: Lang) -> bytes:
    """The whole file; of what has no due date it says how many there are."""
    from icalendar import Calendar

    audit = agenda.audit
    rows = agenda.rows()
    stamp = _EPOCH + dt.timedelta(microseconds=AsOf.at(audit.as_of, calendar(audit.rulebook.timezone)).clock)
    whole = Calendar()
    whole.add("prodid", f"-//zhiben//zhiben {__version__}//{lang.upper()}")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add(
        "x-wr-calname", _text(_say("name", lang).format(title=audit.rulebook.title.text(lang, audit.rulebook.name)))
    )
    whole.add("x-wr-timezone", audit.rulebook.timezone)
    if lost := rows["due"].null_count():
        whole.add("x-wr-caldesc", _say("undated", lang).format(count=lost))
    for row in rows.iter_rows(named=True):
        if row["due"] is not None:
            whole.add_component(_event(row, ZoneInfo(audit.rulebook.timezone), stamp, lang))
    return bytes(whole.to_ical())


def _event(row: dict[str, Any], zone: ZoneInfo, stamp: dt.datetime, lang: Lang) -> Any:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", f"{row['duty']}@zhiben")
    event.add("dtstamp", stamp)
    due: dt.datetime = row["due"].astimezone(zone)
    if row["is_day"]:
        event.add("dtstart", due.date())
        event.add("dtend", due.date() + dt.timedelta(days=1))
    else:
        event.add("dtstart", due.astimezone(dt.UTC).replace(microsecond=0))
    bearer = say(lang, "label", "whole_log") if row["bearer"] == "*" else row["bearer"]
    colon = "：" if lang == "zh" else ": "
    event.add("summary", _text(f"{bearer}{colon}{row[f'title_{lang}']}"))
    event.add("description", _text(f"[{state_text(row['verdict'], lang)}] {row[f'sentence_{lang}']}"))
    event.add("categories", [_text(say(lang, "severity", row["severity"]))])
    event.add("priority", _PRIORITY[row["severity"]])
    event.add("transp", "TRANSPARENT")  # nobody is busy all day because something is due
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _text(row[f"title_{lang}"]))
    alarm.add("trigger", dt.timedelta(days=-_DAYS_BEFORE[row["severity"]]))
    event.add_component(alarm)
    return event


def _text(said: str) -> str:
    seen = visible(said)
    return seen if len(seen) <= _LONGEST else seen[:_LONGEST] + "…"


def _say(word: str, lang: Lang) -> str:
    return _WORDS[word][0 if lang == "zh" else 1]
