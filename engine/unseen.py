"""Triggers that could not be seen: a trigger event that was never handed in leaves no duty, and so no row.

The declared coverage tells for which event types and subjects that may have happened (DESIGN §5, Coverage).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from zhiben.engine.covered import UNKNOWN, declared
from zhiben.engine.ledger import AsOf
from zhiben.engine.search import Ints
from zhiben.engine.stage import Stage
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.model import EachEvent, Rule, Rulebook

SCHEMA = pa.schema([("type", pa.string()), ("subject", pa.string())])


def unseen_triggers(
    rulebook: Rulebook, log: EventLog, entities: Entities | None, coverage: Coverage | None, as_of: AsOf
) -> pa.Table:
    """Trigger types, and whose, that are not covered for all of the time in which they would have raised a duty.

    Returns:
        Distinct (type, subject), sorted; subject `*` where a rule without bearer needs the log to be complete for
        everybody. Empty without a declaration: then the log counts as complete.
    """
    if coverage is None:
        return SCHEMA.empty_table()
    # Who exists is known from the entities alone; only without them the events have to be looked through.
    seen = log if entities is None else replace(log, table=log.table.slice(0, 0))
    stage = Stage.of(rulebook, seen, entities, coverage, as_of)
    found = {pair for rule in rulebook.rules for pair in _uncovered(stage, rule)}
    types, subjects = zip(*sorted(found), strict=True) if found else ((), ())
    return pa.table([pa.array(types, pa.string()), pa.array(subjects, pa.string())], schema=SCHEMA)


def _uncovered(stage: Stage, rule: Rule) -> set[tuple[str, str]]:
    occasion = rule.duty.occasion
    if not isinstance(occasion, EachEvent):
        return set()
    who, start, end = _lives(stage, rule, occasion)
    found: set[tuple[str, str]] = set()
    for event_type in occasion.events:
        lost = np.unique(who[~declared(stage, event_type).covers(who, start, end)])
        names = stage.registry.names.take(pa.array(lost[lost >= 0])).to_pylist()
        found |= {(event_type, name) for name in (names if len(names) == len(lost) else ["*"])}
    return found


def _lives(stage: Stage, rule: Rule, occasion: EachEvent) -> tuple[Ints, Ints, Ints]:
    """Whose triggers count, and from when to when (up to the as-of instant): codes and half-open instants."""
    who, start, end = np.array([UNKNOWN]), np.array([ALWAYS]), np.array([NEVER])
    if rule.bearer is not None and occasion.whose != "any":
        spans = stage.registry.spans(rule.bearer)
        who, start, end = spans.who, spans.start, spans.end
        if occasion.whose in ("below", "above"):
            is_below = occasion.whose == "below"
            stays = stage.registry.stays_below(*((rule.bearer, None) if is_below else (None, rule.bearer)))
            who = np.concatenate([who, stays.who if is_below else stays.below])
            start, end = np.concatenate([start, stays.start]), np.concatenate([end, stays.end])
    first, last = stage.instants(rule.in_force)
    return who, np.maximum(start, first), np.minimum(end, min(last, stage.as_of.clock))
