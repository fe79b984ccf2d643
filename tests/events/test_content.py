"""What an event says has one fingerprint, whether it is looked at alone or among many."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from zhiben.events.content import fingerprints
from zhiben.events.vocabulary import ARROW

_TEXTS = st.lists(st.text(max_size=40), min_size=33, max_size=60, unique=True)


@given(_TEXTS, st.integers(1, 5))
def test_a_few_rows_have_the_fingerprints_that_they_have_among_many(texts: list[str], step: int) -> None:
    count = len(texts)
    table = pa.table(
        {
            "subject": texts,
            "type": pa.array(texts).dictionary_encode(),
            "first": pa.array([(n - 3) * 10**15 for n in range(count)], ARROW["time"]),
            "score": [None if n % 5 == 0 else n - 9 for n in range(count)],
            "topics": [None if n % 4 == 0 else texts[: n % 3] for n in range(count)],
            "is_open": [None if n % 7 == 0 else n % 2 == 0 for n in range(count)],
            "topic": [text[:3] or None for text in texts],
            "note": pa.nulls(count, pa.string()),
        }
    )
    apart = [fingerprints(table.slice(at, step)) for at in range(0, count, step)]
    assert np.concatenate(apart).tolist() == fingerprints(table).tolist()
