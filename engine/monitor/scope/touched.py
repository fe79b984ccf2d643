"""Who is to be judged again in a step, by which rules, and of which keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from msgspec import Struct

from zhiben.engine.monitor.foresight import WHOLE
from zhiben.engine.monitor.scope.circle import Circle
from zhiben.engine.monitor.scope.circles import World
from zhiben.events.civil import NEVER

IN_VAIN = 10_000  # pairs of a bearer and a rule that may be looked at in vain to save one judgement
AT_ONCE = 2_000  # bearers: as many as fit into memory when a year ends for everybody
FEW = 8  # bearers of whom every key is judged where some rule asks for it: one judgement costs less than two


class Asked(Struct, frozen=True):
    """Bearers who are judged together.

    Attributes:
        of: those that each rule, by place, concerns; None = all (of rules that look at the whole log).
        keys: hashes of the keys concerned; None = every key.
    """

    circle: Circle
    of: Mapping[int, frozenset[str] | None]
    keys: frozenset[int] | None = None

    @property
    def names(self) -> frozenset[str] | None:
        """Everybody who is asked about; None = all."""
        if self.circle.reach.whole:
            return None
        return frozenset[str]().union(*(names for names in self.of.values() if names is not None))


@dataclass
class Touched:
    """What one step touches.

    Attributes:
        since: events, and decided duties that are read, before this instant are as they were at the last step.
    """

    world: World
    since: int = int(NEVER)
    _of: list[dict[int, dict[str, set[int] | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._of = [{} for _ in self.world.circles]

    def touch(self, at: int, names: Iterable[str], places: Iterable[int]) -> None:
        """Let some bearers of a circle be judged by some of its rules; where it looks at the whole log, all are."""
        # Of the whole log something may be owed though nothing has arrived, and nobody is known yet.
        everything = dict.fromkeys([WHOLE] if self.world.circles[at].reach.whole else names)
        for place in places:
            self._of[at].setdefault(place, {}).update(everything)

    def touch_keys(self, place: int, name: str, values: Iterable[int]) -> None:
        """Let a bearer be judged by a rule, only its duties of some keys where the rule allows that."""
        mine = self._of[self.world.circle_of[place]].setdefault(place, {})
        if self.world.narrow[place].key is None:
            mine[name] = None
            return
        keys = mine.setdefault(name, set())
        if keys is not None:
            keys.update(values)

    def touch_all(self, names: Iterable[str]) -> None:
        """Let everybody among the names be judged by all rules."""
        everybody = set(names)
        for at, circle in enumerate(self.world.circles):
            self.touch(at, everybody, circle.places)

    def touch_subjects(self, subjects: Collection[str]) -> None:
        """Whoever events of any type may concern."""
        for at, circle in enumerate(self.world.circles):
            self.touch(at, self.world.tree.touched(circle.reach, set(subjects)), circle.places)

    def touch_for(self, name: str, place: int, key: int | None = None) -> None:
        """A bearer's duties of a rule."""
        if key is None:
            self.touch(self.world.circle_of[place], [name], [place])
        else:
            self.touch_keys(place, name, [key])

    def touch_readers(self, name: str, place: int, at: int) -> None:
        """What somebody owes under a rule was decided then, or no longer is: whoever reads that is concerned."""
        self.since = min(self.since, at)
        for reader in self.world.readers[place]:
            at = self.world.circle_of[reader]
            self.touch(at, self.world.tree.touched(self.world.circles[at].reach_of[reader], {name}), [reader])

    def asked(self, level: int) -> Iterator[Asked]:
        """What is judged, in groups: rules of one level, which read those of lower levels only."""
        for circle, everything in zip(self.world.circles, self._of, strict=True):
            touched = {place: names for place, names in everything.items() if self.world.levels[place] == level}
            if circle.reach.whole:
                yield from _of_everybody(circle, touched)
                continue
            plain: dict[int, frozenset[str]] = {}
            keyed: dict[int, frozenset[str]] = {}
            concerned: set[int] = set()
            for place, names in self._keyless(touched).items():
                if mine := frozenset(name for name, keys in names.items() if keys is None):
                    plain[place] = mine
                if mine := frozenset(names) - plain.get(place, frozenset()):
                    keyed[place] = mine
                    concerned.update(*(names[name] or () for name in mine))
            for group in _groups(plain):
                yield Asked(circle, group)
            for group in _groups(keyed):
                yield Asked(circle, group, frozenset(concerned))

    def _keyless(self, touched: dict[int, dict[str, set[int] | None]]) -> dict[int, dict[str, set[int] | None]]:
        """The same, and of a few bearers without keys, where that lets them be judged once instead of twice.

        Only rules that look back no further than their open windows lose their keys: without them, others would look
        through all that a bearer ever did.
        """
        bounded = [place for place in touched if self.world.narrow[place].is_bounded]
        some = [keys for place in bounded for keys in touched[place].values()]
        everybody = {name for place in bounded for name in touched[place]}
        if len(everybody) > FEW or None not in some or all(keys is None for keys in some):
            return touched
        return touched | {place: dict.fromkeys(touched[place]) for place in bounded}


def _of_everybody(circle: Circle, touched: Mapping[int, Mapping[str, set[int] | None]]) -> Iterator[Asked]:
    """What is judged of rules that look at the whole log: everything, or the keys concerned, whoever bears them."""
    plain, keyed, concerned = list[int](), list[int](), set[int]()
    for place, names in touched.items():
        if None in names.values():
            plain.append(place)
        elif names:
            keyed.append(place)
            concerned.update(*(keys or () for keys in names.values()))
    if plain:
        yield Asked(circle, dict.fromkeys(plain))
    if keyed:
        yield Asked(circle, dict.fromkeys(keyed), frozenset(concerned))


def _groups(touched: Mapping[int, frozenset[str]]) -> Iterator[Mapping[int, frozenset[str]]]:
    """Bearers and rules that are judged together: everything, unless most of it would be looked at in vain.

    Then the rules that concern the same bearers are.
    """
    alike: dict[frozenset[str], list[int]] = {}
    for place, names in touched.items():
        alike.setdefault(names, []).append(place)
    everybody = frozenset[str]().union(*alike)
    in_vain = len(everybody) * len(touched) - sum(map(len, touched.values()))
    is_together = in_vain <= IN_VAIN * (len(alike) - 1)
    for names, places in [(everybody, list(touched))] if is_together else list(alike.items()):
        ordered = iter(sorted(names))
        while some := frozenset(islice(ordered, AT_ONCE)):
            yield {place: mine for place in places if (mine := touched[place] & some)}
