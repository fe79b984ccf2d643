"""Which waiver covers a duty: a join of duties with waivers over what these name, then their days.

Waivers are few, duties are many: no loop goes over duties, nor over pairs of the two.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import flags, ints
from zhiben.engine.ledger import AsOf
from zhiben.engine.pairs import pairs
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import ALWAYS, NEVER, CivilCalendar, to_day
from zhiben.rules.waivers import SELECTORS, Waiver, preference

_NOBODY = np.iinfo(np.int64).max


class Excuses(Struct, frozen=True):
    """(w,) waivers as columns, the preferred ones first; instants in us since the epoch, UTC.

    Attributes:
        names: `id` and the columns `SELECTORS`; null = any.
        start, end: when each holds, half-open.
        opens_from, due_before: [from, to) in which the window of a duty in its scope lies; ALWAYS, NEVER = no limit.
    """

    waivers: tuple[Waiver, ...]
    names: pa.Table
    start: Ints
    end: Ints
    opens_from: Ints
    due_before: Ints

    @classmethod
    def of(cls, waivers: Sequence[Waiver], civil: CivilCalendar) -> Excuses:
        """The waivers, whatever order they come in; days are civil days of the rulebook's zone."""
        ordered = sorted(waivers, key=preference)
        windows = [waiver.window for waiver in ordered]
        return cls(
            tuple(ordered),
            pa.table({n: pa.array([getattr(w, n) for w in ordered], pa.string()) for n in ("id", *SELECTORS)}),
            np.array([civil.start(to_day(w.start)) for w in ordered], np.int64),
            np.array([civil.start(to_day(w.end) + 1) for w in ordered], np.int64),
            np.array([ALWAYS if w.start is None else civil.start(to_day(w.start)) for w in windows], np.int64),
            np.array([NEVER if w.end is None else civil.start(to_day(w.end) + 1) for w in windows], np.int64),
        )

    def scope(self, ledger: pa.Table) -> tuple[Ints, Ints]:
        """(p,) rows of a ledger and (p,) waivers in whose scope they are, each such pair once."""
        given = np.stack([~flags(pc.is_null(self.names[name])) for name in SELECTORS], axis=1)
        kinds, kind = np.unique(given, axis=0, return_inverse=True)
        rows, which = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for number, chosen in enumerate(kinds):  # at most sixteen, whatever the number of waivers
            mine = np.flatnonzero(kind.reshape(-1) == number)
            named = [name for name, is_given in zip(SELECTORS, chosen, strict=True) if is_given]
            row, waiver = pairs(
                ledger.select(named), self.names.select(named).take(pa.array(mine)), ledger.num_rows, len(mine)
            )
            rows.append(row)
            which.append(mine[waiver])
        row, waiver = np.concatenate(rows), np.concatenate(which)
        opens = ints(ledger["opens"], null=int(ALWAYS))[row]
        due = ints(ledger["due"], null=int(NEVER))[row]
        # What has no last instant lies inside no window that ends.
        is_inside = (opens >= self.opens_from[waiver]) & (
            (due < self.due_before[waiver]) | (self.due_before[waiver] >= NEVER)
        )
        return row[is_inside], waiver[is_inside]

    def holds(self, ledger: pa.Table, row: Ints, waiver: Ints, as_of: AsOf) -> Flags:
        """(p,) whether each waiver holds at the close of its duty, or now where that is open."""
        asked = asked_at(ledger, as_of)[row]
        found: Flags = (self.start[waiver] <= asked) & (asked < self.end[waiver])
        return found

    def covering(self, ledger: pa.Table, as_of: AsOf) -> Ints:
        """(d,) number of the waiver that covers each duty, whatever its verdict; -1 = none does."""
        row, waiver = self.scope(ledger)
        held = self.holds(ledger, row, waiver, as_of)
        first = np.full(ledger.num_rows, _NOBODY)
        np.minimum.at(first, row[held], waiver[held])
        return np.where(first == _NOBODY, -1, first)


def asked_at(ledger: pa.Table, as_of: AsOf) -> Ints:
    """(d,) when a waiver has to hold: on the window's last instant, or where it is open on the last that is known."""
    closes = ints(ledger["closes"], null=int(NEVER))
    return np.where(closes <= as_of.clock, closes - 1, as_of.before - 1)
