"""docs/log-maps.md and docs/data-files.md: every log is read as shown, every session prints what is shown.

`--regild` rewrites what is shown below logs and commands; read the diff.
"""

from __future__ import annotations

import datetime as dt
import os
import shlex
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

import zhiben
from zhiben.events.log import ENVELOPE, EventLog
from zhiben.events.vocabulary import LAST, SCALE, Field, Kind, Vocabulary
from zhiben.rules.model import Rulebook
from zhiben.rules.shipped import rulebook_path

from .pages import Block, blocks, rewrite, write_files

ZONE = ZoneInfo("Asia/Shanghai")
PAGES = ("log-maps.md", "data-files.md")
INPUTS = ("log", "map", "entities", "coverage")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return zhiben.load_rulebook(rulebook_path("workshop-safety"))


def inputs(block: Block) -> dict[str, Block]:
    """The inputs that stand between the block and the examples before it."""
    found: dict[str, Block] = {}
    for other in blocks(block.page):
        if other.number == block.number:
            return found
        if other.what in INPUTS:
            found[other.what] = other
        elif other.what in ("events", "refused", "registry"):
            found = {}
    raise AssertionError(block)


def compare(block: Block, found: list[str], regild: bool) -> None:
    if regild:
        rewrite(block, found)
    else:
        assert found == block.lines


def told(kind: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page) if block.what == kind]


def test_the_examples_are_found() -> None:
    assert len(told("events")) >= 10
    assert len(told("values")) >= 1
    assert len(told("output")) >= 2


@pytest.mark.parametrize("block", told("events"), ids=str)
def test_a_log_is_read_as_shown(block: Block, tmp_path: Path, book: Rulebook, regild: bool) -> None:
    compare(block, events(inputs(block), tmp_path, book), regild)


@pytest.mark.parametrize("block", told("refused"), ids=str)
def test_what_is_refused_is_refused_in_these_words(block: Block, tmp_path: Path, book: Rulebook, regild: bool) -> None:
    with pytest.raises(zhiben.Unusable) as raised:
        events(inputs(block), tmp_path, book)
    compare(block, [f"{p.code}: {p.message}" for p in raised.value.problems], regild)


@pytest.mark.parametrize("block", told("registry"), ids=str)
def test_entities_are_read_as_shown(block: Block, tmp_path: Path, book: Rulebook, regild: bool) -> None:
    found = zhiben.read_entities(write(inputs(block)["entities"], tmp_path), book.vocabulary, book.timezone)
    rows = [
        f"{r['id']} {r['kind']} {r['valid_from'] or ''}..{r['valid_to'] or ''}"
        + "".join(f" {name}={shown(r[name])}" for name in ("owner", "high_risk") if r[name] is not None)
        for r in found.table.to_pylist()
    ]
    rows += dict.fromkeys(f"{r['alias']} = {r['id']}" for r in found.aliases.to_pylist())
    compare(block, rows, regild)


VALUES = [line for block in told("values") for line in block.lines]


@pytest.mark.parametrize("line", VALUES)
def test_a_cell_says_what_is_shown(line: str, tmp_path: Path) -> None:
    kind, _, rest = line.partition(": ")
    cell, expected = (part.strip() for part in rest.split(" -> "))
    field = Field("value", "text", many=True) if kind == "list" else Field("value", kind)  # type: ignore[arg-type]
    vocabulary = Vocabulary({}, {"e": Kind("e", fields={field.name: field})})
    path = tmp_path / "log.csv"
    path.write_text(f'type,subject,time,value\ne,s,2024-01-01,"{cell}"\n', encoding="utf-8")
    log = zhiben.read_log([path], vocabulary, ZONE.key)
    errors = [p.code for p in log.problems if p.level == "error"]
    assert (errors[0] if errors else value(log.table, field)) == expected


def value(table: pa.Table, field: Field) -> str:
    """The one value of a table, as pages write it."""
    row = table.to_pylist()[0]
    if field.storage == "time":
        return moment(row["value"], row["value" + LAST])
    if field.storage == "duration":
        return f"{row['value'] / 3_600_000_000:g} hours"
    return shown(row["value"], is_number=field.storage == "number")


def write(block: Block, folder: Path) -> Path:
    path = folder / f"{block.what}.{block.language}"
    path.write_text(block.text, encoding="utf-8")
    return path


def events(given: dict[str, Block], folder: Path, book: Rulebook) -> list[str]:
    """What a log holds, one line an event, then one line an error."""
    mapping = zhiben.read_map(write(given["map"], folder), book.vocabulary) if "map" in given else None
    entities = (
        zhiben.read_entities(write(given["entities"], folder), book.vocabulary, book.timezone)
        if "entities" in given
        else None
    )
    if "coverage" in given:
        zhiben.read_coverage(write(given["coverage"], folder), book.vocabulary, book.timezone)
    log = zhiben.read_log(
        [write(given["log"], folder)], book.vocabulary, book.timezone, mapping=mapping, entities=entities
    )
    return [*accepted(log), *account(log)]


def accepted(log: EventLog) -> list[str]:
    rows = sorted(log.table.to_pylist(), key=lambda r: int(r["line"]))
    return [
        f"{r['type']} {r['subject']} {moment(r['first'], r['last'])}"
        + "".join(
            f" {name}={moment(r[name], r[name + LAST]) if isinstance(r[name], dt.datetime) else shown(r[name])}"
            for name in r
            if name not in ENVELOPE and not name.endswith(LAST) and r[name] is not None
        )
        for r in rows
    ]


def account(log: EventLog) -> list[str]:
    """Errors by line, and what became of rows that are no event."""
    errors = [f"line {p.span.line if p.span else 0}: {p.code}" for p in log.problems if p.level == "error"]
    counts = {name: getattr(log.account, name) for name in ("duplicates", "ignored")}
    return [*errors, *(f"{name}: {number}" for name, number in counts.items() if number)]


def moment(first: dt.datetime, last: dt.datetime) -> str:
    start = first.astimezone(ZONE)
    return start.strftime("%Y-%m-%d") if first != last else start.strftime("%Y-%m-%d %H:%M")


def shown(found: object, is_number: bool = False) -> str:
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, list):
        return " | ".join(found)
    if is_number and isinstance(found, int):
        return f"{found / SCALE:.6f}".rstrip("0").rstrip(".")
    return str(found)


SESSIONS = [
    (command, output)
    for page in (*PAGES, "../README.md")
    for command, output in zip(blocks(page), blocks(page)[1:], strict=False)
    if command.language == "sh" and output.what == "output"
]


@pytest.mark.parametrize(("command", "output"), SESSIONS, ids=str)
def test_a_command_prints_what_is_shown(command: Block, output: Block, tmp_path: Path, regild: bool) -> None:
    write_files(command.page, tmp_path)
    _, *arguments = shlex.split(command.text.replace("\\\n", " "))
    done = subprocess.run(
        [sys.executable, "-m", "zhiben", *arguments],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "120"},
        timeout=120,
        check=False,
    )
    compare(output, done.stdout.decode().splitlines(), regild)
