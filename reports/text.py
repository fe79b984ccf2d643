"""What a terminal shows: plain lines, columns that stay straight with Chinese in them, colours only where asked for."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.reports.safe import visible
from zhiben.rules.render import width

_COLOURS = {"bold": "1", "dim": "2", "red": "31", "yellow": "33", "green": "32"}
GAP = "  "


def paint(text: str, colour: str, is_coloured: bool) -> str:
    """Text in a colour of the terminal, or as it is."""
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if is_coloured and text else text


def shortened(text: str, room: int) -> str:
    """A text cut to `room` columns, with `…` where something is missing."""
    if width(text) <= room:
        return text
    kept = ""
    for character in text:
        if width(kept) + width(character) > room - 1:
            break
        kept += character
    return kept + "…"


def columns(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Lines with the cells of each column one below the other.

    Args:
        rows: equally long; hidden characters are made visible here.
        right: per column, True = flush right.
    """
    cells = [[visible(cell) for cell in row] for row in rows]
    room = [max(map(width, column)) for column in zip(*cells, strict=True)]
    return [GAP.join(_padded(*cell) for cell in zip(row, room, right, strict=True)).rstrip() for row in cells]


def _padded(cell: str, room: int, is_right: bool) -> str:
    blank = " " * (room - width(cell))
    return blank + cell if is_right else cell + blank
