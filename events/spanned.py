"""YAML whose every value remembers its line and column, and models checked against it with messages of ours.

YAML 1.2 core schema: `on off yes no` are words, numbers with a point are exact decimals, bare dates are dates. What a
configuration file has no business with (aliases, tags, several documents, deep nesting) is refused with its place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from zhiben.events.mistakes import translate
from zhiben.events.problem import Problem, Span, Unusable
from zhiben.events.scalars import BadScalar, resolve

MAX_BYTES = 1_000_000
MAX_DEPTH = 50

Key = str | int
Path_ = tuple[Key, ...]
Value = bool | int | Decimal | str | dt.date | dt.datetime | list[Any] | dict[str, Any] | None
Model = TypeVar("Model", bound=BaseModel)


@dataclass(slots=True)
class _Node:
    """Where a value stands: 0-based line and column, end excluded; and where its children stand."""

    line: int
    column: int
    end_line: int
    end_column: int
    children: dict[Key, _Node] = field(default_factory=dict)
    keys: dict[Key, _Node] = field(default_factory=dict)
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: plain values, and the place of each.

    Attributes:
        file: path as the user gave it.
        value: dict (keys always text, as written), list, str, int, Decimal, bool, date, datetime or None.
    """

    file: str
    value: Value
    _lines: tuple[str, ...] = field(repr=False)
    _root: _Node = field(repr=False)

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

    def _at(self, node: _Node) -> Span:
        excerpt = self._lines[node.line] if node.line < len(self._lines) else ""
        if node.is_block and node.keys:
            node = next(iter(node.keys.values()))
        end = node.end_column if node.end_line == node.line else len(excerpt)
        return Span(self.file, node.line + 1, node.column + 1, max(end - node.column, 1), excerpt=excerpt)


def read_yaml(path: Path) -> Document:
    """The document in a file.

    Raises:
        Unusable: with every problem found: no such file, a directory, over 1 MB, not UTF-8, not YAML, an alias, …
    """
    return read_yaml_bytes(read_small_file(path), str(path))


def read_small_file(path: Path) -> bytes:
    """The bytes of a file of at most 1 MB.

    Raises:
        Unusable: no such file, a directory, not readable, or larger.
    """
    place = Span(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise Unusable([Problem("not-a-file", f"`{path}` is a directory, not a file", place)]) from None
    except FileNotFoundError:
        raise Unusable([Problem("no-such-file", f"there is no file `{path}`", place)]) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unusable([Problem("unreadable-file", f"`{path}` cannot be read: {reason}", place)]) from None
    if len(raw) > MAX_BYTES:
        hint = "split the file; rule files and maps are small"
        raise Unusable([Problem("file-too-large", f"`{path}` is larger than {MAX_BYTES:,} bytes", place, hint)])
    return raw


def read_yaml_bytes(raw: bytes, file: str) -> Document:
    """The document in UTF-8 bytes (a byte-order mark is allowed); `file` is the name shown in problems.

    Raises:
        Unusable: with every problem found.
    """
    return read_yaml_text(_decode(raw, file), file)


def read_yaml_text(text: str, file: str) -> Document:
    """The document in a text; `file` is the name shown in problems.

    Raises:
        Unusable: with every problem found.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Unusable([Problem("file-too-large", f"`{file}` is larger than {MAX_BYTES:,} bytes", Span(file))])
    builder = _Builder(file, text.removeprefix("\ufeff"))
    document = builder.build()
    if builder.problems:
        raise Unusable(builder.problems)
    return document


def validate(document: Document, model: type[Model], at: Path_ = ()) -> Model:
    """The value at `at` as a `model`.

    Raises:
        Unusable: every error of the model as a Problem with its place; unknown words come with the nearest right one.
    """
    value: Any = document.value
    for part in at:
        value = value[part]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = [
            Problem(m.code, m.message, document.span(at + m.path, key=m.at_key), m.hint)
            for m in translate(error, model, value)
        ]
        raise Unusable(problems) from None


def _decode(raw: bytes, file: str) -> str:
    if b"\0" in raw:
        raise Unusable([Problem("binary-file", f"`{file}` is a binary file, not YAML text", Span(file))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        excerpt = raw.split(b"\n")[line - 1].decode("utf-8", "replace").rstrip("\r")
        message = f"`{file}` is not UTF-8 text"
        raise Unusable(
            [Problem("not-utf8", message, Span(file, line, column, 1, excerpt=excerpt), "save the file as UTF-8")]
        ) from None


class _Builder:
    """Turns parser events into values and nodes with a stack of its own, so that depth never meets recursion."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.lines = _lines(text)
        self.problems: list[Problem] = []
        self.root: Value = None
        self.root_node: _Node | None = None
        # One frame per open collection: value, node, pending key (text and node).
        self.stack: list[tuple[dict[str, Any] | list[Any], _Node]] = []
        self.pending: list[tuple[str, _Node] | None] = []

    def build(self) -> Document:
        parser = YAML(typ="safe", pure=True)
        documents = 0
        try:
            for event in parser.parse(self.text):
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if event.version or event.tags:
                        self._problem("directive", "directives (`%…`) are not allowed here", event, "leave it out")
                        break
                    if documents > 1:
                        self._problem("several-documents", "a file holds one document, here begins another", event)
                        break
                elif not self._take(event):
                    break
        except (YAMLError, RecursionError, ValueError, IndexError, AttributeError, TypeError) as error:
            self.problems.append(self._syntax(error))
        if self.root_node is None and not self.problems:
            self.problems.append(Problem("empty-file", f"`{self.file}` is empty", Span(self.file)))
        return Document(self.file, self.root, self.lines, self.root_node or _Node(0, 0, 0, 0))

    def _take(self, event: Event) -> bool:
        """Adds one event; False where it makes no sense to go on."""
        if isinstance(event, NodeEvent):
            self._refuse(event)
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            if len(self.stack) >= MAX_DEPTH:
                self._problem("too-deep", f"nested more than {MAX_DEPTH} levels deep", event)
                return False
            fresh: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
            node = _node(event)
            node.is_block = not event.flow_style
            self._add(fresh, node, event)
            self.stack.append((fresh, node))
            self.pending.append(None)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            _, node = self.stack.pop()
            self.pending.pop()
            node.end_line, node.end_column = event.end_mark.line, event.end_mark.column
        elif isinstance(event, ScalarEvent):
            self._add_scalar(event)
        elif isinstance(event, AliasEvent):
            self._add(None, _node(event), event)
        return True

    def _refuse(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            hint = "write the value out"
            self._problem("alias", f"`*{event.anchor}`: aliases are not allowed here", event, hint)
        elif event.anchor is not None:
            self._problem("alias", f"`&{event.anchor}`: anchors are not allowed here", event, "write the value out")
        tag = getattr(event, "ctag", None)
        if tag is not None:
            self._problem("tag", f"`{tag}`: tags are not allowed here", event, "leave the tag out")

    def _add_scalar(self, event: ScalarEvent) -> None:
        node = _node(event)
        if self._wants_key():
            self._add(event.value, node, event)
            return
        value: Value = event.value
        if event.style is None or event.style == "":
            try:
                value = resolve(event.value)
            except BadScalar as bad:
                self._problem(bad.code, bad.message, event, bad.hint)
        self._add(value, node, event)

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.pending[-1] is None

    def _add(self, value: Value, node: _Node, event: Event) -> None:
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

    def _key(self, value: Value, parent: _Node, event: Event) -> str:
        if not isinstance(value, str):
            if not isinstance(event, AliasEvent):
                self._problem("bad-key", "a key must be a word, not a list or mapping", event)
            return ""
        if value == "<<" and isinstance(event, ScalarEvent) and not event.style:
            self._problem("alias", "`<<`: merge keys are not allowed here", event, "write the values out")
        elif value in parent.keys:
            first = self._span(parent.keys[value])
            self.problems.append(
                Problem(
                    "duplicate-key",
                    f"`{value}` is given twice, the first time in line {first.line}",
                    self._span(_node(event)),
                    "keep one of the two",
                    also=(first,),
                )
            )
        return value

    def _problem(self, code: str, message: str, event: Event, hint: str = "") -> None:
        self.problems.append(Problem(code, message, self._span(_node(event)), hint))

    def _span(self, node: _Node) -> Span:
        return Document(self.file, None, self.lines, node).span()

    def _syntax(self, error: Exception) -> Problem:
        line, column, what = 0, 0, ""
        if isinstance(error, ReaderError):
            before = _lines(self.text[: error.position]) if isinstance(error.position, int) else ("",)
            line, column = len(before) - 1, len(before[-1])
            what = "a control character"
            message = f"found {what} (code {error.character:#x}), which YAML does not allow"
            return Problem("yaml-syntax", message, self._span(_Node(line, column, line, column + 1)))
        if isinstance(error, MarkedYAMLError):
            mark = error.problem_mark or error.context_mark
            if mark is not None:
                line, column = mark.line, mark.column
            what = ", ".join(str(part) for part in (error.context, error.problem) if part)
        excerpt = self.lines[line] if line < len(self.lines) else ""
        place = self._span(_Node(line, min(column, len(excerpt)), line, min(column, len(excerpt)) + 1))
        for at in (line, line - 1):
            text = self.lines[at] if 0 <= at < len(self.lines) else ""
            indent = text[: len(text) - len(text.lstrip())]
            if "\t" in indent:
                where = self._span(_Node(at, indent.index("\t"), at, indent.index("\t") + 1))
                return Problem("tab", "found a tab in the indentation", where, "indent with spaces")
        hint = "text with `: `, ` #` or a leading special character goes in quotes" if excerpt else ""
        return Problem("yaml-syntax", f"this is not YAML: {what}" if what else "this is not YAML", place, hint)


def _lines(text: str) -> tuple[str, ...]:
    """Lines by the parser's own idea of a line end (YAML 1.2), so that its line numbers find them."""
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _node(event: Event) -> _Node:
    start, end = event.start_mark, event.end_mark
    return _Node(start.line, start.column, end.line, end.column)
