"""One YAML document: plain values, and the line and column of each."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from msgspec import Struct

from zhiben.events.lookalikes import Slip, slips
from zhiben.events.problem import Problem, Span

Key = str | int
Path_ = tuple[Key, ...]
Value = bool | int | Decimal | str | dt.date | dt.datetime | list[Any] | dict[str, Any] | None


@dataclass(slots=True)
class Node:
    """Where a value stands: 0-based line and column, end excluded; and where its children stand."""

    line: int
    column: int
    end_line: int
    end_column: int
    children: dict[Key, Node] = field(default_factory=dict)
    keys: dict[Key, Node] = field(default_factory=dict)
    is_block: bool = False


class Document(Struct, frozen=True):
    """One YAML document: plain values, and the place of each.

    Attributes:
        file: path as the user gave it.
        value: dict (keys always text, as written), list, str, int, Decimal, bool, date, datetime or None.
    """

    file: str
    value: Value
    _lines: tuple[str, ...]
    _root: Node

    def span(self, path: Path_ = (), key: bool = False) -> Span:
        """The place of the value at `path`, or of its key; where there is none, of the nearest existing ancestor."""
        node, found_key = self._root, None
        for part in path:
            if part not in node.children:
                break
            found_key = node.keys.get(part)
            node = node.children[part]
        else:
            return self._at(found_key if key and found_key else node)
        return self._at(found_key or node)

    def reconsidered(self, problem: Problem, path: Path_, key: bool = False) -> list[Problem]:
        """The problem of a value (or key); or the Chinese punctuation in it, which is what is really wrong."""
        node, named = self._root, None
        for part in path:
            if part not in node.children:
                named = None
                break
            named, node = node.keys.get(part), node.children[part]
        parts = [named] if key and named else [*node.keys.values()] if node.children else [node]
        found = slips(self._lines)
        wrong: list[Problem] = []
        for extent in parts:
            first = bisect_left(found, (extent.line, extent.column), key=_place)
            end = bisect_left(found, (extent.end_line, extent.end_column), key=_place)
            wrong += [slip.problem(self.file, self._lines[slip.line]) for slip in found[first:end]]
        return wrong or [problem]

    def _at(self, node: Node) -> Span:
        excerpt = self._lines[node.line] if node.line < len(self._lines) else ""
        if node.is_block and node.keys:
            node = next(iter(node.keys.values()))
        end = node.end_column if node.end_line == node.line else len(excerpt)
        return Span(self.file, node.line + 1, node.column + 1, max(end - node.column, 1), excerpt=excerpt)


def _place(slip: Slip) -> tuple[int, int]:
    return slip.line, slip.column


def lines_of(text: str) -> tuple[str, ...]:
    """Lines by the parser's own idea of a line end (YAML 1.2), so that its line numbers find them."""
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
