"""What a register looks like when it was filled in for the auditor: twins, and texts that repeat.

Information only. Nothing is changed, nothing is rejected, and no verdict rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.civil import calendar, from_day
from zhiben.events.problem import Problem, Span
from zhiben.events.values import counted, listed
from zhiben.events.vocabulary import Vocabulary

Rows = npt.NDArray[np.int64]

_TOLD = 4  # characters; a shorter text says too little to be recognised again
_TOLD_AGAIN = 8  # characters; shorter ones come back every month for good reasons
_REPEATED = 3  # days on which the same text is remarkable
_WORDS = 100  # filled cells to each distinct text, from which on they are words of a form
_SPOKEN = r"[^\x21-\x7e]"  # a blank, or a letter beyond ASCII: what numbers and codes do without
_SHOWN = 10  # of each kind


class _Found(NamedTuple):
    """Problems of one kind: those that are shown, one more, and how many there are."""

    shown: list[Problem]
    total: int


@dataclass(frozen=True, slots=True)
class _Told:
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
    told = [one for name in vocabulary.events if (one := _told(table, name, vocabulary, zone, keys)) is not None]
    return [*_few([_twins(one) for one in told]), *_few([_again(one) for one in told])]


def _told(table: pa.Table, name: str, vocabulary: Vocabulary, zone: str, keys: Set[str]) -> _Told | None:
    """The events of one type that have their subject and their texts in common with others; None = there are none."""
    texts = [f.name for f in vocabulary.events[name].fields.values() if f.type == "text" and not f.many]
    texts = [field for field in texts if field in table.column_names and field not in keys]
    texts = [field for field in texts if _has_letters(table[field])]
    if not texts:
        return None
    rows = _of_type(table["type"], name)
    mine = {field: _plain(table[field].take(pa.array(rows))) for field in texts}
    texts = [field for field in texts if _is_prose(mine[field])]
    if not texts:
        return None
    subjects = _plain(table["subject"].take(pa.array(rows)))
    events = _crowded([subjects, *(mine[field] for field in texts)], 2)
    said = _joined([mine[field].take(pa.array(events)) for field in texts])
    is_told = pc.greater_equal(pc.utf8_length(said), _TOLD)
    events, said = events[is_told.to_numpy(zero_copy_only=False)], said.filter(is_told)
    if not len(events):
        return None
    groups = _numbered(_codes(subjects.take(pa.array(events))), _codes(said))
    days = calendar(zone).days(table["first"].take(pa.array(rows[events])).cast(pa.int64()).to_numpy())
    by_first = _numbered(groups, days)
    first = np.unique(by_first, return_index=True)[1]
    place = np.empty(len(first), np.int64)
    place[np.argsort(groups[first], kind="stable")] = np.arange(len(first))
    return _Told(name, table, rows[events], said, groups, days, place[by_first])


def _twins(told: _Told) -> _Found:
    """Events with different ids of one day."""
    ids = _codes(_plain(told.table["id"].take(pa.array(told.rows))))
    order = np.argsort(told.cells, kind="stable")
    starts = np.flatnonzero(np.diff(told.cells[order], prepend=-1))
    lowest, highest = np.minimum.reduceat(ids[order], starts), np.maximum.reduceat(ids[order], starts)
    several = np.flatnonzero(lowest != highest)
    ends = np.append(starts[1:], len(order))
    return _Found([_twin(told, order[starts[c] : ends[c]]) for c in several[: _SHOWN + 1].tolist()], len(several))


def _twin(told: _Told, same: Rows) -> Problem:
    spans, text = told.spans(same), told.texts[int(same[0])].as_py()
    day = from_day(int(told.days[same[0]]))
    where = listed(str(span) for span in spans[1:])
    message = (
        f"`{told.kind}` of `{told.subject(int(same[0]))}` on {day}, `{text[:40]}`: told {len(same)} times, "
        f"also at {where}"
    )
    return Problem("likely-twins", message, spans[0], "", "note", value=text)


def _again(told: _Told) -> _Found:
    """Texts of several days, told at their first event."""
    days = np.bincount(told.groups[np.unique(told.cells, return_index=True)[1]])
    first = np.unique(told.groups, return_index=True)[1]
    is_long = pc.greater_equal(pc.utf8_length(told.texts.take(pa.array(first))), _TOLD_AGAIN)
    often = np.flatnonzero((days >= _REPEATED) & is_long.to_numpy(zero_copy_only=False))
    shown = []
    for group in often[: _SHOWN + 1].tolist():
        text = told.texts[int(first[group])].as_py()
        subject = told.subject(int(first[group]))
        message = f"`{told.kind}` of `{subject}` says `{text[:40]}` word for word on {days[group]} days, first here"
        where = told.spans(first[[group]])[0]
        shown.append(Problem("repeated-text", message, where, "", "note", value=text))
    return _Found(shown, len(often))


def _of_type(types: pa.ChunkedArray, name: str) -> Rows:
    """Rows of one event type, ascending."""
    return np.flatnonzero(pc.fill_null(pc.equal(types.cast(pa.string()), name), False).to_numpy())


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """A column of text in one piece, without dictionaries."""
    return pa.concat_arrays([pa.array([], pa.string()), *column.cast(pa.string()).chunks])


def _codes(texts: pa.Array) -> Rows:
    """(n,) a number for each distinct text, in order of first occurrence."""
    found: Rows = texts.dictionary_encode("encode").indices.to_numpy().astype(np.int64)
    return found


def _numbered(first: Rows, second: Rows) -> Rows:
    """(n,) a number for each distinct pair of numbers, in order of first occurrence."""
    low = second.min(initial=0)
    width = second.max(initial=0) - low + 1
    return _codes(pa.array(first * width + (second - low)))


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
    codes = _codes(joined)
    return np.flatnonzero(np.bincount(codes)[codes] >= least)


def _few(found: list[_Found]) -> Iterator[Problem]:
    """The first of a kind, and how many more there are."""
    count = sum(one.total for one in found)
    shown = [problem for one in found for problem in one.shown]
    yield from islice(shown, _SHOWN)
    if count > _SHOWN:
        rest = shown[_SHOWN]
        message = f"{counted(count - _SHOWN, 'more case')} of the same, first here"
        yield Problem(rest.code, message, rest.span, "", "note")
