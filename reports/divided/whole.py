"""What is said of a divided log as a whole: what its parts say apart is added up."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.audit import judged
from zhiben.engine.audited import Audit
from zhiben.engine.inputs import Inputs
from zhiben.engine.ledger import SCHEMA as LEDGER
from zhiben.engine.notes import Note, notes_of, notes_of_choice, notes_of_parts
from zhiben.engine.parts.judging import Taken
from zhiben.engine.parts.laying import Run
from zhiben.engine.search import Ints
from zhiben.engine.unseen import SCHEMA, unseen_triggers
from zhiben.engine.waiver_use import WaiverUse, in_scope, notes_of_waivers, uses_from
from zhiben.events.civil import calendar
from zhiben.events.identity import counting_notes
from zhiben.events.log import Account, EventLog
from zhiben.events.ordering import in_order
from zhiben.events.reading import joined
from zhiben.reports.summary import Summary, Tally, summary_of

_BEARERS = 1_000  # that a summary tells of, the worst


class Told(Struct, frozen=True):
    """What is kept of the audit of one part.

    Attributes:
        excused: `waiver_use.in_scope`, None = there are no waivers.
        unseen: triggers that could not be seen, where only the events tell who exists.
    """

    counts: Tally
    excused: Ints | None
    unseen: pa.Table

    @classmethod
    def of(cls, audit: Audit, given: Inputs, is_registered: bool) -> Told:
        """From the audit of a part; `is_registered`: entities are given, which are not among these inputs."""
        civil, excused, unseen = calendar(given.book.timezone), None, SCHEMA.empty_table()
        if given.excuses is not None:
            excused = in_scope(given.excuses, given.whole, audit.ledger, given.clock, civil)
        if not is_registered:
            unseen = unseen_triggers(given.book, audit.log, None, given.declared, given.clock)
        return cls(Tally.of(audit.ledger), excused, unseen)


def whole(run: Run, taken: Sequence[Taken[object]], told: Sequence[Told]) -> tuple[Audit, Summary]:
    """The audit, with account, problems, notes and waivers of the whole but without duties; and counts of all."""
    given = run.plan.given
    uses, log = _uses(given, told), _log(run, taken)
    if given.registry is None:
        unseen = pl.concat([pl.DataFrame(each.unseen) for each in told]).unique().sort("type", "subject")
        nobody_seen = unseen.to_arrow().cast(SCHEMA)
    else:
        nobody_seen = unseen_triggers(given.book, log, given.registry, given.declared, given.clock)
    audit = dataclasses.replace(
        judged(replace(given, registry=None), log),
        ledger=LEDGER.empty_table(),
        log=log,
        entities=given.registry,
        notes=(
            *notes_of_choice(given.rules),
            *notes_of_parts(),
            *notes_of(given.book, log, given.registry, given.declared, given.clock, nobody_seen),
            *_added(note for each in taken for note in each.notes),
            *notes_of_waivers(uses),
        ),
        unseen=nobody_seen,
        waiver_uses=uses,
    )
    return audit, summary_of(Tally.joined(each.counts for each in told), given.book, _BEARERS)


def _log(run: Run, taken: Sequence[Taken[object]]) -> EventLog:
    """The log without its events: what became of its rows, and what is wrong with them."""
    log, parts, accounts = run.log, run.log.parts, [each.account for each in taken]
    account = Account(
        read=log.account.read,
        ignored=log.account.ignored,
        accepted=sum(each.accepted for each in accounts),
        duplicates=sum(each.duplicates for each in accounts),
        rejected=log.account.rejected + sum(each.rejected for each in accounts),
    )
    counting = counting_notes(account.duplicates, sum(each.repeats for each in taken))
    problems = (*log.problems, *(problem for each in taken for problem in each.problems), *counting)
    files = [str(file) for file in run.plan.given.files] if isinstance(run.plan.given.files, list) else []
    said = in_order(dict.fromkeys(problems), files)
    return EventLog(joined([], parts.vocabulary), tuple(said), account, parts.zone, parts.vocabulary)


def _uses(given: Inputs, told: Sequence[Told]) -> tuple[WaiverUse, ...]:
    found = [each.excused for each in told if each.excused is not None]
    if given.excuses is None or not found:
        return ()
    total: Ints = np.sum(found, axis=0)
    return uses_from(given.excuses, given.book, given.whole, total, given.clock, calendar(given.book.timezone))


def _added(notes: Iterable[Note]) -> list[Note]:
    """Notes that the parts make of their own events, as one of each kind."""
    found: dict[str, Note] = {}
    for note in notes:
        before = found.get(note.code, Note(note.code))
        found[note.code] = Note(note.code, before.about or note.about, before.count + note.count)
    return list(found.values())
