"""A log judged in parts: the same ledger as when it is judged whole, with both cores, and in less memory.

The unit of work is `judged`: a pure function of what is the same for everybody (`Terms`), the rules of one pass, and
the events and entities of one part. It reads nothing else and keeps nothing, so it may run in any thread, process or
machine, in any order (docs/decisions/0007).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.evaluate import evaluate
from zhiben.engine.existing import codes
from zhiben.engine.ledger import SCHEMA, AsOf
from zhiben.engine.parts.merging import Pieces, merged, pieces_of
from zhiben.engine.parts.reach import Pass, passes
from zhiben.engine.parts.shares import EXISTS, Shares
from zhiben.engine.search import counted, stable_order
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.records import dataclass
from zhiben.rules.chosen import rule_names
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers

SIZE = 500_000  # events of a part
WORKERS = 2


@dataclass(frozen=True)
class Terms:
    """What every part is judged by."""

    coverage: Coverage | None
    as_of: AsOf
    waivers: Waivers | None = None


def judged(terms: Terms, one: Pass, log: EventLog, entities: Entities | None) -> pa.Table:
    """The ledger rows that the rules of a pass give for the bearers of a part, in the order of the ledger.

    Args:
        log: every event that these rules look at for these bearers; others do no harm.
        entities: these bearers, and whoever they are connected with as far as the rules look; nobody else.
    """
    ledger = evaluate(one.rulebook, log, entities, terms.coverage, terms.as_of, waivers=terms.waivers)
    if len(one.names) == len(rule_names(one.rulebook.rules)):
        return ledger
    return ledger.filter(pc.is_in(ledger["rule"], value_set=pa.array(one.names)))


def evaluate_in_parts(
    rulebook: Rulebook,
    log: EventLog,
    entities: Entities | None,
    coverage: Coverage | None,
    as_of: AsOf,
    *,
    waivers: Waivers | None = None,
    size: int = SIZE,
    workers: int = WORKERS,
    progress: Callable[[int, int], None] | None = None,
) -> pa.Table:
    """As `evaluate`, judged part by part.

    Args:
        size: events of a part, about; a bearer, or a tree of owners where a rule looks at it, is never divided.
        workers: threads that judge parts side by side.
        progress: told (events judged, events to judge), where those of several passes count as often.
    """
    terms = Terms(coverage, as_of, waivers)
    work = [item for one in passes(rulebook) for item in _divided(one, log, entities, size)]
    todo = sum(log.table.num_rows if rows is None else len(rows) for _, rows, _ in work)
    done = 0

    def run(item: tuple[Pass, pa.Array | None, Entities | None]) -> tuple[int, Pieces]:
        one, rows, mine = item
        part = log if rows is None else replace(log, table=log.table.take(rows), unsettled=None)
        return part.table.num_rows, pieces_of(judged(terms, one, part, mine))

    found = []
    with ThreadPoolExecutor(workers) as pool:
        for events, part in pool.map(run, work):
            done += events
            found.append(part)
            if progress:
                progress(done, todo)
    blocks = list(merged(found, rule_names(rulebook.rules)))
    return pa.concat_tables([SCHEMA.empty_table(), *blocks]).combine_chunks()


def _divided(
    one: Pass, log: EventLog, entities: Entities | None, size: int
) -> Iterator[tuple[Pass, pa.Array | None, Entities | None]]:
    """The rows of the log and the entities of each part of a pass; rows are None where the log is not divided."""
    subject, words = codes(log.table["subject"])
    weight = len(subject) + EXISTS * (0 if entities is None else entities.table.num_rows)
    shares = Shares.of(one.reach, entities, words, counted(subject, len(words)), max(1, round(weight / size)))
    if len(shares) == 1:
        yield one, None, entities
        return
    part = shares.part_of(words)[subject]
    order = stable_order(part)
    bounds = np.searchsorted(part[order], np.arange(len(shares) + 1))
    for number, mine in enumerate(shares.entities(entities)):
        yield one, pa.array(order[bounds[number] : bounds[number + 1]]), mine
