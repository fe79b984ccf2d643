"""Owners in a circle: nobody can belong to itself, not even by way of others, on any day."""

from __future__ import annotations

from typing import Iterator, Mapping

from zhiben.events.problem import Problem
from zhiben.events.succession import Row


def owner_circles(by_id: dict[str, list[Row]]) -> Iterator[Problem]:
    """Owners in a circle at some time. Who has no owner (left) is in none, and is peeled off first."""
    links = {id_: {r.owner for r in rows if r.owner in by_id} for id_, rows in by_id.items()}
    suspects = set(links)
    owned: dict[str, set[str]] = {id_: set() for id_ in links}
    for id_, owners in links.items():
        for owner in owners:
            owned[str(owner)].add(id_)
    open_links = {id_: len(owners) for id_, owners in links.items()}
    waiting = [id_ for id_, count in open_links.items() if not count]
    while waiting:
        id_ = waiting.pop()
        suspects.discard(id_)
        for below in owned[id_]:
            open_links[below] -= 1
            if not open_links[below]:
                waiting.append(below)
    found: set[frozenset[str]] = set()
    days = sorted({row.begin for id_ in suspects for row in by_id[id_]})
    for day in days:
        owner_on = {r.id: r.owner for id_ in suspects for r in by_id[id_] if r.begin <= day <= r.end and r.owner}
        for cycle in _circles(owner_on):
            if frozenset(cycle) not in found:
                found.add(frozenset(cycle))
                row = next(r for r in by_id[cycle[0]] if r.begin <= day <= r.end and r.owner)
                way = " → ".join(f"`{c}`" for c in (*cycle[:8], cycle[0]))
                message = f"owners in a circle: {way}"
                yield Problem("owner-cycle", message, row.span, "nobody can belong to itself", field="owner")


def _circles(owner_on: Mapping[str, str | None]) -> Iterator[list[str]]:
    state: dict[str, int] = {}
    for turn, start in enumerate(sorted(owner_on), 1):
        path: list[str] = []
        at: str | None = start
        while at is not None and at in owner_on and at not in state:
            state[at] = turn
            path.append(at)
            at = owner_on[at]
        if at is not None and state.get(at) == turn and at in path:
            yield path[path.index(at) :]
