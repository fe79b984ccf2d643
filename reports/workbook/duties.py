"""The worksheets of duties: findings with their sentences, and the whole ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from zhiben.reports.contents import Contents
from zhiben.reports.words import LANGS, say
from zhiben.reports.workbook.sheets import ROWS, SHEETS, Book, Column, Kind
from zhiben.reports.workbook.words import word

_TIMES = ("opens", "closes", "due", "decided", "cured")
_WIDTH = {
    "title": 30,
    "bearer": 20,
    "raised_at": 22,
    "evidence_at": 30,
    "evidence": 24,
    "duty": 18,
    "rule": 26,
    "reason": 28,
}
_WRAPPED = ("sentence_zh", "sentence_en", "miss", "remedy")
_CHUNK = 50_000  # rows made readable at a time
_LEDGER = (
    "duty", "rule", "title", "variant", "clause", "severity", "bearer", "key", "raised_by", "opens", "closes", "due",
    "required", "observed", "verdict", "decided", "cured", "reason", "evidence", "evidence_count", "waiver",
)  # fmt: skip


def write_findings(book: Book, contents: Contents) -> int:
    """The findings; returns how many had no place."""
    lang = contents.lang
    frame = contents.findings
    other = LANGS[1 - LANGS.index(lang)]
    extra = {name: f"{name}_{lang}" for name in ("miss", "remedy") if f"{name}_{lang}" in frame.columns}
    is_compared = ["status"] if contents.audit.comparison is not None else []
    names = [
        "severity", "verdict", "bearer", "key", "clause", "title", "due", f"sentence_{lang}", *extra, "evidence_at",
        "evidence_count", "raised_at", "cured", "decided", "opens", "closes", "required", "observed",
*is_compared, f"sentence_{other}", "rule",
        "variant", "duty",
    ]  # fmt: skip
    places = pl.col("evidence").list.eval(pl.element().struct.field("place").drop_nulls()).list.join("; ")
    table = frame.with_columns(
        evidence_at=places,
        title=pl.col(f"title_{lang}"),
        **{name: pl.col(column) for name, column in extra.items()},
        **_civil(contents.audit.findings, contents.audit.rulebook.timezone),
    )
    return book.table(word("findings", lang), _columns(names, contents), _rows(table, names, contents), table.height)


def write_ledger(book: Book, contents: Contents) -> int:
    """Every duty, whatever its verdict; returns how many had no place."""
    audit, lang = contents.audit, contents.lang
    names = list(_LEDGER)
    titles = {rule.id: rule.title.text(lang, rule.id) for rule, _ in contents.summary.rules}

    def rows() -> Iterator[Sequence[Any]]:
        for start in range(0, min(audit.ledger.num_rows, SHEETS * (ROWS - 1)), _CHUNK):
            part = audit.ledger.slice(start, _CHUNK)
            frame = pl.DataFrame(part).with_columns(
                title=pl.col("rule").replace_strict(titles, return_dtype=pl.String),
                evidence=pl.col("evidence").list.join("; "),
                **_civil(part, audit.rulebook.timezone),
            )
            yield from _rows(frame, names, contents)

    return book.table(word("ledger", lang), _columns(names, contents), rows(), audit.ledger.num_rows)


def _civil(duties: pa.Table, zone: str) -> dict[str, pl.Series]:
    """Instants on the clocks of a zone, cut to seconds: rounded, the last instant of a day would fall in the next."""
    frame = pl.DataFrame(duties.select(list(_TIMES)))
    return {
        name: frame[name].dt.convert_time_zone(zone).dt.replace_time_zone(None).dt.truncate("1s") for name in _TIMES
    }


def _columns(names: Sequence[str], contents: Contents) -> list[Column]:
    def kind(name: str) -> Kind:
        if name in ("severity", "verdict"):
            return "coloured"
        if name in _TIMES:
            return "time"
        if name in ("observed", "evidence_count"):
            return "number"
        return "wrapped" if name in _WRAPPED else "text"

    return [
        Column(
            word(name, contents.lang),
            60
            if name.startswith("sentence")
            else 40
            if name in _WRAPPED
            else 19
            if name in _TIMES
            else _WIDTH.get(name, 13),
            kind(name),
        )
        for name in names
    ]


def _rows(table: pl.DataFrame, names: Sequence[str], contents: Contents) -> Iterator[Sequence[Any]]:
    lang = contents.lang
    whole = say(lang, "label", "whole_log")
    spot = {name: place for place, name in enumerate(names)}
    for row in table.select(names).iter_rows():
        cells = list(row)
        for name in ("severity", "verdict"):
            cells[spot[name]] = (say(lang, name, cells[spot[name]]), cells[spot[name]])
        if cells[spot["bearer"]] == "*":
            cells[spot["bearer"]] = whole
        if "status" in spot:
            cells[spot["status"]] = say(lang, "status", cells[spot["status"]])
        if "reason" in spot and cells[spot["reason"]]:
            cells[spot["reason"]] = say(lang, "reason", cells[spot["reason"]])
        yield cells
