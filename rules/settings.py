"""Settings as a program gives them: numbers, flags, dates and lists become the text that `--set` would take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal


def settings_text(settings: Mapping[str, object] | None) -> dict[str, str]:
    """Parameter values by name, as text; whether they suit the parameter is checked when the rulebook is loaded.

    Raises:
        TypeError: no mapping of names to text, numbers, flags, dates or lists of these.
    """
    if settings is None:
        return {}
    if not isinstance(settings, Mapping) or not all(isinstance(name, str) for name in settings):
        raise TypeError(f'settings: expected a dict from parameter to value, such as {{"days": 3}}; found {settings!r}')
    return {name: _text(name, value) for name, value in settings.items()}


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")  # 1e-05 is no number of the language
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(_text(name, item) for item in value)
    kind = type(value).__name__
    raise TypeError(f"setting `{name}`: expected text (such as '30 days'), a number, flag, date or list; found {kind}")
