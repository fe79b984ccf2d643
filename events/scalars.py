"""What a plain YAML word means: null, true or false, a whole number, an exact decimal, a date, an instant, or text."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ]+(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|[-+]\d\d(?::?\d\d)?)?\Z", re.ASCII
)
_OTHER_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?\Z")
_DIGITS = 40  # longer numbers are a slip of the keyboard, and arithmetic on them could take forever

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class BadScalar(Exception):
    """A plain word that looks like a number or date and is none."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def resolve(text: str) -> bool | int | Decimal | str | dt.date | dt.datetime | None:
    """The value of a plain scalar (YAML 1.2 core schema, with exact decimals and with ISO dates and instants).

    Raises:
        BadScalar: an impossible date, or a number of more than 40 digits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "0123456789+-.":
        return text
    if _INTEGER.match(text) or _DECIMAL.match(text):
        return _number(text)
    if _DATE.match(text):
        return _date(text)
    if found := _INSTANT.match(text):
        return _instant(text, *found.groups())
    return text


def _number(text: str) -> int | Decimal:
    exponent = re.split("[eE]", text)[1:]
    if len(text) > _DIGITS or (exponent and abs(int(exponent[0])) > _DIGITS):
        raise BadScalar("number-too-large", f"the number `{text[:20]}…` is too long", "put it in quotes if it is text")
    return int(text) if _INTEGER.match(text) else Decimal(text)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadScalar("no-such-date", f"there is no such day: `{text}`", days_of_month(text)) from None


def days_of_month(text: str) -> str:
    """What to know about the month of a day (`2024-02-30`) that does not exist.

    >>> days_of_month("2024-02-30"), days_of_month("2024-13-01")
    ('2024-02 has 29 days', 'months are 01 to 12')
    """
    year, month = int(text[:4]), int(text[5:7])
    if year and 1 <= month <= 12:
        return f"{text[:7]} has {calendar.monthrange(year, month)[1]} days"
    return "months are 01 to 12"


def meant_date(text: str) -> str:
    """The day that a date in another notation (`2024/6/30`, `2024年6月30日`) means, in ours; else empty.

    >>> meant_date("2024年6月30日"), meant_date("2024.6.31"), meant_date("30 June")
    ('2024-06-30', '', '')
    """
    found = _OTHER_DATE.match(text.strip())
    try:
        return dt.date(*(int(part) for part in found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _instant(text: str, day: str, clock: str, zone: str | None) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(f"{day}T{clock}{zone or ''}")
    except ValueError:
        raise BadScalar("no-such-date", f"there is no instant `{text}`", "put it in quotes if it is text") from None
