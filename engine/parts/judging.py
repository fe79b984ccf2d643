"""A log judged part by part: the unit of work is a pure function of a part's number and its entities.

It reads nothing but the files of that part and keeps nothing but files of its own, so any process may do it, in any
order (docs/decisions/0007).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Generic, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.audit import judged
from zhiben.engine.audited import Audit
from zhiben.engine.inputs import Inputs
from zhiben.engine.ledger import SCHEMA, AsOf
from zhiben.engine.notes import Note, left_out
from zhiben.engine.parts.crew import Crew
from zhiben.engine.parts.laying import SIZE, Run, laid_down
from zhiben.engine.parts.merging import Pieces, merged
from zhiben.engine.parts.store import Store
from zhiben.events.divided import Parts
from zhiben.events.dividing import plain_text
from zhiben.events.entities import Entities
from zhiben.events.log import Account, EventLog
from zhiben.events.problem import Problem
from zhiben.events.reading import joined
from zhiben.events.spill import Spill, Wanted
from zhiben.rules.chosen import rule_names

T = TypeVar("T")
What = TypeVar("What", covariant=True)


class Taken(Struct, Generic[What], frozen=True):
    """What is left of one part.

    Attributes:
        what: was made of its audit; None = no rule was judged there.
        rows: it had on disk; `kept` = how many events of it the far rules look at.
        repeats: as of `DividedPart`.
    """

    what: What | None
    rows: int = 0
    kept: int = 0
    repeats: int = 0
    account: Account = Account()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


def judge_parts(
    run: Run, take: Callable[[int, Audit], T], crew: Crew, *, explain: Collection[str] = (), misses: int | None = None
) -> Iterator[Taken[T]]:
    """Audit every part, and last what the far rules look at.

    Args:
        take: given the number and the audit of each part, the far one last; by the processes of the crew, in any
            order. Only its result is kept.
        explain, misses: as of `audit`.
    """
    work = _Judging.of(run, take, explain, misses)
    kept = []
    for number, taken in enumerate(crew.map(work, _items(run))):
        if taken.kept:
            kept.append(number)
        yield taken
    if run.plan.far is not None:
        far = _JudgingFar(run.plan.far, run.log.parts, run.rest, kept, take, work.explain, misses)
        yield from crew.map(far, [len(run.shares)])


def _items(run: Run) -> Iterator[_Item]:
    for number, entities in enumerate(run.shares.entities(run.plan.given.registry)):
        yield _Item(number, entities, run.log.rows(number), run.log.wanted(number))


def ledger_in_parts(given: Inputs, crew: Crew, *, size: int = SIZE) -> pa.Table:
    """The whole ledger, as `evaluate` draws it up, of a log that is judged in parts; it is held in memory.

    Raises:
        Unusable: the inputs cannot be worked with.
    """
    with laid_down(given, crew, size=size, read=lambda done, of: None) as run:
        store = Store.at(run.directory / "ledger")
        parts = [taken.what for taken in judge_parts(run, _Keeping(store), crew)]
        blocks = list(merged([part for part in parts if part], rule_names(given.book.rules)))
    return pa.concat_tables([SCHEMA.empty_table(), *blocks]).combine_chunks()


class _Keeping(Struct, frozen=True):
    """Keeps the rows of the ledger, and nothing else."""

    store: Store

    def __call__(self, number: int, audit: Audit) -> Pieces:
        return self.store.add(number, audit.ledger)


class _Item(Struct, frozen=True):
    """What is different from part to part; `wanted` and `rows` as of `DividedLog`."""

    number: int
    entities: Entities | None
    rows: int
    wanted: Wanted


class _Judging(Struct, Generic[T], frozen=True):
    """What is done with a part; the fields are the same for all of them.

    Attributes:
        near: without entities and log, which are the part's.
        rest: where the far rules find what they look at; None = there are none.
        types: of those events; None = all.
    """

    near: Inputs | None
    clock: AsOf
    parts: Parts
    rest: Spill | None
    types: frozenset[str] | None
    take: Callable[[int, Audit], T]
    explain: frozenset[str]
    misses: int | None

    @classmethod
    def of(cls, run: Run, take: Callable[[int, Audit], T], explain: Collection[str], misses: int | None) -> _Judging[T]:
        plan = run.plan
        near = None if plan.near is None else replace(plan.near, files=[], registry=None)
        rest = None if plan.far is None else run.rest
        return cls(near, plan.given.clock, run.log.parts, rest, plan.types, take, frozenset(explain), misses)

    def __call__(self, item: _Item) -> Taken[T]:
        part, what = self.parts.part(item.wanted), None
        log = part.log
        kept = self._lay_by(item.number, log)
        if self.near is not None:
            what = self.take(
                item.number, judged(replace(self.near, registry=item.entities), log, self.explain, self.misses)
            )
        notes = tuple(left_out(log, self.clock))
        return Taken(what, item.rows, kept, part.repeats, log.account, log.problems, notes)

    def _lay_by(self, number: int, part: EventLog) -> int:
        """Keep the events that the far rules look at; how many there are."""
        if self.rest is None:
            return 0
        table = joined([part.table], self.parts.vocabulary, with_all=True)
        table = table.cast(plain_text(table.schema))
        if self.types is not None:
            table = table.filter(pc.is_in(table["type"], value_set=pa.array(sorted(self.types), pa.string())))
        if table.num_rows:
            self.rest.add(number, table)
        return int(table.num_rows)


class _JudgingFar(Struct, Generic[T], frozen=True):
    """What is done last, with what the parts of these numbers have kept for the far rules."""

    far: Inputs
    parts: Parts
    rest: Spill
    kept: Sequence[int]
    take: Callable[[int, Audit], T]
    explain: frozenset[str]
    misses: int | None

    def __call__(self, number: int) -> Taken[T]:
        gathered = self.rest.read((part, range(1)) for part in self.kept)
        table = joined([] if gathered is None else [gathered], self.parts.vocabulary)
        log = EventLog(table, (), Account(), self.parts.zone, self.parts.vocabulary)
        return Taken(self.take(number, judged(self.far, log, self.explain, self.misses)))
