"""Other names of entities: which id a name in the log means on the day of the event."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from zhiben.events.civil import LAST_DAY, Days
from zhiben.events.entities import Entities

_EPOCH = dt.date(1970, 1, 1)
_ALWAYS = -(2**31)


class Names(Struct, frozen=True):
    """Ids and dated aliases of a registry; `spelled`: the ids once more, where a few names at a time are looked up."""

    ids: pa.Array
    aliases: dict[str, list[tuple[str, int, int]]]
    spelled: frozenset[str] | None = None

    @classmethod
    def of(cls, entities: Entities) -> Names:
        """The names of a registry."""
        aliases: dict[str, list[tuple[str, int, int]]] = {}
        for row in entities.aliases.to_pylist():
            begin = _ALWAYS if row["valid_from"] is None else (row["valid_from"] - _EPOCH).days
            end = LAST_DAY + 1 if row["valid_to"] is None else (row["valid_to"] - _EPOCH).days
            aliases.setdefault(row["alias"], []).append((row["id"], begin, end))
        return cls(entities.table["id"].combine_chunks().cast(pa.string()).unique(), aliases)

    def kept(self) -> Names:
        """The same for many calls with a few names each: what it takes does not depend on the size of the registry."""
        return replace(self, spelled=frozenset(self.ids.to_pylist()))

    def known(self) -> list[str]:
        """Every id and alias, for suggestions."""
        return [*self.ids.to_pylist(), *self.aliases]

    def resolve(self, names: pa.Array, days: Days) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
        """Ids of names.

        Args:
            names: (n,) text, dictionary-encoded or not; null stays null.
            days: (n,) civil day on which each name was used.

        Returns:
            (n,) an entity's own id as it is, an alias valid on that day as its id, anything else as it is; and
            (n,) whether nobody is known by that name on that day.
        """
        coded = names if pa.types.is_dictionary(names.type) else names.dictionary_encode()
        words = coded.dictionary.cast(pa.string())
        codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False).astype(np.int64)
        strange = np.append(self._are_strange(words), False)
        unknown = strange[codes]
        if not unknown.any():
            return coded, unknown
        spoken = words.to_pylist()
        meant, found = list(spoken), codes.copy()
        for code in np.flatnonzero(strange[:-1]).tolist():
            for id_, begin, end in self.aliases.get(spoken[code], ()):
                rows = np.flatnonzero(unknown & (codes == code) & (days >= begin) & (days <= end))
                if len(rows):
                    found[rows] = len(meant)
                    meant.append(id_)
                    unknown[rows] = False
        missing = codes == len(spoken)
        resolved = pa.DictionaryArray.from_arrays(
            pa.array(found.astype(np.int32), mask=missing), pa.array(meant, pa.string())
        )
        # The same id may now stand in the dictionary twice.
        return resolved.cast(pa.string()).dictionary_encode(), unknown & ~missing

    def _are_strange(self, words: pa.Array) -> npt.NDArray[np.bool_]:
        """(n,) whether a word is no id."""
        if self.spelled is not None and len(words) < len(self.spelled):
            return np.array([word not in self.spelled for word in words.to_pylist()], np.bool_)
        strange: npt.NDArray[np.bool_] = ~pc.is_in(words, value_set=self.ids).to_numpy(zero_copy_only=False)
        return strange
