"""The log of an audit laid down on disk in parts, as its rules need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from msgspec import Struct

from zhiben.engine.audit import is_of_whole_file
from zhiben.engine.inputs import Inputs
from zhiben.engine.parts.crew import Crew
from zhiben.engine.parts.plan import Plan
from zhiben.engine.parts.shares import EXISTS, Shares
from zhiben.events.divided import DividedLog
from zhiben.events.dividing import STRETCH, divide, expected_rows, taken_apart
from zhiben.events.log import EventLog
from zhiben.events.problem import Problem, Unusable
from zhiben.events.spill import Spill

SIZE = 250_000  # events of a part: twice as many take twice the memory, half as many a third more time
_RANGES = 4  # to a part: so far the sizes of parts can be mended when all rows are known
_MOST = 1 << 15  # ranges, whose numbers have sixteen bits; beyond them parts grow


class Run(Struct, frozen=True):
    """A log laid down in parts, ready to be judged.

    Attributes:
        rest: where what the far rules look at is gathered while the parts are judged.
        directory: what may be written while it lasts.
    """

    plan: Plan
    log: DividedLog
    shares: Shares
    rest: Spill
    directory: Path


@contextmanager
def laid_down(
    given: Inputs,
    crew: Crew,
    *,
    size: int = SIZE,
    stretch: int = STRETCH,
    near: Path | None = None,
    read: Callable[[int, int], None],
) -> Iterator[Run]:
    """Read a log onto disk, part by part; it is removed from there in the end.

    Args:
        crew: reads it.
        size: events of a part, about.
        stretch: rows of a large file that are read at a time.
        near: directory for them; None = where the system keeps temporary files.
        read: told (rows read, rows expected).

    Raises:
        Unusable: the inputs cannot be worked with, or a file of the log cannot be read.
    """
    if problems := [*given.problems, *_spread(given)]:
        raise Unusable(problems)
    plan, files = Plan.of(given), given.files
    rows = files.table.num_rows if isinstance(files, EventLog) else expected_rows(files)
    exist = 0 if given.registry is None else given.registry.table.num_rows
    number = min(-(-_RANGES * max(rows, EXISTS * exist) // size), _MOST)
    ranges = plan.ranges(pa.chunked_array([], pa.string()), number)

    def cut(subjects: pa.ChunkedArray) -> Shares:
        nonlocal ranges
        ranges = plan.ranges(subjects, number)
        return ranges

    with TemporaryDirectory(prefix="zhiben-", dir=near) as folder:
        directory = Path(folder)
        parts, rest = (Spill.at(directory / name) for name in ("events", "rest"))
        if isinstance(files, EventLog):
            log = taken_apart(files, given.book.vocabulary, given.book.timezone, parts, cut)
        else:
            log = divide(
                files,
                given.book.vocabulary,
                given.book.timezone,
                parts,
                cut,
                mapping=given.mapping,
                entities=given.registry,
                stretch=stretch,
                each=crew.map,
                progress=lambda done: read(done, max(rows, done)),
            )
        if lost := [problem for problem in log.problems if is_of_whole_file(problem)]:
            raise Unusable(lost)
        shares, log.groups = ranges.grouped(log.rows_of_ranges(), given.registry, size)
        yield Run(plan, log, shares, rest, directory)


def _spread(given: Inputs) -> Iterator[Problem]:
    if given.mapping is not None and given.mapping.is_spread:
        message = "the log map draws several events from one row, and rows are not accounted for so in parts"
        yield Problem("map-not-in-parts", message, hint="leave out --in-parts: registers of cases fit into memory")
