"""Which duties are judged again: of each rule those of the bearers that are touched, in time where the rule allows it.

Rules are judged together for everybody whom any of them concerns, since one judgement costs less than many; of each
rule only the duties of those whom it concerns itself are looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct, field

from zhiben.engine.intervals import Windows
from zhiben.engine.monitor.incremental.cut import Cut
from zhiben.engine.monitor.incremental.narrow import Cuts
from zhiben.engine.monitor.incremental.since import needed
from zhiben.engine.monitor.state.stand import Rows, picked
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.events.civil import CivilCalendar
from zhiben.rules.model import Rule


class Mask(Struct, frozen=True):
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
        cls, numbers: Mapping[str, int], names: Mapping[int, frozenset[str]], cuts: Cuts, rows: Rows,
        owner: Ints, since: int, place_of: Mapping[str, int], civil: CivilCalendar,
    ) -> Mask:  # fmt: skip
        """What events at or after `since` touch.

        Args:
            names: of the bearers that each rule concerns, by place.
            cuts: those that the rules allow.
            rows, owner: how the duties of these bearers stand, and the unit of each.
        """
        units = np.array(sorted(numbers.values()), np.int64)
        is_touched = np.zeros((len(cuts.in_time), len(units)), np.bool_)
        for rule, some in names.items():
            mine = np.array([numbers[name] for name in some if name in numbers], np.int64)
            is_touched[rule, units.searchsorted(mine)] = True
        place = rows["rule"].astype(np.int64)
        again = is_touched[place, units.searchsorted(owner)] & cuts.in_time[place]
        some_rows, owner = picked(rows, again), owner[again]
        cut = Cut.of(units, some_rows, owner, cuts.may_be_cured[place[again]], since)
        from_ = needed(is_touched, cuts, cut, some_rows, owner, civil)
        return cls(numbers, units, is_touched, cuts.in_time, cut, from_, place_of)

    def of_rows(self, rows: Rows, owner: Ints) -> Flags:
        """(d,) True where a duty of a unit is judged again."""
        place = rows["rule"].astype(np.int64)
        found: Flags = self.is_touched[place, self.units.searchsorted(owner)]
        found &= ~self.in_time[place] | self.cut.keeps(owner, place, rows["closes"])
        return found

    def of_windows(self, stage: Stage, rule: Rule, raised: Occasions, windows: Windows) -> Flags:
        """(d,) the same of windows of a rule as they are cut."""
        if not len(windows):
            return np.zeros(0, np.bool_)
        place = self.place_of[rule.id]
        mine = self._units(stage)[raised.bearer[windows.occasion]]
        at = np.minimum(self.units.searchsorted(mine), len(self.units) - 1)
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
