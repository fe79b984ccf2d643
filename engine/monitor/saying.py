"""What is said of duties that were judged again: the changes, as the forward-chaining rules call them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from zhiben.engine.ledger import SCHEMA
from zhiben.engine.monitor.circles import World
from zhiben.engine.monitor.facts import ABSENT, FIRST_WORDS, PENDING, Change, Fact, Forward, Open, Tick
from zhiben.engine.monitor.judging import Again
from zhiben.engine.monitor.settings import SHOWN
from zhiben.engine.monitor.telling import VERDICT, Told, words

_PLAIN = pa.schema([pa.field(f.name, pa.int64() if pa.types.is_timestamp(f.type) else f.type) for f in SCHEMA])


@dataclass
class Said:
    """What a step says: lines by sequence number, how many of each kind, and the last of the changes themselves."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    latest: deque[Told] = field(default_factory=lambda: deque(maxlen=SHOWN))

    def add(self, lines: Sequence[tuple[int, str]], changes: Sequence[Told]) -> None:
        """Some changes more."""
        self.lines += lines
        self.words.update(one.what for one in changes)
        self.latest.extend(changes)


def said(again: Again, world: World, forward: Forward, names: Sequence[str], clock: int) -> list[Told]:
    """The changes among duties, in the order in which they became true; notes in `again.new` what is now told.

    Args:
        names: of units, by number.
    """
    new, old, found = again.new, again.old, again.found
    after = np.concatenate([found.came, found.after])
    was = np.concatenate([np.full(len(found.came), ABSENT), old["standing"][found.before].astype(np.int64)])
    is_soon = (new["standing"] == PENDING) & ~new["told"] & (new["soon"] <= clock) & (new["closes"] > clock)
    soon = np.flatnonzero(is_soon)
    new["told"][soon] = True
    if not (len(after) or len(soon) or len(found.gone)):
        return []
    picked = np.union1d(after, soon)
    rows = again.ledger.take(pa.array(picked)).cast(_PLAIN).to_pylist()
    row_of = dict(zip(picked.tolist(), rows, strict=True))
    before = dict(zip(after.tolist(), was.tolist(), strict=True))
    before |= {len(new) + at: int(old["standing"][at]) for at in found.gone.tolist()}
    inferred = forward.infer(_facts(again, row_of, after, was, soon, clock))
    follows = {one.duty for one in inferred if one.word == "follows"}
    explained = again.explain(again.ledger.take(pa.array(after)))
    told: list[tuple[tuple[Any, ...], Told]] = []
    for one in inferred:
        if one.word not in (*FIRST_WORDS, "due-soon"):
            continue
        verdict = VERDICT.get(before.get(one.duty, ABSENT), "")
        if one.duty >= len(new):
            gone = old[one.duty - len(new)]
            rule = world.rulebook.rules[int(gone["rule"])].id
            row: dict[str, Any] = {"duty": f"{int(gone['duty']):016x}", "rule": rule, "bearer": names[one.bearer]}
            items = [Told("withdrawn", verdict, row)]
        elif one.word == "due-soon":
            items = [Told("due-soon", "pending", row_of[one.duty])]
        else:
            row = row_of[one.duty]
            raised_by = row["raised_by"] if one.duty in follows else ""
            items = [
                Told(
                    what, verdict, row, raised_by, one.word == "revised",
                    explained.get(row["duty"], {}) if what == row["verdict"] else {},
                )
                for what in words(one.word, before[one.duty], int(new["standing"][one.duty]))
            ]  # fmt: skip
        told += [(_when(item, nth), item) for nth, item in enumerate(items)]
    return [item for _, item in sorted(told, key=lambda pair: pair[0])]


def _facts(
    again: Again, row_of: dict[int, dict[str, Any]], after: np.ndarray[Any, Any], was: np.ndarray[Any, Any],
    soon: np.ndarray[Any, Any], clock: int,
) -> list[Fact]:  # fmt: skip
    new, units = again.new, again.units
    number_of = {row_of[at]["duty"]: at for at in after.tolist()}
    facts: list[Fact] = [
        Change(unit, at, before, now, number_of.get(row_of[at]["raised_by"], -1))
        for unit, at, before, now in zip(
            units[after].tolist(), after.tolist(), was.tolist(), new["standing"][after].tolist(), strict=True
        )
    ]
    for at in again.found.gone.tolist():
        facts.append(Change(int(again.old_units[at]), len(new) + at, int(again.old["standing"][at]), ABSENT))
    facts += [Tick(unit, clock) for unit in np.unique(units[soon]).tolist()]
    for at in soon.tolist():
        facts.append(Open(int(units[at]), at, int(new["soon"][at]), int(new["closes"][at]), is_told=False))
    return facts


def _when(told: Told, nth: int) -> tuple[Any, ...]:
    """Changes are told in the order in which they became true, then by rule and bearer."""
    row = told.row
    at = row.get("cured") or row.get("decided") or row.get("opens") or 0
    return (at, row.get("rule", ""), row.get("bearer", ""), row.get("duty", ""), told.what == "due-soon", nth)
