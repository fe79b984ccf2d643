"""Who is to be judged again in a step, by which rules, and of which keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from zhiben.engine.monitor.circle import Circle
from zhiben.engine.monitor.circles import World

TOGETHER = 1_500  # bearers times rules up to which judging them all together costs less than apart
AT_ONCE = 2_000  # bearers
TOGETHER_WHOLE = 200  # the same of rules that are judged whole
FEW = 8  # bearers of whom every key is judged where some rule asks for it: one judgement costs less than two


@dataclass(frozen=True, slots=True)
class Asked:
    """Bearers who are judged together, by the same rules.

    Attributes:
        names: None = all (of rules that look at the whole log).
        keys: hashes of the keys concerned; None = every key.
        in_time: what rests of these rules is left out.
    """

    circle: Circle
    names: frozenset[str] | None
    places: frozenset[int]
    keys: frozenset[int] | None
    in_time: bool


@dataclass
class Touched:
    """What one step touches."""

    world: World
    _of: list[dict[int, dict[str, set[int] | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._of = [{} for _ in self.world.circles]

    def touch(self, at: int, names: Iterable[str], places: Iterable[int]) -> None:
        """Let some bearers of a circle be judged by some of its rules; where it looks at the whole log, all are."""
        everything = dict.fromkeys(names)
        for place in places:
            self._of[at].setdefault(place, {}).update(everything)

    def touch_key(self, place: int, name: str, key: int) -> None:
        """Let a bearer be judged by a rule, only its duties of a key where the rule allows that."""
        mine = self._of[self.world.circle_of[place]].setdefault(place, {})
        if self.world.narrow[place].key is None:
            mine[name] = None
            return
        keys = mine.setdefault(name, set())
        if keys is not None:
            keys.add(key)

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
            self.touch_key(place, name, key)

    def touch_readers(self, name: str, place: int) -> None:
        """What somebody owes under a rule was decided, or no longer is: whoever reads that is concerned."""
        for reader in self.world.readers[place]:
            at = self.world.circle_of[reader]
            self.touch(at, self.world.tree.touched(self.world.circles[at].reach_of[reader], {name}), [reader])

    def asked(self, level: int) -> Iterator[Asked]:
        """What is judged, in groups: rules of one level, which read those of lower levels only."""
        for circle, everything in zip(self.world.circles, self._of, strict=True):
            touched = {place: names for place, names in everything.items() if self.world.levels[place] == level}
            if circle.reach.whole:
                if touched:
                    yield Asked(circle, None, frozenset(touched), None, in_time=False)
                continue
            kinds: dict[tuple[bool, bool], dict[int, dict[str, set[int] | None]]] = {}
            for place, names in self._keyless(touched).items():
                narrow = self.world.narrow[place]
                for is_keyed in (False, True):
                    mine = {name: keys for name, keys in names.items() if (keys is not None) == is_keyed}
                    if mine:
                        kinds.setdefault((is_keyed, narrow.in_time), {})[place] = mine
            for (is_keyed, in_time), by_place in kinds.items():
                limit = TOGETHER if is_keyed or in_time else TOGETHER_WHOLE
                for bearers, places in _alike(by_place, limit):
                    own = [keys for place in places for keys in by_place[place].values()]
                    keys = frozenset(key for some in own for key in some or ()) if is_keyed else None
                    for some in _few(bearers):
                        yield Asked(circle, some, places, keys, in_time)

    def _keyless(self, touched: dict[int, dict[str, set[int] | None]]) -> dict[int, dict[str, set[int] | None]]:
        """The same, and of a few bearers without keys, where that lets them be judged once instead of twice.

        Only rules that look back no further than their open windows lose their keys: without them, others would look
        through all that a bearer ever did.
        """
        bounded = [place for place in touched if self.world.narrow[place].in_time and self.world.narrow[place].back]
        some = [keys for place in bounded for keys in touched[place].values()]
        everybody = {name for place in bounded for name in touched[place]}
        if len(everybody) > FEW or None not in some or all(keys is None for keys in some):
            return touched
        return touched | {place: dict.fromkeys(touched[place]) for place in bounded}


def _few(bearers: frozenset[str]) -> Iterator[frozenset[str]]:
    """As many at a time as fit into memory when a year ends for everybody."""
    if len(bearers) <= AT_ONCE:
        yield bearers
        return
    ordered = iter(sorted(bearers))
    while some := frozenset(islice(ordered, AT_ONCE)):
        yield some


def _alike(
    touched: Mapping[int, Mapping[str, set[int] | None]], limit: int
) -> list[tuple[frozenset[str], frozenset[int]]]:
    """Bearers and rules that are judged together: the same bearers, or all where they are few."""
    everybody = frozenset(name for names in touched.values() for name in names)
    if len(everybody) * len(touched) <= limit:
        return [(everybody, frozenset(touched))]
    groups: dict[frozenset[str], set[int]] = {}
    for place, names in touched.items():
        groups.setdefault(frozenset(names), set()).add(place)
    return [(names, frozenset(places)) for names, places in groups.items()]
