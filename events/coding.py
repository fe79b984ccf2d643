"""Whether a column of text is better read as codes of its distinct words, told by some of its rows."""

from __future__ import annotations

from typing import Sequence

import pyarrow as pa
import pyarrow.compute as pc

_REPEATS = 4  # how often a word is there on average where codes are read faster than texts


def pays(pieces: Sequence[pa.Array], rows: int) -> bool:
    """Whether words come back often enough.

    Args:
        pieces: cells that follow each other, from here and there in the column, as text.
        rows: how many there are in all.
    """
    looked_at = sum(map(len, pieces))
    words = [column.filter(pc.not_equal(column, "")) for column in pieces]
    filled = sum(map(len, words))
    distinct = len(pa.chunked_array(words, pa.string()).unique()) if words else 0
    if distinct * _REPEATS < filled:
        return True
    # Words that are met in several pieces; in one piece of a log in order of time, many a second comes twice.
    again = sum(len(column.unique()) for column in words) - distinct
    # As with birthdays: of d words drawn at random, n draws meet about n² / 2d again, so d is about n² / 2 again.
    return again * rows > _REPEATS * filled * looked_at
