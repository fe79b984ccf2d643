"""What lies ahead of those who are known now: duties still open, and windows that will open, by every audit's code.

The ledger is drawn up twice over the same events: as of now, for what is open, and as of a later day, for the windows
that only time opens. Nothing that would have to happen first is foretold: no trigger, no breach, no decided duty.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from zhiben.engine.arrow import ints
from zhiben.engine.audit import Audit
from zhiben.engine.evaluate import evaluate
from zhiben.engine.ledger import AsOf
from zhiben.events.civil import ALWAYS, NEVER, calendar
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.model import EachEvent, Rulebook

AHEAD = "ahead"  # stands as the verdict of a window that has not opened yet
_UNDECIDED = ("missing-attribute", "missing-trigger-value", "missing-due-date", "calendar-not-published")


def upcoming(found: Audit, start: int, end: AsOf, *, has_log: bool = True) -> pa.Table:
    """Duties that open or fall due from `start` on and before `end.before`, and those whose dates cannot be told.

    Args:
        found: the audit as of now; what attributes will be later is read from its entities.
        start: instant.
        has_log: without a log no breach is known either, and what follows a breach is left out.

    Returns:
        Rows of `ledger.SCHEMA`, earliest due date first (null last), then in the order of the ledger. `verdict` is
        `pending`, `unknown` where it cannot be told what is owed, or `ahead` for a window that opens later; of that,
        `observed`, `decided` and `evidence` say nothing, and neither does `required` where it depends on other windows.
    """
    now = AsOf.at(found.as_of, calendar(found.rulebook.timezone), found.known_at)
    present = found.ledger
    closes = ints(present["closes"], null=int(NEVER))
    is_open = (closes > now.clock) & pc.is_in(present["verdict"], value_set=pa.array(["pending", "unknown"])).to_numpy()
    foreseeable = _foreseeable(found.rulebook)
    if not has_log:
        names = pa.array([rule.id for rule in foreseeable.rules], pa.string())
        is_open &= pc.is_in(present["rule"], value_set=names).to_numpy()
    then = replace(end, known_before=now.known_before)
    later = evaluate(foreseeable, _known(found.log, now), found.entities, None, then)
    is_new = ~pc.is_in(later["duty"], value_set=present["duty"].combine_chunks()).to_numpy()
    is_new &= ints(later["opens"], null=int(ALWAYS)) >= now.before
    future = _ahead(later.filter(pa.array(is_new)))
    both = pa.concat_tables([present.filter(pa.array(is_open)), future]).combine_chunks()
    opens, due = ints(both["opens"], null=int(ALWAYS)), ints(both["due"], null=int(NEVER))
    is_near = ((opens >= start) & (opens < end.before)) | ((due >= start) & (due < end.before)) | (due == NEVER)
    order = np.argsort(due[is_near], kind="stable")
    return both.take(pa.array(np.flatnonzero(is_near)[order]))


def _known(log: EventLog, now: AsOf) -> EventLog:
    """The events that exist now: one dated later is no news of what is ahead."""
    return dataclasses.replace(log, table=log.table.filter(pc.less(log.table["first"].cast(pa.int64()), now.before)))


def _foreseeable(rulebook: Rulebook) -> Rulebook:
    """Without what only a later breach or decision could raise."""
    rules = [replace(rule, otherwise=None) for rule in rulebook.rules if not _waits_for_decisions(rule.duty.occasion)]
    return replace(rulebook, rules=tuple(rules))


def _waits_for_decisions(occasion: object) -> bool:
    return isinstance(occasion, EachEvent) and DUTY_DECIDED in occasion.events


def _ahead(duties: pa.Table) -> pa.Table:
    """Duties of a later day without what was judged of them: only that they will be owed, or that it cannot be told."""
    is_undecided = pc.is_in(duties["reason"], value_set=pa.array(_UNDECIDED))
    size = duties.num_rows
    blank = {
        "observed": pa.nulls(size, pa.float64()),
        "verdict": pc.if_else(is_undecided, "unknown", AHEAD),
        "decided": pa.nulls(size, duties.schema.field("decided").type),
        "cured": pa.nulls(size, duties.schema.field("cured").type),
        "reason": pc.if_else(is_undecided, duties["reason"], ""),
        "evidence": pa.array([[]] * size, pa.list_(pa.string())),
        "evidence_count": pa.array(np.zeros(size, np.int64)),
        "waiver": pa.repeat(pa.scalar("", pa.string()), size),
    }
    return pa.table({name: blank.get(name, duties[name]) for name in duties.column_names}, schema=duties.schema)
