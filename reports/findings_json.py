"""findings.json: the findings for other programs, with the rules, parameters and counts they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import BytesIO
from typing import IO

import polars as pl

from zhiben.reports.contents import Contents
from zhiben.reports.findings_head import head_object

_COLUMNS = (
    "duty", "rule", "variant", "severity", "bearer", "key", "raised_by", "raised_at", "opens", "closes", "due",
    "required", "observed", "verdict", "decided", "cured", "sentence", "evidence", "evidence_count",
    "waiver", "status", "explanation",
)  # fmt: skip
_GONE_COLUMNS = (
    "duty", "rule", "variant", "severity", "bearer", "key", "raised_by", "opens", "closes", "due", "was", "now",
    "outcome", "reason", "detail", "why", "evidence_added",
)  # fmt: skip


END = b"\n}\n"  # of the file


class JsonList:
    """A list of the object as it grows, each of its objects on a line of its own."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._is_first = True
        file.write(f',\n "{name}": ['.encode())

    def take(self, lines: bytes) -> None:
        """Write objects, each of which ends with a line break."""
        # A line break inside a value is escaped in JSON, so every line break ends a row.
        if lines:
            self._file.write(b"\n" if self._is_first else b",\n")
            self._file.write(lines.rstrip(b"\n").replace(b"\n", b",\n"))
            self._is_first = False

    def close(self) -> None:
        """Write what ends the list."""
        self._file.write(b"]" if self._is_first else b"\n ]")


class FindingsJson:
    """The file as it grows: one JSON object with one line for every finding, taken a block at a time.

    The object holds `schema, rulebook, as_of, known_at, rows, counts, rules, notes, problems, quality, waivers,
    baseline, gone, waived, findings`. A finding's clause, title, text and parameters stand under `rules` once, by the
    rule's name.
    """

    def __init__(self, contents: Contents, file: IO[bytes]) -> None:
        begin(contents, file, (json_lines(*part) for part in contents.waived_blocks()))
        self._file = file
        self._findings = JsonList(file, "findings")

    def take(self, lines: bytes) -> None:
        """Write findings (`json_lines`)."""
        self._findings.take(lines)

    def close(self) -> None:
        """Write what ends the object."""
        self._findings.close()
        self._file.write(END)


def begin(contents: Contents, file: IO[bytes], waived: Iterable[bytes]) -> None:
    """Write all that stands before the findings; `waived`: lines (`json_lines`), looked at where there are waivers."""
    text = json.dumps(head_object(contents), ensure_ascii=False, indent=1)
    file.write(text.removesuffix("\n}").encode("utf-8", "backslashreplace"))
    lists: list[tuple[str, Iterable[bytes]]] = []
    if contents.gone is not None:
        lists.append(("gone", [_lines(_gone(contents.gone))]))
    if contents.audit.waivers is not None:
        lists.append(("waived", waived))
    for name, parts in lists:
        one = JsonList(file, name)
        for lines in parts:
            one.take(lines)
        one.close()


def json_lines(duties: pl.DataFrame, told: pl.DataFrame) -> bytes:
    """Duties (`Block.readable`) as objects, one on a line; `told`: why they are (`Block.told`, of these and others)."""
    return _lines(_duties(duties, told))


def _lines(rows: pl.DataFrame) -> bytes:
    if rows.is_empty():
        return b""
    lines = BytesIO()
    rows.write_ndjson(lines)
    return lines.getvalue()


def _duties(explained: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    why = told.select("duty", explanation=pl.struct("misses", "remedy", "record"))
    if not why["duty"].equals(explained["duty"]):
        why = explained.select("duty").join(why, on="duty", how="left", maintain_order="left")
    return (
        explained.with_columns(why["explanation"])
        .with_columns(
            sentence=pl.struct(zh="sentence_zh", en="sentence_en"),
            evidence=pl.col("evidence").list.eval(
                pl.struct(
                    pl.element().struct.field("id"),
                    pl.element().struct.field("file"),
                    pl.element().struct.field("line"),
                )
            ),
            status=pl.when(pl.col("status") != "").then("status"),
        )
        .select(_COLUMNS)
    )


def _gone(explained: pl.DataFrame) -> pl.DataFrame:
    added = pl.col("evidence_added").list.eval(
        pl.struct(pl.element().struct.field("id"), pl.element().struct.field("file"), pl.element().struct.field("line"))
    )
    return explained.with_columns(why=pl.struct(zh="why_zh", en="why_en"), evidence_added=added).select(_GONE_COLUMNS)
