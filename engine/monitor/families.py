"""Which facts have to be told together: a rule joins facts of one bearer only, and a breach with what it raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from zhiben.engine.monitor.facts import Arrival, Change, Fact, Open, Tick

CHUNK = 128  # facts of a context at a time, where bearers have so few


def chunks(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Facts a few at a time, those of one bearer never apart."""
    of_bearer: dict[int, list[Fact]] = {}
    for fact in facts:
        own = of_bearer.get(fact.bearer)
        if own is None:
            of_bearer[fact.bearer] = [fact]
        else:
            own.append(fact)
    chunk: list[Fact] = []
    for family in chain.from_iterable((own,) if len(own) < 2 else _families(own) for own in of_bearer.values()):
        if chunk and len(chunk) + len(family) > CHUNK:
            yield chunk
            chunk = []
        chunk += family
    if chunk:
        yield chunk


def _families(facts: list[Fact]) -> Iterator[list[Fact]]:
    """What belongs together of one bearer: everything, or, where that is much, a breach and what it raised."""
    if len(facts) <= CHUNK:
        yield facts
        return
    ticks = [fact for fact in facts if isinstance(fact, Tick)]
    rest = [fact for fact in facts if isinstance(fact, Arrival | Open)]
    for at in range(0, len(rest), CHUNK):
        yield [*ticks, *rest[at : at + CHUNK]]
    changes = [fact for fact in facts if isinstance(fact, Change)]
    parents = {change.duty: change.parent for change in changes}
    families: dict[int, list[Fact]] = {}
    for change in changes:
        root = change.duty
        while parents.get(parents[root]) is not None:
            root = parents[root]
        families.setdefault(root, []).append(change)
    yield from families.values()
