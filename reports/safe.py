"""Hostile text made harmless: control characters, terminal escapes, bidirectional marks, spreadsheet formulas."""

from __future__ import annotations

import re

import polars as pl

# C0 and C1 controls, marks that reorder or hide text, line separators, lone surrogates, and what is no letter at all.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[{_UNSEEN}\ud800-\udfff]")
_FORMULA = "^[=+\\-@\t\r＝＋－＠]"


def visible(text: str) -> str:
    r"""The text with everything unseen written out, on one line.

    >>> visible("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    return _HIDDEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


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
