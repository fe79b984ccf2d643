"""How a validator of ours says what is wrong: a code, a message, a hint with the nearest right word."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Sequence

from pydantic_core import PydanticCustomError

from zhiben.events.scalars import BadScalar, resolve

HINT = "zhiben_hint"  # context key that marks errors raised by `mistake`
_COUNTED = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\s*[次个人项天日条分家名件元岁台起处份]")
_FEW, _MANY = 12, 40  # words that a hint lists beside the right one; words that it lists at most


def mistake(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """The exception a validator raises to say in its own words what is wrong."""
    # Braces would be read as placeholders of a template.
    return PydanticCustomError("zhiben", "{m}", {"m": message, "code": code, HINT: hint})


def said(error: PydanticCustomError) -> tuple[str, str, str]:
    """Code, message and hint of an exception made by `mistake`."""
    context = error.context or {}
    return str(context.get("code", "invalid-value")), str(context.get("m", error)), str(context.get(HINT, ""))


def spelled(value: object) -> str:
    """As `found`; a text that would be something else without its quotes is shown with them."""
    return f'`"{value}"`' if without_quotes(value) else found(value)


def without_quotes(value: object) -> str:
    """What to write instead of a number, flag or day in quotes; empty where nothing is quoted."""
    if not isinstance(value, str) or not value or len(value) > 40:
        return ""
    try:
        return "" if isinstance(resolve(value), (str, type(None))) else f"without the quotes: {value}"
    except BadScalar:
        return ""


def number_meant(value: object) -> str:
    """What to write instead of a text where a number belongs; empty where that is not known.

    Only units that count are taken off: `5万` is not 5.

    >>> number_meant("1次"), number_meant("5万"), number_meant("many")
    ('did you mean `1`?', '', '')
    """
    if not isinstance(value, str) or without_quotes(value):
        return without_quotes(value)
    counted = _COUNTED.fullmatch(value.strip())
    return f"did you mean `{counted[1]}`?" if counted else ""


def choices(near: str | None, words: Sequence[str], what: str) -> str:
    """A hint: the word that was probably meant, and all words where they are few or nothing comes near."""
    meant = f"did you mean `{near}`?" if near else ""
    if near and len(words) > _FEW:
        return meant
    shown = ", ".join(words[:_MANY]) + (", …" if len(words) > _MANY else "")
    return f"{meant} {what}: {shown or 'none'}".strip()


def found(value: object) -> str:
    """A value as a message names it: `30 days`, a list, a mapping, nothing."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, Decimal)):
        return f"the number `{value}`"
    if isinstance(value, dt.datetime):
        return f"the instant `{value.isoformat()}`"
    if isinstance(value, dt.date):
        return f"the date `{value}`"
    text = str(value)
    return f"`{text if len(text) <= 60 else text[:59] + '…'}`"
