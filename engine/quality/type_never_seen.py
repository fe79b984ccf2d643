"""Event types that rules read and that occur nowhere in the log.

Reasons: `owed` (duties whose time is up are kept by such events), `raises` (they would raise duties: either nothing
of the kind happened, or nobody reports it), `other` (they would end or limit something). What nobody owes yet is left
out.
"""

from __future__ import annotations

from zhiben.engine.quality._remark import Level, Remark
from zhiben.engine.quality._seen import Seen

CODE = "type-never-seen"
_REASONS = ("owed", "raises", "other")


def check(seen: Seen) -> list[Remark]:
    """One remark per reason, with all its types in the order of the vocabulary."""
    if not len(seen.rows):
        return []
    readers: dict[str, dict[str, set[str]]] = {reason: {} for reason in _REASONS}
    for read in seen.reads:
        if read.is_owed and read.rule not in seen.closed:
            continue
        if read.is_owed and any(event in seen.type_counts for event in read.events):
            continue  # one of several ways, and another one is used
        reason = "owed" if read.is_owed else "raises" if read.role == "raises" else "other"
        for event in read.events:
            if event not in seen.type_counts:
                readers[reason].setdefault(event, set()).add(read.rule)
    found: list[Remark] = []
    told: set[str] = set()
    for reason, by_type in readers.items():
        types = [event for event in seen.rulebook.vocabulary.events if event in by_type and event not in told]
        told.update(types)
        rules = [rule for rule in seen.rules if any(rule in by_type[event] for event in types)]
        if types:
            level: Level = "warning" if reason == "owed" else "note"
            found.append(Remark(CODE, level, reason, count=len(types), names=tuple(types), rules=tuple(rules)))
    return found
