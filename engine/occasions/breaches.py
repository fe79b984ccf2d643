"""Occasions that a breach raises: what `otherwise` rules are about."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from zhiben.engine.occasions.bearers import in_force
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.occasions.until import ended
from zhiben.engine.search import Ints
from zhiben.engine.stage import Stage
from zhiben.events.civil import NEVER
from zhiben.rules.model import Rule


def of_breaches(stage: Stage, rule: Rule, parents: Occasions, duties: pa.Array, decided: Ints) -> Occasions:
    """Occasions of an `otherwise` rule: the parent's breached duties while the bearer is in force (reading 6).

    Args:
        parents: (b,) occasions of the breached duties.
        duties: (b,) their ids.
        decided: (b,) when the breach was certain.
    """
    counts = np.flatnonzero(in_force(stage, rule, parents.bearer, decided))
    kept = parents.take(counts)
    raised = replace(
        kept,
        start=decided[counts],
        last=decided[counts],
        whole_start=decided[counts],
        end=np.full(len(counts), NEVER),
        raiser=np.full(len(counts), -1, np.int64),
        raised_by=duties.take(pa.array(counts)),
        reason=np.zeros(len(counts), np.int8),
        is_triggered=True,
    )
    until = getattr(rule.duty.occasion, "until", None)
    return ended(stage, rule, until, rule.duty.whose, raised) if until else raised
