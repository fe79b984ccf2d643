"""Where a duty can be looked up: its evidence and trigger in the log, who owes it in the entities, its rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

import polars as pl
from msgspec import Struct

from zhiben.engine.audit import Audit
from zhiben.events.problem import Span
from zhiben.reports.places import event_places
from zhiben.rules.model import Rule

RULEBOOK = "RULEBOOK"  # stands for the directory of a rulebook that is named by an absolute path


class Place(Struct, frozen=True):
    """A place in a file; `line` 0 = the file as a whole, `base` is what the file's name is relative to."""

    file: str
    line: int = 0
    sheet: str | None = None
    column: int = 0
    base: str = ""


class Located(Struct, frozen=True):
    """The places of one duty.

    Attributes:
        evidence: event id and place, in the order of the ledger.
        trigger: of the event that raised it.
        entity: the row of the entity that it is about, else of its bearer.
    """

    evidence: tuple[tuple[str, Place], ...]
    trigger: Place | None
    entity: Place | None

    @property
    def first(self) -> Place | None:
        """Where to look first."""
        return self.evidence[0][1] if self.evidence else self.trigger or self.entity


def located(audit: Audit, duties: pl.DataFrame, names: Mapping[str, str]) -> Iterator[Located]:
    """The places of ledger rows as `rows.explained` gives them, one for each, in their order."""
    shown = (
        duties["evidence"].explode().drop_nulls().struct.field("id")
        if duties.height
        else pl.Series([], dtype=pl.String)
    )
    found = event_places(audit.log, pl.concat([shown, duties["raised_by"]]), dict(names))
    events = {id_: Place(file, line, sheet) for id_, file, sheet, line, _ in found.iter_rows() if file}
    entities = _entities(audit, names)
    for row in duties.select("evidence", "raised_by", "bearer").iter_rows(named=True):
        evidence = tuple((item["id"], events[item["id"]]) for item in row["evidence"] if item["id"] in events)
        about = entities.get(row["raised_by"]) or entities.get(row["bearer"])
        yield Located(evidence, events.get(row["raised_by"]), about)


def rule_place(rule: Rule) -> Place | None:
    """Where a rule is written: as the rulebook was named, or below `RULEBOOK` where that was an absolute path."""
    if rule.span is None:
        return None
    path = PurePath(rule.span.file)
    if path.is_absolute():  # rules stand in tasks/*.yaml
        return Place("/".join(path.parts[-2:]), rule.span.line, None, rule.span.column, RULEBOOK)
    return Place(path.as_posix(), rule.span.line, None, rule.span.column)


def problem_place(span: Span, names: Mapping[str, str]) -> Place:
    """Where a problem lies."""
    return Place(names.get(span.file, span.file), span.line, span.sheet, span.column)


def _entities(audit: Audit, names: Mapping[str, str]) -> dict[str, Place]:
    """The first row of every entity, by id."""
    if audit.entities is None:
        return {}
    rows: list[dict[str, Any]] = audit.entities.table.select(["id", "file", "sheet", "line"]).to_pylist()
    found: dict[str, Place] = {}
    for row in rows:
        if row["file"] is not None:
            found.setdefault(row["id"], Place(names.get(row["file"], row["file"]), row["line"] or 0, row["sheet"]))
    return found
