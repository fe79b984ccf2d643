"""Whom an event can concern: what each rule looks at, so that only the duties of few are judged again.

A rule *reaches* no further than its bearer's own events, or to those of entities below or above it, or over the whole
log. Whoever lies below or above somebody at any time counts as such always: a wider reach costs time, never a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from zhiben.events.entities import Entities
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.decided import duties_of_chain
from zhiben.rules.model import Duty, EachEntity, EachEvent, Rule, Rulebook, Until

SUBJECT = "subject"


class Reach(Struct, frozen=True):
    """What a rule and its `otherwise` look at.

    Attributes:
        types: the event types; decided duties are none of them.
        below, above: events of those below (above) the bearer matter, too.
        whole: every event of those types may matter to every bearer.
    """

    types: frozenset[str]
    below: bool = False
    above: bool = False
    whole: bool = False

    def __or__(self, other: Reach) -> Reach:
        below, above = self.below or other.below, self.above or other.above
        whole = self.whole or other.whole or (below and above)  # what lies below something above may be anybody
        return Reach(self.types | other.types, below, above, whole)


def reaches(rulebook: Rulebook) -> list[Reach]:
    """Of each rule, by place, how far it reaches; decided duties lie with their bearers."""
    return [_of_rule(rule) for rule in rulebook.rules]


def with_read(own: list[Reach], read: Sequence[frozenset[int]]) -> list[Reach]:
    """Of each rule, by place, how far it and all that it reads reach.

    Args:
        own: of each rule alone.
        read: of each rule those whose decided duties it reads.
    """
    while True:
        wider = [_joined([reach, *(own[place] for place in read[at])]) for at, reach in enumerate(own)]
        if wider == own:
            return own
        own = wider


def readers(read: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    """Of each rule, by place, those that read its decided duties."""
    return [frozenset(at for at, others in enumerate(read) if place in others) for place in range(len(read))]


class Tree(Struct, frozen=True):
    """Who ever lay below whom. Names that the registry does not know lie nowhere."""

    owners: Mapping[str, frozenset[str]]
    owned: Mapping[str, frozenset[str]]
    _above: dict[str, frozenset[str]] = field(default_factory=dict)
    _below: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, entities: Entities | None) -> Tree:
        """From the registry; without one nobody lies below anybody."""
        owners: dict[str, set[str]] = {}
        owned: dict[str, set[str]] = {}
        if entities is not None and entities.table.num_rows:
            links = entities.table.select(["id", "owner"]).to_pydict()
            for name, owner in zip(links["id"], links["owner"], strict=True):
                if owner is not None:
                    owners.setdefault(name, set()).add(owner)
                    owned.setdefault(owner, set()).add(name)
        return cls({k: frozenset(v) for k, v in owners.items()}, {k: frozenset(v) for k, v in owned.items()})

    def above(self, names: Iterable[str]) -> set[str]:
        """Everybody whom one of the names ever lay below, at any depth; not the names themselves."""
        found: set[str] = set()
        for name in names:
            if name not in self._above:
                self._above[name] = frozenset(_closed(self.owners, name))
            found |= self._above[name]
        return found

    def below(self, names: Iterable[str]) -> set[str]:
        """Everybody who ever lay below one of the names, at any depth."""
        found: set[str] = set()
        for name in names:
            if name not in found and name in self.owned:
                if name not in self._below:
                    self._below[name] = frozenset(_closed(self.owned, name))
                found |= self._below[name]
        return found

    def touched(self, reach: Reach, subjects: set[str]) -> set[str]:
        """Whose duties events of these subjects may concern."""
        found = set(subjects)
        if reach.below:
            found |= self.above(subjects)
        if reach.above:
            found |= self.below(subjects)
        return found

    def needed(self, reach: Reach, bearers: set[str]) -> set[str]:
        """Whose events the duties of these bearers rest on."""
        found = set(bearers)
        if reach.below:
            found |= self.below(bearers)
        if reach.above:
            found |= self.above(bearers)
        return found


def _closed(links: Mapping[str, frozenset[str]], name: str) -> set[str]:
    found: set[str] = set()
    ahead = set(links.get(name, ()))
    while ahead:
        found |= ahead
        ahead = {further for near in ahead for further in links.get(near, ())} - found
    return found


def _joined(parts: Iterable[Reach]) -> Reach:
    found = Reach(frozenset())
    for part in parts:
        found |= part
    return found


def _of_rule(rule: Rule) -> Reach:
    found = _joined(reach for duty in duties_of_chain(rule) for reach in _parts(duty, rule.duty))
    return found if rule.bearer is not None else found | Reach(frozenset(), whole=True)


def _parts(duty: Duty, root: Duty) -> Iterator[Reach]:
    occasion, whose = duty.occasion, [duty.whose]
    types = set(duty.events)
    for until in (getattr(occasion, "until", None), duty.measure.until):
        if until is not None:
            types |= set(until.events)
            yield Reach(frozenset(), whole=_is_anybodys(until))
    if isinstance(occasion, EachEvent):
        types |= set(occasion.events)
        whose.append(occasion.whose)
    yield Reach(frozenset(types - {DUTY_DECIDED}), "below" in whose, "above" in whose, "any" in whose)
    for mine, other in duty.same:
        # Who it is stands in place of the bearer: the entity below it, the subject of the trigger, or whoever is named.
        if mine == SUBJECT and isinstance(root.occasion, EachEntity):
            yield Reach(frozenset(), below=True)
        elif mine == SUBJECT:
            yield Reach(frozenset(), whole=other != SUBJECT)


def _is_anybodys(until: Until) -> bool:
    return any(mine == SUBJECT and other != SUBJECT for mine, other in until.same)
