"""Events in parts: merged by size, at once or later, in memory or in files, they stay the same events."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine.monitor.state import held
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.part import Part
from zhiben.engine.monitor.state.plain import NUMBER, plain
from zhiben.engine.monitor.state.store import Store


def events(numbers: list[int], into: Held) -> pa.Table:
    """Events of three subjects and two types, numbered."""
    table = pa.table({"id": [f"e{n}" for n in numbers], "type": [f"t{n % 2}" for n in numbers]})
    table = table.append_column("subject", pa.array([f"s{n * 7 % 3}" for n in numbers]))
    for name in ("source", "file", "sheet"):
        table = table.append_column(name, pa.nulls(len(numbers), pa.string()))
    for name in ("first", "last", "recordedtime"):
        table = table.append_column(name, pa.array(numbers, pa.timestamp("us", "UTC")))
    table = table.append_column("line", pa.array(numbers, pa.int64()))
    return plain(table, np.array(numbers), into.numbers_of(table["type"]), {})


def keep(store: Store, parts: Held, new: Part, replaced: list[Part]) -> None:
    store.begin()
    store.events.name(parts.numbers)
    store.events.keep(new, replaced)
    again = store.events.mapped(new)
    if again is not None:
        parts.instead(new, again)
    store.commit()


STEPS = st.lists(st.tuples(st.sampled_from((1, 1, 2, 5, 8)), st.integers(0, 3), st.booleans()), max_size=30)


@pytest.mark.parametrize("on_disk", [2, 5])
def test_no_event_is_lost_and_no_file_is_written_over(on_disk: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    @settings(deadline=None, max_examples=30)
    @given(STEPS)
    def same(steps: list[tuple[int, int, bool]]) -> None:
        folder: Path = tmp_path_factory.mktemp("state")
        with pytest.MonkeyPatch.context() as patched:
            for name, size in {"FANOUT": 2, "AT_ONCE": 1, "MANY": 3, "ON_DISK": on_disk}.items():
                patched.setattr(held, name, size)
            store = Store(folder)
            parts, count = store.events.held(), 0
            for size, tidies, is_restarted in steps:
                keep(store, parts, *parts.appended(events(list(range(count, count + size)), parts)))
                count += size
                for _ in range(tidies):
                    merged = parts.tidied()
                    if merged is not None:
                        keep(store, parts, *merged)
                store.tidy()
                if is_restarted:
                    store.close()
                    store = Store(folder)
                    parts = store.events.held()
                for subjects in (None, {"s1"}, {"s0", "s2", "nobody"}):
                    for types in (None, {"t0"}):
                        expected = [
                            n
                            for n in range(count)
                            if (subjects is None or f"s{n * 7 % 3}" in subjects) and (types is None or n % 2 == 0)
                        ]
                        assert sorted(parts.of(subjects, types)[NUMBER].to_pylist()) == expected
            store.close()

    same()


def test_parts_of_one_size_are_few() -> None:
    parts = Held()
    for number in range(1_500):
        parts.appended(events([number], parts))
        parts.tidied()
    assert len(parts.parts) < 5 * held.FANOUT
    assert len(parts) == 1_500
