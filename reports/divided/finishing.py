"""The last steps of a divided report that can be done side by side: lines put in order, digests of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from zhiben.engine.parts.merging import Pieces
from zhiben.reports.divided.lines import in_order
from zhiben.reports.findings_json import END, JsonList
from zhiben.reports.manifest import sha256


class Step(Protocol):
    """Something that is done to a file, and its path."""

    @property
    def file(self) -> Path: ...

    def do(self) -> None: ...


def finished(step: Step) -> tuple[str, str]:
    """Do a step; the path of its file, and the digest of that file afterwards."""
    step.do()
    return str(step.file), sha256(step.file)


class Nothing(Struct, frozen=True):
    """A file that is only to be read."""

    file: Path

    def do(self) -> None:
        """Leave it as it is."""


class CsvLines(Struct, frozen=True):
    """Findings for findings.csv, of which the headings are written.

    Attributes:
        pieces: lines of every part; rules: as of `merged`.
    """

    file: Path
    pieces: Sequence[Pieces]
    rules: Sequence[str]

    def do(self) -> None:
        """Append them."""
        with self.file.open("ab") as file:
            file.writelines(in_order(self.pieces, self.rules))


class JsonLines(Struct, frozen=True):
    """Findings for findings.json, of which all that stands before them is written; fields as of `CsvLines`."""

    file: Path
    pieces: Sequence[Pieces]
    rules: Sequence[str]

    def do(self) -> None:
        """Append them, and what ends the file."""
        with self.file.open("ab") as file:
            findings = JsonList(file, "findings")
            for lines in in_order(self.pieces, self.rules):
                findings.take(lines)
            findings.close()
            file.write(END)
