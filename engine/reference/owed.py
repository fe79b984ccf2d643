"""One duty, cut out of an occasion and not yet judged."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.engine.reference.conditions import Reason
from zhiben.engine.reference.occasion import Occasion, Terms


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty, not yet judged.

    Attributes:
        opens: ALWAYS = without limit.
        closes: not included; None = open end, or not to be known.
        due: last instant without grace; None with `closes`.
        raised: when it came to be owed; nothing is decided before.
        counts_from: where what counts starts, if that is not `opens`.
        read_at: when attributes are read for it.
        after: what counts must happen strictly later than this (since_last); else None.
        reasons: why it cannot be judged; empty where it can.
        before: the duty of the same occasion that closes where this one opens; None = there is none.
    """

    occasion: Occasion
    terms: Terms
    opens: int
    closes: int | None
    due: int | None
    raised: int
    reasons: tuple[Reason, ...]
    counts_from: int
    read_at: int
    after: int | None = None
    before: Owed | None = None


def owed(
    occasion: Occasion,
    terms: Terms,
    opens: int,
    closes: int | None,
    *,
    due: int | None = None,
    raised: int | None = None,
    counts_from: int | None = None,
    read_at: int | None = None,
    after: int | None = None,
    reasons: list[Reason] | None = None,
    before: Owed | None = None,
) -> Owed:
    """A duty, with every reason why its terms or its trigger leave it unknown."""
    reasons = [*terms.reasons(), *(reasons or [])]
    if terms.duty.differs and occasion.is_triggered:
        theirs = zip(terms.duty.differs, terms.duty.differs_on, strict=True)
        if any(where == "occasion" and occasion.value(other) is None for (_, other), where in theirs):
            reasons.append("missing-trigger-value")
    if closes is not None and due is None:
        due = closes - 1
    raised = opens if raised is None else raised
    counts_from = opens if counts_from is None else counts_from
    if occasion.is_triggered:
        read_at = occasion.start
    elif read_at is None:
        read_at = opens
    return Owed(occasion, terms, opens, closes, due, raised, tuple(reasons), counts_from, read_at, after, before)
