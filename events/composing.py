"""Turns the events of the YAML parser into values with places, and refuses what a configuration file need not have."""

from __future__ import annotations

from typing import Any

from zhiben.events.document import Document, Node, Value, lines_of
from zhiben.events.indentation import wrong_indentation
from zhiben.events.lookalikes import slips
from zhiben.events.parsing import parsed
from zhiben.events.problem import Problem, Span
from zhiben.events.scalars import BadScalar, resolve
from zhiben.events.yaml_events import ControlCharacter, Event, NotYaml

MAX_DEPTH = 50
_CLOSING = {"{": "}", "[": "]"}


class Composer:
    """Turns parser events into values and nodes with a stack of its own, so that depth never meets recursion."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.lines = lines_of(text)
        self.problems: list[Problem] = []
        self.root: Value = None
        self.root_node: Node | None = None
        # One frame per open collection: value, node, pending key (text and node).
        self.stack: list[tuple[dict[str, Any] | list[Any], Node]] = []
        self.pending: list[tuple[str, Node] | None] = []

    def build(self) -> Document:
        documents = 0
        try:
            for event in parsed(self.text):
                if event.kind == "document":
                    documents += 1
                    if event.is_directed:
                        self._problem("directive", "directives (`%…`) are not allowed here", event, "leave it out")
                        break
                    if documents > 1:
                        self._problem("several-documents", "a file holds one document, here begins another", event)
                        break
                elif not self._take(event):
                    break
        except ControlCharacter as error:
            self.problems.append(self._forbidden(error))
        except (NotYaml, RecursionError, ValueError, IndexError, AttributeError, TypeError) as error:
            self.problems += self._syntax(error)
        if self.root_node is None and not self.problems:
            self.problems.append(Problem("empty-file", f"`{self.file}` is empty", Span(self.file)))
        return Document(self.file, self.root, self.lines, self.root_node or Node(0, 0, 0, 0))

    def _take(self, event: Event) -> bool:
        """Adds one event; False where it makes no sense to go on."""
        self._refuse(event)
        if event.kind in ("mapping", "sequence"):
            if len(self.stack) >= MAX_DEPTH:
                self._problem("too-deep", f"nested more than {MAX_DEPTH} levels deep", event)
                return False
            fresh: dict[str, Any] | list[Any] = {} if event.kind == "mapping" else []
            node = node_of(event)
            node.is_block = not event.is_flow
            self._add(fresh, node, event)
            self.stack.append((fresh, node))
            self.pending.append(None)
        elif event.kind == "end":
            _, node = self.stack.pop()
            self.pending.pop()
            node.end_line, node.end_column = event.end_line, event.end_column
        elif event.kind == "scalar":
            self._add_scalar(event)
        else:
            self._add(None, node_of(event), event)
        return True

    def _refuse(self, event: Event) -> None:
        if event.kind == "alias":
            hint = "write the value out"
            self._problem("alias", f"`*{event.anchor}`: aliases are not allowed here", event, hint)
        elif event.anchor is not None:
            self._problem("alias", f"`&{event.anchor}`: anchors are not allowed here", event, "write the value out")
        if event.tag is not None:
            self._problem("tag", f"`{event.tag}`: tags are not allowed here", event, "leave the tag out")

    def _add_scalar(self, event: Event) -> None:
        node = node_of(event)
        if self._wants_key():
            self._add(event.value, node, event)
            return
        value: Value = event.value
        if not event.style:
            try:
                value = resolve(event.value)
            except BadScalar as bad:
                self._problem(bad.code, bad.message, event, bad.hint)
        self._add(value, node, event)

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.pending[-1] is None

    def _add(self, value: Value, node: Node, event: Event) -> None:
        if not self.stack:
            self.root, self.root_node = value, node
            return
        parent, parent_node = self.stack[-1]
        if isinstance(parent, list):
            parent_node.children[len(parent)] = node
            parent.append(value)
        elif (key := self.pending[-1]) is not None:
            self.pending[-1] = None
            if key[0] not in parent:
                parent_node.keys[key[0]], parent_node.children[key[0]] = key[1], node
                parent[key[0]] = value
        else:
            self.pending[-1] = (self._key(value, parent_node, event), node)

    def _key(self, value: Value, parent: Node, event: Event) -> str:
        if not isinstance(value, str):
            if event.kind != "alias":
                self._problem("bad-key", "a key must be a word, not a list or mapping", event)
            return ""
        if value == "<<" and event.kind == "scalar" and not event.style:
            self._problem("alias", "`<<`: merge keys are not allowed here", event, "write the values out")
        elif value in parent.keys:
            first = self._span(parent.keys[value])
            self.problems.append(
                Problem(
                    "duplicate-key",
                    f"`{value}` is given twice, the first time in line {first.line}",
                    self._span(node_of(event)),
                    "keep one of the two",
                    also=(first,),
                )
            )
        return value

    def _problem(self, code: str, message: str, event: Event, hint: str = "") -> None:
        self.problems.append(Problem(code, message, self._span(node_of(event)), hint))

    def _span(self, node: Node) -> Span:
        return Document(self.file, None, self.lines, node).span()

    def _forbidden(self, found: ControlCharacter) -> Problem:
        before = ("",) if found.position is None else lines_of(self.text[: found.position])
        line, column = len(before) - 1, len(before[-1])
        message = f"found a control character (code {found.code:#x}), which YAML does not allow"
        return Problem("yaml-syntax", message, self._span(Node(line, column, line, column + 1)))

    def _syntax(self, error: Exception) -> list[Problem]:
        line, column, what = 0, 0, ""
        if isinstance(error, NotYaml):
            line, column, what = error.line or 0, error.column or 0, error.what
        excerpt = self.lines[line] if line < len(self.lines) else ""
        place = self._span(Node(line, min(column, len(excerpt)), line, min(column, len(excerpt)) + 1))
        for at in (line, line - 1):
            text = self.lines[at] if 0 <= at < len(self.lines) else ""
            indent = text[: len(text) - len(text.lstrip())]
            if "\t" in indent:
                where = self._span(Node(at, indent.index("\t"), at, indent.index("\t") + 1))
                return [Problem("tab", "found a tab in the indentation", where, "indent with spaces")]
        # The parser stumbles over the line after the one with the slip, or at the end of the file.
        wrong = [slip for slip in slips(self.lines) if slip.breaks]
        if any(slip.line <= line for slip in wrong):
            return [slip.problem(self.file, self.lines[slip.line]) for slip in wrong]
        if (indented := wrong_indentation(self.lines, line, self.file)) is not None:
            return [indented]
        if isinstance(error, NotYaml) and (unclosed := self._unclosed(error.opening, place)) is not None:
            return [unclosed]
        if what == "mapping values are not allowed here":
            what = "a key (`: `) is not allowed here"
        hint = "text with `: `, ` #` or a leading special character goes in quotes" if excerpt else ""
        return [Problem("yaml-syntax", f"this is not YAML: {what}" if what else "this is not YAML", place, hint)]

    def _unclosed(self, opening: tuple[int, int] | None, noticed: Span) -> Problem | None:
        """A bracket that is not closed before the place where that is noticed, or a quotation mark that never is."""
        line, column = opening or (len(self.lines), 0)
        mark = self.lines[line][column : column + 1] if line < len(self.lines) else ""
        where = self._span(Node(line, column, line, column + 1))
        if mark in ("'", '"'):
            message = "a quotation mark opens here and is never closed"
            return Problem("yaml-syntax", message, where, "put the same mark at the end of the text")
        if mark not in _CLOSING:
            return None
        message = f"`{mark}` of line {line + 1} is not closed before this"
        hint = f"close it with `{_CLOSING[mark]}`, or put a comma between its items"
        return Problem("yaml-syntax", message, noticed, hint, also=(where,))


def node_of(event: Event) -> Node:
    return Node(event.line, event.column, event.end_line, event.end_column)
