"""Templates filled in; an English one says what goes with one and what with several: `{count:rule owes|rules owe}`."""

from __future__ import annotations

from string import Formatter
from typing import Any


class _Filling(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, mark, several = format_spec.partition("|")
        if not mark:
            return f"{value:{format_spec}}"
        return one if str(value) == "1" else several


_FILLING = _Filling()


def fill(template: str, **values: object) -> str:
    """The template with its values; `{count:A|B}` is A where `count` is one, else B, and the number is not said."""
    return _FILLING.vformat(template, (), values)
