"""What the forward-chaining engine is told and what it answers: small integers only.

It never sees a field of an event, a text or a fraction. Conditions, windows, measures and verdicts are the engine's own
(`evaluate`); what is inferred here is which bearers an event or a tick touches, which open duties fall due, what a new
verdict is in view of the last one, and what followed from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, Protocol

# Standing of a duty: the verdicts in an order in which nothing that is decided lies below what is open.
ABSENT, PENDING, MET, WAIVED, UNKNOWN, BREACHED, LATE = range(7)
STANDING = {"pending": PENDING, "met": MET, "waived": WAIVED, "unknown": UNKNOWN, "breached": BREACHED, "late": LATE}

Word = Literal[
    "touched",  # an event touches the bearer
    "due",  # a tick closes a window of the bearer
    "due-soon",  # an open duty comes within its lead time
    "opened",
    "decided",
    "cured",
    "reopened",  # a decided duty stands otherwise now
    "revised",  # the same verdict, at another instant
    "withdrawn",  # the duty is no longer owed
    "follows",  # raised by a breach of this very step
]
FIRST_WORDS: tuple[Word, ...] = ("opened", "decided", "cured", "reopened", "revised", "withdrawn")


class Arrival(NamedTuple):
    """An event that concerns a bearer."""

    bearer: int


class Tick(NamedTuple):
    """The clock, as it stands for a bearer: us since the epoch, UTC."""

    bearer: int
    at: int


class Open(NamedTuple):
    """An open duty. `soon` and `closes`: us since the epoch, UTC; `is_told`: that it is due soon has been said."""

    bearer: int
    duty: int
    soon: int
    closes: int
    is_told: bool


class Change(NamedTuple):
    """A duty that stands otherwise than before, or was decided at another instant. `parent`: what raised it, or -1."""

    bearer: int
    duty: int
    was: int
    now: int
    parent: int = -1


Fact = Arrival | Tick | Open | Change


class Inference(NamedTuple):
    """One answer; `duty` is -1 where it is about the bearer."""

    word: Word
    bearer: int
    duty: int = -1


class Forward(Protocol):
    """A forward-chaining engine. Facts of one step are told together, and forgotten when it is over."""

    def infer(self, facts: Iterable[Fact]) -> list[Inference]:
        """All that follows from the facts, in no particular order.

        Facts of different bearers have nothing to do with each other, and numbers of bearers and duties mean
        something within one call only.

        Raises:
            InferenceError: the engine refused a fact, an action failed, or a fact led to nothing.
        """
        ...


class InferenceError(RuntimeError):
    """The forward-chaining engine did not do what its rules say; nothing of the step may be relied on."""
