"""Chinese punctuation where YAML wants its own: `：` for `: `, `，` for `, `, full-width spaces, digits and quotes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Iterator

from msgspec import Struct

from zhiben.events.problem import Problem, Span

HINT = "YAML's own punctuation is typed without the Chinese input method; text in quotes may hold anything"
_SPACES = {"\u3000": "a full-width space", "\u00a0": "a no-break space", "\u2007": "a no-break space",
           "\u202f": "a no-break space", "\u2002": "a wide space", "\u2003": "a wide space"}  # fmt: skip
_DASHES = {"—": "dash", "–": "dash", "―": "dash", "－": "full-width hyphen", "−": "minus sign", "‐": "hyphen"}
_OPEN, _CLOSE = {"｛": "{", "［": "[", "【": "["}, {"｝": "}", "］": "]", "】": "]"}
_QUOTES = {"“": "”", "”": "”", "‘": "’", "’": "’", "＂": "＂", "＇": "＇"}
_NAMES = {"｛": "full-width brace", "｝": "full-width brace", "［": "full-width bracket", "］": "full-width bracket",
          "【": "Chinese bracket", "】": "Chinese bracket"}  # fmt: skip
_KEY = re.compile(r"""["“]?[A-Za-z_][\w-]*["”]?""", re.ASCII)
_NEXT_KEY = re.compile(r"""\s*["“]?[A-Za-z_][\w-]*["”]?\s*[:：]""", re.ASCII)
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ．]+")
_BLOCK_TEXT = re.compile(r"(^|[:-]\s+)[|>][-+0-9]*\s*(#.*)?$")


class Slip(Struct, frozen=True):
    """One such character: 0-based place, what to say; `breaks` where it changes how YAML reads what follows."""

    line: int
    column: int
    length: int
    found: str
    expected: str
    breaks: bool = True

    def problem(self, file: str, excerpt: str) -> Problem:
        """The slip as an error at its own place."""
        span = Span(file, self.line + 1, self.column + 1, self.length, excerpt=excerpt)
        return Problem("wrong-character", f"found {self.found}, expected {self.expected}", span, HINT)


@lru_cache(maxsize=8)  # asked for every problem of a file
def slips(lines: tuple[str, ...]) -> tuple[Slip, ...]:
    """All of a YAML text, in order; quoted text, block text and comments are left alone.

    Some may be what the author wanted (`note: a：b` on a line of its own); ask only where something is wrong.
    """
    found: list[Slip] = []
    reader = _Reader()
    for number, line in enumerate(lines):
        found += reader.line(number, line)
    return tuple(found)


class _Reader:
    """Reads line by line, remembering open brackets, an open quote and the indentation of block text."""

    def __init__(self) -> None:
        self.brackets: list[str] = []
        self.quote = ""
        self.block: int | None = None

    def line(self, number: int, line: str) -> Iterator[Slip]:
        indent = len(line) - len(line.lstrip())
        if self.block is not None:
            if not line.strip() or indent > self.block:
                return
            self.block = None
        start = 0
        if not self.quote and not self.brackets:
            odd = next((i for i in range(indent) if line[i] in _SPACES), None)
            if odd is not None and line.strip():
                yield Slip(number, odd, 1, f"{_SPACES[line[odd]]} in the indentation", "spaces")
            start = indent
            if dash := re.match(r"[—–―－−‐]+", line[start:]):
                word, length = dash[0], dash.end()
                yield Slip(number, start, length, f"`{word}` ({_DASHES[word[0]]})", "`- `")
                start += length
            elif dashes := re.match(r"(-\s+)+", line[start:]):
                start += dashes.end()
            if _BLOCK_TEXT.search(line):
                self.block = indent
        yield from self._walk(number, line, start)

    def _walk(self, number: int, line: str, at: int) -> Iterator[Slip]:
        token, is_value = at, False
        while at < len(line):
            char, after = line[at], line[at + 1 : at + 2]
            before = line[token:at].strip()
            is_key = bool(_KEY.fullmatch(before)) and (not is_value or bool(self.brackets))
            if self.quote:
                if char == self.quote:
                    self.quote = ""
            elif char == "#" and (at == 0 or line[at - 1].isspace()):
                return
            elif not before and char in "\"'":
                self.quote = char
            elif not before and char in _QUOTES:
                yield Slip(number, at, 1, f"`{char}` (Chinese quotation mark)", '`"`', breaks=False)
                end = line.find(_QUOTES[char], at + 1)
                at = end if end > 0 else at
            elif not before and char in "{[":
                self.brackets.append(char)
                token, is_value = at + 1, False
            elif char in "}]" and self.brackets:
                self.brackets.pop()
                token = at + 1
            elif not before and char in _OPEN:
                yield Slip(number, at, 1, f"`{char}` ({_NAMES[char]})", f"`{_OPEN[char]}`")
                self.brackets.append(_OPEN[char])
                token, is_value = at + 1, False
            elif char in _CLOSE and self.brackets:
                yield Slip(number, at, 1, f"`{char}` ({_NAMES[char]})", f"`{_CLOSE[char]}`")
                self.brackets.pop()
                token = at + 1
            elif char == "：" and is_key:
                yield Slip(number, at, 1, "`：` (full-width colon)", "`: `")
                token, is_value = at + 1, True
            elif char == ":" and (is_key or not is_value) and (not after or after.isspace()):
                token, is_value = at + 1, True
                if after in _SPACES:
                    yield Slip(number, at + 1, 1, _SPACES[after], "a space")
            elif char == ":" and is_key and not is_value and after not in "/\\":
                yield Slip(number, at, 1, "`:` without a space after it", "`: `")
                token, is_value = at + 1, True
            elif char == "," and self.brackets:
                token, is_value = at + 1, False
            elif char == "，" and self._parts(line, at):
                yield Slip(number, at, 1, "`，` (full-width comma)", "`, `")
                token, is_value = at + 1, False
            elif char in _DASHES and _is_word(line[at - 1 : at]) and _is_word(after):
                yield Slip(number, at, 1, f"`{char}` ({_DASHES[char]})", "`-`", breaks=False)
            elif char in _SPACES and (_is_word(line[at - 1 : at]) or _is_word(after)) and at > token:
                yield Slip(number, at, 1, _SPACES[char], "a space", breaks=False)
            elif wide := _WIDE.match(line, at):
                plain = unicodedata.normalize("NFKC", wide[0])
                what = "digit" if plain[0].isdigit() else "letter"
                yield Slip(number, at, len(plain), f"`{wide[0]}` (full-width {what})", f"`{plain}`", breaks=False)
                at = wide.end() - 1
            at += 1

    def _parts(self, line: str, at: int) -> bool:
        """Whether a full-width comma stands between entries of a mapping or words of a list."""
        if not self.brackets:
            return False
        in_list = self.brackets[-1] == "["
        return bool(_NEXT_KEY.match(line, at + 1)) or (
            in_list and _is_word(line[at - 1 : at]) and _is_word(line[at + 1 :].lstrip()[:1])
        )


def _is_word(char: str) -> bool:
    return bool(char) and ((char.isascii() and char.isalnum()) or bool(_WIDE.match(char)))
