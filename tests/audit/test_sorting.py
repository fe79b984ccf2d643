"""Shortcuts of sorting and of telling texts apart say what the long way says."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from zhiben.engine import even
from zhiben.engine.coded import Coded
from zhiben.engine.search import sorted_by, stable_order

_RANGES = [(0, 3), (-2, 4), (0, 2**17), (0, 2**40), (0, 2**62), (-(2**63), 2**63 - 1), (5, 6)]
_LETTERS = ["0123456789", "ab", "0129:/", "é1", "0"]


@pytest.mark.parametrize("seed", range(300))
def test_rows_are_sorted_as_by_one_key_after_the_other(seed: int) -> None:
    random = np.random.default_rng(seed)
    size = int(random.integers(0, (12, 100, 2_000)[seed % 3]))
    keys = []
    for _ in range(int(random.integers(1, 5))):
        key = random.integers(*_RANGES[random.integers(len(_RANGES))], size)
        if size and random.random() < 0.2:
            key[random.integers(size)] = np.iinfo(np.int64).min
        keys.append(np.sort(key) if random.random() < 0.3 else key)
    assert sorted_by(*keys).tolist() == np.lexsort(keys[::-1]).tolist()
    assert stable_order(keys[0]).tolist() == np.argsort(keys[0], kind="stable").tolist()


@pytest.mark.parametrize("seed", range(300))
def test_texts_of_one_length_are_told_apart(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even, "_MANY", 1)
    random = np.random.default_rng(seed)
    size, length = int(random.integers(0, 60)), int(random.integers(1, 12))
    common = "".join(random.choice(list("xyz甲"), random.integers(0, 4)))
    letters = list(_LETTERS[random.integers(len(_LETTERS))])
    texts = [
        None if seed % 2 and random.random() < 0.2 else common + "".join(random.choice(letters, length))
        for _ in range(size)
    ]
    column = pa.array(texts, pa.large_string() if seed % 3 else pa.string()).slice(seed % 4)
    found = Coded.of(column)
    words = found.words.to_pylist()
    assert [None if code < 0 else words[code] for code in found.code[:-1]] == texts[seed % 4 :]
    assert len(set(words)) == len(words)
    assert [words[place] for place in np.argsort(found.ranks[:-1])] == sorted(words, key=str.encode)


def test_ids_of_things_are_such_texts() -> None:
    assert even.distinct(pa.array([f"H{number % 40_000:09d}" for number in range(60_000)])) is not None
    assert even.distinct(pa.array([f"{number}" for number in range(60_000)])) is None
    assert even.distinct(pa.array([f"{number:08d} of many" for number in range(60_000)])) is None
