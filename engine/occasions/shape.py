"""The shape of occasions: whatever raises a duty becomes one row of the same columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.coded import Coded
from zhiben.engine.lazy import lazy
from zhiben.engine.reasons import Reasons
from zhiben.engine.search import Ints
from zhiben.engine.texts import ranks
from zhiben.events.hashes import Words, hashed, text_hashes


class Spelt(Struct, frozen=True):
    """(m,) texts as numbers of words that other rules ask for, too."""

    coded: Coded
    code: Ints

    def texts(self) -> pa.Array:
        """(m,) the texts; "" where missing."""
        return self.coded.text(self.code)


class Occasions(Struct, frozen=True, dict=True):
    """(m,) occasions of one rule.

    Attributes:
        bearer: code of who owes; -1 = the log as a whole.
        start, end: the life, half-open; NEVER = no end.
        whole_start: where the validity began, before in_force cut it (where attributes can first be read).
        last: last instant of a trigger that is a bare date, else `start`.
        entity: code of the entity, -1 = none.
        trigger: position of the (root) trigger event, -1 = none.
        raiser: position of the event that itself raised the duty, -1 = none (a breach, an entity, the bearer).
        key, raised_by: (m,) texts of the ledger.
        reason: why the duty is unknown whatever happens, 0 = it is not for that reason.
        is_triggered: attributes are read once, at the trigger, and the life is cut by nothing else.
        on_entities: the (root) occasion is an entity; names are read on it.
        spelt: the keys as numbers, where they are texts of one field, or names.
    """

    bearer: Ints
    start: Ints
    end: Ints
    whole_start: Ints
    last: Ints
    entity: Ints
    trigger: Ints
    raiser: Ints
    key: pa.Array
    raised_by: pa.Array
    reason: Reasons
    is_triggered: bool
    on_entities: bool
    spelt: Spelt | None = None

    def __len__(self) -> int:
        return len(self.bearer)

    @lazy
    def key_ranks(self) -> Ints:
        """(m,) places of the keys in the order of the alphabet."""
        return ranks(self.key) if self.spelt is None else self.spelt.coded.ranks[self.spelt.code]

    @lazy
    def hashes(self) -> tuple[Words, Words]:
        """(m,) hashes of `key` and of `raised_by`."""
        keys = text_hashes(self.key) if self.spelt is None else self.spelt.coded.hashes[self.spelt.code]
        return keys, keys if self.raised_by is self.key else hashed(self.raised_by)

    def take(self, rows: Ints) -> Occasions:
        """Some of the occasions."""
        index = pa.array(rows)
        chosen = {
            name: getattr(self, name)[rows]
            for name in self.__struct_fields__
            if isinstance(getattr(self, name), np.ndarray)
        }
        spelt = None if self.spelt is None else Spelt(self.spelt.coded, self.spelt.code[rows])
        return replace(self, **chosen, key=self.key.take(index), raised_by=self.raised_by.take(index), spelt=spelt)
