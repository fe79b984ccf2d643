"""A log that does not fit into memory, audited part by part.

Near rules (own events, or those of a tree of owners) are judged in every part; what the far ones look at is gathered on
the way, and they are judged last, on the whole of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import is_of_whole_file, judged
from zhiben.engine.audited import Audit
from zhiben.engine.existing import codes
from zhiben.engine.inputs import Inputs
from zhiben.engine.notes import Note, left_out
from zhiben.engine.parts.judging import WORKERS
from zhiben.engine.parts.reach import Reach, passes
from zhiben.engine.parts.shares import EXISTS, Shares
from zhiben.engine.search import counted
from zhiben.engine.strata import looked_at
from zhiben.events.dividing import STRETCH, DividedLog, divide, expected_rows, plain_text
from zhiben.events.log import Account, EventLog
from zhiben.events.problem import Problem, Unusable
from zhiben.events.reading import joined
from zhiben.events.records import dataclass
from zhiben.events.spill import Spill
from zhiben.rules.chosen import chosen, with_read

T = TypeVar("T")


_RANGES = 4  # to a part: so far the sizes of parts can be mended when all rows are known
_MOST = 1 << 15  # ranges, whose numbers have sixteen bits; beyond them parts grow


@dataclass(frozen=True)
class Plan:
    """Which rules are judged in every part, and which on the whole log.

    Attributes:
        near, far: inputs with these rules only; None = there are none.
        reach: of the near ones.
        types: event types that the far ones look at; None = all, since who exists is only known from the log.
    """

    given: Inputs
    near: Inputs | None
    far: Inputs | None
    reach: Reach
    types: frozenset[str] | None

    @classmethod
    def of(cls, given: Inputs) -> Plan:
        """From inputs without problems."""
        asked_for = with_read(given.whole, given.rules) if given.rules else given.whole
        wanted = {rule.id for rule in given.book.rules}
        reached = {name: each.reach for each in passes(asked_for) for name in each.names if name in wanted}
        near = [name for name, reach in reached.items() if reach is not Reach.LOG]
        far = [name for name, reach in reached.items() if reach is Reach.LOG]
        types = frozenset(looked_at(with_read(given.whole, far).rules)) if given.registry is not None else None
        reach = max([Reach.OWN, *(reached[name] for name in near)])
        return cls(given, _only(given, near), _only(given, far), reach, types)

    def ranges(self, subjects: pa.ChunkedArray, number: int) -> Shares:
        """Who belongs to which of so many ranges, as far as the first subjects of a log tell.

        With a registry everybody is taken to have as many events: a file may begin with those of a few.
        """
        code, names = codes(subjects)
        registry = self.given.registry
        events = counted(code, len(names)) if registry is None else np.full(len(names), EXISTS)
        return Shares.of(self.reach, registry, names, events, number)


@dataclass(frozen=True)
class Run:
    """A log laid down in parts, ready to be judged.

    Attributes:
        directory: what may be written while it lasts.
    """

    plan: Plan
    log: DividedLog
    shares: Shares
    rest: Spill
    directory: Path


@contextmanager
def laid_down(
    given: Inputs, *, size: int, stretch: int = STRETCH, near: Path | None = None, read: Callable[[int, int], None]
) -> Iterator[Run]:
    """Read the files of a log onto disk, part by part; they are removed in the end.

    Args:
        size: events of a part, about.
        stretch: rows of a Parquet file that are read at a time.
        near: directory for them; None = where the system keeps temporary files.
        read: told (rows read, rows expected).

    Raises:
        Unusable: the inputs cannot be worked with, or a file of the log cannot be read.
    """
    assert not isinstance(given.files, EventLog), "a log in memory needs no parts"
    if problems := [*given.problems, *_spread(given)]:
        raise Unusable(problems)
    plan, rows = Plan.of(given), expected_rows(given.files)
    with TemporaryDirectory(prefix="zhiben-", dir=near) as folder:
        directory = Path(folder)
        parts, rest = (Spill.at(directory / name) for name in ("events", "rest"))
        number = min(-(-_RANGES * rows // size), _MOST)
        ranges = plan.ranges(pa.chunked_array([], pa.string()), number)

        def cut(subjects: pa.ChunkedArray) -> Shares:
            nonlocal ranges
            ranges = plan.ranges(subjects, number)
            return ranges

        log = divide(
            given.files,
            given.book.vocabulary,
            given.book.timezone,
            parts,
            cut,
            mapping=given.mapping,
            entities=given.registry,
            stretch=stretch,
            progress=lambda done: read(done, max(rows, done)),
        )
        if lost := [problem for problem in log.problems if is_of_whole_file(problem)]:
            raise Unusable(lost)
        shares, log.groups = ranges.grouped(parts.rows, size)
        yield Run(plan, log, shares, rest, directory)


@dataclass(frozen=True)
class Taken(Generic[T]):
    """What is left of one part: what was made of its audit (None = no rule was judged there), and of its rows."""

    what: T | None
    account: Account
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]


def judge_parts(
    run: Run,
    take: Callable[[int, Audit], T],
    *,
    explain: Collection[str] = (),
    workers: int = WORKERS,
    done: Callable[[int], None],
) -> Iterator[Taken[T]]:
    """Audit every part, and last what the far rules look at.

    Args:
        take: given the number and the audit of each part, the far one last; from several threads, in any order. Only
            its result is kept.
        explain: as of `audit`.
        done: told the rows of each part that is through, in the same way.
    """
    plan, log, rest = run.plan, run.log, run.rest
    entities, turn = run.shares.entities(plan.given.registry), Lock()

    def one(number: int) -> Taken[T]:
        rows = log.rows(number)
        part = log.part(number)
        with turn:
            _lay_by(plan, part, rest)
        what = None
        if plan.near is not None:
            what = take(number, judged(replace(plan.near, registry=entities[number]), part, explain))
        log.drop(number)
        done(rows)
        return Taken(what, part.account, part.problems, tuple(left_out(part, plan.given.clock)))

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(one, range(len(run.shares)))
    if plan.far is not None:
        gathered = rest.read([0])
        table = joined([] if gathered is None else [gathered], log.vocabulary)
        far = EventLog(table, (), Account(), log.zone, log.vocabulary)
        yield Taken(take(len(run.shares), judged(plan.far, far, explain)), Account(), (), ())


def _spread(given: Inputs) -> Iterator[Problem]:
    if given.mapping is not None and given.mapping.is_spread:
        message = "the log map draws several events from one row, and rows are not accounted for so in parts"
        yield Problem("map-not-in-parts", message, hint="leave out --in-parts: registers of cases fit into memory")


def _lay_by(plan: Plan, part: EventLog, rest: Spill) -> None:
    """Keep the events that the far rules look at."""
    if plan.far is None:
        return
    table = joined([part.table], plan.given.book.vocabulary, with_all=True)
    table = table.cast(plain_text(table.schema))
    if plan.types is not None:
        table = table.filter(pc.is_in(table["type"], value_set=pa.array(sorted(plan.types), pa.string())))
    rest.add(0, table)


def _only(given: Inputs, names: Sequence[str]) -> Inputs | None:
    """Inputs with some of their rules; `otherwise` goes with its rule."""
    ids = tuple(rule.id for rule in given.book.rules if rule.id in names)
    return replace(given, book=chosen(given.book, ids), rules=ids) if ids else None
