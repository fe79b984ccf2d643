"""A rulebook of triggers only: every event raises a duty and may answer another, beside the plain workload.

Cases of four steps in a row (found, reported, closed, reviewed) with one event each; each step but the last asks for
the next one within some hours, and the last one for what was before. One step in twenty is missing or late.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from bench.case import Case
from bench.made import SEED, instants, named, write_entities, write_log, write_rulebook
from bench.workloads import plain
from bench.zhiben import audit, ledger_of

TITLE = "triggers only: every event raises a duty"
SIZES = (1_000_000,)
ROUNDS = 2
STEPS = ("found", "reported", "closed", "reviewed")
HOURS = 48
VOCABULARY = "entities: {enterprise: {fields: {high_risk: {type: flag}}}}\nevents:\n" + "\n".join(
    f"  {step}: {{fields: {{case: {{type: text}}}}}}" for step in STEPS
)


def case(root: Path, size: int) -> Case:
    """Zhiben over both."""
    folder, usual = data(root, size), plain.data(root, size)
    triggers = audit("zhiben, triggers only", folder, [folder / "events.parquet"], rulebook=folder / "rulebook")
    return Case(
        "triggers",
        size,
        (triggers, audit("zhiben, plain", usual, [usual / "events.parquet"])),
        ledger=ledger_of(triggers),
    )


def data(root: Path, size: int) -> Path:
    """`size` events of `size // 100` enterprises, four to a case; the rulebook beside them."""
    folder = root / f"triggers-{size}"
    write_rulebook(folder / "rulebook", VOCABULARY, _rules())
    if not (folder / "events.parquet").exists():
        bearers = max(size // 100, 1)
        write_entities(folder, bearers)
        write_log(folder, _columns(size, bearers))
    return folder


def _columns(size: int, bearers: int) -> dict[str, pl.Series]:
    rng = np.random.default_rng(SEED)
    cases, step = np.arange(size) // len(STEPS), np.arange(size) % len(STEPS)
    opened = instants(rng, int(cases[-1]) + 1)
    hours = np.where(rng.random(size) < 0.05, 2 * HOURS, HOURS // 2)  # in time, or later than the answer was due
    after = np.where(step == 0, 0, step * hours * 3600 // 2)
    return {
        "subject": named("E", (cases * 7919) % bearers, 7),
        "time": pl.Series(opened[cases] + after),
        "type": pl.Series(np.array(STEPS)[step]),
        "case": named("C", cases, 9),
    }


def _rules() -> list[str]:
    wanted = [(now, following, f"within: {HOURS} hours") for now, following in pairwise(STEPS)]
    wanted.append((STEPS[-1], STEPS[0], "before: any"))
    return [
        f"- id: {event}-after-{trigger}\n  bearer: enterprise\n"
        f"  duty: {{for_each: {{event: {trigger}}}, event: {event}, same: [case], at_least: 1, {window}}}"
        for trigger, event, window in wanted
    ]
