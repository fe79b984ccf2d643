"""Windows that were meant to stay as they are: what is written for one duty should not answer another by accident."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from zhiben.engine.reference.conditions import holds
from zhiben.engine.simulate.draft import Draft
from zhiben.engine.simulate.entities import Cast
from zhiben.engine.simulate.owed import Owed


@dataclass(frozen=True, slots=True)
class Guard:
    """No event in [lo, hi) may count for a duty."""

    owed: Owed
    lo: int
    hi: int


class Guards:
    """All of them, found by event type and tree."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._found: dict[tuple[str, str], list[Guard]] = defaultdict(list)

    def add(self, owed: Owed, lo: int, hi: int) -> None:
        """From now on nothing written in [lo, hi) should count for a duty."""
        is_wide = owed.bearer == "*" or owed.duty.whose == "any"
        tree = "*" if is_wide else self._cast.root(owed.bearer)
        for type_ in owed.duty.events:
            self._found[type_, tree].append(Guard(owed, lo, hi))

    def hit(self, draft: Draft, own: str) -> bool:
        """Whether an event would count where nothing should, the duty it is written for aside."""
        found = [*self._found[draft.type, self._cast.root(draft.subject)], *self._found[draft.type, "*"]]
        return any(
            guard.owed.id != own
            and guard.lo <= draft.last
            and draft.first < guard.hi
            and counts(self._cast, guard.owed, draft)
            for guard in found
        )


def counts(cast: Cast, owed: Owed, draft: Draft) -> bool:
    """Whether an event is of the kind that a duty counts, its time and the `differs` aside."""
    duty = owed.duty
    if draft.type not in duty.events:
        return False
    names_subject = any(ours == "subject" for ours, _ in duty.same)
    if not names_subject and not _is_counted(cast, owed.bearer, duty.whose, draft.subject):
        return False
    for ours, theirs in duty.same:
        mine = draft.read(ours)
        if mine is None or mine != owed.value(theirs):
            return False
    if duty.measure.field is not None and draft.read(duty.measure.field) is None:
        return False
    return holds(duty.where, draft.read)


def _is_counted(cast: Cast, bearer: str, whose: str, subject: str) -> bool:
    if bearer in ("*", subject) or whose == "any":
        return True
    if whose == "below":
        return bearer in cast.above(subject)
    return whose == "above" and subject in cast.above(bearer)
