"""From when on events count for what is judged again: of each subject and type, no earlier than any window needs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from zhiben.engine.monitor.incremental.cut import Cut
from zhiben.engine.monitor.incremental.narrow import Cuts
from zhiben.engine.monitor.settings import DAY
from zhiben.engine.monitor.state.stand import Rows
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import ALWAYS, NEVER, CivilCalendar

MARGIN = 2 * DAY  # a bare date lies in a window that its day overlaps


class Since(Struct, frozen=True):
    """The first instants.

    Attributes:
        subjects: (s,) numbers, ascending; `types`: (t,) numbers of event types, ascending.
        instants: (s, t) events before then are left out.
    """

    subjects: Ints
    types: Ints
    instants: Ints

    @classmethod
    def of(
        cls, needed: Ints, units: Ints, types: Ints, is_of: Flags, ever: Flags, seen: tuple[Ints, Ints] | None = None
    ) -> Since:
        """Those of the events that rules look at.

        Args:
            needed: (u, r) what each of (u,) `units` needs under each rule (`needed`).
            types: (t,) numbers of event types, ascending.
            is_of: (t, r) a rule looks at events of a type; `ever`: (t, r) at all that ever came.
            seen: (p,) units, and (p,) subjects whose events they look at; None = each looks at its own.
        """
        columns = [needed[:, mine].min(axis=1, initial=NEVER) for mine in is_of]
        for column, mine in zip(columns, ever, strict=True):
            column[(needed[:, mine] < NEVER).any(axis=1)] = ALWAYS
        instants = np.stack(columns, axis=1) if columns else np.zeros((len(units), 0), np.int64)
        if seen is None:
            return cls(units, types, instants)
        subjects, where = np.unique(seen[1], return_inverse=True)
        joined = np.full((len(subjects), len(types)), NEVER)
        np.minimum.at(joined, where.reshape(-1), instants[units.searchsorted(seen[0])])
        return cls(subjects, types, joined)

    def lets(self, subject: Ints, owner: Ints, kind: npt.NDArray[np.int32], first: Ints) -> Flags:
        """(n,) True where an event counts.

        Args:
            subject: (k,) numbers of subjects, all of them among `subjects`.
            owner: (n,) index into `subject` of each event; `kind`: (n,) number of its type, one of `types`.
            first: (n,) its first instant.
        """
        row, column = self.subjects.searchsorted(subject), self.types.searchsorted(kind)
        found: Flags = first >= self.instants[row[owner], column]
        return found


def needed(is_touched: Flags, cuts: Cuts, cut: Cut, rows: Rows, owner: Ints, civil: CivilCalendar) -> Ints:
    """(u, r) from when on events matter to the duties that are judged again: NEVER where none of them is.

    Events of types of which all that ever came matters (`Back.ever`) are not meant.

    Args:
        is_touched: (r, u) of each rule by place, and each unit of the cut.
        cuts: how far each rule looks back.
        rows, owner: (d,) how the duties of these rules stand, and the unit of each.
    """
    places, count = is_touched.shape[0], len(cut.units)
    place = rows["rule"].astype(np.int64)
    again = cut.keeps(owner, place, rows["closes"])
    unit, place = cut.units.searchsorted(owner[again]), place[again]
    start, closes = rows["opens"][again], rows["closes"][again]
    # Of `before: any` the triggers are looked for; each lies on the last day of its window.
    start = np.where(cuts.is_any[place] & (start <= ALWAYS), closes - DAY, start)
    opens = np.full(count * places, cut.closed)
    np.minimum.at(opens, unit * places + place, start)
    found = opens.reshape(count, places)
    found[:, cuts.whole] = ALWAYS
    for at, one in cuts.back.items():
        if is_touched[at].any():
            found[:, at] = one.of_windows(found[:, at], cut.closed, civil)
    return np.where(is_touched.T, np.maximum(found, ALWAYS + MARGIN) - MARGIN, NEVER)
