"""Who exists when, below whom, with which attributes: the registry as arrays.

A *code* is the number of a name: of an entity, or of a subject that only the log knows. Code -1 is nobody.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import flags, ints
from zhiben.engine.coded import Coded
from zhiben.engine.conditions import FALSE, NO_ATTRIBUTE, TRUE, Truths, tested, truths
from zhiben.engine.existing import Existing, codes
from zhiben.engine.search import Flags, GroupedTimes, Ints, firsts, sorted_by, written_out
from zhiben.events.civil import ALWAYS, NEVER, CivilCalendar
from zhiben.events.entities import Entities
from zhiben.events.hashes import Words, hashed
from zhiben.events.vocabulary import LAST
from zhiben.rules.model import Condition, Test

_WHOLE = pa.array(["*"])
_NO_DAY = 2**40  # where a day is missing


class Stays(Struct, frozen=True):
    """(s,) stretches of time of somebody, and whom they lie below: half-open instants [start, end)."""

    who: Ints
    start: Ints
    end: Ints
    below: Ints


class Registry(Struct, frozen=True, dict=True):
    """Entities as rows of unchanged attributes, by (code, start); row r (one past the last) is a row of nulls."""

    names: pa.Array  # (c,) text of each code
    table: pa.Table  # (r,) entity rows
    code: Ints  # (r,)
    start: Ints  # (r,) first instant of validity
    end: Ints  # (r,) first instant after it
    owner: Ints  # (r,) code of the owner, -1 = none
    event_subject: Ints  # (n,) code of each existing event's subject

    @classmethod
    def of(cls, entities: Entities | None, events: Existing, civil: CivilCalendar) -> Registry:
        """From the entities, if there are any, and the subjects of the existing events."""
        subjects, words = events.subjects
        if entities is None or entities.table.num_rows == 0:
            nobody = np.zeros(0, np.int64)
            known = pa.table({}) if entities is None else entities.table
            present = np.unique(subjects)
            names = words.take(pa.array(present))
            return cls(names, known, nobody, nobody, nobody, nobody, np.searchsorted(present, subjects))
        table = entities.table.combine_chunks()
        ids, owners = (_texts(table[name]).chunks for name in ("id", "owner"))
        found, names = codes(pa.chunked_array([*ids, *owners, words], pa.string()))
        code, owner = found[: len(table)], found[len(table) : 2 * len(table)]
        start, end = _instants(table["valid_from"], 0, civil), _instants(table["valid_to"], 1, civil)
        order = sorted_by(code, start)
        is_in_order = (order[1:] > order[:-1]).all()
        return cls(
            names,
            table if is_in_order else table.take(pa.array(order)),
            code[order],
            start[order],
            end[order],
            owner[order],
            found[2 * len(table) :][subjects],
        )

    @property
    def is_empty(self) -> bool:
        """True where no entities were given: then everybody lives always, and nobody is below anybody."""
        return not self.table.num_columns

    @cached_property
    def has_owners(self) -> bool:
        """Whether anybody ever lies below anybody."""
        return bool((self.owner >= 0).any())

    @cached_property
    def ranks(self) -> Ints:
        """(c + 1,) places in the order of the alphabet: of the names, and at the end of `*`, the log as a whole."""
        below, is_name = (flags(found) for found in (pc.less(self.names, "*"), pc.equal(self.names, "*")))
        whole = 2 * below.sum() - (not is_name.any())
        return np.append(2 * self.spelt.ranks[:-1], whole)  # doubled, so that there is room for `*` between two names

    @cached_property
    def hashes(self) -> Words:
        """(c + 1,) hashes of the same."""
        return np.append(self.spelt.hashes[:-1], hashed(_WHOLE))

    @cached_property
    def spelt(self) -> Coded:
        """The names as words that codes stand for."""
        return Coded(np.zeros(0, np.int32), self.names)

    def spoken(self, code: Ints) -> pa.Array:
        """(m,) names of codes as a ledger writes them; `*` of -1, the log as a whole, which all of them are or none."""
        if len(code) and (code < 0).all():
            return pa.repeat(_WHOLE[0], len(code))
        return self.spelt.text(code)

    @cached_property
    def _index(self) -> GroupedTimes:
        return GroupedTimes.of(self.code, self.start)

    @cached_property
    def _has_one_row_each(self) -> bool:
        return bool((self.code == np.arange(len(self.code))).all())

    @cached_property
    def kinds(self) -> tuple[Ints, dict[str, int]]:
        """(r,) kind of each row as a number, and the number of each kind."""
        found, words = codes(self.table["kind"])
        return found, {word: number for number, word in enumerate(words.to_pylist())}

    def row_at(self, who: Ints, when: Ints) -> Ints:
        """(q,) row valid for that code at that instant; r (the row of nulls) where there is none."""
        if not len(self.code):
            return np.zeros(len(who), np.int64)
        if self._has_one_row_each:
            found = np.minimum(who, len(self.code) - 1)
            inside = np.maximum(found, 0)
            valid = (found == who) & (who >= 0) & (self.start[inside] <= when) & (self.end[inside] > when)
            return np.where(valid, found, len(self.code))
        found = self._index.through(who, when) - 1
        inside = np.maximum(found, 0)
        valid = (found >= 0) & (self.code[inside] == who) & (self.end[inside] > when)
        return np.where(valid, found, len(self.code))

    def row_starts(self, who: Ints) -> Ints:
        """(q,) number of the first row of each code."""
        return self._index.starts(who)

    def row_ends(self, who: Ints) -> Ints:
        """(q,) number past the last row of each code."""
        return self._index.ends(who)

    @cached_property
    def kind_of(self) -> Ints:
        """(c,) kind of each code as a number, -1 = nobody in the registry."""
        found = np.full(len(self.names), -1, np.int64)
        if not self.is_empty:
            found[self.code] = self.kinds[0]
        return found

    def ancestors(self, who: Ints, when: Ints, kind: str) -> tuple[Ints, Ints]:
        """Everybody of `kind` that each code lies below at its instant, every link valid then.

        Returns:
            (p,) number of the query and (p,) code of the ancestor; the ancestor itself need not be valid.
        """
        wanted = -2 if self.is_empty else self.kinds[1].get(kind, -2)
        queries, found, here, level = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], who, np.arange(len(who))
        while len(level):
            above = np.append(self.owner, -1)[self.row_at(here, when[level])]
            level, here = level[above >= 0], above[above >= 0]
            right = self.kind_of[here] == wanted
            queries.append(level[right])
            found.append(here[right])
        return np.concatenate(queries), np.concatenate(found)

    def related(self, who: Ints) -> Flags:
        """(c + 1,) True for these codes and for all that were ever below or above one of them; at the end False."""
        found = np.zeros((2, len(self.names) + 1), np.bool_)
        found[:, who] = True
        linked = np.flatnonzero(self.owner >= 0)
        below, above = self.code[linked], self.owner[linked]
        for reached, start, end in ((found[0], above, below), (found[1], below, above)):
            fresh = linked  # links of which the end is reached for the first time
            while len(fresh):
                fresh = np.flatnonzero(reached[start] & ~reached[end])
                reached[end[fresh]] = True
        found[:, -1] = False
        either: Flags = found[0] | found[1]
        return either

    def spans(self, kind: str) -> Stays:
        """Stretches of unbroken validity of everybody of that kind; without entities everybody, always."""
        if self.is_empty:
            everybody = np.arange(len(self.names), dtype=np.int64)
            return Stays(everybody, np.full(len(everybody), ALWAYS), np.full(len(everybody), NEVER), everybody)
        rows = (self.kinds[0] == self.kinds[1].get(kind, -2)).nonzero()[0]
        return _merged(self.code[rows], self.code[rows], self.start[rows], self.end[rows])

    def stays_below(self, kind: str | None, of_kind: str | None) -> Stays:
        """When entities of one kind lie strictly below somebody of `kind`, every link valid; None = of any kind."""
        if self.is_empty:
            none = np.zeros(0, np.int64)
            return Stays(none, none, none, none)
        right = (
            np.ones(len(self.code), np.bool_) if of_kind is None else self.kinds[0] == self.kinds[1].get(of_kind, -2)
        )
        rows = np.flatnonzero(right & (self.owner >= 0))
        who, start, end, owner = self.code[rows], self.start[rows], self.end[rows], self.owner[rows]
        wanted = None if kind is None else self.kinds[1].get(kind, -2)
        parts: list[tuple[Ints, Ints, Ints, Ints]] = []
        while len(who):
            found = np.ones(len(owner), np.bool_) if wanted is None else self.kind_of[owner] == wanted
            parts.append((who[found], owner[found], start[found], end[found]))
            # One step up: the owner's rows that overlap each stretch, cut to where that link is valid.
            stretch, row = written_out(self.row_starts(owner), self.row_ends(owner))
            start, end = np.maximum(start[stretch], self.start[row]), np.minimum(end[stretch], self.end[row])
            alive = (start < end) & (self.owner[row] >= 0)
            who, start, end, owner = who[stretch][alive], start[alive], end[alive], self.owner[row[alive]]
        none = np.zeros(0, np.int64)
        joined = [np.concatenate([none, *(part[i] for part in parts)]) for i in range(4)]
        return _merged(*joined)

    def attribute_truths(self, condition: Condition) -> Truths:
        """(r + 1,) truth of a condition on every row, and at the end on a row of nulls."""
        size = len(self.code) + 1
        return truths(condition, size, self.leaf)

    def leaf(self, test: Test) -> Truths:
        """(r + 1,) truth of one test on every row, and at the end on a row of nulls; worked out once."""
        if test not in self._leaves:
            self._leaves[test] = self._leaf(test)
            self._leaves[test].setflags(write=False)
        return self._leaves[test]

    @cached_property
    def _leaves(self) -> dict[Test, Truths]:
        return {}

    def _leaf(self, test: Test) -> Truths:
        absent = NO_ATTRIBUTE
        if test.operator == "exists":
            absent = FALSE if test.values[0] else TRUE
        if test.field not in self.table.column_names:
            return np.full(len(self.code) + 1, absent, np.int8)
        last = test.field + LAST
        column = self.table[test.field]
        hits, missing = tested(test, column, self.table[last] if last in self.table.column_names else column)
        return np.append(np.where(missing, NO_ATTRIBUTE, np.where(hits, TRUE, FALSE)), absent).astype(np.int8)


def _instants(days: pa.ChunkedArray, shift: int, civil: CivilCalendar) -> Ints:
    """(r,) first instants of the days, `shift` days later; null is without limit."""
    day = ints(days, null=_NO_DAY)
    return np.where(day == _NO_DAY, NEVER if shift else ALWAYS, civil.starts(day + shift))


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column if column.type == pa.string() else column.cast(pa.string())


def _merged(who: Ints, below: Ints, start: Ints, end: Ints) -> Stays:
    """Stretches of the same pair that touch become one."""
    order = np.lexsort((start, who, below))
    who, below, start, end = who[order], below[order], start[order], end[order]
    fresh: Flags = firsts(who) | firsts(below)
    fresh[1:] |= start[1:] != end[:-1]
    first = fresh.nonzero()[0]
    last = np.append(first[1:], len(who))[: len(first)] - 1
    return Stays(who[first], start[first], end[last], below[first])
