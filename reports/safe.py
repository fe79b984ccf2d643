"""Hostile text made harmless: control characters, terminal escapes, bidirectional marks, spreadsheet formulas."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import polars as pl

# C0 and C1 controls, marks that reorder or hide text, line separators, lone surrogates, and what is no letter at all.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[{_UNSEEN}\ud800-\udfff]")
_Bytes = npt.NDArray[np.uint8]
_NEAR = 1 << 18  # bytes that are looked through at a time, so that they stay near
_FORMULA = "^[=+\\-@\t\r＝＋－＠]"


def visible(text: str) -> str:
    r"""The text with everything unseen written out, on one line.

    >>> visible("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    return _HIDDEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def is_all_seen(text: bytes, ends: int = 0) -> bool:
    r"""Whether nothing of a UTF-8 text is unseen but so many ends of lines; sooner found than by a pattern.

    >>> is_all_seen("甲 “à”\n".encode(), 1), is_all_seen("a\u202eb".encode())
    (True, False)
    """
    content = np.frombuffer(text, np.uint8)
    near = [content[at : at + _NEAR] for at in range(0, len(content), _NEAR)]
    if sum(int(np.count_nonzero(part < 0x20)) for part in near) != ends or b"\x7f" in text:
        return False
    for lead in (0xC2, 0xD8, 0xE2, 0xEF, 0xF3):  # what every unseen letter beyond ASCII begins with
        if (first := text.find(lead)) < 0:
            continue
        for number, part in enumerate(near[first // _NEAR :], first // _NEAR):
            if _is_unseen(lead, content, number * _NEAR + np.flatnonzero(part == lead)).any():
                return False
    return True


def _is_unseen(lead: int, content: _Bytes, at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """(k,) whether what stands at (k,) places, each with this first byte, is one of `_UNSEEN`."""
    second, third = content[at + 1], content[np.minimum(at + 2, len(content) - 1)]
    match lead:
        case 0xC2:
            found = (second < 0xA0) | (second == 0xAD)
        case 0xD8:
            found = second == 0x9C
        case 0xE2:
            is_mark = ((third >= 0x8B) & (third <= 0x8F)) | ((third >= 0xA8) & (third <= 0xAE))
            found = ((second == 0x80) & is_mark) | ((second == 0x81) & (third >= 0xA0) & (third <= 0xAF))
        case 0xEF:
            is_none = ((third >= 0xB9) & (third <= 0xBB)) | (third >= 0xBE)
            found = ((second == 0xBB) & (third == 0xBF)) | ((second == 0xBF) & is_none)
        case _:
            found = (second == 0xA0) & (third <= 0x81)
    return np.asarray(found, np.bool_)


def inert(text: str) -> str:
    r"""Text of which no line is a command to GitHub's runner, which obeys `::…` and `##[…]` in whatever is printed.

    >>> inert("::error::no\n  ::stop-commands::x")
    '\\x3a:error::no\n  \\x3a:stop-commands::x'
    """
    return re.sub(r"(?m)^([ \t]*):(?=:)", r"\1\\x3a", text).replace("##[", r"#\x23[")


def visible_column(column: pl.Expr) -> pl.Expr:
    """`visible` over a text column; rows without anything unseen (nearly all) are left alone."""
    return (
        pl.when(column.str.contains(f"[{_UNSEEN}]"))
        .then(column.map_elements(visible, return_dtype=pl.String, skip_nulls=True))
        .otherwise(column)
        .name.keep()
    )


def spreadsheet_column(column: pl.Expr) -> pl.Expr:
    """A text column whose cells no spreadsheet takes for a formula: those that begin like one get a leading '."""
    return pl.when(column.str.contains(_FORMULA)).then("'" + column).otherwise(column).name.keep()
