"""A remark on the log itself, and how many of one kind are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import polars as pl
from msgspec import Struct, field

from zhiben.events.problem import Span

Level = Literal["warning", "note"]

SHOWN = 10  # remarks of one code; of the others it is said how many there are
NAMED = 10  # entities and duties; `count` is complete
PLACED = 3  # first examples


class Remark(Struct, frozen=True):
    """What is odd, or missing, in the log; it changes no verdict.

    Attributes:
        code: stable; the name of the module that makes it.
        level: `warning` = a reader of the verdicts should look at it; `note` = for information.
        reason: a word that tells cases of one code apart; `more` = `count` further remarks of this code were left out.
        type, attribute, subject, rule: what it is about, where it is about one; `attribute` = of events or entities.
        count, total: how many of how many; what of, the code says.
        numbers: further ones by name; lengths of time are whole days.
        first, last, entered: civil days.
        names: values, entities or event types; `rules`: rules concerned; `duties`: ids.
        places: first examples in the log.
    """

    code: str
    level: Level
    reason: str = ""
    type: str = ""
    attribute: str = ""
    subject: str = ""
    rule: str = ""
    count: int = 0
    total: int = 0
    numbers: Mapping[str, int] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None
    entered: dt.date | None = None
    names: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    places: tuple[Span, ...] = ()


def few(code: str, remarks: Sequence[Remark]) -> list[Remark]:
    """The first of them, and how many more there are; the most remarkable come first."""
    rest = len(remarks) - SHOWN
    return [*remarks[:SHOWN], Remark(code, "note", "more", count=rest)] if rest > 0 else list(remarks)


def remarks_of(code: str, groups: pl.DataFrame, made: Callable[[Mapping[str, Any]], Remark]) -> list[Remark]:
    """One remark per row of a table of groups, of which no more are turned into objects than are shown."""
    found = [made(row) for row in groups.head(SHOWN).iter_rows(named=True)]
    rest = groups.height - SHOWN
    return [*found, Remark(code, "note", "more", count=rest)] if rest > 0 else found
