"""One small log written in every format, and random logs to write."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import strategies as st

Row = Mapping[str, str]

COLUMNS = (
    "id", "source", "type", "subject", "time", "recordedtime", "led_by", "topics", "score", "persons", "passed", "due",
    "started", "lasted", "remarks", "kind",
)  # fmt: skip


def write_csv(path: Path, rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def write_gb18030(path: Path, rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> None:
    write_csv(path, rows, columns)
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))


def write_jsonl(path: Path, rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({c: row.get(c) or None for c in columns}, ensure_ascii=False) + "\n")


def write_cloudevents(path: Path, rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> None:
    envelope = {"id", "source", "type", "subject", "time", "recordedtime"}
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            event: dict[str, Any] = {"specversion": "1.0", "datacontenttype": "application/json"}
            event |= {c: row[c] for c in columns if c in envelope and row.get(c)}
            event["data"] = {c: row[c] for c in columns if c not in envelope and row.get(c)}
            file.write(json.dumps(event) + "\n")


def write_parquet(path: Path, rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> None:
    pq.write_table(pa.table({c: pa.array([row.get(c) or None for row in rows], pa.string()) for c in columns}), path)


def write_xlsx(path: Path, rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_urls": False})
    sheet = book.add_worksheet("log")
    sheet.write_row(0, 0, columns)
    for number, row in enumerate(rows, 1):
        for place, name in enumerate(columns):
            sheet.write_string(number, place, row.get(name, ""))
    book.close()


WRITERS: Mapping[str, tuple[str, Callable[..., None]]] = {
    "csv": (".csv", write_csv),
    "jsonl": (".jsonl", write_jsonl),
    "cloudevents": (".json", write_cloudevents),
    "parquet": (".parquet", write_parquet),
    "xlsx": (".xlsx", write_xlsx),
}

_DATES = st.sampled_from(
    ["2024-03-25", "2024/3/26", "2024.3.27", "2024年3月28日", "2024-03-25T10:30:00Z", "2024-02-30", "x"]
)
_SOMETIMES = st.sampled_from(["", "", "2024-04-01", "2024-04-02T08:00:00+08:00"])


def some(*values: str) -> st.SearchStrategy[str]:
    """One of a few cells, often empty."""
    return st.sampled_from(["", *values])


ROWS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", "4", "5", ""]),
        "source": some("甲局"),
        "type": st.sampled_from(["inspection", "inspection", "检查", "演练", "drill", "training", "nothing", ""]),
        "subject": st.sampled_from(["A", "B", "NA", "企业甲", ""]),
        "time": _DATES,
        "recordedtime": _SOMETIMES,
        "led_by": some("principal", "一把手", "boss"),
        "topics": some("fire、gas", "消防", "fire;flood"),
        "score": some("95.5", "1,234", "1e999", "95.50"),
        "persons": some("3", "3.5"),
        "passed": some("是", "no", "NA"),
        "due": some("2024-04-01", "soon"),
        "started": some("2024-03-25 09:00"),
        "lasted": some("3 days", "72 hours", "1m"),
        "remarks": some("NA", "two\nlines", 'a "word", or two'),
        "kind": some("fire", "flood"),
    }
)
