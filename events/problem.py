"""A problem is a value: what is wrong, where it stands, what was expected, and the nearest right word."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Iterable, Literal

from msgspec import Struct

Level = Literal["error", "warning", "note"]


class Span(Struct, frozen=True):
    """A place in a file that somebody can open.

    Attributes:
        file: path as the user gave it.
        line: 1-based line or sheet row; 0 = the file as a whole.
        column: 1-based column, of a workbook that of the sheet; 0 = the whole line.
        length: characters to underline; 0 = one.
        sheet: worksheet, for workbooks.
        excerpt: text of that line, without its line end; empty where the file is not text.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 0
    sheet: str | None = None
    excerpt: str = ""

    def __str__(self) -> str:
        if self.sheet is not None:
            cell = f"{column_letters(self.column) if self.column else ''}{self.line or ''}"
            return f"{self.file}[{self.sheet}]{':' if cell else ''}{cell}"
        parts = [self.file]
        parts += [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)


def column_letters(number: int) -> str:
    """The name of a worksheet's column, counted from 1: A, …, Z, AA, …"""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


class Problem(Struct, frozen=True):
    """One thing that is wrong with an input.

    Attributes:
        code: stable kebab-case word; tests and scripts match it.
        message: what was found and what was expected.
        span: the place, where there is one.
        hint: how to mend it, nearest right word included.
        level: `error` makes the input unusable (or rejects the row); `warning` and `note` do not.
        field: event or entity column concerned, for problems of data.
        value: the offending text as found, shortened by whoever shows it.
        also: other places the message speaks of, such as the first of two equal keys.
    """

    code: str
    message: str
    span: Span | None = None
    hint: str = ""
    level: Level = "error"
    field: str = ""
    value: str = ""
    also: tuple[Span, ...] = ()


class Unusable(Exception):
    """Input that cannot be worked with at all; carries every problem found, never just the first.

    As text: the first three errors with their places, and how many more there are.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        shown = [p for p in self.problems if p.level == "error"] or list(self.problems)
        said = [p.message if p.span is None else f"{p.span}: {p.message}" for p in shown[:3]]
        more = len(shown) - len(said)
        return "; ".join([*said, f"… and {more} more"] if more else said)


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice spelled most like `word`, or None where nothing comes near."""
    found = get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return found[0] if found else None
