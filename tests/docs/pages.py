"""The fenced blocks of a page, and how its examples are written.

A block's first line is ```LANGUAGE WHAT. What follows belongs to the latest block before it:

    yaml FILE.yaml, csv FILE.csv     a file of the page's rulebook, entities or log
    yaml rule                        a rule, or from `duty` on where `id` and `bearer` do not matter
    text cases                       one log a line: [BEARER:] EVENT; EVENT -> verdicts of that bearer's duties, in order
    text refused                     the problem that loading the rule above gives: `code: message`
    text where                       CONDITION <- fields of one event: true or false
    yaml map, csv log                a log map, a log
    text events                      each accepted event: TYPE SUBJECT TIME [FIELD=VALUE]; then each error, `line N: code`
    text values                      FIELD: what a cell says -> what is read, or the code of the error
    sh, text output                  a command, and what it prints
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, what it is, its text, the line it starts at, and how many come before it."""

    page: str
    language: str
    what: str
    text: str
    line: int
    number: int

    @property
    def lines(self) -> list[str]:
        """Its lines, blank ones left out."""
        return [line for line in self.text.splitlines() if line.strip()]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: str) -> list[Block]:
    """Every fenced block of a page, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [
        Block(page, found[1], found[2] or "", found[3], text.count("\n", 0, found.start()) + 1, number)
        for number, found in enumerate(_FENCE.finditer(text))
    ]


def rewrite(block: Block, lines: list[str]) -> None:
    """Puts other lines into a block of its page."""
    path = DOCS / block.page
    text = path.read_text(encoding="utf-8")
    found = list(_FENCE.finditer(text))[block.number]
    content = "".join(f"{line}\n" for line in lines)
    path.write_text(text[: found.start(3)] + content + text[found.end(3) :], encoding="utf-8")


def after(page: str, what: str, before: str) -> list[tuple[Block, Block]]:
    """Each block of the kind `what` with the latest block of the kind `before` above it."""
    pairs: list[tuple[Block, Block]] = []
    latest: Block | None = None
    for block in blocks(page):
        if block.what == before:
            latest = block
        elif block.what == what:
            assert latest is not None, f"{block}: no `{before}` above"
            pairs.append((latest, block))
    return pairs


def write_files(page: str, folder: Path) -> None:
    """Writes the blocks of a page that are files into a folder; `rulebook.yaml` and its kin into `rulebook/`."""
    for block in blocks(page):
        if re.fullmatch(r"[\w./-]+\.(yaml|csv)", block.what):
            path = folder / block.what
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
