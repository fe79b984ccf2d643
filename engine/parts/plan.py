"""Which rules are judged in every part of a log, and which on the whole of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.existing import codes
from zhiben.engine.inputs import Inputs
from zhiben.engine.parts.shares import EXISTS, Shares
from zhiben.engine.parts.sight import Sight, passes
from zhiben.engine.search import counted
from zhiben.engine.strata import looked_at
from zhiben.rules.chosen import chosen, with_read


class Plan(Struct, frozen=True):
    """Near rules (own events, or those of a tree of owners) are judged in every part, the far ones last, on the whole.

    Attributes:
        near, far: inputs with these rules only; None = there are none.
        sight: of the near ones.
        types: event types that the far ones look at; None = all, since who exists is only known from the log.
    """

    given: Inputs
    near: Inputs | None
    far: Inputs | None
    sight: Sight
    types: frozenset[str] | None

    @classmethod
    def of(cls, given: Inputs) -> Plan:
        """From inputs without problems."""
        asked_for = with_read(given.whole, given.rules) if given.rules else given.whole
        wanted = {rule.id for rule in given.book.rules}
        sights = {name: each.sight for each in passes(asked_for) for name in each.names if name in wanted}
        near = [name for name, sight in sights.items() if sight is not Sight.LOG]
        far = [name for name, sight in sights.items() if sight is Sight.LOG]
        types = frozenset(looked_at(with_read(given.whole, far).rules)) if given.registry is not None else None
        sight = max([Sight.OWN, *(sights[name] for name in near)])
        return cls(given, _only(given, near), _only(given, far), sight, types)

    def ranges(self, subjects: pa.ChunkedArray, number: int) -> Shares:
        """Who belongs to which of so many ranges, as far as the first subjects of a log tell.

        With a registry everybody is taken to have as many events: a file may begin with those of a few.
        """
        code, names = codes(subjects)
        registry = self.given.registry
        events = counted(code, len(names)) if registry is None else np.full(len(names), EXISTS)
        return Shares.of(self.sight, registry, names, events, number)


def _only(given: Inputs, names: Sequence[str]) -> Inputs | None:
    """Inputs with some of their rules; `otherwise` goes with its rule."""
    ids = tuple(rule.id for rule in given.book.rules if rule.id in names)
    return replace(given, book=chosen(given.book, ids), rules=ids) if ids else None
