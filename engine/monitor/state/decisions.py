"""Decided duties that other rules read, kept one by one: who reads them has no need to judge them again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct, field

from zhiben.engine.arrow import ints
from zhiben.engine.decided import SCHEMA
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.readable import Readable
from zhiben.engine.monitor.state.stand import Rows, numbers_of
from zhiben.engine.search import Flags, Ints
from zhiben.events.hashes import mix, text_hashes
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.decided import CLAUSE, RULE, SEVERITY, can_match, chain, readings
from zhiben.rules.model import Condition

KEY, OUTCOME = f"{DUTY_DECIDED}.key", f"{DUTY_DECIDED}.outcome"
_NOTHING = SCHEMA.empty_table()
_SIGN = 1 << 63  # duties are unsigned, SQLite's integers are not


class Decisions(Struct, frozen=True):
    """The decided duties that some reading may match, as the rows of `decided.SCHEMA` that an audit would have."""

    world: World
    held: Held
    readable: Readable
    _asked: Sequence[Condition] = ()
    _clauses: dict[str, list[str]] = field(default_factory=dict)
    _matching: dict[tuple[str, str, str], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, held: Held, readable: Readable) -> Decisions:
        """Those of a rulebook."""
        rules = world.rulebook.rules
        asked = list(dict.fromkeys(reading.where for rule in rules for reading in readings(rule)))
        return cls(
            world, held, readable, asked, {step.id: list(step.clauses) for rule in rules for step in chain(rule)}
        )

    def given(self, places: Collection[int], subjects: Collection[str] | None) -> pa.Table:
        """What some rules read of the duties of some subjects; None = of all."""
        read = sorted(frozenset[int]().union(*(self.world.read[place] for place in places)))
        if not read:
            return _NOTHING
        numbers, names = self.held.numbers, self.held.names
        units = None if subjects is None else sorted(numbers[name] for name in subjects if name in numbers)
        found = self.readable.of(units, read)
        if not found:
            return _NOTHING
        duty, subject, _, at, rule, severity, key, outcome = zip(*found, strict=True)
        when = pa.array(at, pa.int64()).cast(SCHEMA.field("first").type)
        columns = [
            [f"{number + _SIGN:016x}" for number in duty],
            pa.repeat(pa.scalar(DUTY_DECIDED), len(found)),
            [names[number] for number in subject],
            when,
            when,
            rule,
            [self._clauses[name] for name in rule],
            severity,
            key,
            outcome,
        ]
        return pa.table(columns, schema=SCHEMA)

    def keep(self, told: Sequence[pa.Table], new: Rows, before: Rows) -> set[tuple[int, int, int]]:
        """Keep what was decided about duties that were judged again; notes in `new` what its readers are told.

        Args:
            told: decided duties, as the judgement gives them; others than those of `new` are left out.
            before: the same duties as they stood.

        Returns:
            Number of the subject, place of the rule, and instant, as it was and as it is, of each that changed.
        """
        some = [table for table in told if table.num_rows]
        if not some:
            ended = before["duty"][before["word"] != 0]
            return set(self.readable.forget([int(number) - _SIGN for number in ended]))
        table = pa.concat_tables(some).combine_chunks()
        table = table.filter(pa.array(self._is_read(table)))
        order = np.argsort(new["duty"], kind="stable")
        duty = numbers_of(table["id"].combine_chunks())
        at = _found(new["duty"][order], duty)
        is_mine = at >= 0
        table, duty, at = table.filter(pa.array(is_mine)), duty[is_mine], order[at[is_mine]]
        new["word"][at] = _hashes(table)
        there = _found(new["duty"][order], before["duty"])
        is_gone = there < 0
        now = np.where(is_gone, 0, new["word"][order[there]]) if len(new) else np.zeros(len(before), np.uint64)
        ended = before["duty"][(now == 0) & (before["word"] != 0)]
        moved = set(self.readable.forget([int(number) - _SIGN for number in ended]))
        was = np.zeros(len(new), np.uint64)
        was[order[there[~is_gone]]] = before["word"][~is_gone]
        changed = np.flatnonzero(new["word"][at] != was[at])
        if len(changed):
            moved |= set(self.readable.forget([int(number) - _SIGN for number in duty[changed]]))
            moved |= self._kept(table.take(pa.array(changed)), duty[changed], new["rule"][at[changed]])
        return moved

    def _kept(self, table: pa.Table, duty: npt.NDArray[np.uint64], place: Ints) -> set[tuple[int, int, int]]:
        subjects, places = self.held.numbers_of(table["subject"]).tolist(), place.tolist()
        instants = ints(table["first"]).tolist()
        rest = (table[name].to_pylist() for name in (RULE, SEVERITY, KEY, OUTCOME))
        numbers = [number - _SIGN for number in duty.tolist()]
        self.readable.keep(zip(numbers, subjects, places, instants, *rest, strict=True))
        return set(zip(subjects, places, instants, strict=True))

    def _is_read(self, table: pa.Table) -> Flags:
        """(n,) True where some reading is not plainly false of a decided duty."""
        coded = [table[name].combine_chunks().dictionary_encode() for name in (RULE, SEVERITY, OUTCOME)]
        number = np.zeros(table.num_rows, np.int64)
        for one in coded:
            number = number * max(len(one.dictionary), 1) + ints(one.indices)
        kinds, first, which = np.unique(number, return_index=True, return_inverse=True)
        words = table.select([RULE, SEVERITY, OUTCOME]).take(pa.array(first)).to_pydict().values()
        matching = [self._matches(*kind) for kind in zip(*words, strict=True)]
        found: Flags = np.array(matching, np.bool_)[which] if len(kinds) else np.zeros(0, np.bool_)
        return found

    def _matches(self, rule: str, severity: str, outcome: str) -> bool:
        kind = (rule, severity, outcome)
        if kind not in self._matching:
            clauses = tuple(self._clauses[rule])
            known = {RULE: (rule,), CLAUSE: clauses, SEVERITY: (severity,), OUTCOME: (outcome,)}
            self._matching[kind] = any(can_match(where, known) for where in self._asked)
        return self._matching[kind]


def _found(among: npt.NDArray[np.uint64], duty: npt.NDArray[np.uint64]) -> Ints:
    """(d,) where each duty is among ascending ones; -1 = nowhere."""
    at = np.searchsorted(among, duty)
    found: Ints = np.where(np.append(among, np.uint64(0))[at] == duty, at, -1)
    found[at == len(among)] = -1
    return found


def _hashes(table: pa.Table) -> npt.NDArray[np.uint64]:
    """(n,) a number for all that is told of each decided duty; never 0."""
    found = mix(ints(table["first"]).astype(np.uint64))
    for name in (RULE, SEVERITY, KEY, OUTCOME):
        found = mix(found ^ text_hashes(table[name].combine_chunks().fill_null("")))
    return found | np.uint64(1)
