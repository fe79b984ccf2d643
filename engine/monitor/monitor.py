"""The live monitor: after every step its duties stand as the ledger of all that has arrived, as of the clock.

A step takes what has arrived, moves the clock, and judges again only those whom an event or the time touches, by the
same code as every audit, in a world that holds just what matters to them (`circles`, `narrow`). The forward-chaining
rules say who is touched, what falls due, what a new verdict is in view of the last one, and what followed from what.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from msgspec.structs import replace

from zhiben.engine.arrow import ints
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor import strain
from zhiben.engine.monitor.clock import moved
from zhiben.engine.monitor.deciding import Deciding
from zhiben.engine.monitor.facts import Forward
from zhiben.engine.monitor.foresight import WHOLE
from zhiben.engine.monitor.incremental.selecting import Selecting
from zhiben.engine.monitor.intake import Intake
from zhiben.engine.monitor.judging import Judging
from zhiben.engine.monitor.openings import Openings
from zhiben.engine.monitor.rousing import Rousing
from zhiben.engine.monitor.saying import Said
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.scope.quiet import Quiet
from zhiben.engine.monitor.scope.touched import Touched
from zhiben.engine.monitor.scope.touching import Touching
from zhiben.engine.monitor.settings import Explain, Observe, Outcome, Settings
from zhiben.engine.monitor.showing import OpenDuty, open_duties, waiting
from zhiben.engine.monitor.state.decisions import Decisions
from zhiben.engine.monitor.state.stands import Stands
from zhiben.engine.monitor.state.store import Store
from zhiben.events.civil import ALWAYS


class Monitor:
    """A monitor over its state. After an exception it must not be used any more; the state is as before the step."""

    def __init__(
        self,
        world: World,
        store: Store,
        forward: Forward,
        settings: Settings | None = None,
        explain: Explain | None = None,
        observe: Observe | None = None,
    ) -> None:
        """Begin, or go on where the state says.

        Args:
            explain: asked for explanations of what was just breached or is unknown; gives them by duty.
            observe: shown all ledger rows that were judged again, and the duties that there are no more.
        """
        self.world, self.store = world, store
        self.settings = settings or Settings()
        self.held = store.events.held()
        self.held.number(WHOLE)
        self._stands = Stands(store, world.cuts.in_time, world.cuts.may_be_cured)
        known = store.facts()
        clock = known.get("clock")
        self.as_of = None if clock is None else AsOf(*clock)
        self.marks: dict[str, Any] = known.get("marks", {})
        self._intake = Intake(
            world, store, self.held, self.settings,
            known.get("number", 0), known.get("side", 0), known.get("counts"),
        )  # fmt: skip
        self._openings = Openings(world, store, known.get("horizon", 0))
        self._rousing = Rousing(
            world, self.held, self._stands, self._openings,
            Touching(world, self.held, self._stands, forward, Quiet(world, self.held, self._stands)),
            None if observe is None else set(),
        )  # fmt: skip
        judging = Judging(
            world, self.held, Selecting(world, self.held), self._stands, self._openings,
            Decisions.of(world, self.held, store.readable),
            self.settings.lead, explain, observe,
        )  # fmt: skip
        self._deciding = Deciding(world, store, self.held, self._stands, judging, forward, known.get("seq", 0))

    def step(
        self,
        arrivals: pa.Table | None = None,
        *,
        tick: AsOf | None = None,
        rejected: int = 0,
        marks: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Take what has arrived and let the clock go to `tick`, in one transaction.

        Args:
            arrivals: rows of a log in terms of the registry, each with an id, in the order of their arrival.
            tick: never moves the clock back.
            rejected: rows that were refused before they came here, to be counted.
            marks: how far sources have been read; remembered with the step.
        """
        self.store.begin()
        try:
            found = self._step(arrivals, tick, rejected, marks or {})
            self.store.commit()
        except BaseException:
            self.store.rollback()
            raise
        return found

    def tidy(self) -> None:
        """What can wait until the changes of a step have been handed on; it changes nothing that anybody sees."""
        has_merged = self._has_merged()
        self.store.tidy()
        if has_merged or self._deciding.judged >= strain.MANY:
            self._deciding.judged = 0
            strain.give_back()

    def next_wake(self) -> int:
        """The first instant at which time alone touches anybody; NEVER = it never does."""
        return min(self._stands.wake, self._openings.next(None if self.as_of is None else self.as_of.clock))

    @property
    def seq(self) -> int:
        """Number of the last change."""
        return self._deciding.seq

    @property
    def side_seq(self) -> int:
        """Number of the last record that was put aside."""
        return self._intake.side_seq

    @property
    def counts(self) -> dict[str, int]:
        """Of everything that ever arrived, by what became of it."""
        return self._intake.counts

    @property
    def waiting(self) -> int:
        """How many duties are open."""
        return waiting(self._stands)

    def open_duties(self, most: int) -> list[OpenDuty]:
        """The open duties that close first, earliest first."""
        return open_duties(self._stands, self.held.names, self.world.rulebook.rules, most)

    def settled(self, marks: Mapping[str, Any], kept: int) -> None:
        """The output has arrived; all but the last changes need not be kept."""
        self.store.begin()
        self.marks = {**self.marks, **marks}
        self.store.forget("change", self.seq - kept)
        self.store.forget("side", self.side_seq - kept)
        self.store.say(marks=self.marks)
        self.store.commit()

    def refresh(self) -> int:
        """Judge again those whose evidence has grown without changing a verdict, for whoever observes the ledger.

        Returns:
            How many verdicts were not as they had been told: never any.
        """
        touched = Touched(self.world)
        self._rousing.by_growing(touched)
        return 0 if self.as_of is None else len(self._deciding.of(touched, int(ALWAYS), self.as_of).lines)

    def _has_merged(self) -> bool:
        """Some parts of the events became one; when this returns, nothing holds those in memory any more."""
        merged = self.held.tidied()
        if merged is None:
            return False
        self.store.begin()
        try:
            self._intake.keep(*merged)
            self.store.commit()
        except BaseException:
            self.store.rollback()
            raise
        return True

    def _step(self, arrivals: pa.Table | None, tick: AsOf | None, rejected: int, marks: Mapping[str, Any]) -> Outcome:
        touched, before = Touched(self.world), self.as_of
        since = ALWAYS if before is None else before.clock
        table, lost, outcome = None, None, Outcome()
        if arrivals is not None and arrivals.num_rows:
            table, lost, outcome = self._intake.take(arrivals, None if before is None else before.clock)
        self.as_of = moved(before, table, tick, self.settings)
        told = Said()
        if self.as_of is not None:
            for events, is_lost in ((lost, True), (table, False)):
                if events is not None and events.num_rows:
                    since = min(since, int(ints(events["first"]).min()))
                    self._rousing.by_events(touched, events, is_lost, self.as_of)
            self._rousing.by_time(touched, before, self.as_of.clock)
            told = self._deciding.of(touched, int(since), self.as_of)
        self.marks = {**self.marks, **marks}
        self.counts["rejected"] += rejected + len(outcome.problems)
        now = self.as_of
        self.store.events.name(self.held.numbers)
        self.store.say(
            clock=None if now is None else [now.clock, now.before],
            horizon=self._openings.horizon, number=self._intake.number, seq=self.seq, side=self.side_seq,
            marks=self.marks, counts=self.counts,
        )  # fmt: skip
        return replace(outcome, changes=tuple(told.lines), words=dict(told.words), told=tuple(told.latest))
