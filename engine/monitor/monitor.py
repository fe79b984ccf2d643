"""The live monitor: after every step its duties stand as the ledger of all that has arrived, as of the clock.

A step takes what has arrived, moves the clock, and judges again only those whom an event or the time touches, by the
same code as every audit, in a world that holds just what matters to them (`circles`). The forward-chaining rules say
who is touched, what falls due, what a new verdict is in view of the last one, and what followed from what.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.evaluate import Judgement
from zhiben.engine.ledger import SCHEMA, AsOf
from zhiben.engine.monitor import foresight
from zhiben.engine.monitor.admitting import admitted
from zhiben.engine.monitor.circles import Circle, World, of_places
from zhiben.engine.monitor.facts import (
    ABSENT,
    FIRST_WORDS,
    PENDING,
    Arrival,
    Change,
    Fact,
    Forward,
    Open,
    Tick,
)
from zhiben.engine.monitor.foresight import WHOLE
from zhiben.engine.monitor.held import NUMBER, plain
from zhiben.engine.monitor.stand import ROW, Difference, Rows, difference, is_open, rows_of
from zhiben.engine.monitor.store import Store
from zhiben.engine.monitor.telling import VERDICT, Told, record, words
from zhiben.engine.search import Ints
from zhiben.events.civil import NEVER, calendar, to_day
from zhiben.events.log import EventLog
from zhiben.events.problem import Problem
from zhiben.events.records import dataclass
from zhiben.rules.model import Rulebook

DAY = 86_400_000_000
AHEAD = 92 * DAY  # how far the openings that time alone brings are looked for at once
LATENESS = 7 * DAY
LEAD: Mapping[str, int] = {"critical": 14 * DAY, "high": 7 * DAY, "medium": 3 * DAY, "low": DAY}
_PLAIN = pa.schema([pa.field(f.name, pa.int64() if pa.types.is_timestamp(f.type) else f.type) for f in SCHEMA])

Observe = Callable[[pa.Table, Sequence[str]], None]
Explain = Callable[[Rulebook, EventLog, AsOf, list[Judgement], pa.Table], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Settings:
    """How the monitor runs.

    Attributes:
        lateness: us by which an event may lie before the clock and still count.
        lead: us before its due date from which on a duty of each severity is due soon.
        by_events: events move the clock; else only ticks do, and an event ahead of the clock waits for it.
        end: where the clock stops for good; None = nowhere.
    """

    lateness: int = LATENESS
    lead: Mapping[str, int] = field(default_factory=lambda: dict(LEAD))
    by_events: bool = True
    end: AsOf | None = None


@dataclass(frozen=True)
class Outcome:
    """What a step brought.

    Attributes:
        changes, aside: (sequence number, line) of the changes, and of the events that came too late.
        accepted, duplicates: how many arrivals.
        problems: why others were refused.
        told: the changes themselves.
    """

    changes: tuple[tuple[int, str], ...] = ()
    aside: tuple[tuple[int, str], ...] = ()
    accepted: int = 0
    duplicates: int = 0
    problems: tuple[Problem, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty that waits; `closes`: us since the epoch, UTC, NEVER = without an end. `is_soon`: within its lead time."""

    bearer: str
    rule: str
    closes: int
    is_soon: bool


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
        self.world, self.store, self._forward = world, store, forward
        self.settings = settings or Settings()
        self._explain, self._observe = explain, observe
        self.held = store.held()
        self._whole = self.held.number(WHOLE)
        self._stands: dict[int, Rows] = dict(store.stands())
        self._wakes = np.full(1024, NEVER)
        for unit, rows in self._stands.items():
            self._wake(np.array([unit]), np.zeros(1, np.int64), np.array([len(rows)]), rows)
        known = store.facts()
        clock = known.get("clock")
        self.as_of = None if clock is None else AsOf(*clock)
        self._horizon: int = known.get("horizon", 0)
        self._number: int = known.get("number", 0)
        self.seq: int = known.get("seq", 0)
        self.side_seq: int = known.get("side", 0)
        self.marks: dict[str, Any] = known.get("marks", {})
        self.counts: dict[str, int] = known.get("counts", {"accepted": 0, "duplicates": 0, "aside": 0, "rejected": 0})
        self._openings = store.openings()
        heapq.heapify(self._openings)
        self._excused = _waiver_days(world)
        self._touched: list[dict[int, set[str]]] = []  # by circle and rule: who is to be judged

    # --- one step ----------------------------------------------------------------------------------------------------

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

    def next_wake(self) -> int:
        """The first instant at which time alone touches anybody; NEVER = it never does."""
        opens = self._openings[0][0] if self._openings else int(NEVER)
        now = None if self.as_of is None else self.as_of.clock
        waiver = min((day for day in self._excused if now is not None and day > now), default=int(NEVER))
        return min(int(self._wakes.min()), opens, waiver, int(NEVER) if now is None else self._horizon)

    def open_duties(self, most: int) -> list[OpenDuty]:
        """The open duties that close first, earliest first; those of the whole log stand under `WHOLE`."""
        if not self._stands:
            return []
        units = np.repeat(list(self._stands), [len(rows) for rows in self._stands.values()])
        rows = np.concatenate(list(self._stands.values()))
        waiting = np.flatnonzero((rows["standing"] == PENDING) & (rows["closes"] < NEVER))
        first = waiting[np.argsort(rows["closes"][waiting], kind="stable")[:most]]
        names, rules = self._names(), self.world.rulebook.rules
        return [
            OpenDuty(names[unit], rules[int(row["rule"])].id, int(row["closes"]), bool(row["told"]))
            for unit, row in zip(units[first].tolist(), rows[first], strict=True)
        ]

    def settled(self, marks: Mapping[str, Any], kept: int) -> None:
        """The output has arrived; all but the last changes need not be kept."""
        self.store.begin()
        self.marks = {**self.marks, **marks}
        self.store.forget("change", self.seq - kept)
        self.store.forget("side", self.side_seq - kept)
        self.store.say(marks=self.marks)
        self.store.commit()

    def _step(self, arrivals: pa.Table | None, tick: AsOf | None, rejected: int, marks: Mapping[str, Any]) -> Outcome:
        self._touched = [{} for _ in self.world.circles]
        table, outcome = self._admit(arrivals)
        is_new = self.as_of is None
        before = self.as_of
        self._move(table, tick)
        if self.as_of is not None:
            if is_new:
                self._touch_all()
            self._touch_by_events(table)
            self._touch_by_time(before)
            self._look_ahead(is_new)
        told: list[Told] = []
        if self.as_of is not None:
            for circle, touched in zip(self.world.circles, self._touched, strict=True):
                for names, places in _alike(touched):
                    told += self._judged(circle, None if circle.reach.whole else set(names), places)
        changes = self._said(told)
        self.marks = {**self.marks, **marks}
        self.counts["rejected"] += rejected + len(outcome.problems)
        now = self.as_of
        self.store.name(self.held.numbers)
        self.store.say(
            clock=None if now is None else [now.clock, now.before],
            horizon=self._horizon, number=self._number, seq=self.seq, side=self.side_seq, marks=self.marks,
            counts=self.counts,
        )  # fmt: skip
        return replace(outcome, changes=changes, told=tuple(told))

    def _admit(self, arrivals: pa.Table | None) -> tuple[pa.Table | None, Outcome]:
        """The arrivals that count, kept; and what became of the others."""
        if arrivals is None or not arrivals.num_rows:
            return None, Outcome()
        clock = None if self.as_of is None else self.as_of.clock
        found = admitted(arrivals, self.store, self._number, clock, self.settings.lateness, self.settings.by_events)
        if found.gone:
            self._withdraw(found.gone)
        aside = self._put_aside(arrivals.take(pa.array(found.aside, pa.int64())))
        self.counts["accepted"] += len(found.rows)
        self.counts["duplicates"] += found.duplicates
        self.counts["aside"] += len(found.aside)
        outcome = Outcome((), aside, len(found.rows), found.duplicates, tuple(found.problems))
        if not len(found.rows):
            return None, outcome
        self._number = int(found.numbers.max()) + 1
        table = plain(arrivals.take(pa.array(found.rows)), found.numbers)
        new, replaced = self.held.appended(table)
        self.store.keep(new, replaced)
        mapped = self.store.mapped(new)
        if mapped is not None:
            self.held.parts[self.held.parts.index(new)] = mapped
        return table, outcome

    def _withdraw(self, gone: Sequence[int]) -> None:
        """Events that no longer count touch whom they touched when they came."""
        for part in self.held.parts:
            lost = part.table.filter(pc.is_in(part.table[NUMBER], value_set=pa.array(gone, pa.int64())))
            if lost.num_rows:
                self._touch_by_events(lost)
        self.held.gone.update(gone)
        self.store.lose(gone)

    def _put_aside(self, late: pa.Table) -> tuple[tuple[int, str], ...]:
        """Events beyond the lateness bound, told in an output of their own."""
        told = []
        kept = [name for name in late.column_names if late[name].null_count < late.num_rows]
        for row in late.select(kept).to_pylist():
            self.side_seq += 1
            says = {name: value for name, value in row.items() if value is not None}
            told.append((self.side_seq, json.dumps({"seq": self.side_seq, **says}, ensure_ascii=False, default=str)))
        self.store.tell("side", told)
        return tuple(told)

    def _move(self, table: pa.Table | None, tick: AsOf | None) -> None:
        """Where the clock stands now: never earlier than before, never past the end."""
        now = self.as_of
        if table is not None and self.settings.by_events:
            latest = int(ints(table["first"]).max())
            if now is None or latest > now.clock:
                now = AsOf(latest, latest + 1)
        if tick is not None and (now is None or (tick.clock, tick.before) > (now.clock, now.before)):
            now = tick
        end = self.settings.end
        if now is not None and end is not None and (now.clock, now.before) > (end.clock, end.before):
            now = end
        self.as_of = now

    # --- who is touched ----------------------------------------------------------------------------------------------

    def _touch(self, at: int, names: Iterable[str], places: Iterable[int]) -> None:
        """Let some bearers of a circle be judged by some of its rules; where it looks at the whole log, all are."""
        touched = self._touched[at]
        for place in places:
            touched.setdefault(place, set()).update(names)

    def _touch_all(self) -> None:
        everybody = set(self.world.kinds)
        for at, circle in enumerate(self.world.circles):
            self._touch(at, everybody, circle.places)

    def _touch_subjects(self, subjects: set[str], types: Iterable[str] | None) -> None:
        """Whoever events of some types may concern; None = of any type."""
        wanted = None if types is None or self.world.entities is None else set(types)
        for at, circle in enumerate(self.world.circles):
            places = set(circle.places) if wanted is None else circle.read_by(wanted)
            if places:
                self._touch(at, self.world.tree.touched(circle.reach, subjects), places)

    def _touch_by_events(self, table: pa.Table | None) -> None:
        """Those whom events concern now; one that lies ahead of the clock concerns them when it comes."""
        if table is None:
            return
        here: pa.Table = table
        if self.as_of is not None:
            ahead = ints(table["first"]) >= self.as_of.before
            if ahead.any():
                waiting = table.filter(pa.array(ahead))
                named = zip(ints(waiting["first"]).tolist(), waiting["subject"].to_pylist(), strict=True)
                self._open_later([(at, name, -1) for at, name in named])
                here = table.filter(pa.array(~ahead))
        by_type: dict[str, set[str]] = {}
        kinds, names = here["type"].to_pylist(), here["subject"].to_pylist()
        for kind, subject in zip(kinds, names, strict=True):
            by_type.setdefault(kind, set()).add(subject)
        subjects = set().union(*by_type.values())
        numbers = {self.held.number(name): name for name in subjects}
        inferred = self._forward.infer(Arrival(number) for number in numbers)
        touched = {numbers[one.bearer] for one in inferred if one.word == "touched"}
        for kind, mine in by_type.items():
            self._touch_subjects(mine & touched, [kind])

    def _touch_by_time(self, before: AsOf | None) -> None:
        """Those whose windows close, come near their close or open, as the clock has gone on."""
        assert self.as_of is not None
        clock, names = self.as_of.clock, self._names()
        facts: list[Fact] = []
        rule: dict[int, int] = {}
        for unit in np.flatnonzero(self._wakes[: len(names)] <= clock).tolist():
            rows = self._stands[unit]
            near = is_open(rows) & ((rows["closes"] <= clock) | ((rows["soon"] <= clock) & ~rows["told"]))
            facts.append(Tick(unit, clock))
            for row in rows[near]:
                number = len(rule)
                rule[number] = int(row["rule"])
                facts.append(Open(unit, number, int(row["soon"]), int(row["closes"]), bool(row["told"])))
        for one in self._forward.infer(facts):
            self._touch_for(names[one.bearer], rule[one.duty])
        came = False
        while self._openings and self._openings[0][0] <= clock:
            _, name, place = heapq.heappop(self._openings)
            came = True
            if place < 0:
                self._touch_subjects({name}, None)
            else:
                self._touch_for(name, place)
        if came:
            self.store.opened(clock)
        since = -(2**62) if before is None else before.clock
        if any(since < day <= clock for day in self._excused):
            self._touch_known()

    def _touch_for(self, name: str, place: int) -> None:
        """A bearer's duties of a rule, and those of whoever reads its decisions."""
        for reader in self.world.readers[place]:
            for at, circle in enumerate(self.world.circles):
                if reader in circle.reach_of:
                    names = {name} if reader == place else self.world.tree.touched(circle.reach, {name})
                    self._touch(at, names, [reader])

    def _touch_known(self) -> None:
        """Everybody of whom any duty is known."""
        names = self._names()
        known = {names[unit] for unit in self._stands}
        for at, circle in enumerate(self.world.circles):
            self._touch(at, known, circle.places)

    def _names(self) -> list[str]:
        return list(self.held.numbers)

    # --- what time will open -----------------------------------------------------------------------------------------

    def _look_ahead(self, is_new: bool) -> None:
        """From time to time: which windows the calendar opens next."""
        assert self.as_of is not None
        clock, world = self.as_of.clock, self.world
        if not is_new and clock < self._horizon:
            return
        self._horizon = clock + AHEAD
        if world.calendar:
            places = sorted(world.calendar)
            rulebook = foresight.calendar_only(world.rulebook, places)
            nothing = EventLog(self.held.of(set(), set()))
            self._foresee(rulebook, places, nothing, world.entities)
        if not is_new and world.later:
            names = self._names()
            known = {names[unit] for unit in self._stands} | set(world.kinds)
            for at, circle in enumerate(world.circles):
                places = [place for place in circle.places if place in world.later]
                if places:
                    self._touch(at, known, places)

    def _foresee(self, rulebook: Rulebook, places: Sequence[int], log: EventLog, registry: Any) -> None:
        assert self.as_of is not None
        now, until, place_of = self.as_of.clock, self._horizon, self.world.place_of
        at, who, which = foresight.openings(rulebook, places, log, registry, now, until, place_of)
        self._open_later(list(zip(at.tolist(), who, which.tolist(), strict=True)))

    def _open_later(self, rows: list[tuple[int, str, int]]) -> None:
        self.store.open_later(rows)
        for row in rows:
            heapq.heappush(self._openings, row)

    # --- judging -----------------------------------------------------------------------------------------------------

    def _judged(self, circle: Circle, names: set[str] | None, places: set[int]) -> list[Told]:
        """Judge some bearers of a circle again, and say what changed."""
        world, as_of = self.world, self.as_of
        assert as_of is not None
        if names is not None:
            names = world.bearers(circle, names)
            if not names:
                return []
        rulebook = world.rules(places)
        registry = world.registry(names)
        log = world.events(circle, self.held, names, rulebook)
        shown: list[Judgement] = []
        ledger = world.ledger(rulebook, log, registry, as_of, shown.append if self._explain else None)
        later = sorted(places & world.later)
        if later:
            self._foresee(world.rules(later), later, log, registry)
        ledger, place = of_places(ledger, world, places)
        units = self._units(ledger, names)
        if names is not None:
            mine = units >= 0
            ledger, place, units = ledger.filter(pa.array(mine)), place[mine], units[mine]
        lead = self._leads(ledger)
        new = rows_of(ledger, place, lead)
        touched = [self._whole] if names is None else [self.held.number(name) for name in names]
        old, old_units = self._old(touched)
        concerned = np.isin(old["rule"], list(places))
        found, told = difference(old[concerned], new)
        new["told"] = told
        said = self._told(rulebook, log, ledger, units, new, old[concerned], old_units[concerned], found, shown)
        self._keep(touched, np.concatenate([old[~concerned], new]), np.concatenate([old_units[~concerned], units]))
        if self._observe:
            self._observe(ledger, [f"{duty:016x}" for duty in old[concerned][found.gone]["duty"].tolist()])
        return said

    def _units(self, ledger: pa.Table, names: set[str] | None) -> Ints:
        """(d,) number of the unit that each duty belongs to; -1 = of somebody who was not asked about."""
        if names is None:
            return np.full(ledger.num_rows, self._whole)
        encoded = ledger["bearer"].combine_chunks().dictionary_encode()
        known = encoded.dictionary.to_pylist()
        number = np.array([self.held.number(name) if name in names else -1 for name in known], np.int64)
        return number[ints(encoded.indices)] if len(known) else np.zeros(0, np.int64)

    def _leads(self, ledger: pa.Table) -> Ints:
        encoded = ledger["severity"].combine_chunks().dictionary_encode()
        leads = np.array([self.settings.lead.get(name, 0) for name in encoded.dictionary.to_pylist()], np.int64)
        return leads[ints(encoded.indices)] if len(leads) else np.zeros(0, np.int64)

    def _old(self, units: Sequence[int]) -> tuple[Rows, Ints]:
        parts = [(unit, self._stands[unit]) for unit in units if unit in self._stands]
        if not parts:
            return np.zeros(0, ROW), np.zeros(0, np.int64)
        sizes = [len(rows) for _, rows in parts]
        return np.concatenate([rows for _, rows in parts]), np.repeat([unit for unit, _ in parts], sizes)

    def _keep(self, touched: Sequence[int], rows: Rows, units: Ints) -> None:
        """How the duties of the touched units stand now, and when time touches them next."""
        order = np.argsort(units, kind="stable")
        rows, units = rows[order], units[order]
        asked = np.array(sorted(touched), np.int64)
        lo, hi = np.searchsorted(units, asked), np.searchsorted(units, asked, side="right")
        self._wake(asked, lo, hi, rows)
        content = rows.tobytes()
        kept = []
        for unit, start, end in zip(asked.tolist(), lo.tolist(), hi.tolist(), strict=True):
            if start == end and unit not in self._stands:
                continue
            own = content[start * ROW.itemsize : end * ROW.itemsize]
            self._stands[unit] = np.frombuffer(own, ROW)
            kept.append((unit, own))
        self.store.stand(kept)

    def _wake(self, units: Ints, lo: Ints, hi: Ints, rows: Rows) -> None:
        """The first instant at which an open duty of each unit closes or is due soon; its rows are [lo, hi)."""
        while units.max(initial=0) >= len(self._wakes):
            self._wakes = np.append(self._wakes, np.full(len(self._wakes), NEVER))
        waits = np.where(is_open(rows), rows["closes"], NEVER)
        is_near = (rows["standing"] == PENDING) & ~rows["told"]
        waits = np.append(np.where(is_near, np.minimum(waits, rows["soon"]), waits), NEVER)
        self._wakes[units] = np.where(lo < hi, np.minimum.reduceat(waits, np.minimum(lo, len(rows))), NEVER)

    # --- what is said ------------------------------------------------------------------------------------------------

    def _told(
        self, rulebook: Rulebook, log: EventLog, ledger: pa.Table, units: Ints, new: Rows, old: Rows, old_units: Ints,
        found: Difference, shown: list[Judgement],
    ) -> list[Told]:  # fmt: skip
        """The changes among the duties just judged, as the forward-chaining rules call them."""
        assert self.as_of is not None
        clock = self.as_of.clock
        after = np.concatenate([found.came, found.after])
        was = np.concatenate([np.full(len(found.came), ABSENT), old["standing"][found.before].astype(np.int64)])
        soon = np.flatnonzero(
            (new["standing"] == PENDING) & ~new["told"] & (new["soon"] <= clock) & (new["closes"] > clock)
        )
        new["told"][soon] = True
        if not (len(after) or len(soon) or len(found.gone)):
            return []
        picked = np.union1d(after, soon)
        rows = ledger.take(pa.array(picked)).cast(_PLAIN).to_pylist()
        row_of = dict(zip(picked.tolist(), rows, strict=True))
        number_of = {row_of[at]["duty"]: at for at in after.tolist()}
        facts: list[Fact] = []
        standing_before: dict[int, int] = {}
        for at, standing in zip(after.tolist(), was.tolist(), strict=True):
            parent = number_of.get(row_of[at]["raised_by"], -1)
            facts.append(Change(int(units[at]), at, standing, int(new["standing"][at]), parent))
            standing_before[at] = standing
        for at in found.gone.tolist():
            number = len(new) + at
            facts.append(Change(int(old_units[at]), number, int(old["standing"][at]), ABSENT))
            standing_before[number] = int(old["standing"][at])
        for unit in np.unique(units[soon]).tolist():
            facts.append(Tick(unit, clock))
        for at in soon.tolist():
            facts.append(Open(int(units[at]), at, int(new["soon"][at]), int(new["closes"][at]), is_told=False))
        inferred = self._forward.infer(facts)
        follows = {one.duty for one in inferred if one.word == "follows"}
        names = self._names() if len(found.gone) else []
        explained = self._explained(rulebook, log, ledger, after, was, new, shown)
        said: list[tuple[tuple[Any, ...], Told]] = []
        for one in inferred:
            if one.word not in (*FIRST_WORDS, "due-soon"):
                continue
            before = VERDICT.get(standing_before.get(one.duty, ABSENT), "")
            if one.duty >= len(new):
                gone = old[one.duty - len(new)]
                rule = self.world.rulebook.rules[int(gone["rule"])].id
                row: dict[str, Any] = {"duty": f"{int(gone['duty']):016x}", "rule": rule, "bearer": names[one.bearer]}
                told = [Told("withdrawn", before, row)]
            elif one.word == "due-soon":
                told = [Told("due-soon", "pending", row_of[one.duty])]
            else:
                row = row_of[one.duty]
                told = [
                    Told(
                        what, before, row, row["raised_by"] if one.duty in follows else "", one.word == "revised",
                        explained.get(row["duty"], {}) if what == row["verdict"] else {},
                    )
                    for what in words(one.word, standing_before[one.duty], int(new["standing"][one.duty]))
                ]  # fmt: skip
            said += [(_when(item, nth), item) for nth, item in enumerate(told)]
        return [item for _, item in sorted(said, key=lambda pair: pair[0])]

    def _explained(
        self, rulebook: Rulebook, log: EventLog, ledger: pa.Table, after: Ints, was: Ints, new: Rows,
        shown: list[Judgement],
    ) -> Mapping[str, Mapping[str, Any]]:  # fmt: skip
        """Explanations of what has just become a finding, or unknown."""
        if self._explain is None or self.as_of is None or not len(after):
            return {}
        verdicts = pa.array(["breached", "late", "unknown"])
        rows = ledger.take(pa.array(after))
        rows = rows.filter(pc.is_in(rows["verdict"], value_set=verdicts))
        return self._explain(rulebook, log, self.as_of, shown, rows) if rows.num_rows else {}

    def _said(self, told: list[Told]) -> tuple[tuple[int, str], ...]:
        """The changes numbered and put into the output."""
        assert self.as_of is not None or not told
        lines = []
        for item in told:
            self.seq += 1
            clock = self.as_of.clock if self.as_of else 0
            lines.append((self.seq, json.dumps(record(item, self.seq, clock), ensure_ascii=False)))
        self.store.tell("change", lines)
        return tuple(lines)


def _alike(touched: Mapping[int, set[str]]) -> list[tuple[frozenset[str], set[int]]]:
    """Bearers, and the rules that the same ones are to be judged by: these are judged together."""
    groups: dict[frozenset[str], set[int]] = {}
    for place, names in touched.items():
        groups.setdefault(frozenset(names), set()).add(place)
    return list(groups.items())


def _when(told: Told, nth: int) -> tuple[Any, ...]:
    """Changes are told in the order in which they became true, then by rule and bearer."""
    row = told.row
    at = row.get("cured") or row.get("decided") or row.get("opens") or 0
    return (at, row.get("rule", ""), row.get("bearer", ""), row.get("duty", ""), told.what == "due-soon", nth)


def _waiver_days(world: World) -> list[int]:
    """Instants at which a waiver begins or ceases to hold."""
    civil = calendar(world.rulebook.timezone)
    items = () if world.waivers is None else world.waivers.items
    return sorted({civil.start(to_day(day) + shift) for w in items for day, shift in ((w.start, 0), (w.end, 1))})
