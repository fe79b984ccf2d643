"""From rulebook and events to the duty ledger: one code path for every kind of rule (DESIGN §1)."""

from __future__ import annotations

from functools import partial
from typing import Callable, Hashable, Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine import standing
from zhiben.engine.abreast import abreast, cores
from zhiben.engine.conditions import FALSE
from zhiben.engine.covered import is_covered
from zhiben.engine.covering import SetGauge
from zhiben.engine.decided import Handed, decided_duties
from zhiben.engine.elements import Elements, asked_of, elements, slices
from zhiben.engine.intervals import Windows, joined
from zhiben.engine.judge import BREACHED, LATE, Judged, judge
from zhiben.engine.laid_out import laid_out
from zhiben.engine.ledger import EMPTY, AsOf
from zhiben.engine.limits import Before, limits
from zhiben.engine.measures import Gauge, gauge
from zhiben.engine.occasions import occasions
from zhiben.engine.occasions.breaches import of_breaches
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.previous import windows_before
from zhiben.engine.reasons import MISSING_TRIGGER_VALUE, strongest, unknown_where
from zhiben.engine.row_order import of_windows
from zhiben.engine.rows import Part
from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.engine.strata import strata
from zhiben.engine.terms import duties_of, read
from zhiben.engine.wanted import wanted
from zhiben.engine.windows import cut
from zhiben.events.civil import NEVER
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.decided import chain
from zhiben.rules.model import By, Duty, Rule, Rulebook, Within
from zhiben.rules.waivers import Waivers


class Judgement(Struct, frozen=True):
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


_LARGE = 100_000  # events for each rule from which on threads pay: of small rules most is Python's own work
_LONG = 10_000  # duties of each rule from which on nothing is gained by laying them side by side in memory
Watch = Callable[[Judgement], None]
Only = Callable[[Stage, Rule, Occasions, Windows], Flags]
Missed = tuple[Ints, pa.ChunkedArray, Ints]  # (b,) occasions, ids, and instants of certainty of breached or late duties


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
    handed: Handed | None = None,
) -> pa.Table:
    """The duty ledger of a log under a rulebook, as of an instant.

    Args:
        entities: None = bearers are the subjects seen in the log.
        coverage: None = the log counts as complete up to the as-of instant.
        progress: told (rule id, rules done before it, rules in all) of every rule that is done.
        watch: shown every judgement, in the order of the rules, as soon as it is its turn, so that it can be explained.
        waivers: duties that they cover are waived.
        only: shown the windows of every rule; those of which it says False are not judged.
        handed: decided duties of other rules, and where those of these rules are put.

    Returns:
        Rows of `ledger.SCHEMA`, sorted by rule (order of the rulebook, a child after its parent), bearer, key, opens
        (null first), raised_by; whatever the order of the events.
    """
    stage = Stage.of(rulebook, log, entities, coverage, as_of, waivers)
    ledgers: dict[int, list[pa.Table]] = {}
    told: dict[int, list[pa.Table]] = {}
    at_once = cores() if len(stage.events) > _LARGE * len(rulebook.rules) else 1
    for ready, places in strata(stage, rulebook.rules, told, handed):
        work = partial(_ruled, ready, only, watch, at_once > 1)
        for (place, rule, _), found in zip(places, abreast(work, places, at_once, ahead=0), strict=True):
            if progress:
                progress(rule.id, len(ledgers), len(rulebook.rules))
            ledgers[place], told[place] = found.ledger, found.told
            _show(watch, found.to_show)
    if handed is not None:
        handed.told.extend(table for tables in told.values() for table in tables)
    tables = [table for place in sorted(ledgers) for table in ledgers[place]]
    if len(tables) == 1:
        return tables[0]
    ledger = pa.concat_tables(tables or [EMPTY])
    return ledger.combine_chunks() if len(ledger) < _LONG * len(tables) else ledger


class _Ruled(Struct, frozen=True):
    """What became of one rule and of what it owes otherwise.

    Attributes:
        ledger: its rows.
        told: its duties as events, where other rules read them.
        to_show: the judgements that nobody was shown yet.
    """

    ledger: list[pa.Table]
    told: list[pa.Table]
    to_show: list[Judgement]


def _show(watch: Watch | None, waiting: list[Judgement]) -> None:
    """Show judgements in their order, and let go of them before the next rule is done."""
    for judgement in waiting:
        assert watch is not None
        watch(judgement)
    waiting.clear()


def _ruled(
    stage: Stage, only: Only | None, watch: Watch | None, is_beside_others: bool, ruled: tuple[int, Rule, bool]
) -> _Ruled:
    """Judge one rule with what follows it; of rules judged beside others judgements are shown later, in turn."""
    _, rule, is_read = ruled
    found = _Ruled([], [], [])
    shown = found.to_show.append if watch and is_beside_others else watch
    raised = occasions(stage, rule)
    for step in chain(rule):
        table, missed = _judged(stage, step, raised, found.told if is_read else None, shown, only)
        found.ledger.append(table)
        if step.otherwise is not None:
            raised = _following(stage, step.otherwise, raised, missed)
    return found


def _judged(
    stage: Stage, rule: Rule, raised: Occasions, told: list[pa.Table] | None, watch: Watch | None, only: Only | None
) -> tuple[pa.Table, list[Missed]]:
    """Ledger rows of one rule, and what is missed where something is owed otherwise.

    Args:
        told: where other rules read its duties, these are added to it as events.
    """
    duties = duties_of(rule)
    made: dict[Hashable, Elements] = {}

    def found(number: int) -> Elements:
        asked = asked_of(duties[number])
        if asked not in made:
            made[asked] = elements(stage, rule, duties[number], raised)
        return made[asked]

    windows = _windows(stage, rule, raised, found)
    before = windows_before(stage, rule, raised, windows, found)  # which may be one that is not asked about
    if only is not None:
        asked = only(stage, rule, raised, windows)
        windows, before = windows.take(asked), before.take(asked)
    order = of_windows(stage, raised, windows)
    windows = windows.take(order)
    parts: list[Part] = []
    places: list[Ints] = []
    for number, duty in enumerate(duties):
        mine = (windows.variant == number).nonzero()[0]
        if len(mine):
            chosen = windows if len(mine) == len(windows) else windows.take(mine)
            parts.append(_part(stage, rule, duty, raised, found(number), chosen, before.take(order[mine])))
            places.append(mine)
    if not parts:
        return EMPTY, []
    numbers = [int(windows.variant[mine[0]]) for mine in places]
    table, parts, places = laid_out(stage, rule, raised, windows, parts, places)
    missed: list[Missed] = []
    for number, part, mine in zip(numbers, parts, places, strict=True):
        own = table
        if len(parts) > 1:
            own = (table.select(["duty"]) if told is None else table).take(pa.array(mine))
        judged = part.judged
        if watch:
            ids = own["duty"].combine_chunks()
            watch(Judgement(stage, rule, number, duties[number], raised, found(number), part, ids))
        if told is not None:
            told.append(decided_duties(stage, rule, own, part.asked, judged))
        if rule.otherwise is not None:
            broken = np.flatnonzero((judged.verdict == BREACHED) | (judged.verdict == LATE))
            missed.append((part.windows.occasion[broken], own["duty"].take(pa.array(broken)), judged.decided[broken]))
    return table, missed


def _following(stage: Stage, rule: Rule, raised: Occasions, missed: Sequence[Missed]) -> Occasions:
    """The occasions of an `otherwise`: what was missed of the duties above it."""
    if not missed:
        return raised.take(np.zeros(0, np.int64))
    followed, duties, decided = zip(*missed, strict=True)
    ids = pa.chunked_array([chunk for part in duties for chunk in part.chunks], pa.string()).combine_chunks()
    return of_breaches(stage, rule, raised.take(np.concatenate(followed)), ids, np.concatenate(decided))


def _windows(stage: Stage, rule: Rule, raised: Occasions, found: Callable[[int], Elements]) -> Windows:
    """The windows of a rule; of a trigger that lacks what ties events to it, one that is unknown (reading 5)."""
    windows = cut(stage, rule, raised, found)
    if not raised.is_triggered or not len(raised):
        return windows
    is_lost = raised.reason != 0
    untied = [found(number).is_untied for number, _ in enumerate(duties_of(rule))]
    if not any(flags.any() for flags in (is_lost, *untied)):
        return windows
    which = np.arange(len(raised), dtype=np.int64)
    terms = read(stage, rule, raised, which, raised.start)
    reason = strongest(terms.reason, raised.reason)
    for number, flags in enumerate(untied):
        mine = (terms.variant == number) & flags
        reason, is_lost = unknown_where(reason, mine, MISSING_TRIGGER_VALUE), is_lost | mine
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
