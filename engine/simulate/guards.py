"""Windows that were meant to stay as they are: what is written for one duty should not answer another by accident."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from zhiben.engine.reference.conditions import holds
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.draft import Draft
from zhiben.engine.simulate.owed import Owed
from zhiben.events.civil import DAY


class Guard(Struct, frozen=True):
    """No event in [lo, hi) may count for a duty."""

    owed: Owed
    lo: int
    hi: int


_MONTH = 30 * DAY


class Guards:
    """All of them, found by event type, tree, and month, so that a long log takes no longer than its events."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._found: dict[tuple[str, str, int], list[Guard]] = defaultdict(list)

    def add(self, owed: Owed, lo: int, hi: int) -> None:
        """From now on nothing written in [lo, hi) should count for a duty."""
        is_wide = owed.bearer == "*" or owed.duty.whose == "any"
        tree = "*" if is_wide else self._cast.root(owed.bearer)
        guard = Guard(owed, lo, hi)
        for type_ in owed.duty.events:
            for month in range(lo // _MONTH, (hi - 1) // _MONTH + 1):
                self._found[type_, tree, month].append(guard)

    def hit(self, draft: Draft, own: str) -> bool:
        """Whether an event would count where nothing should, the duty it is written for aside."""
        months = {draft.first // _MONTH, draft.last // _MONTH}  # an event is an instant or a day
        for tree in (self._cast.root(draft.subject), "*"):
            for month in months:
                for guard in self._found.get((draft.type, tree, month), ()):
                    if (
                        guard.lo <= draft.last
                        and draft.first < guard.hi
                        and guard.owed.id != own
                        and counts(self._cast, guard.owed, draft)
                    ):
                        return True
        return False


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
