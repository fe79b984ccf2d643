"""What was written in answer to which duties, and where answering answers has to end."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.engine.simulate.draft import Draft
from zhiben.engine.simulate.owed import Owed

_DEEPEST = 3  # answers to answers to answers, and none to one's own: where each raises several, there were no end of it
_TRIGGERED = 60  # answers to what events raised, for each rule and entity; after these nothing more is answered


class Answers:
    """The events so far.

    Attributes:
        drafts: every event, by id.
    """

    def __init__(self, entities: int, rules: int) -> None:
        self._lineage: dict[str, tuple[str, ...]] = {}
        self._left = _TRIGGERED * max(1, entities) * max(1, rules)
        self.drafts: dict[str, Draft] = {}

    def is_too_deep(self, owed: Owed) -> bool:
        """Whether what raised a duty answers a duty of the same rule, or answers to answers too often."""
        lineage = self._lineage.get(owed.root, ())
        return owed.rule.id in lineage or len(lineage) > _DEEPEST

    def is_enough(self, owed: Owed) -> bool:
        """Whether as much was written in answer to events as may be."""
        return owed.trigger is not None and not self._left

    def keep(self, made: Sequence[Draft], owed: Owed) -> None:
        """Events that answer a duty."""
        if owed.trigger is not None:
            self._left = max(0, self._left - len(made))
        lineage = (*self._lineage.get(owed.root, ()), owed.rule.id)
        self._lineage.update((draft.id, lineage) for draft in made)
        self.drafts.update((draft.id, draft) for draft in made)
