"""Nil returns: rows whose description says that there was nothing. What they report did not happen."""

from __future__ import annotations

import re
from typing import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.distinct import as_coded
from zhiben.events.problem import Problem
from zhiben.events.sheet import Sheet
from zhiben.events.traditional import simplified
from zhiben.events.values import listed, plain

_DESCRIBES = (
    "描述",
    "隐患内容",
    "问题内容",
    "存在问题",
    "存在隐患",
    "存在的问题",
    "发现问题",
    "发现的问题",
    "description",
)
_NOTHING = re.compile(
    "(?:(?:本[月季年]度?)?(?:无|没有|未发现|未见)(?:任何)?(?:隐患|问题|异常)?|正常|[/\\\\—-]+|none|nil|nothing|n/a)[.。]?"
)


def describes(heading: str) -> bool:
    """Whether a column of that heading says what was found."""
    told = simplified(plain(heading))
    return any(word in told for word in _DESCRIBES)


def nil_returns(sheet: Sheet) -> Iterator[Problem]:
    """A warning for each column of descriptions and word for nothing in it, with the cells.

    Such a row is read like the others, because only a map can say that it is none; one that the map skips is not here.
    """
    for place, heading in enumerate(sheet.headers):
        if not describes(heading):
            continue
        cells = as_coded(sheet.read([place])[0])
        words = [str(word) for word in cells.dictionary.to_pylist()]
        for code, word in enumerate(words):
            if not _NOTHING.fullmatch("".join(simplified(plain(word)).split())):
                continue
            rows = np.flatnonzero(_is(cells, code)).tolist()
            named = listed(sheet.cell_name(row, place) for row in rows)
            message = f"`{heading}` says `{word}`, which is no event, and the row is read like the others: {named}"
            hint = f"if nothing was found there, say so in the map: read: {{skip_rows: {{{heading}: [{word}]}}}}"
            yield Problem("nil-return", message, sheet.cell(rows[0], place), hint, "warning", heading, word)


def _is(cells: pa.DictionaryArray, code: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        pc.equal(cells.indices, code).fill_null(False).to_numpy(zero_copy_only=False)
    )
    return found
