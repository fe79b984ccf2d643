"""What a record cannot choose: values that come with the occasion or the bearer, and those that it must not have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from zhiben.engine.arrow import one
from zhiben.engine.correlation import field_columns, joint_codes
from zhiben.engine.explain.asked import Asked
from zhiben.engine.search import Flags, Ints

Said = Callable[[str], list[pa.Array]]  # (k,) columns of what records say of a field, of a time two; none = nothing


def given(asked: Asked, name: str) -> list[pa.Array]:
    """(k,) columns of the only value a field can have; none where it may be chosen.

    The trigger's value, or the entity's name, where the rule says `same`; the bearer's name where only its own events
    count.
    """
    for mine, other in asked.judgement.duty.same:
        if mine == name:
            return _on_occasion(asked, other)
    if name == "subject" and is_of_own(asked):
        code = asked.judgement.occasions.bearer[asked.occasion]
        return [asked.judgement.stage.registry.names.take(pa.array(code, mask=code < 0))]
    return []


def ruled_out(asked: Asked, name: str, said: Said) -> Iterator[list[pa.Array]]:
    """(k,) columns of every value that a field must not have (`differs`), as far as the other side is known."""
    duty = asked.judgement.duty
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        if side == "occasion":
            found = on_trigger(asked, other) if mine == name else []
        else:
            found = said(other) if mine == name else said(mine) if other == name else []
        if found:
            yield found


def is_allowed(asked: Asked, name: str, owner: Ints, value: pa.Array) -> Flags:
    """(p,) whether the record of a duty may have a value in a field, by what is given and ruled out.

    Args:
        owner, value: (p,) pairs of an asked duty and a value of the field's storage, which is no time.
    """
    found = np.ones(len(owner), np.bool_)
    own = given(asked, name)
    if own:
        found &= is_alike([value], [own[0].take(pa.array(owner))])
    for other in ruled_out(asked, name, lambda beside: given(asked, beside)):
        found &= ~is_alike([value], [other[0].take(pa.array(owner))])
    return found


def is_alike(left: Sequence[pa.Array], right: Sequence[pa.Array]) -> Flags:
    """(p,) where both sides are there and equal; columns of one storage, of a time two."""
    mine, theirs = joint_codes(*([pa.chunked_array([column]) for column in side] for side in (left, right)))
    found: Flags = (mine == theirs) & (mine >= 0)
    return found


def on_trigger(asked: Asked, name: str) -> list[pa.Array]:
    """(k,) columns of a field of the triggers."""
    judgement = asked.judgement
    trigger = judgement.occasions.trigger[asked.occasion]
    return [one(column) for column in field_columns(judgement.stage.events, name, trigger)]


def is_of_own(asked: Asked) -> bool:
    """Whether only events of the bearer itself count, whatever else they say."""
    duty = asked.judgement.duty
    return asked.judgement.rule.bearer is not None and duty.whose == "own" and "subject" not in dict(duty.same)


def _on_occasion(asked: Asked, name: str) -> list[pa.Array]:
    if asked.judgement.occasions.on_entities:
        return [asked.entity.take(pa.array(asked.occasion))]
    return on_trigger(asked, name)
