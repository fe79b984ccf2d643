"""Explanations of some duties of an audit, all at once: their nearest misses, and what would have met them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhiben.engine.audit import Audit
from zhiben.engine.explain.asked import Asked, judgements_of
from zhiben.engine.explain.claims import tempered, tempered_ending
from zhiben.engine.explain.ending import eased, ending, ending_record, ending_span
from zhiben.engine.explain.failing import Failing
from zhiben.engine.explain.lacking import shortfall
from zhiben.engine.explain.mentioned import Mentioned
from zhiben.engine.explain.nearest import BROKE, STANDING, Misses, nearest, standing, told
from zhiben.engine.explain.record import record
from zhiben.engine.explain.remedies import remedies
from zhiben.engine.explain.shape import Explanations
from zhiben.engine.explain.shortfall import NOTHING, Shortfall
from zhiben.engine.explain.shortfall import STANDING as STANDING_WHY
from zhiben.engine.explain.span import span
from zhiben.engine.explain.telling import asks_of, ending_asks, ending_values, misses_of, values_of
from zhiben.engine.explain.undecided import information
from zhiben.engine.judge import MET
from zhiben.engine.search import Flags, Ints
from zhiben.engine.simulate.palette import Palette

MOST = 5  # nearest misses of a duty


def explanations(audit: Audit, duties: pa.Table, most: int = MOST) -> Explanations:
    """Explain duties of the audit's ledger.

    Args:
        duties: rows of the ledger; the column `duty` is read, and `rule`.
        most: how many near misses of each are told.

    Returns:
        Five tables that name the duties, in no particular order of them. A duty that is met has no remedy to tell.
    """
    made = Explaining(most)
    if duties.num_rows:
        judgements_of(audit, duties, made.take)
    return made.joined()


class Explaining:
    """Explanations as they come, one rule and variant after the other."""

    def __init__(self, most: int = MOST, mentioned: Mentioned | None = None) -> None:
        """Begin with none.

        Args:
            most: how many near misses of each duty are told.
            mentioned: where the rows of the log that the duties name are noted.
        """
        self._most = most
        self._mentioned = mentioned
        self._parts: list[Explanations] = []
        self._palette: Palette | None = None

    def take(self, asked: Asked) -> None:
        """Explain some duties of one judgement."""
        if not len(asked.rows):
            return
        if self._palette is None:
            self._palette = Palette(asked.judgement.stage.rulebook, asked.wide.civil, "en")
        self._parts.append(_explained(asked, self._palette, self._most, self._mentioned))

    def joined(self) -> Explanations:
        """All of them."""
        return Explanations.joined(self._parts)


def _explained(asked: Asked, palette: Palette, most: int, mentioned: Mentioned | None) -> Explanations:
    is_met = asked.judgement.part.judged.verdict[asked.rows] == MET
    missing = shortfall(asked).where(is_met, NOTHING, 0)
    when = span(asked, missing.condition(asked.judgement.duty))
    found = record(asked, palette, missing, when)
    missing = tempered(asked, eased(asked, missing), when, found)
    is_open = ~is_met & (asked.windows.reason == 0)
    asks = [asks_of(asked, missing, is_open), information(asked)]
    values = [values_of(asked, found, missing.is_wanted)]
    failing, misses = _misses(asked, missing, is_met, most)
    told_misses, failed = misses_of(asked, failing, misses)
    if mentioned is not None:
        mentioned.take(asked, misses)
    ends, missing = ending(asked, missing.where(is_met, NOTHING, 0))
    when = ending_span(asked, ends, when)
    last = ending_record(asked, palette, ends, when) if len(ends) else None
    if last is not None:
        missing = tempered_ending(asked, missing, when, ends, last)
        asks.append(ending_asks(asked, ends))
        values.append(ending_values(asked, ends, last, missing.is_wanted))
    return Explanations(
        remedies(asked, missing, when, found, ends, last),
        pa.concat_tables(asks),
        pa.concat_tables(values),
        told_misses,
        failed,
    )


def _misses(asked: Asked, missing: Shortfall, is_met: Flags, most: int) -> tuple[Failing, list[Misses]]:
    failing = Failing.of(asked)
    parts = []
    duty, element = _broke(asked, is_met)
    if len(duty):
        parts.append(told(asked, failing, duty, element, BROKE, most))
    name = asked.judgement.duty.measure.name
    if name == "standing":
        over = np.flatnonzero((missing.why == STANDING_WHY) & ~is_met)
        which, element = standing(asked, over.astype(np.int64))
        parts.append(told(asked, failing, which, element, STANDING, max(most, MOST)))  # told together
        return failing, parts
    is_exceeded = np.zeros(len(asked.rows), np.bool_)
    is_exceeded[duty] = True
    is_known = asked.windows.reason == 0
    lacking = np.flatnonzero(~is_met & is_known & ~is_exceeded & (missing.kind != NOTHING)).astype(np.int64)
    return failing, [*parts, *nearest(asked, failing, lacking, most)]


def _broke(asked: Asked, is_met: Flags) -> tuple[Ints, Ints]:
    """(p,) duties and (p,) elements with which a value first lay beyond its bound."""
    judgement = asked.judgement
    measure, limits, part = judgement.duty.measure.name, judgement.part.limits, judgement.part
    lo, hi = part.slices.lo, part.slices.hi
    beyond = limits.low if measure == "min" else limits.high
    if measure == "latest":
        hit = np.where(hi > lo, hi - 1, hi)
        is_hit = part.judged.verdict != MET
    elif measure in ("mean", "share", "standing") or beyond is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    else:
        hit = part.measure.reaches(lo, hi, beyond, beyond=True)
        is_hit = np.ones(len(lo), np.bool_)
    is_hit = (is_hit & (hit >= lo) & (hit < hi) & (part.windows.reason == 0))[asked.rows] & ~is_met
    duty = np.flatnonzero(is_hit).astype(np.int64)
    return duty, hit[asked.rows][duty]
