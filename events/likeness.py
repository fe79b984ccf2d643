"""What a register looks like when it was filled in for the auditor: twins, and texts that repeat.

Information only. Nothing is changed, nothing is rejected, and no verdict rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import islice
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.civil import from_day
from zhiben.events.crowded import Rows, Told, plain, text_numbers, told_alike
from zhiben.events.problem import Problem
from zhiben.events.values import counted, listed
from zhiben.events.vocabulary import Vocabulary

_TOLD_AGAIN = 8  # characters; shorter ones come back every month for good reasons
_REPEATED = 3  # days on which the same text is remarkable
_SHOWN = 10  # of each kind


class _Found(NamedTuple):
    """Problems of one kind: those that are shown, one more, and how many there are."""

    shown: list[Problem]
    total: int


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
    told = [one for name in vocabulary.events if (one := told_alike(table, name, vocabulary, zone, keys)) is not None]
    return [*_few([_twins(one) for one in told]), *_few([_again(one) for one in told])]


def _twins(told: Told) -> _Found:
    """Events with different ids of one day."""
    ids = text_numbers(plain(told.table["id"].take(pa.array(told.rows))))
    order = np.argsort(told.cells, kind="stable")
    starts = np.flatnonzero(np.diff(told.cells[order], prepend=-1))
    lowest, highest = np.minimum.reduceat(ids[order], starts), np.maximum.reduceat(ids[order], starts)
    several = np.flatnonzero(lowest != highest)
    ends = np.append(starts[1:], len(order))
    return _Found([_twin(told, order[starts[c] : ends[c]]) for c in several[: _SHOWN + 1].tolist()], len(several))


def _twin(told: Told, same: Rows) -> Problem:
    spans, text = told.spans(same), told.texts[int(same[0])].as_py()
    day = from_day(int(told.days[same[0]]))
    where = listed(str(span) for span in spans[1:])
    message = (
        f"`{told.kind}` of `{told.subject(int(same[0]))}` on {day}, `{text[:40]}`: told {len(same)} times, "
        f"also at {where}"
    )
    return Problem("likely-twins", message, spans[0], "", "note", value=text)


def _again(told: Told) -> _Found:
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


def _few(found: list[_Found]) -> Iterator[Problem]:
    """The first of a kind, and how many more there are."""
    count = sum(one.total for one in found)
    shown = [problem for one in found for problem in one.shown]
    yield from islice(shown, _SHOWN)
    if count > _SHOWN:
        rest = shown[_SHOWN]
        message = f"{counted(count - _SHOWN, 'more case')} of the same, first here"
        yield Problem(rest.code, message, rest.span, "", "note")
