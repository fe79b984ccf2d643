"""Cells as a map says they are meant: composed of several columns, translated, emptied, dated, split into items."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.distinct import as_text
from zhiben.events.logmap_form import Cell
from zhiben.events.problem import Problem
from zhiben.events.sheet import LIST, Sheet
from zhiben.events.values import counted, listed, plain


def composed(parts: list[pa.Array]) -> pa.Array:
    """(n,) the cells of several columns as one text, null where all are blank.

    Escaped, so that ("a|b", "c") and ("a", "b|c") stay two texts.
    """
    texts = [as_text(part) for part in parts]
    empty = np.logical_and.reduce([t.is_null().to_numpy(zero_copy_only=False) for t in texts])
    escaped = [escape(text.fill_null("")) for text in texts]
    joined = escaped[0] if len(escaped) == 1 else pc.binary_join_element_wise(*escaped, "|")
    return pc.if_else(pa.array(empty), pa.scalar(None, pa.string()), joined) if empty.any() else joined


def escape(texts: pa.Array) -> pa.Array:
    """Texts that can be joined by `|` and still be told apart."""
    return pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), "|", "\\|")


def understood(sheet: Sheet, cell: Cell, at: tuple[int, ...], dates: tuple[int, ...]) -> tuple[pa.Array, list[Problem]]:
    """The cells of one value.

    Args:
        sheet: the table.
        cell: how they are meant.
        at: the column, or the columns that make the value together.
        dates: for each word of `cell.means` the column of the date it stands for.

    Returns:
        (n,) text, items marked by `LIST` where they are split; and what was read otherwise than it stands.
    """
    parts = sheet.read(at)
    texts = composed(parts) if cell.columns else as_text(parts[0])
    problems: list[Problem] = []
    coded = texts.dictionary_encode()
    words = [str(word) for word in coded.dictionary.to_pylist()]
    folded = [_folded(word) for word in words]
    codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    meant: list[str | None] = list(words)
    values = {_folded(old): new for old, new in cell.values.items()}
    blank = {_folded(word) for word in cell.blank}
    for code, word in enumerate(folded):
        if word in blank:
            meant[code] = None
            problems.append(_blanked(sheet, cell, at[0], words[code], np.flatnonzero(codes == code).tolist()))
        elif word in values:
            meant[code] = values[word]
        elif cell.split is not None:
            meant[code] = _items(words[code], cell.split)
    texts = pa.array([*meant, None], pa.string()).take(pa.array(codes))
    for (word, column), date in zip(cell.means.items(), dates, strict=True):
        matching = np.isin(codes, [code for code, found in enumerate(folded) if found == _folded(word)])
        dated = as_text(sheet.read([date])[0])
        rows = np.flatnonzero(matching & dated.is_valid().to_numpy(zero_copy_only=False))
        if len(rows):
            is_taken = np.zeros(len(codes), np.bool_)
            is_taken[rows] = True
            texts = pc.if_else(pa.array(is_taken), dated, texts)
            cells = listed(sheet.cell_name(row, at[0]) for row in rows.tolist())
            message = f"`{word}` of `{cell.column}` read as the date in `{column}`, as the map says: {cells}"
            where = sheet.cell(int(rows[0]), at[0])
            problems.append(Problem("date-taken-over", message, where, "", "note", str(cell.column), word))
    return texts, problems


def _blanked(sheet: Sheet, cell: Cell, place: int, word: str, rows: list[int]) -> Problem:
    cells = listed(sheet.cell_name(row, place) for row in rows)
    column = sheet.headers[place]
    message = f"`{word}` is no value of `{column}` and counts as empty, as the map says: {cells}"
    hint = f"{counted(len(rows), 'cell')} to fill in"
    return Problem("word-as-blank", message, sheet.cell(rows[0], place), hint, "warning", column, word)


def _items(text: str, separators: str) -> str | None:
    """The items of a text, each marked; None where there are none."""
    for separator in separators:
        text = text.replace(separator, LIST)
    items = [item.strip() for item in text.split(LIST)]
    return "".join(f"{LIST}{item}" for item in items if item) or None


def _folded(word: str) -> str:
    return "".join(plain(word).split())
