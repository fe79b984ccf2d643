"""Events and duties of a stored report, a line for each: where an event stands, its fields, its instants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.reports.why.reading import Stored
from zhiben.reports.why.spoken import spoken_length
from zhiben.reports.words import Lang, say

_ENVELOPE = {"reference", "id", "source", "type", "subject", "first", "last", "recordedtime", "file", "sheet", "line"}
_DAY = dt.timedelta(days=1)
_SUBJECT = {"zh": "单位", "en": "subject"}
_ENTERED = {"zh": "录入", "en": "entered"}


def event_line(stored: Stored, reference: str, lang: Lang) -> str:
    """`log.csv:12  inspection  2024-03-05  subject: e1`."""
    row = row_of(stored.events, "reference", reference)
    if not row:
        duty = row_of(stored.ledger, "duty", reference)
        return duty_line(stored, duty, lang) if duty else reference
    label = (stored.labels["events"].get(row["type"]) or {}).get(lang) or row["type"]
    sheet = f"[{row['sheet']}]" if row["sheet"] else ""
    place = f"{row['file']}{sheet}:{row['line']}" if row["file"] else reference
    said = [place, label, _span(row["first"], row["last"], stored), f"{_SUBJECT[lang]}: {row['subject']}"]
    if row.get("recordedtime"):
        said.append(f"{_ENTERED[lang]} {moment_text(row['recordedtime'], stored, is_end=True)}")
    return "  ".join(said)


def duty_line(stored: Stored, row: Mapping[str, Any], lang: Lang) -> str:
    """`0123456789abcdef  rule  title  breached  2024-03-31`."""
    title = ((stored.rules.get(row["rule"], {}).get("title")) or {}).get(lang) or row["rule"]
    due = moment_text(row["due"], stored, is_end=True)
    return f"{row['duty']}  {row['rule']}  {title}  {say(lang, 'verdict', row['verdict'])}  {due}".rstrip()


def field_lines(stored: Stored, reference: str, lang: Lang) -> Iterator[str]:
    """The event's own fields in one line; nothing where it has none."""
    row = row_of(stored.events, "reference", reference)
    said = []
    for name, value in row.items():
        if name in _ENVELOPE or name.endswith(".last") or value is None:
            continue
        known = stored.labels["fields"].get(name) or {}
        label = (known.get("label") or {}).get(lang) or name
        said.append(f"{label}: {_value(value, row.get(name + '.last'), known, stored, lang)}")
    if said:
        yield "     " + ("；" if lang == "zh" else "; ").join(said)


def _value(value: Any, last: Any, known: Mapping[str, Any], stored: Stored, lang: Lang) -> str:
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(_value(item, None, known, stored, lang) for item in value)
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, dt.datetime):
        return _span(value, last or value, stored)
    if isinstance(value, int):
        if known.get("storage") == "duration":
            return spoken_length(value, lang)
        return f"{Decimal(value).scaleb(-6).normalize():f}"
    values = known.get("values") or {}
    said = (values.get(str(value)) or {}).get(lang)
    return said or (str(value).replace("_", " ") if str(value) in values and lang == "en" else str(value))


def _span(first: dt.datetime, last: dt.datetime, stored: Stored) -> str:
    zone = ZoneInfo(stored.labels["timezone"])
    if last - first >= _DAY - dt.timedelta(hours=2):  # a bare date; days with a change of clocks are shorter
        return first.astimezone(zone).date().isoformat()
    return moment_text(first, stored)


def moment_text(moment: dt.datetime | None, stored: Stored, is_end: bool = False) -> str:
    """An instant on the clocks of the zone; the date alone for a day's first instant, as an end for its last one."""
    if moment is None:
        return ""
    civil = moment.astimezone(ZoneInfo(stored.labels["timezone"]))
    is_last = is_end and (civil + dt.timedelta(microseconds=1)).time() == dt.time()
    if civil.time() == dt.time() or is_last:
        return civil.date().isoformat()
    return civil.replace(tzinfo=None).isoformat(" ", "auto")


def row_of(table: pa.Table, name: str, word: str) -> dict[str, Any]:
    """The row with a word in a column; empty where there is none."""
    found = table.filter(pc.equal(table[name].cast(pa.string()), word)).slice(0, 1).to_pylist()
    return found[0] if found else {}
