"""The texts of a column as numbers, once for all rules, with each word's place in the alphabet and its hash."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine import even
from zhiben.engine.arrow import encoded, ints, one, taken
from zhiben.engine.search import Ints
from zhiben.engine.texts import alphabetical
from zhiben.events.hashes import Words, hashed

_TEXT = pa.string()
_EMPTY = pa.array([""])  # what a ledger writes for a missing value


class Coded(Struct, frozen=True, dict=True):
    """(n,) texts, each the place of its word among (k,) distinct ones.

    Attributes:
        code: (n + 1,) places in `words`, -1 = missing; at the end -1, for a row that is not there.
    """

    code: npt.NDArray[np.int32]
    words: pa.Array

    @classmethod
    def of(cls, column: pa.ChunkedArray | pa.Array) -> Coded:
        """From a column of texts; a dictionary is taken as it is where every word stands in it once."""
        whole = one(column)
        if pa.types.is_dictionary(whole.type):
            words = whole.dictionary
            if words.null_count or len(pc.unique(words)) < len(words):
                whole = whole.cast(whole.type.value_type)
        elif (found := even.distinct(whole)) is not None:
            return cls(np.append(found[0], np.int32(-1)), found[1].cast(pa.string()))
        code, words = encoded(whole)
        return cls(np.append(code, np.int32(-1)), words if words.type == _TEXT else words.cast(_TEXT))

    def taken(self, rows: Ints) -> Coded:
        """Some of the texts, of the same words."""
        return Coded(np.append(self.code.take(rows), np.int32(-1)), self.words)

    def at(self, rows: Ints) -> Ints:
        """(p,) codes of some rows, -1 = missing, and of row -1."""
        return self.code.take(rows).astype(np.int64)

    def text(self, code: Ints) -> pa.Array:
        """(p,) words of some codes; "" where missing."""
        if len(code) and (code < 0).all():
            return pa.repeat(_EMPTY[0], len(code))
        return taken(self._spoken, np.where(code < 0, len(self.words), code))

    @cached_property
    def words_and_null(self) -> pa.Array:
        """(k + 1,) the words, and at the end null."""
        return pa.concat_arrays([self.words, pa.nulls(1, pa.string())])

    @cached_property
    def _spoken(self) -> pa.Array:
        return pa.concat_arrays([self.words, _EMPTY])

    @cached_property
    def ranks(self) -> Ints:
        """(k + 1,) places of the words in the order of the alphabet (by their UTF-8), and at the end of ""."""
        order = alphabetical(self.words)
        rank = np.empty(len(order) + 1, np.int64)
        rank[order] = np.arange(len(order))
        is_empty = ints(pc.binary_length(self.words))[order[:1]] == 0
        rank[-1] = 0 if is_empty.any() else -1
        return rank

    @cached_property
    def hashes(self) -> Words:
        """(k + 1,) hashes of the words, and at the end of ""."""
        return hashed(self._spoken)

    def others(self, texts: pa.Array) -> Ints:
        """(q,) codes of other texts: equal where the texts are equal, past all of these where a word is not here."""
        theirs = Coded.of(texts)
        return self.places(theirs)[theirs.code[:-1]]

    def places(self, theirs: Coded) -> Ints:
        """(j + 1,) a code for each word of another column, past all of these where it is not here; at the end -1."""
        place = ints(pc.index_in(theirs.words, value_set=self.words), null=-1)
        own = len(self.words) + np.arange(len(place), dtype=np.int64)
        return np.append(np.where(place < 0, own, place), -1)
