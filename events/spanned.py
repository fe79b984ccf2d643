"""YAML whose every value remembers its line and column, and models checked against it with messages of ours.

YAML 1.2 core schema: `on off yes no` are words, numbers with a point are exact decimals, bare dates are dates. What a
configuration file has no business with (aliases, tags, several documents, deep nesting) is refused with its place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from zhiben.events.composing import Composer
from zhiben.events.document import Document, Path_, Value
from zhiben.events.problem import Problem, Span, Unusable
from zhiben.events.translation import translate

__all__ = [
    "Document",
    "Path_",
    "Value",
    "read_small_file",
    "read_yaml",
    "read_yaml_bytes",
    "read_yaml_text",
    "validate",
]

MAX_BYTES = 1_000_000

Model = TypeVar("Model", bound=BaseModel)


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
    builder = Composer(file, text.removeprefix("\ufeff"))
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
        problems: list[Problem] = []
        for m in translate(error, model, value):
            problem = Problem(m.code, m.message, document.span(at + m.path, key=m.at_key), m.hint)
            problems += document.reconsidered(problem, at + m.path, key=m.at_key)
        raise Unusable(dict.fromkeys(problems)) from None


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
