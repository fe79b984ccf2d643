"""By which value the duties of a rule are told apart: whatever counts for one carries the value that its trigger has.

Then an event concerns only the duties of its own value, and these rest on events of that value only.
"""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.events.vocabulary import EVENT_BUILT_IN, Vocabulary
from zhiben.rules.model import Duty, EachBreach, EachEvent, Until


def tying_fields(duties: Sequence[Duty], vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """The fields that carry the value, of triggers, of what counts and of what ends; None = nothing ties all together.

    All events of a stream, or of a threshold, have the same `same` values, so they are told apart like triggers that
    raise one duty each. What ends a life, or something that stands, has to name the value, too.

    Args:
        duties: all forms of what is owed under a rule and otherwise.
    """
    if any(len(duty.same) != 1 or not isinstance(duty.occasion, EachEvent | EachBreach) for duty in duties):
        return None
    trigger_fields = {other for duty in duties for _, other in duty.same}
    if len(trigger_fields) != 1:
        return None
    found = set(trigger_fields)
    for duty in duties:
        (mine, other) = duty.same[0]
        found.add(mine)
        for until, field in ((getattr(duty.occasion, "until", None), other), (duty.measure.until, mine)):
            if until is not None:
                naming = _naming(until, field)
                if not naming:
                    return None
                found |= naming
    fields = vocabulary.event_fields()
    known = [fields[name] for name in found if name in fields and name not in EVENT_BUILT_IN]
    are_texts = len(known) == len(found) and all(field.storage == "text" and not field.many for field in known)
    return tuple(sorted(found)) if are_texts else None


def _naming(until: Until, field: str) -> set[str]:
    """Fields of what ends something, by which it names the value of a field of what it ends."""
    return {mine for mine, other in until.same if other == field}
