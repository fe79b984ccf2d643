"""Hashes of texts: the fixed function of duty ids, whatever the length of a text and in whatever company it is hashed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from zhiben.engine.duty_id import duty_ids
from zhiben.events.hashes import text_hashes

ALL = 2**64 - 1


def mixed(z: int) -> int:
    """The mixing function of docs/decisions/0001, reading 29, in plain numbers."""
    z = (z + 0x9E3779B97F4A7C15) & ALL
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & ALL
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & ALL
    return z ^ (z >> 31)


def by_definition(text: str) -> int:
    """Length, then eight bytes at a time, the last ones filled up with zeros."""
    raw = text.encode()
    hashed = mixed(len(raw))
    for at in range(0, len(raw), 8):
        hashed = mixed(hashed ^ int.from_bytes(raw[at : at + 8].ljust(8, b"\0"), "little"))
    return hashed


@pytest.mark.parametrize("many", [1, 5, 33, 200])
def test_texts_of_every_length_alone_and_among_many(many: int) -> None:
    sizes = [0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 200, 1000]
    texts = [f"{'长' * (size // 3)}{'x' * (size % 3)}{number}"[:size] for size in sizes for number in range(many)]
    assert text_hashes(pa.array(texts, pa.string())).tolist() == [by_definition(text) for text in texts]
    assert text_hashes(pa.array(texts, pa.string()).slice(3)).tolist() == [by_definition(text) for text in texts[3:]]


def test_more_texts_than_are_hashed_at_a_time() -> None:
    texts = [f"event-{number}" for number in range(40_000)] + ["长" * 40_000]
    assert text_hashes(pa.array(texts, pa.string())).tolist() == [by_definition(text) for text in texts]


def test_no_text_at_all() -> None:
    assert text_hashes(pa.array([], pa.string())).tolist() == []


@pytest.mark.parametrize("many", [0, 1, 32, 33, 100])
def test_ids_of_few_duties_are_made_as_those_of_many(many: int) -> None:
    chosen = np.random.default_rng(many)
    texts = [chosen.integers(0, 2**64, many, dtype=np.uint64) for _ in range(3)]
    opens, unlimited = chosen.integers(-(2**63), 2**63 - 1, many), np.arange(many) % 3 == 0
    begun, found = mixed(mixed(by_definition("book")) ^ by_definition("rule")), []
    for row in range(many):
        hashed = begun
        for words in texts:
            hashed = mixed(hashed ^ int(words[row]))
        last = -(2**63) if unlimited[row] else int(opens[row])
        found.append(f"{mixed(hashed ^ (last & ALL)):016x}")
    assert duty_ids("book", "rule", texts, opens, unlimited).to_pylist() == found
