"""Texts in the order of the alphabet: by their UTF-8, whatever their length and whatever they have in common."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.strategies import examples
from zhiben.engine import texts

WORDS = st.text(st.sampled_from("\0ab0é中😀"), max_size=12)


@settings(max_examples=examples(200))
@given(st.lists(WORDS, min_size=1), st.sampled_from(["", "H", "编号-2024-", "123456789"]), st.integers(0, 3))
def test_the_order_is_that_of_the_bytes(words: list[str], common: str, skipped: int) -> None:
    words = [common + word for word in words]
    column = pa.array(words, pa.string()).slice(skipped)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(texts, "_FEW", 1)
        order, ranks = texts.alphabetical(column), texts.ranks(column)
    left = [word.encode() for word in words[skipped:]]
    assert [left[place] for place in order.tolist()] == sorted(left)
    assert sorted(order.tolist()) == list(range(len(left)))
    assert ranks.tolist() == np.unique(np.array(left, object), return_inverse=True)[1].tolist()


def test_many_numbers_are_put_in_order() -> None:
    numbers = np.random.default_rng(0).permutation(50_000)
    order = texts.alphabetical(pa.array([f"H{number:06d}" for number in numbers]))
    assert numbers[order].tolist() == list(range(50_000))


@settings(max_examples=examples(200))
@given(st.lists(WORDS), st.lists(WORDS), st.integers(0, 3), st.sampled_from([0, 10**9]))
def test_many_texts_are_found_as_few_are(words: list[str], wanted: list[str], skipped: int, many: int) -> None:
    column, others = (pa.array(given, pa.string()).slice(skipped) for given in (words, wanted))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(texts, "_MANY", many)
        found = texts.places_among(column, others)
    assert found.tolist() == [at for at, word in enumerate(words[skipped:]) if word in wanted[skipped:]]
