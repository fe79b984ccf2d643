"""What an event says has one fingerprint, whether it is looked at alone or among many."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from zhiben.events.content import fingerprints

_TEXTS = st.lists(st.text(max_size=40), min_size=33, max_size=60, unique=True)


@given(_TEXTS, st.integers(1, 5))
def test_a_few_rows_have_the_fingerprints_that_they_have_among_many(texts: list[str], step: int) -> None:
    table = pa.table({"subject": texts, "score": range(len(texts)), "topic": [text[:3] or None for text in texts]})
    apart = [fingerprints(table.slice(at, step)) for at in range(0, len(texts), step)]
    assert np.concatenate(apart).tolist() == fingerprints(table).tolist()
