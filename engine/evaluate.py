"""From rulebook and events to the duty ledger: one code path for every kind of rule (DESIGN §1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Callable

import numpy as np
import pyarrow as pa

from zhiben.engine import standing
from zhiben.engine.conditions import FALSE
from zhiben.engine.covered import is_covered
from zhiben.engine.covering import SetGauge
from zhiben.engine.decided import SCHEMA as DECIDED_SCHEMA
from zhiben.engine.decided import decided_duties
from zhiben.engine.elements import Elements, elements, slices
from zhiben.engine.intervals import Windows, joined
from zhiben.engine.judge import BREACHED, LATE, Judged, judge
from zhiben.engine.ledger import SCHEMA, AsOf
from zhiben.engine.limits import Before, limits
from zhiben.engine.measures import Gauge, gauge
from zhiben.engine.occasions import occasions
from zhiben.engine.occasions.breaches import of_breaches
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.previous import windows_before
from zhiben.engine.reasons import MISSING_TRIGGER_VALUE, strongest, unknown_where
from zhiben.engine.row_order import in_order, of_windows
from zhiben.engine.rows import Part, rows
from zhiben.engine.search import Flags
from zhiben.engine.stage import Stage
from zhiben.engine.strata import strata
from zhiben.engine.terms import duties_of, read
from zhiben.engine.waiving import excused
from zhiben.engine.wanted import wanted
from zhiben.engine.windows import cut
from zhiben.events.civil import NEVER
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.decided import chain
from zhiben.rules.model import By, Duty, Rule, Rulebook, Within
from zhiben.rules.waivers import Waivers


@dataclass(frozen=True, slots=True)
class Judgement:
    """The duties of one variant of a rule as they were judged, with all that they were judged by.

    Attributes:
        number: of the variant, 0 = base; `duty` is what it owes.
        part: (d,) windows, slices and verdicts; `ids` their (d,) duty ids.
    """

    stage: Stage
    rule: Rule
    number: int
    duty: Duty
    occasions: Occasions
    elements: Elements
    part: Part
    ids: pa.Array


Watch = Callable[[Judgement], None]
Only = Callable[[Stage, Occasions, Windows], Flags]


def evaluate(
    rulebook: Rulebook,
    log: EventLog,
    entities: Entities | None,
    coverage: Coverage | None,
    as_of: AsOf,
    progress: Callable[[str, int, int], None] | None = None,
    watch: Watch | None = None,
    waivers: Waivers | None = None,
    only: Only | None = None,
) -> pa.Table:
    """The duty ledger of a log under a rulebook, as of an instant.

    Args:
        entities: None = bearers are the subjects seen in the log.
        coverage: None = the log counts as complete up to the as-of instant.
        progress: told (rule id, rules done, rules in all).
        watch: shown every judgement as it is made, so that it can be explained.
        waivers: duties that they cover are waived.
        only: shown the windows of every rule; those of which it says False are not judged.

    Returns:
        Rows of `ledger.SCHEMA`, sorted by rule (order of the rulebook, a child after its parent), bearer, key, opens
        (null first), raised_by; whatever the order of the events.
    """
    stage = Stage.of(rulebook, log, entities, coverage, as_of, waivers)
    ledgers: dict[int, list[pa.Table]] = {}
    told: dict[int, list[pa.Table]] = {}
    for place, rule, is_read, ready in strata(stage, rulebook.rules, told):
        if progress:
            progress(rule.id, len(ledgers), len(rulebook.rules))
        ledgers[place], told[place] = [], []
        raised = occasions(ready, rule)
        for step in chain(rule):
            table, raised, decided = _judged(ready, step, raised, is_read, watch, only)
            ledgers[place].append(table)
            told[place].append(decided)
    tables = [table for place in sorted(ledgers) for table in ledgers[place]]
    return pa.concat_tables([SCHEMA.empty_table(), *tables]).combine_chunks()


def _judged(
    stage: Stage, rule: Rule, raised: Occasions, is_read: bool, watch: Watch | None, only: Only | None
) -> tuple[pa.Table, Occasions, pa.Table]:
    """Ledger rows of one rule, the occasions its breaches are for its `otherwise`, and its duties as events if read."""
    duties = duties_of(rule)

    @cache
    def found(number: int) -> Elements:
        return elements(stage, rule, duties[number], raised)

    windows = _windows(stage, rule, raised, found)
    if only is not None:
        windows = windows.take(only(stage, raised, windows))
    before = windows_before(stage, rule, raised, windows, found)
    tables, followed, instants = [SCHEMA.empty_table()], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    ids: list[pa.Array] = [pa.array([], pa.string())]
    decided: list[pa.Table] = [DECIDED_SCHEMA.empty_table()]
    for number, duty in enumerate(duties):
        mine = np.flatnonzero(windows.variant == number)
        if not len(mine):
            continue
        chosen = windows if len(mine) == len(windows) else windows.take(mine)
        order = of_windows(stage, raised, chosen)
        part = _part(stage, rule, duty, raised, found(number), chosen.take(order), before.take(mine[order]))
        table = rows(stage, rule, raised, part)
        judged, table = excused(stage.excuses, rule, part.judged, table, stage.as_of)
        part = replace(part, judged=judged)
        if watch:
            watch(Judgement(stage, rule, number, duty, raised, found(number), part, table["duty"].combine_chunks()))
        broken = np.flatnonzero((judged.verdict == BREACHED) | (judged.verdict == LATE))
        tables.append(table)
        if is_read:
            decided.append(decided_duties(stage, rule, table, part.asked, judged))
        followed.append(part.windows.occasion[broken])
        instants.append(judged.decided[broken])
        ids.append(table["duty"].combine_chunks().take(pa.array(broken)))
    ledger = pa.concat_tables(tables)
    if len(tables) > 2:  # every variant's rows are in order by themselves
        ledger = ledger.take(in_order(ledger))
    told = pa.concat_tables(decided)
    if rule.otherwise is None:
        return ledger, raised.take(np.zeros(0, np.int64)), told
    parents = raised.take(np.concatenate(followed))
    child = of_breaches(stage, rule.otherwise, parents, pa.concat_arrays(ids), np.concatenate(instants))
    return ledger, child, told


def _windows(stage: Stage, rule: Rule, raised: Occasions, found: Callable[[int], Elements]) -> Windows:
    """The windows of a rule; of a trigger that lacks what ties events to it, one that is unknown (reading 5)."""
    windows = cut(stage, rule, raised, found)
    if not raised.is_triggered or not len(raised):
        return windows
    which = np.arange(len(raised), dtype=np.int64)
    terms = read(stage, rule, raised, which, raised.start)
    reason = strongest(terms.reason, raised.reason)
    is_lost = raised.reason != 0
    for number, _ in enumerate(duties_of(rule)):
        untied = (terms.variant == number) & found(number).is_untied
        reason, is_lost = unknown_where(reason, untied, MISSING_TRIGGER_VALUE), is_lost | untied
    if not is_lost.any():
        return windows
    never = np.full(len(raised), NEVER)
    start = raised.start
    unknown = Windows(which, terms.variant, start, start, start, never, never, reason, start)
    unknown = unknown.take(is_lost & (terms.owed != FALSE) & (start < stage.as_of.before))
    return joined([windows.take(~is_lost[windows.occasion]), unknown], windows.is_strict)


def _part(
    stage: Stage, rule: Rule, duty: Duty, raised: Occasions, found: Elements, windows: Windows, before: Before
) -> Part:
    """Measure and judge the windows of one variant."""
    sets = None if duty.measure.wanted is None else wanted(stage, rule, duty.measure.wanted, raised, windows)
    if sets is not None:
        is_owed = ~sets.owes_nothing
        windows, before, sets = windows.take(is_owed), before.take(is_owed), sets.take(is_owed)
        windows = replace(windows, reason=strongest(windows.reason, sets.reason))
    reason = unknown_where(windows.reason, found.is_incomparable[windows.occasion], MISSING_TRIGGER_VALUE)
    bounds = limits(stage, duty.bound, raised, windows, before)
    windows = replace(windows, reason=strongest(reason, bounds.reason))
    if duty.measure.until is None:
        cut_out, asked, clock = slices(stage, found, raised, windows), windows, np.full(len(windows), stage.as_of.clock)
    else:
        cut_out, asked, clock = standing.asked(stage, rule, duty, raised, found, windows, bounds)
    measure: Gauge = (
        gauge(stage.events, duty.measure, cut_out.elements)
        if sets is None
        else SetGauge(stage.events, duty.measure.field or "", cut_out.elements, sets)
    )
    judged: Judged = judge(
        bounds,
        measure,
        cut_out,
        asked,
        clock,
        isinstance(duty.window, By | Within) and duty.bound.name == "at_least",
        lambda flagged: is_covered(stage, rule, duty, raised, asked, flagged),
    )
    return Part(windows, cut_out, judged, duty.bound, bounds, asked, measure, sets)
