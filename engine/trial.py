"""A worked case judged: its rows read as those of a file are, its rules evaluated, the ledger compared."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.asked import clock
from zhiben.engine.evaluate import evaluate
from zhiben.engine.expectation import Mismatch, compared
from zhiben.engine.ledger import AsOf
from zhiben.events.civil import calendar
from zhiben.events.coverage import Coverage
from zhiben.events.coverage_reading import read_coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.problem import Problem, Unusable
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities
from zhiben.rules.chosen import with_read
from zhiben.rules.examples import Example, Row, text
from zhiben.rules.model import Rulebook
from zhiben.rules.waiver_reading import read_waivers
from zhiben.rules.waivers import Waivers


class Prepared(Struct, frozen=True):
    """The inputs of an example, read once; the same rulebook may then judge it in several forms."""

    example: Example
    log: EventLog
    entities: Entities | None
    coverage: Coverage | None
    waivers: Waivers | None
    clock: AsOf


def prepare(example: Example, rulebook: Rulebook) -> Prepared:
    """Read what is given.

    Raises:
        Unusable: with every given row that a file could not hold either, at its place in the example.
    """
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory() as folder:
        words, zone = rulebook.vocabulary, rulebook.timezone
        entities: Entities | None = None
        coverage: Coverage | None = None
        waivers: Waivers | None = None
        if example.entities is not None:
            file = _written(Path(folder) / "entities.jsonl", example.entities)
            entities = _attempt(lambda: read_entities(file, words, zone), example.entities, problems)
        if example.coverage is not None:
            rows = _written(Path(folder) / "coverage.jsonl", example.coverage)
            coverage = _attempt(lambda: read_coverage(rows, words, zone, entities), example.coverage, problems)
        if example.waivers is not None:
            given = _written(Path(folder) / "waivers.jsonl", example.waivers)
            waivers = _attempt(lambda: read_waivers(given, rulebook, entities), example.waivers, problems)
        log = read_log(_log(Path(folder), example.events), words, zone, entities=entities)
    wrong = [p for p in log.problems if p.level == "error" or p.code == "unknown-column"]
    problems += [_placed(p, example.events) for p in wrong if example.events]
    if problems:
        raise Unusable(list(dict.fromkeys(problems)))
    stands = clock(example.as_of, None, calendar(rulebook.timezone))
    return Prepared(example, dataclasses.replace(log, unsettled=None), entities, coverage, waivers, stands)


def judged(prepared: Prepared, rulebook: Rulebook, names: Sequence[str] | None = None) -> pa.Table:
    """The ledger of the rules that an example speaks of (or of `names`), and of those that they read."""
    wanted = list(dict.fromkeys(name.partition("/")[0] for name in names or prepared.example.rules))
    given = (prepared.log, prepared.entities, prepared.coverage, prepared.clock)
    return evaluate(with_read(rulebook, wanted), *given, waivers=prepared.waivers)


def tried(prepared: Prepared, rulebook: Rulebook) -> list[Mismatch]:
    """What the ledger has and nobody expected, and what was expected and is not there."""
    return compared(judged(prepared, rulebook), prepared.example.expected, rulebook.timezone)


def tried_alone(prepared: Prepared, rulebook: Rulebook, name: str) -> list[Mismatch]:
    """As `tried`, of one rule with its chain; the others that the example speaks of are not judged."""
    expected = [one for one in prepared.example.expected if one.rule.partition("/")[0] == name]
    return compared(judged(prepared, rulebook, [name]), expected, rulebook.timezone)


def _log(folder: Path, rows: tuple[Row, ...]) -> list[Path]:
    """The events, one file per type: the same heading may mean another field of another type."""
    kinds = dict.fromkeys(str(row.cells.get("type", "")) for row in rows)
    files = []
    for number, kind in enumerate(kinds):
        mine = [(n, row) for n, row in enumerate(rows) if str(row.cells.get("type", "")) == kind]
        lines = [""] * len(rows)
        for n, row in mine:
            lines[n] = _line(row, n)
        path = folder / f"{number}.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        files.append(path)
    return files


def _line(row: Row, number: int) -> str:
    cells = {"id": f"row-{number + 1}", **row.cells} if "type" in row.cells else row.cells
    return json.dumps({name: _cell(value) for name, value in cells.items()}, ensure_ascii=False)


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, dict):
        return value
    return [text(item) for item in value] if isinstance(value, (list, tuple)) else text(value)


def _written(path: Path, rows: tuple[Row, ...]) -> Path:
    path.write_text("".join(_line(row, n) + "\n" for n, row in enumerate(rows)), encoding="utf-8")
    return path


def _attempt(read: Any, rows: tuple[Row, ...], problems: list[Problem]) -> Any:
    try:
        return read()
    except Unusable as unusable:
        problems += [_placed(problem, rows) for problem in unusable.problems]
        return None


def _placed(problem: Problem, rows: tuple[Row, ...]) -> Problem:
    """The same problem at the row of the example that it is about."""
    line = problem.span.line if problem.span is not None else 0
    row = rows[line - 1] if 0 < line <= len(rows) else rows[0]
    return replace(problem, span=row.span, also=())
