"""Fields that rules read of event types and that no event of these types carries.

Only what rules with duties read, or what rules read of their triggers: what nobody owes is no gap of the log.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhiben.engine.arrow import is_null
from zhiben.engine.quality._remark import Remark, few
from zhiben.engine.quality._seen import Seen

CODE = "field-never-filled"
LEAST = 3  # events of the type; of fewer nothing follows


def check(seen: Seen) -> list[Remark]:
    """One remark per type and field, those that most rules read first."""
    asked = [read for read in seen.reads if read.rule in seen.raised or read.role == "raises"]
    carriers = {name: _carriers(seen, name) for name in sorted({name for read in asked for name in read.fields})}
    readers: dict[tuple[str, str], dict[str, None]] = {}
    for read in asked:
        for name in read.fields:
            types = [event for event in read.events if _has(seen, event, name)]
            if not carriers[name] & set(types):
                for event in types:
                    readers.setdefault((event, name), {})[read.rule] = None
    found = [
        Remark(CODE, "warning", type=event, attribute=name, total=seen.type_counts[event], rules=tuple(rules))
        for (event, name), rules in readers.items()
    ]
    return few(CODE, sorted(found, key=lambda remark: (-len(remark.rules), remark.type, remark.attribute)))


def _has(seen: Seen, event: str, name: str) -> bool:
    """Whether there are enough events of a type that may carry the field."""
    kind = seen.rulebook.vocabulary.events.get(event)
    is_its_own = kind is not None and (name in kind.fields or name in ("source", "recordedtime"))
    return is_its_own and seen.type_counts.get(event, 0) >= LEAST


def _carriers(seen: Seen, name: str) -> frozenset[str]:
    """Types of the events that carry a field."""
    column = seen.column(name)
    if column is None or column.null_count == len(column):
        return frozenset()
    if not column.null_count:
        return frozenset(seen.type_counts)
    codes, names = seen.type_codes
    worded = seen.worded(name) if pa.types.is_dictionary(column.type) else None
    if worded is not None:
        sizes = worded[0][:, 1:].sum(axis=1)
    else:
        sizes = np.bincount(codes[~is_null(column)], minlength=len(names))
    return frozenset(name for name, size in zip(names, sizes, strict=True) if size)
