"""Hashes of texts: the fixed function of duty ids, whatever the length of a text and in whatever company it is hashed."""

from __future__ import annotations

import pyarrow as pa
import pytest

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
