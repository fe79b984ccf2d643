"""What a register looks like when it was filled in for the auditor: twins, and texts that repeat.

Information only. Nothing is changed, nothing is rejected, and no verdict rests on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.problem import Problem, Span
from zhiben.events.values import counted, listed
from zhiben.events.vocabulary import Vocabulary

_TOLD = 4  # characters; a shorter text says too little to be recognised again
_TOLD_AGAIN = 8  # characters; shorter ones come back every month for good reasons
_REPEATED = 3  # days on which the same text is remarkable
_WORDS = 100  # filled cells to each distinct text, from which on they are words of a form
_SPOKEN = r"[^\x21-\x7e]"  # a blank, or a letter beyond ASCII: what numbers and codes do without
_SHOWN = 10  # of each kind


class _Told(NamedTuple):
    """One event with a text of some length."""

    id: str
    day: dt.date
    span: Span


def alike(table: pa.Table, vocabulary: Vocabulary, zone: str, keys: Set[str]) -> list[Problem]:
    """Notes about events that are suspiciously like each other.

    Likely twins have the same type, unit, day and text, and different ids; the same longer text on several days of one
    unit and type is told once. Entries made in one go are seen in an audit (`engine/quality/entered_together`).

    Args:
        table: events of the log, resends dropped.
        vocabulary: which fields are free text.
        zone: IANA zone of the days.
        keys: fields that only number cases and say nothing.
    """
    return list(_repeated(table, vocabulary, zone, keys))


def _repeated(table: pa.Table, vocabulary: Vocabulary, zone: str, keys: Set[str]) -> Iterator[Problem]:
    groups: dict[tuple[str, str, str], list[_Told]] = {}
    clock = ZoneInfo(zone)
    for name, kind in vocabulary.events.items():
        texts = [f.name for f in kind.fields.values() if f.type == "text" and not f.many]
        texts = [field for field in texts if field in table.column_names and field not in keys]
        mine = table.filter(pc.equal(table["type"].cast(pa.string()), name)) if texts else table.slice(0, 0)
        texts = [field for field in texts if _is_prose(mine[field])]
        columns = [mine[field].cast(pa.string()) for field in ("subject", *texts)] if texts else []
        mine = _crowded(mine, columns, 2)
        for row in mine.select(["id", "subject", "first", "file", "sheet", "line", *texts]).to_pylist():
            told = " ".join(row[field] for field in texts if row[field])
            if len(told) >= _TOLD:
                event = _Told(row["id"], row["first"].astimezone(clock).date(), _span(row))
                groups.setdefault((name, row["subject"], told), []).append(event)
    twins: list[Problem] = []
    again: list[Problem] = []
    for (name, subject, told), events in groups.items():
        days: dict[dt.date, list[_Told]] = {}
        for event in events:
            days.setdefault(event.day, []).append(event)
        for day, same in days.items():
            if len({event.id for event in same}) > 1:
                where = listed(str(event.span) for event in same[1:])
                message = f"`{name}` of `{subject}` on {day}, `{told[:40]}`: told {len(same)} times, also at {where}"
                twins.append(Problem("likely-twins", message, same[0].span, "", "note", value=told))
        if len(days) >= _REPEATED and len(told) >= _TOLD_AGAIN:
            message = f"`{name}` of `{subject}` says `{told[:40]}` word for word on {len(days)} days, first here"
            again.append(Problem("repeated-text", message, events[0].span, "", "note", value=told))
    yield from _few(twins)
    yield from _few(again)


def _is_prose(column: pa.ChunkedArray) -> bool:
    """Whether people wrote these texts; of numbers, and of a few words that stand in every row, nothing follows."""
    words = pc.unique(column).drop_null().cast(pa.string())
    filled = len(column) - column.null_count
    told = pc.sum(pc.match_substring_regex(words, _SPOKEN)).as_py() or 0
    return bool(len(words) * _WORDS > filled and told * 2 > len(words))


def _crowded(table: pa.Table, columns: list[pa.ChunkedArray], least: int) -> pa.Table:
    """The rows that at least so many have in common with each other, told by these columns of text.

    Of a long log only these few are looked at one by one.
    """
    if not columns or not table.num_rows:
        return table
    joined = pc.binary_join_element_wise(*(pc.fill_null(column, "") for column in columns), "\x1f")
    codes = joined.combine_chunks().dictionary_encode().indices.to_numpy()
    return table.filter(pa.array(np.bincount(codes)[codes] >= least))


def _few(found: list[Problem]) -> Iterator[Problem]:
    """The first of a kind, and how many more there are."""
    yield from found[:_SHOWN]
    rest = found[_SHOWN:]
    if rest:
        message = f"{counted(len(rest), 'more case')} of the same, first here"
        yield Problem(rest[0].code, message, rest[0].span, "", "note")


def _span(row: dict[str, Any]) -> Span:
    return Span(row["file"], row["line"], sheet=row["sheet"])
