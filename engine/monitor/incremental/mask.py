"""Which duties are judged again: of each rule those of the bearers that are touched, in time where the rule allows it.

Rules are judged together for everybody whom any of them concerns, since one judgement costs less than many; of each
rule only the duties of those whom it concerns itself are looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from zhiben.engine.intervals import Windows
from zhiben.engine.monitor.incremental.cut import Cut
from zhiben.engine.monitor.incremental.narrow import Narrow
from zhiben.engine.monitor.incremental.since import needed
from zhiben.engine.monitor.state.stand import Rows, picked
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.events.civil import CivilCalendar
from zhiben.rules.model import Rule


@dataclass(frozen=True)
class Mask:
    """What of some bearers is judged again.

    Attributes:
        numbers: of the bearers, by name; `units`: (u,) the same, ascending.
        is_touched: (r, u) of each rule by place, and each unit.
        in_time: (r,) the duties of the rule that rest are left out: those that `cut` does not keep.
        needed: (u, r) from when on events matter (`since.needed`).
        place_of: place of the rule of every name that a rule, or what is owed otherwise, has.
    """

    numbers: Mapping[str, int]
    units: Ints
    is_touched: Flags
    in_time: Flags
    cut: Cut
    needed: Ints
    place_of: Mapping[str, int]
    _unit: dict[int, Ints] = field(default_factory=dict)

    @classmethod
    def of(
        cls, numbers: Mapping[str, int], names: Mapping[int, frozenset[str]], narrow: Sequence[Narrow], rows: Rows,
        owner: Ints, since: int, place_of: Mapping[str, int], civil: CivilCalendar,
    ) -> Mask:  # fmt: skip
        """What events at or after `since` touch.

        Args:
            names: of the bearers that each rule concerns, by place.
            narrow: what cuts each rule allows.
            rows, owner: how the duties of these bearers stand, and the unit of each.
        """
        units = np.array(sorted(numbers.values()), np.int64)
        is_touched = np.zeros((len(narrow), len(units)), np.bool_)
        for place, some in names.items():
            mine = np.array([numbers[name] for name in some if name in numbers], np.int64)
            is_touched[place, np.searchsorted(units, mine)] = True
        in_time, cured = (
            np.array([getattr(one, name) for one in narrow], np.bool_) for name in ("in_time", "may_be_cured")
        )
        again = is_touched[rows["rule"], np.searchsorted(units, owner)] & in_time[rows["rule"]]
        some_rows = picked(rows, again)
        cut = Cut.of(units, some_rows, owner[again], cured[some_rows["rule"]], since)
        from_ = needed(is_touched, [one.back for one in narrow], cut, some_rows, owner[again], civil)
        return cls(numbers, units, is_touched, in_time, cut, from_, place_of)

    def of_rows(self, rows: Rows, owner: Ints) -> Flags:
        """(d,) True where a duty of a unit is judged again."""
        found: Flags = self.is_touched[rows["rule"], np.searchsorted(self.units, owner)]
        found &= ~self.in_time[rows["rule"]] | self.cut.keeps(owner, rows["rule"].astype(np.int64), rows["closes"])
        return found

    def of_windows(self, stage: Stage, rule: Rule, raised: Occasions, windows: Windows) -> Flags:
        """(d,) the same of windows of a rule as they are cut."""
        if not len(windows):
            return np.zeros(0, np.bool_)
        place = self.place_of[rule.id]
        mine = self._units(stage)[raised.bearer[windows.occasion]]
        at = np.minimum(np.searchsorted(self.units, mine), len(self.units) - 1)
        found: Flags = (mine >= 0) & self.is_touched[place, at]
        if self.in_time[place]:
            found &= self.cut.keeps(mine, place, windows.closes)
        return found

    def _units(self, stage: Stage) -> Ints:
        """(c,) the unit of each name of the registry, -1 where nobody asks about it."""
        names = stage.registry.names
        if id(names) not in self._unit:  # one judgement has one registry
            self._unit.clear()
            self._unit[id(names)] = np.array([self.numbers.get(name, -1) for name in names.to_pylist()], np.int64)
        return self._unit[id(names)]
