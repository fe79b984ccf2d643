"""What the monitor says: one line of JSON per change of a duty."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import one
from zhiben.engine.ledger import SCHEMA
from zhiben.engine.monitor.facts import STANDING, Word
from zhiben.events.civil import NEVER, from_micros

What = Literal[
    "opened", "due-soon", "met", "breached", "late", "unknown", "waived", "reopened", "withdrawn"
]  # `reopened` and `withdrawn` take back what was said before
VERDICT = {code: verdict for verdict, code in STANDING.items()}


class Told(Struct, frozen=True):
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

    Many are written a column at a time: whoever makes an object of every row spends most of a step on it.
    """
    if rows.num_rows <= _FEW:
        return [json_of(row)[1:-1] for row in _records(rows)]
    parts: list[str | pa.Array] = []
    for nth, name in enumerate(rows.column_names):
        parts += [f'{", " if nth else ""}"{name}": ', _texts(name, one(rows[name]))]
    found: list[str] = pc.binary_join_element_wise(*parts, "").to_pylist()
    return found


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
_NUMBER = pa.int64()
_ESCAPED = r'["\\\x00-\x1f]'


def _records(rows: pa.Table) -> list[dict[str, Any]]:
    """(n,) ledger rows as their lines have them."""
    names, columns = rows.column_names, list[list[Any]]()
    for name in names:
        values = one(rows[name])
        if name in _TIMES:
            columns.append([instant(value) for value in values.view(_NUMBER).to_pylist()])
        else:
            columns.append(values.to_pylist() if name != "clause" else list(map(_clause, values.to_pylist())))
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _clause(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def _texts(name: str, column: pa.Array) -> pa.Array:
    """(n,) the values of a column as JSON; each distinct one is written once."""
    if pa.types.is_list(column.type):
        return _lists(column)
    is_time = name in _TIMES
    coded = (column.view(pa.int64()) if is_time else column).dictionary_encode()
    words = coded.dictionary
    if is_time:
        written = _instants(words)
    elif name == "clause":
        written = pa.array([json_of(_clause(word)) for word in words.to_pylist()], pa.string())
    elif pa.types.is_string(words.type) and not _has_escaped(words):
        written = pc.binary_join_element_wise('"', words, '"', "")
    else:
        written = pa.array([json_of(word) for word in words.to_pylist()], pa.string())
    found = written.take(coded.indices)
    return found.fill_null("null") if column.null_count else found


def _instants(values: pa.Array) -> pa.Array:
    texts = pc.replace_substring(values.view(pa.timestamp("us")).cast(pa.string()), " ", "T")
    return pc.binary_join_element_wise('"', pc.replace_substring(texts, ".000000", ""), 'Z"', "")


def _lists(lists: pa.ListArray) -> pa.Array:
    if lists.null_count or _has_escaped(lists.flatten()):
        return pa.array([json_of(items) for items in lists.to_pylist()], pa.string())
    full = pc.binary_join_element_wise('["', pc.binary_join(lists, '", "'), '"]', "")
    return pc.if_else(pc.equal(pc.list_value_length(lists), 0), "[]", full)


def _has_escaped(texts: pa.Array) -> bool:
    """Whether JSON writes any of them otherwise than between quotation marks as it is."""
    return bool(pc.any(pc.match_substring_regex(texts, _ESCAPED)).as_py())


@lru_cache(maxsize=1 << 14)  # many duties open and close together
def instant(value: int | None) -> str | None:
    """An instant, us since the epoch, as ISO text in UTC; None where there is none."""
    return None if value is None or value >= NEVER else from_micros(value).isoformat().replace("+00:00", "Z")
