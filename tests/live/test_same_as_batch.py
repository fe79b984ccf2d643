"""However a log arrives, the monitor stands at every step as the ledger of what has arrived, as of the clock."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.forward import DurableForward
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import DAY, Outcome, Settings
from zhiben.engine.monitor.state import held, lookup, part, plain
from zhiben.engine.monitor.state.store import Store
from zhiben.engine.monitor.telling import instant
from zhiben.events.log import EventLog

from ..agreement.ledgers import Row, rows
from ..agreement.strategies import THEMES, Example, examples, judged

EVER = 4_000 * DAY


@pytest.fixture(autouse=True, scope="module")
def _small_parts() -> Iterator[None]:
    """Logs as short as these have parts of every size, too, some merged at once, some later, some in files."""
    with pytest.MonkeyPatch.context() as patched:
        for module, sizes in (
            (held, {"FANOUT": 2, "AT_ONCE": 1, "MANY": 4, "ON_DISK": 6}),
            (plain, {"FEW": 1}),
            (part, {"FEW": 1, "SMALL": 2}),
            (lookup, {"AT_ONCE": 4, "GAPS": 1, "NEAR": 1}),
        ):
            for name, size in sizes.items():
                patched.setattr(module, name, size)
        yield


@dataclass
class Watched:
    """A monitor that can be stopped and started, and what it has said and shown so far."""

    example: Example
    settings: Settings
    folder: Path | None
    shown: dict[str, Row] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    seq: int = 0

    def __post_init__(self) -> None:
        world = self.example.world
        self.world = World.of(self.example.rulebook, world.registry(), world.declared(), self.example.waivers)
        self.store = Store(self.folder)
        self.monitor = self._begun()

    def _begun(self) -> Monitor:
        return Monitor(self.world, self.store, DurableForward(), self.settings, observe=self._observe)

    def restart(self) -> None:
        """Forget everything but the state; without a folder that is the open database."""
        if self.folder is not None:
            self.store.close()
            self.store = Store(self.folder)
        self.monitor = self._begun()

    def _observe(self, ledger: pa.Table, gone: Any) -> None:
        for duty in gone:
            del self.shown[duty]
        self.shown.update({row["duty"]: row for row in rows(ledger)})

    def step(self, arrivals: pa.Table | None = None, tick: AsOf | None = None) -> Outcome:
        """One step, and its changes put into what is known of the ledger."""
        outcome = self.monitor.step(arrivals, tick=tick)
        for seq, line in outcome.changes:
            told = json.loads(line)
            self.seq += 1
            assert seq == told["seq"] == self.seq
            self._fold(told)
        self.monitor.tidy()
        return outcome

    def _fold(self, told: dict[str, Any]) -> None:
        known = self.said.get(told["duty"])
        assert told["was"] == (None if known is None else known["verdict"]) or told["change"] == told["verdict"], told
        if told["change"] == "withdrawn":
            del self.said[told["duty"]]
        else:
            self.said[told["duty"]] = told

    def assert_as(self, log: pa.Table, *, is_refreshed: bool = True) -> None:
        """The monitor stands, and has said, what the ledger of these events says as of its clock.

        Args:
            is_refreshed: all that has grown is judged again to compare the evidence. That sets right whatever the
                state has counted wrongly meanwhile, so it must not be done after every step.
        """
        world, as_of = self.example.world, self.monitor.as_of
        if as_of is None:
            return
        ledger = evaluate(
            self.example.rulebook,
            EventLog(log),
            world.registry(),
            world.declared(),
            as_of,
            waivers=self.example.waivers,
        )
        expected = {row["duty"]: row for row in rows(ledger)}
        self._assert_said(expected)
        if not is_refreshed:
            return
        # Evidence that grows without changing a verdict is not told: what has it is judged again to see the rest.
        assert self.monitor.refresh() == 0, "a verdict changed and was not told"
        assert self.shown.keys() == expected.keys(), _apart(self.shown, expected)
        for duty, row in expected.items():
            wrong = [name for name in row if not _same(row[name], self.shown[duty][name])]
            assert not wrong, f"{wrong}: {self.shown[duty]} and not {row}"

    def _assert_said(self, expected: dict[str, Row]) -> None:
        assert self.said.keys() == expected.keys(), _apart(self.said, expected)
        for duty, row in expected.items():
            told = self.said[duty]
            stands = (told["verdict"], told["decided"], told["cured"])
            assert stands == (row["verdict"], instant(row["decided"]), instant(row["cured"])), f"{told} {row}"


def _apart(found: dict[str, Any], expected: dict[str, Any]) -> str:
    more = [found[duty] for duty in found.keys() - expected.keys()]
    less = [expected[duty] for duty in expected.keys() - found.keys()]
    return f"too many: {more}\ntoo few: {less}"


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-15)
    return bool(left == right)


@contextmanager
def folders(wanted: bool) -> Iterator[Path | None]:
    """A folder for the state, or none."""
    if not wanted:
        yield None
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@st.composite
def arrivals(draw: st.DrawFn, size: int) -> list[tuple[list[int], bool, bool, int | None]]:
    """How a log arrives: which rows at a time (some again), whether the monitor is restarted before them and refreshed
    after them, and a tick after that.
    """
    order = draw(st.permutations(range(size)))
    found = []
    while order:
        count = draw(st.sampled_from((1, 1, 2, 3, len(order))))
        rows_, order = order[:count], order[count:]
        arrived = [row for step in found for row in step[0]] + rows_
        again = draw(st.lists(st.sampled_from(arrived), max_size=2))
        tick = draw(st.sampled_from((None, None, None, 1, DAY, 32 * DAY, 95 * DAY)))
        found.append(([*rows_, *again], draw(st.integers(0, 5)) == 0, draw(st.integers(0, 3)) == 0, tick))
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_every_step_equals_the_batch_ledger(theme: str) -> None:
    @settings(max_examples=examples(4))
    @given(judged(**THEMES[theme]), st.data(), st.booleans())
    def same(example: Example, data: st.DataObject, on_disk: bool) -> None:
        example = replace(example, world=replace(example.world, known=None))
        log = example.world.log().table
        end = example.world.as_of()
        with folders(on_disk) as folder:
            watched = Watched(example, Settings(lateness=EVER, end=end), folder)
            there: set[int] = set()
            for chosen, is_restarted, is_refreshed, tick in data.draw(arrivals(log.num_rows)):
                if is_restarted:
                    watched.restart()
                watched.step(log.take(pa.array(chosen, pa.int64())))
                there |= set(chosen)
                watched.assert_as(log.take(pa.array(sorted(there))), is_refreshed=is_refreshed)
                if tick is not None and watched.monitor.as_of is not None:
                    at = watched.monitor.as_of.clock + tick
                    watched.step(tick=AsOf(at, at + 1))
                    watched.assert_as(log.take(pa.array(sorted(there))), is_refreshed=is_refreshed)
            watched.step(tick=end)
            assert watched.monitor.as_of == end
            watched.assert_as(log)
            watched.store.close()

    same()
