"""How large parts become: by their events, and where these are few by how many exist."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from zhiben.engine.parts.shares import EXISTS, Shares
from zhiben.engine.parts.sight import Sight
from zhiben.events.entities import Entities

NAMES = [f"e{number:03}" for number in range(200)]


def of_registry(count: int) -> Entities:
    """So many entities without owners."""
    return Entities(pa.table({"id": pa.array(NAMES[:count], pa.string())}), pa.table({}))


@pytest.mark.parametrize(("size", "parts"), [(EXISTS * 50, 4), (EXISTS * 200, 1)])
def test_entities_without_events_fill_parts_too(size: int, parts: int) -> None:
    entities = of_registry(200)
    ranges = Shares.of(Sight.OWN, entities, pa.array([], pa.string()), np.zeros(0, np.int64), 16)
    assert len(ranges) == 16
    shares, groups = ranges.grouped({0: 1}, entities, size)
    assert len(shares) == parts
    assert np.concatenate(groups).tolist() == list(range(16))
    of_each = [0 if own is None else own.table.num_rows for own in shares.entities(entities)]
    assert sum(of_each) == 200
    assert max(of_each) * EXISTS <= size * 17 // 16 + EXISTS


def test_where_events_are_many_entities_change_nothing() -> None:
    entities = of_registry(40)
    events = np.full(40, EXISTS * 5)
    ranges = Shares.of(Sight.OWN, entities, pa.array(NAMES[:40]), events, 8)
    rows = dict.fromkeys(range(8), EXISTS * 25)
    with_them, without = (ranges.grouped(rows, known, EXISTS * 50) for known in (entities, None))
    assert with_them[0].cuts.to_list() == without[0].cuts.to_list()
    assert len(with_them[0]) == 4
