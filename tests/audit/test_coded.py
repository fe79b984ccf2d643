"""Texts as numbers say the same as the texts, and work beside the caller's tells of its errors."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from zhiben.engine.alongside import Alongside
from zhiben.engine.coded import Coded
from zhiben.engine.texts import ranks
from zhiben.events.hashes import text_hashes

TEXTS = ["b", None, "", "隐患", "a", "b", "a long text that takes several words of eight bytes"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_words_rank_and_hash_as_the_texts_do(kind: pa.DataType) -> None:
    coded = Coded.of(pa.array(TEXTS, pa.string()).cast(kind))
    code = coded.at(np.arange(len(TEXTS), dtype=np.int64))
    plain = pa.array([text or "" for text in TEXTS])
    assert coded.text(code).equals(plain)
    assert (np.argsort(coded.ranks[code], kind="stable") == np.argsort(ranks(plain), kind="stable")).all()
    assert (coded.hashes[code] == text_hashes(plain)).all()
    assert coded.at(np.array([-1])) == [-1]


def test_a_dictionary_that_says_a_word_twice_is_not_taken_as_it_is() -> None:
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array(["a", "a", None]))
    first, second, missing = Coded.of(twice).code[:-1]
    assert first == second and missing == -1


def test_other_texts_have_the_same_number_where_they_are_the_same() -> None:
    coded = Coded.of(pa.array(["a", "b"]))
    a, new, other, again, missing = coded.others(pa.array(["a", "c", "d", "c", None]))
    assert a == coded.code[0] and new == again and len({a, new, other, coded.code[1]}) == 4 and missing == -1


def test_what_went_wrong_beside_is_raised_once_where_it_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pa, "cpu_count", lambda: 2)
    beside, done = Alongside(), []
    beside.begin(lambda: done.append(1 // 0))
    with pytest.raises(ZeroDivisionError):
        beside.end()
    beside.begin(lambda: done.append(1))
    beside.end()
    assert done == [1]


def test_with_one_core_it_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pa, "cpu_count", lambda: 1)
    beside, done = Alongside(), []
    beside.begin(lambda: done.append(1))
    assert done == [1]
    with pytest.raises(ZeroDivisionError):
        beside.begin(lambda: done.append(1 // 0))
    beside.end()
