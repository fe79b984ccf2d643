"""A world's events written to files, as other people's programs write them; instants always as ISO text."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any, Callable, Sequence

import polars as pl
import xlsxwriter

from ..tables import Record
from .worlds import VOCABULARY

COLUMNS = ("id", "source", "type", "subject", "time", "recordedtime", *VOCABULARY.event_fields())


def text(value: Any) -> str | None:
    """A value as a cell holds it; None where there is nothing."""
    match value:
        case None | []:
            return None
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case dt.date():
            return value.isoformat()
        case dt.timedelta():
            return f"{value // dt.timedelta(hours=1)} hours"
        case bool():
            return "true" if value else "false"
        case list():
            return "、".join(value)
        case _:
            return str(value)


def cells(event: Record) -> dict[str, str | None]:
    """An event as texts by column."""
    return {name: text(event.get(name)) for name in COLUMNS}


def write_csv(events: Sequence[Record], path: Path, encoding: str = "utf-8", delimiter: str = ",") -> None:
    """Comma-separated, UTF-8, unless told otherwise."""
    with path.open("w", encoding=encoding, newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
        rows.writeheader()
        rows.writerows(cells(event) for event in events)


def write_gb18030(events: Sequence[Record], path: Path) -> None:
    """Semicolons, GB18030."""
    write_csv(events, path, "gb18030", ";")


def write_jsonl(events: Sequence[Record], path: Path) -> None:
    """Flat, one object per line, numbers, flags and lists as JSON has them, nothing where nothing is."""
    _write_lines([_plain(event) for event in events], path)


def write_cloudevents(events: Sequence[Record], path: Path) -> None:
    """The type's own fields under `data`."""
    lines = []
    for event in events:
        plain = _plain(event)
        own = {name: plain.pop(name) for name in tuple(plain) if name in VOCABULARY.event_fields()}
        lines.append({"specversion": "1.0", **plain, "data": own})
    _write_lines(lines, path)


def write_parquet(events: Sequence[Record], path: Path) -> None:
    """Text columns, lists as lists."""
    schema = {name: pl.List(pl.String) if name == "tags" else pl.String for name in COLUMNS}
    rows = [{**cells(event), "tags": event.get("tags") or None} for event in events]
    pl.DataFrame(rows, schema=schema).write_parquet(path)


def write_xlsx(events: Sequence[Record], path: Path) -> None:
    """One sheet, every cell a text."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate([dict(zip(COLUMNS, COLUMNS, strict=True)), *map(cells, events)]):
            for column, name in enumerate(COLUMNS):
                if (cell := values[name]) is not None:
                    sheet.write_string(row, column, cell)


WRITERS: dict[str, Callable[[Sequence[Record], Path], None]] = {
    "comma.csv": write_csv,
    "gb18030.csv": write_gb18030,
    "flat.jsonl": write_jsonl,
    "cloudevents.jsonl": write_cloudevents,
    "columns.parquet": write_parquet,
    "sheet.xlsx": write_xlsx,
}


def _plain(event: Record) -> dict[str, Any]:
    values = {name: event.get(name) for name in COLUMNS}
    kept = {name: value if isinstance(value, bool | list | int) else text(value) for name, value in values.items()}
    return {name: value for name, value in kept.items() if value not in (None, [])}


def _write_lines(lines: Sequence[object], path: Path) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
