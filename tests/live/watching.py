"""`zhiben watch` as people run it: a process, and a year of made-up events of a few companies for it."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhiben.__main__ import main
from zhiben.engine.audit import audit

WATCH = [
    sys.executable,
    "-m",
    "zhiben",
    "watch",
    "--rulebook",
    "workshop-safety",
    "--lang",
    "en",
    "--lateness",
    "30 days",
]
AS_OF = "2025-03-31"
_START = datetime(2024, 4, 1, tzinfo=UTC)


def write_inputs(folder: Path, number: int, seed: int = 1) -> tuple[Path, Path]:
    """Entities, and events in an order that is not quite theirs, every tenth of them delivered twice."""
    chosen = random.Random(seed)
    companies = [f"c{n}" for n in range(10)]
    rows = [f"{name},company,,2024-01-01,{str(n % 2 == 0).lower()}" for n, name in enumerate(companies)]
    rows += [f"{name}-w{n},workshop,{name},2024-01-01," for name in companies for n in range(2)]
    entities = folder / "entities.csv"
    entities.write_text("\n".join(["id,kind,owner,valid_from,high_risk", *rows]) + "\n")
    lines = [json.dumps(event) for event in _events(chosen, companies, number)]
    for at in range(0, len(lines) - 6, 6):
        some = lines[at : at + 6]
        chosen.shuffle(some)
        lines[at : at + 6] = some
    for at in sorted(chosen.sample(range(len(lines)), len(lines) // 10), reverse=True):
        lines.insert(min(at + 5, len(lines)), lines[at])
    events = folder / "events.jsonl"
    events.write_text("".join(f"{line}\n" for line in lines))
    return entities, events


def _events(chosen: random.Random, companies: list[str], number: int) -> Iterator[dict[str, Any]]:
    open_: list[tuple[str, str]] = []
    for n in range(number):
        moment = _START + timedelta(days=360) * n / number
        event: dict[str, Any] = {
            "id": f"e{n}",
            "source": "made-up",
            "time": moment.isoformat(),
            "subject": chosen.choice(companies),
        }
        kind = chosen.choice(
            ("hazard_found", "hazard_closed", "inspection", "hot_work", "training", "accountability_case")
        )
        if kind in ("hazard_closed", "accountability_case") and open_:
            event["subject"], event["hazard_id"] = open_.pop(chosen.randrange(len(open_)))
        elif kind == "hazard_found":
            due = moment + timedelta(days=chosen.randrange(1, 40))
            event |= {"hazard_id": f"h{n}", "level": "major", "rectify_by": due.date().isoformat()}
            open_.append((event["subject"], event["hazard_id"]))
        elif kind == "inspection":
            event |= {"led_by": "principal", "workshop": f"{event['subject']}-w{chosen.randrange(2)}"}
        elif kind in ("hot_work", "training"):
            event["worker"] = f"p{chosen.randrange(5)}"
        else:
            kind = "drill"
        yield event | {"type": kind}


def environment() -> dict[str, str]:
    """That of this process, without what would change what is printed."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}


def watch(*arguments: object, given: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
    """Run to the end."""
    ran = subprocess.run(
        [*WATCH, *map(str, arguments)], input=given, capture_output=True, env=environment(), timeout=120
    )
    assert ran.returncode == code, ran.stderr.decode()
    return ran


def forked(stderr: Path, *arguments: object) -> BaseProcess:
    """Begin a run in a process that has everything imported already, so that it works at once and may be killed soon.

    It is a process of its own like any other; only its start is shared: it is forked from one that has done nothing yet.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["zhiben.cli.main", "zhiben.cli.live.running", "zhiben.engine.monitor.forward"])
    made = context.Process(target=_run, args=(str(stderr), [*WATCH[3:], *map(str, arguments)]))
    made.start()
    return made


def _run(stderr: str, arguments: list[str]) -> None:
    os.dup2(os.open(stderr, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    main(arguments)


def assert_as_audited(changes: bytes, ledger: Path, entities: Path, events: Path, as_of: str = AS_OF) -> None:
    """The last word on every duty, and the ledger written, are those of a batch audit; no number was used twice."""
    told = [json.loads(line) for line in changes.splitlines()]
    assert [one["seq"] for one in told] == list(range(1, len(told) + 1))
    expected = audit([events], "workshop-safety", entities=entities, as_of=as_of).ledger
    assert pq.read_table(ledger).equals(expected)
    last: dict[str, dict[str, Any]] = {}
    for one in told:
        if one["change"] == "withdrawn":
            del last[one["duty"]]
        else:
            last[one["duty"]] = one
    rows = expected.select(["duty", "verdict", "decided"]).set_column(
        2, "decided", expected["decided"].cast(pa.int64())
    )
    assert last.keys() == set(rows["duty"].to_pylist())
    for row in rows.to_pylist():
        one = last[row["duty"]]
        decided = one["decided"] and round(datetime.fromisoformat(one["decided"]).timestamp() * 1e6)
        assert (one["verdict"], decided) == (row["verdict"], row["decided"]), (row, one)
