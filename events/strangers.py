"""What is said of subjects that the registry does not know, or does not know on the day of their events.

The first few subjects get a warning each; of the others one warning counts the events and names as many as fit.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from zhiben.events.problem import Problem, Span
from zhiben.events.values import counted

Flags = npt.NDArray[np.bool_]

SHOWN = 10  # subjects with a warning of their own; a last one gets its own, too
_NAMED = 50  # of the others
_LONGEST = 80  # characters; nothing longer is a misspelt name
_ALIKE = 0.7
_DIGITS = re.compile(r"\d+")


class Stranger(Struct, frozen=True):
    """A subject in question, how many events name it, and where the first of them stands (None = in no file)."""

    name: str
    events: int
    where: Span | None


def strangers(table: pa.Table, rows: Flags) -> list[Stranger]:
    """The subjects of the given rows, in order of their first event.

    Args:
        table: `subject`, and `file, sheet, line` unless the log was made by hand.
        rows: (n,) which events are meant.
    """
    found = np.flatnonzero(rows)
    if not len(found):
        return []
    part = table.select(["subject"]).take(pa.array(found))["subject"].combine_chunks()
    coded = part if pa.types.is_dictionary(part.type) else part.dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    distinct, first, counts = np.unique(codes, return_index=True, return_counts=True)
    names = coded.dictionary.cast(pa.string()).take(pa.array(distinct)).to_pylist()
    placed = [name for name in ("file", "sheet", "line") if name in table.column_names]
    places = table.select(placed).take(pa.array(found[first])).to_pylist() if placed else [{}] * len(distinct)
    order = np.argsort(first).tolist()
    return [Stranger(str(names[i]), int(counts[i]), _span(places[i])) for i in order]


def grouped(
    found: Sequence[Stranger], code: str, said: Callable[[Stranger], tuple[str, str]], rest: str
) -> list[Problem]:
    """Warnings about subjects.

    Args:
        found: in the order in which they are shown.
        code: of the problems.
        said: message and hint of one subject.
        rest: what the others have in common, after `12 more subjects`.
    """
    problems = []
    shown = SHOWN if len(found) > SHOWN + 1 else len(found)
    for stranger in found[:shown]:
        message, hint = said(stranger)
        problems.append(Problem(code, message, stranger.where, hint, "warning", "subject", stranger.name))
    others = found[shown:]
    if others:
        names = ", ".join(f"`{other.name[:_LONGEST]}`" for other in others[:_NAMED])
        more = f" and {len(others) - _NAMED} others" if len(others) > _NAMED else ""
        events = counted(sum(other.events for other in others), "event")
        message = f"{len(others)} more subjects {rest} ({events}), first here: {names}{more}"
        problems.append(Problem(code, message, others[0].where, "", "warning", "subject"))
    return problems


def likely_name(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` is probably a misspelling of; never one with other numbers in it.

    A number is the name that differs from it by zeros in front, where there is just one.
    """
    if len(word) > _LONGEST:
        return None
    if word.isdigit() and word[0] != "0":
        # Spreadsheet programs take 007 for a number and save it as 7.
        padded = [name for name in known if name.isdigit() and name[0] == "0" and name.lstrip("0") == word]
        return padded[0] if len(padded) == 1 else None
    if not any(c.isalpha() for c in word):
        return None
    numbers = _numbers(word)
    near = get_close_matches(word, [name for name in known if _numbers(name) == numbers], n=1, cutoff=_ALIKE)
    return near[0] if near and near[0] != word else None


def _numbers(name: str) -> list[int]:
    return [int(digits) for digits in _DIGITS.findall(name[:_LONGEST])]


def _span(place: dict[str, object]) -> Span | None:
    file, sheet = place.get("file"), place.get("sheet")
    if not file:
        return None
    return Span(str(file), int(str(place.get("line") or 0)), sheet=None if sheet is None else str(sheet))
