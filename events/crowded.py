"""Events of one type that have their subject and a text of people in common: the few of a long log to be looked at."""

from __future__ import annotations

from collections.abc import Set

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.events.civil import calendar
from zhiben.events.problem import Span
from zhiben.events.vocabulary import Vocabulary

Rows = npt.NDArray[np.int64]

_TOLD = 4  # characters; a shorter text says too little to be recognised again

_WORDS = 100  # filled cells to each distinct text, from which on they are words of a form

_SPOKEN = r"[^\x21-\x7e]"  # a blank, or a letter beyond ASCII: what numbers and codes do without


class Told(Struct, frozen=True):
    """(n,) events of one type with a text of some length, in the order of the log.

    Attributes:
        rows: (n,) which rows of the table they are.
        texts: (n,) what each says.
        groups: (n,) numbers of subject and text, in order of first occurrence.
        days: (n,) civil days since 1970-01-01.
        cells: (n,) numbers of group and day, by group and then by first occurrence.
    """

    kind: str
    table: pa.Table
    rows: Rows
    texts: pa.Array
    groups: Rows
    days: Rows
    cells: Rows

    def spans(self, events: Rows) -> list[Span]:
        """Where some of the events stand."""
        places = self.table.select(["file", "line", "sheet"]).take(pa.array(self.rows[events])).to_pylist()
        return [Span(place["file"], place["line"], sheet=place["sheet"]) for place in places]

    def subject(self, event: int) -> str:
        """Whose event it is."""
        return str(self.table["subject"][int(self.rows[event])].as_py())


def told_alike(table: pa.Table, name: str, vocabulary: Vocabulary, zone: str, keys: Set[str]) -> Told | None:
    """The events of one type that have their subject and their texts in common with others; None = there are none."""
    texts = [f.name for f in vocabulary.events[name].fields.values() if f.type == "text" and not f.many]
    texts = [field for field in texts if field in table.column_names and field not in keys]
    texts = [field for field in texts if _has_letters(table[field])]
    if not texts:
        return None
    rows = _of_type(table["type"], name)
    mine = {field: plain(table[field].take(pa.array(rows))) for field in texts}
    texts = [field for field in texts if _is_prose(mine[field])]
    if not texts:
        return None
    subjects = plain(table["subject"].take(pa.array(rows)))
    events = _crowded([subjects, *(mine[field] for field in texts)], 2)
    said = _joined([mine[field].take(pa.array(events)) for field in texts])
    is_told = pc.greater_equal(pc.utf8_length(said), _TOLD)
    events, said = events[is_told.to_numpy(zero_copy_only=False)], said.filter(is_told)
    if not len(events):
        return None
    groups = _numbered(text_numbers(subjects.take(pa.array(events))), text_numbers(said))
    days = calendar(zone).days(table["first"].take(pa.array(rows[events])).cast(pa.int64()).to_numpy())
    by_first = _numbered(groups, days)
    first = np.unique(by_first, return_index=True)[1]
    place = np.empty(len(first), np.int64)
    place[np.argsort(groups[first], kind="stable")] = np.arange(len(first))
    return Told(name, table, rows[events], said, groups, days, place[by_first])


def _of_type(types: pa.ChunkedArray, name: str) -> Rows:
    """Rows of one event type, ascending."""
    return np.flatnonzero(pc.fill_null(pc.equal(types.cast(pa.string()), name), False).to_numpy())


def plain(column: pa.ChunkedArray) -> pa.Array:
    """A column of text in one piece, without dictionaries."""
    return pa.concat_arrays([pa.array([], pa.string()), *column.cast(pa.string()).chunks])


def text_numbers(texts: pa.Array) -> Rows:
    """(n,) a number for each distinct text, in order of first occurrence."""
    found: Rows = texts.dictionary_encode("encode").indices.to_numpy().astype(np.int64)
    return found


def _numbered(first: Rows, second: Rows) -> Rows:
    """(n,) a number for each distinct pair of numbers, in order of first occurrence."""
    low = second.min(initial=0)
    width = second.max(initial=0) - low + 1
    return text_numbers(pa.array(first * width + (second - low)))


def _joined(columns: list[pa.Array]) -> pa.Array:
    """(n,) what is filled in, with a blank between."""
    first, *others = (pc.fill_null(column, "") for column in columns)
    for column in others:
        # Not `null_handling="skip"`: pyarrow 26 gives no row at all where every text is null.
        both = pc.binary_join_element_wise(first, column, " ")
        first = pc.if_else(pc.equal(column, ""), first, pc.if_else(pc.equal(first, ""), column, both))
    return first


def _has_letters(column: pa.ChunkedArray) -> bool:
    """Whether there is anything at all that people say and codes do not; without it no text is prose."""
    for chunk in column.chunks:
        words = (chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk).cast(pa.string())
        if len(words):
            offsets = np.frombuffer(words.buffers()[1], np.int32)[words.offset :]
            content = np.frombuffer(words.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[len(words)]]
            if content.min(initial=0x21) < 0x21 or content.max(initial=0x21) > 0x7E:
                return True
    return False


def _is_prose(column: pa.Array) -> bool:
    """Whether people wrote these texts; of numbers, and of a few words that stand in every row, nothing follows."""
    words = pc.unique(column).drop_null()
    filled = len(column) - column.null_count
    told = pc.sum(pc.match_substring_regex(words, _SPOKEN)).as_py() or 0
    return bool(len(words) * _WORDS > filled and told * 2 > len(words))


def _crowded(columns: list[pa.Array], least: int) -> Rows:
    """The rows that at least so many have in common with each other, told by these columns of text; ascending.

    Of a long log only these few are looked at more closely.
    """
    joined = pc.binary_join_element_wise(*(pc.fill_null(column, "") for column in columns), "\x1f")
    codes = text_numbers(joined)
    return np.flatnonzero(np.bincount(codes)[codes] >= least)
