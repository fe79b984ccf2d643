"""Findings as the lines of their files: worded where a part is judged, and only put in order at the end.

Each file of a report has one line for a finding, and no line break inside it. So the lines of a part wait on disk as
texts, beside the columns that they are put in order by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from zhiben.engine.parts.merging import Pieces, merged

_KEYS = ["rule", "bearer", "key", "opens", "raised_by"]  # what the order of the ledger is about
_LINE = "line"


def as_lines(duties: pa.Table, text: bytes) -> pa.Table:
    """(n,) duties as no more than their place in the order of the ledger, and their lines of a file."""
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")) + 1
    assert len(ends) == duties.num_rows, "a duty is a line"
    offsets = pa.py_buffer(np.insert(ends, 0, 0).astype(np.int64))
    lines = pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(ends), [None, offsets, pa.py_buffer(text)])
    return duties.select(_KEYS).append_column(_LINE, lines)


def in_order(pieces: Sequence[Pieces], rules: Sequence[str]) -> Iterator[bytes]:
    """Lines in the order of the ledger, many at a time."""
    for rows in merged(pieces, rules):
        yield from (_text(lines) for lines in rows[_LINE].chunks if len(lines))


def _text(lines: pa.LargeBinaryArray) -> bytes:
    """Lines one after the other: as they lie in memory."""
    _, offsets, text = lines.buffers()
    places = np.frombuffer(offsets, np.int64)[lines.offset : lines.offset + len(lines) + 1]
    return bytes(memoryview(text)[int(places[0]) : int(places[-1])])
