"""What `--format` can add to a report: one module per word, found by its file name.

A module defines `FILE`, the name of what it writes below the report's directory, and

    write(contents: Contents, path: Path) -> None      # a file, or the directory that `FILE` ends in "/" for

A format that goes to stdout instead (`FILE` is empty), and every one that `check --format` can print, defines

    text(contents: Contents) -> str                             # what `write` would write, where it writes at all
    refusal(problems: Sequence[Problem], lang: Lang) -> str     # the same format when the input cannot be used

Dropping a file in here is all it takes. A module is imported also where only its `FILE` is asked for; what is heavy it
imports when it writes.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from zhiben.events.problem import Problem
from zhiben.reports.contents import Contents
from zhiben.reports.words import Lang


class Format(Protocol):
    """A module of this folder."""

    FILE: str

    def write(self, contents: Contents, path: Path) -> None:
        """Write the file, or the files of the directory, `path`."""


class TextFormat(Protocol):
    """A module of this folder whose output is one text."""

    FILE: str

    def text(self, contents: Contents) -> str:
        """The whole text, ended by a line break unless it is empty."""
        ...

    def refusal(self, problems: Sequence[Problem], lang: Lang) -> str:
        """What is said in this format when the input cannot be used, so that whoever parses it still can."""
        ...


def format_names() -> tuple[str, ...]:
    """Every word that `--format` knows, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def format_files() -> frozenset[str]:
    """What formats write, below the report's directory; directories end in "/"."""
    return frozenset(format_named(name).FILE for name in format_names()) - {""}


def is_text(name: str) -> bool:
    """Whether a format can be printed."""
    return hasattr(import_module(f"{__name__}.{name}"), "text")


def format_named(name: str) -> Format:
    """The module that writes a format; it is imported here and not before.

    Raises:
        KeyError: there is no such format.
    """
    if name not in format_names():
        raise KeyError(name)
    return cast(Format, import_module(f"{__name__}.{name}"))


def text_format_named(name: str) -> TextFormat:
    """As `format_named`, for a format with `is_text`."""
    return cast(TextFormat, format_named(name))
