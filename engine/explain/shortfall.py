"""What a measured value is short of its bound, and how many more records would make it up.

The same for all measures, since a record changes a value in three ways only: it adds one to a number, it brings
values that were not seen yet, or it carries a number of its own (`lacking`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct, field
from msgspec.structs import replace

from zhiben.engine.measures import Reading
from zhiben.engine.search import Flags, Ints
from zhiben.rules.model import AllOf, Condition, Duty, Not

NOTHING, ONE, SEVERAL, NONE, UNSURE = range(5)
KINDS = ("nothing", "one", "several", "none", "unsure")
# Why no further record makes up for it.
WHYS = (
    "", "exceeded", "standing", "no_room", "contradiction", "entangled", "unbounded", "decided", "uncovered", "ended",
)  # fmt: skip
EXCEEDED, STANDING, NO_ROOM, CONTRADICTION, ENTANGLED, UNBOUNDED, DECIDED, UNCOVERED, ENDED = range(1, 10)

FREE = np.iinfo(np.int64).min  # an amount without a limit on that side


class Shortfall(Struct, frozen=True):
    """(k,) what is missing.

    Attributes:
        kind: number in `KINDS`; why: number in `WHYS`, for NONE and UNSURE.
        count: how many records more, 0 = cannot be told.
        low, high: limits of the number that the record carries, in millionths; `FREE` = none.
        owner, value: (p,) pairs of a duty and a value that is missing (`covers`), or was seen already (`distinct`).
        hits: whether the record has to satisfy the condition of a `share` (True), must not (False), or may (None).
        reading: what was measured.
    """

    kind: npt.NDArray[np.int8]
    why: npt.NDArray[np.int8]
    count: Ints
    low: Ints
    high: Ints
    reading: Reading
    owner: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    value: pa.Array = field(default_factory=lambda: pa.array([], pa.string()))
    wanted: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    hits: bool | None = None

    @property
    def is_wanted(self) -> Flags:
        """(k,) True where one record, or several, would make up for it."""
        found: Flags = (self.kind == ONE) | (self.kind == SEVERAL)
        return found

    def condition(self, duty: Duty) -> Condition:
        """What the record has to satisfy: the duty's conditions, and those of a share or their contrary."""
        share = duty.measure.where
        if share is None or self.hits is None:
            return duty.where
        return AllOf((duty.where, share if self.hits else Not(share)))

    def where(self, flags: Flags, kind: int, why: int) -> Shortfall:
        """The same with another kind and reason where flagged."""
        if not flags.any():
            return self
        return replace(
            self,
            kind=np.where(flags, kind, self.kind).astype(np.int8),
            why=np.where(flags, why, self.why).astype(np.int8),
        )


def is_free(limit: Ints) -> Flags:
    """(k,) True where an amount has no limit on that side."""
    found: Flags = limit == FREE
    return found


def marked(found: Shortfall, flags: Flags, kind: int, why: int) -> Shortfall:
    """The same with another kind and reason where flagged, and no number of records there."""
    return replace(found.where(flags, kind, why), count=np.where(flags, 0, found.count)) if flags.any() else found


def needing(found: Shortfall, flags: Flags, count: Ints, a_record: Ints | int = 1) -> Shortfall:
    """Duties that need `count` units, of which one record may bring `a_record`."""
    records = -(-count // np.maximum(a_record, 1))
    kind = np.where(flags, np.where(records == 1, ONE, SEVERAL), found.kind)
    return replace(found, kind=kind.astype(np.int8), count=np.where(flags, records, found.count))
