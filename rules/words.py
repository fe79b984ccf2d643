"""Durations in words: `30 days`, `3 months`, `10 workdays`, `24 hours`; abbreviations teach the words."""

from __future__ import annotations

import re

from zhiben.events.problem import nearest
from zhiben.rules.model import Duration, Period, Unit

UNITS: tuple[Unit, ...] = ("minutes", "hours", "days", "workdays", "weeks", "months", "years")
PERIODS: tuple[Period, ...] = ("day", "week", "month", "quarter", "half-year", "year")

# No duty runs longer than a few centuries, and civil arithmetic stays far inside int64.
_MOST: dict[Unit, int] = {
    "minutes": 100_000_000, "hours": 2_000_000, "days": 100_000, "workdays": 10_000,
    "weeks": 10_000, "months": 2_400, "years": 200,
}  # fmt: skip
_MICROSECONDS: dict[Unit, int] = {
    "minutes": 60_000_000, "hours": 3_600_000_000, "days": 86_400_000_000, "weeks": 604_800_000_000,
}  # fmt: skip
_SHORT: dict[str, tuple[str, ...]] = {
    "m": ("months", "minutes"), "min": ("minutes",), "mins": ("minutes",), "mo": ("months",), "mon": ("months",),
    "h": ("hours",), "hr": ("hours",), "hrs": ("hours",), "d": ("days",), "w": ("weeks",), "wk": ("weeks",),
    "y": ("years",), "yr": ("years",), "wd": ("workdays",), "天": ("days",), "日": ("days",), "工作日": ("workdays",),
    "个工作日": ("workdays",), "小时": ("hours",), "分钟": ("minutes",), "周": ("weeks",), "月": ("months",),
    "个月": ("months",), "年": ("years",), "businessdays": ("workdays",), "workingdays": ("workdays",),
}  # fmt: skip
_FORM = re.compile(r"([0-9]+)\s*(.*)", re.DOTALL)


class BadDuration(ValueError):
    """A text that is no duration; `hint` says how to write the one that was meant."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def parse_duration(text: str) -> Duration:
    """The duration a text says.

    >>> parse_duration("1 day"), parse_duration("10 workdays")
    (Duration(amount=1, unit='days'), Duration(amount=10, unit='workdays'))

    Raises:
        BadDuration: not a whole number and a unit in words, or longer than anything that is owed.
    """
    found = _FORM.fullmatch(text.strip())
    if not found or len(found[1]) > 12:
        raise BadDuration(f"found `{text[:60]}`, expected a duration in words", f"such as `30 days`; {_units()}")
    amount, word = int(found[1]), found[2].strip()
    units: list[Unit] = [unit for unit in UNITS if word in (unit, unit[:-1])]
    if not units or " " not in text.strip():
        raise BadDuration(f"found `{text[:60]}`, expected a duration in words", _advice(amount, word))
    unit = units[0]
    if amount > _MOST[unit]:
        raise BadDuration(f"`{text}` is longer than anything can be owed", f"at most {_MOST[unit]:,} {unit}")
    return Duration(amount, unit)


def is_duration(text: str) -> bool:
    """True where a text is a duration in words."""
    try:
        parse_duration(text)
    except BadDuration:
        return False
    return True


def microseconds(duration: Duration) -> int | None:
    """The exact length of a duration, a day being 24 hours; None for workdays, months and years, which have none."""
    unit = _MICROSECONDS.get(duration.unit)
    return None if unit is None else duration.amount * unit


def _advice(amount: int, word: str) -> str:
    if re.match(r"[.,]\s*[0-9]", word):
        return f"whole numbers only; {_units()}"
    squeezed = word.lower().replace(" ", "").replace("-", "")
    near = nearest(word.lower(), (*UNITS, *(u[:-1] for u in UNITS)))
    units = _SHORT.get(squeezed) or ((near if near.endswith("s") else near + "s",) if near else ())
    written = " or ".join(f"`{amount} {unit if amount != 1 else unit[:-1]}`" for unit in units)
    return f"did you mean {written}? {_units()}" if written else f"such as `30 days`; {_units()}"


def _units() -> str:
    return "units: " + ", ".join(UNITS)
