"""A line of YAML that begins in a column where nothing is open: which column it is in, and which was expected."""

from __future__ import annotations

import re
from typing import Sequence

from msgspec import Struct

from zhiben.events.problem import Problem, Span

_ENTRY = re.compile(
    r"""(?P<dashes>(?:- +)*)(?!- )(?P<key>"[^"]*"|'[^']*'|[^\s'"#{\[&*!|>%@`][^#]*?):(?P<rest>\s.*|)$"""
)
_ITEM = re.compile(r"- ")


class _Open(Struct, frozen=True):
    """A mapping (its first key) or list (its dash) that is open, and the 0-based column of its entries."""

    column: int
    name: str
    is_list: bool


def wrong_indentation(lines: Sequence[str], number: int, file: str) -> Problem | None:
    """What is wrong with how line `number` (0-based) is indented, given the lines above; None where nothing is."""
    if number >= len(lines):
        return None
    line = lines[number]
    column, found = len(line) - len(line.lstrip(" ")), _ENTRY.match(line.strip())
    is_item = bool(_ITEM.match(line.strip()))
    if found is None and not is_item:
        return None
    opened, may_go_deeper = _opened(lines[:number])
    places = [o for o in opened if o.is_list == is_item]
    if not places or any(o.column == column for o in places) or (may_go_deeper and column > opened[-1].column):
        return None
    below = [o for o in places if o.column < column][-1:]
    above = [o for o in places if o.column > column][:1]
    expected = " or ".join(f"{o.column + 1} (as {o.name})" for o in (*below, *above))
    word = "`-`" if is_item else f"`{found['key'][:40]}`" if found else ""
    message = f"the indentation is wrong: {word} begins in column {column + 1}, expected column {expected}"
    length = 1 if is_item else len(found["key"]) if found else 1
    span = Span(file, number + 1, column + 1, length, excerpt=line)
    hint = "entries of one mapping or list begin in the same column"
    return Problem("indentation", message, span, hint)


def _opened(lines: Sequence[str]) -> tuple[list[_Open], bool]:
    """What is open after some lines, and whether the next line may begin deeper (the last one ended in a colon)."""
    opened: list[_Open] = []
    may_go_deeper = True
    for line in lines:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        column = len(line) - len(line.lstrip(" "))
        found = _ENTRY.match(text)
        dashes = found["dashes"] if found else "- " if text.startswith("- ") else ""
        if found is None and not dashes:
            continue  # text that goes on, or the inside of brackets
        while opened and opened[-1].column > column:
            opened.pop()
        for match in re.finditer("-", dashes):
            _open(opened, _Open(column + match.start(), "`-`", True))
        if found:
            _open(opened, _Open(column + len(dashes), f"`{found['key']}`", False))
        rest = found["rest"].split(" #")[0].strip() if found else text
        may_go_deeper = not rest
    return opened, may_go_deeper


def _open(opened: list[_Open], entry: _Open) -> None:
    """Adds an entry; a sibling takes the place of the one before, under which nothing is open any more."""
    while opened and (opened[-1].column > entry.column or opened[-1] == entry):
        opened.pop()
    if opened and opened[-1].column == entry.column and opened[-1].is_list == entry.is_list:
        opened[-1] = entry
    else:
        opened.append(entry)
