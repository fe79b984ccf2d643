"""The type of every row: by the words of a column, or one for the whole sheet."""

from __future__ import annotations

from typing import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.events.distinct import Decoded, as_coded
from zhiben.events.logmap_form import LogMap, TypeColumn
from zhiben.events.row_faults import IGNORED, MISSING, UNKNOWN, RowFaults
from zhiben.events.values import Fault, forms, plain, suggestion
from zhiben.events.vocabulary import DUTY_DECIDED, LOG_INSTEAD, NOT_LOGGED, Vocabulary


def types_of(
    cells: pa.Array | None, vocabulary: Vocabulary, mapping: LogMap | None, faults: RowFaults
) -> npt.NDArray[np.int32]:
    """(n,) place in the vocabulary of each row's type, or why it has none.

    Args:
        cells: (n,) of the column of types; None = all rows are of the type that is bound.
        mapping: the log map, whose words stand for types.
    """
    names = list(vocabulary.events)
    if cells is None:
        return np.full(len(faults.sheet.lines), names.index(faults.binding.constants["type"]), np.int32)
    coded = as_coded(cells)
    words = coded.dictionary.to_pylist()
    known, ignores = _type_words(vocabulary, mapping)
    otherwise = IGNORED if ignores else UNKNOWN
    meant = [MISSING if w is None else _known(w, known, otherwise) for w in words]
    codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    found: npt.NDArray[np.int32] = np.array([*meant, MISSING], np.int32)[codes]
    if coded.null_count or MISSING in meant:
        faults.missing("type", found == MISSING)
    if UNKNOWN not in meant:
        return found
    shown = list(known) if known else names
    wrong = {w: Fault("unknown-type", f"there is no event type `{w}`", suggestion(w, shown, "types"))
             for w, m in zip(words, meant, strict=True) if m == UNKNOWN}  # fmt: skip
    if DUTY_DECIDED in wrong:
        wrong[DUTY_DECIDED] = Fault("reserved-type", NOT_LOGGED, LOG_INSTEAD)
    bad = np.flatnonzero(found == UNKNOWN)
    texts = [str(words[c]) for c in coded.indices.take(pa.array(bad)).to_pylist()]
    faults.reject("type", Decoded(coded, None, bad, [wrong[text] for text in texts], texts))
    return found


def _type_words(vocabulary: Vocabulary, mapping: LogMap | None) -> tuple[dict[str, int], bool]:
    """Words for types, and whether a word that is none of them is ignored."""
    names = list(vocabulary.events)
    given = mapping.type if mapping is not None else None
    if isinstance(given, TypeColumn) and given.values:
        return {old: names.index(new) for old, new in given.values.items()}, given.other == "ignore"
    words = {word: i for i, name in enumerate(names) for word in _names_of(name, vocabulary)}
    words |= {plain(word): i for word, i in reversed(words.items())}
    words |= {name: i for i, name in enumerate(names)}
    return words, isinstance(given, TypeColumn) and given.other == "ignore"


def _known(word: str, known: Mapping[str, int], otherwise: int) -> int:
    return next((known[form] for form in (word, *forms(word)) if form in known), otherwise)


def _names_of(name: str, vocabulary: Vocabulary) -> list[str]:
    label = vocabulary.events[name].label
    return [word for word in (name, label.zh, label.en) if word]
