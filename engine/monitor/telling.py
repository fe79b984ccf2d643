"""What the monitor says: one line of JSON per change of a duty."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints, one
from zhiben.engine.ledger import SCHEMA
from zhiben.engine.monitor.facts import STANDING, Word
from zhiben.events.civil import NEVER, from_micros

What = Literal[
    "opened", "due-soon", "met", "breached", "late", "unknown", "waived", "reopened", "withdrawn"
]  # `reopened` and `withdrawn` take back what was said before
VERDICT = {code: verdict for verdict, code in STANDING.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """One change, as people are shown it.

    Attributes:
        what: the word of it.
        at: when it became true, us; None = of what is withdrawn, and of what has always been owed.
    """

    what: What
    rule: str
    bearer: str
    key: str
    at: int | None


def words(first: Word, was: int, now: int) -> list[What]:
    """The words of a change that the rules called `first`."""
    verdict: Any = VERDICT.get(now, "")
    if first == "opened":
        return ["opened"]
    if first == "withdrawn":
        return ["withdrawn"]
    if first == "reopened":
        return ["reopened"] if verdict == "pending" else ["reopened", verdict]
    return [verdict]


def members(rows: pa.Table) -> list[str]:
    """(n,) what the ledger says of each duty, as members of a JSON object; instants as ISO text in UTC.

    A column at a time: whoever makes an object of every row spends most of a step on it.
    """
    if rows.num_rows <= _FEW:
        return [json_of(row)[1:-1] for row in _records(rows)]
    columns = [_texts(name, rows[name]) for name in rows.column_names]
    return [", ".join(row) for row in zip(*columns, strict=True)]


def line(seq: int, what: What, was: str, clock: str, says: str) -> str:
    """A change as a line of JSON.

    Args:
        seq: its sequence number.
        was: the verdict before, "" = there was none.
        clock: where the clock stood when it was found, as JSON.
        says: more members of the object.
    """
    before = f'"{was}"' if was else "null"
    return f'{{"seq": {seq}, "change": "{what}", "was": {before}, "clock": {clock}, {says}}}'


json_of = json.JSONEncoder(ensure_ascii=False).encode
_FEW = 8  # rows that take less one by one
_TIMES = frozenset(field.name for field in SCHEMA if pa.types.is_timestamp(field.type))
_ESCAPED = r'["\\\x00-\x1f]'


def _records(rows: pa.Table) -> list[dict[str, Any]]:
    """(n,) ledger rows as their lines have them."""
    columns: list[list[Any]] = []
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        values = one(column)
        if name in _TIMES:
            columns.append([instant(value) for value in values.view(pa.int64()).to_pylist()])
        else:
            columns.append(values.to_pylist() if name != "clause" else list(map(_clause, values.to_pylist())))
    return [dict(zip(rows.column_names, row, strict=True)) for row in zip(*columns, strict=True)]


def _clause(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def _texts(name: str, column: pa.ChunkedArray) -> list[str]:
    """(n,) a column as members of that name."""
    named = f'"{name}": '
    if pa.types.is_timestamp(column.type):
        return [named + text for text in _instants(column)]
    if pa.types.is_list(column.type):
        return [named + text for text in _lists(column)]
    coded = column.combine_chunks().dictionary_encode()
    words: list[Any] = [*coded.dictionary.to_pylist(), None]
    if name == "clause":
        words = [_clause(str(word)) for word in words]
    known = [named + json_of(word) for word in words]
    return [known[code] for code in ints(coded.indices, null=len(words) - 1).tolist()]


def _instants(column: pa.ChunkedArray) -> list[str]:
    values = ints(column, null=int(NEVER))
    written: Sequence[str] = np.datetime_as_string(np.where(values < NEVER, values, 0).view("M8[us]")).tolist()
    return [
        f'"{text.removesuffix(".000000")}Z"' if is_known else "null"
        for text, is_known in zip(written, (values < NEVER).tolist(), strict=True)
    ]


def _lists(column: pa.ChunkedArray) -> list[str]:
    lists = column.combine_chunks()
    if column.null_count or pc.any(pc.match_substring_regex(lists.flatten(), _ESCAPED)).as_py():
        return [json_of(items) for items in lists.to_pylist()]
    joined = pc.binary_join(lists, '", "').to_pylist()
    lengths = pc.list_value_length(lists).to_pylist()
    return [f'["{text}"]' if many else "[]" for text, many in zip(joined, lengths, strict=True)]


@lru_cache(maxsize=1 << 14)  # many duties open and close together
def instant(value: int | None) -> str | None:
    """An instant, us since the epoch, as ISO text in UTC; None where there is none."""
    return None if value is None or value >= NEVER else from_micros(value).isoformat().replace("+00:00", "Z")
