"""What the keys of a JSON object mean, where nothing about them is out of the ordinary (`one_line`)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct, field

from zhiben.events.binding import bind
from zhiben.events.logmap import LogMap, entries
from zhiben.events.nothing_found import describes
from zhiben.events.row_fields import unit_of
from zhiben.events.sheet import Sheet, held
from zhiben.events.vocabulary import Vocabulary

_KEPT = 1_000  # sets of keys whose meaning is remembered
_OWN_FORM = ("category", "ref")  # types whose texts are not held as other texts are, or mean names


class Plan(Struct, frozen=True):
    """Where an object has what.

    Attributes:
        envelope: key by attribute.
        fields: names of fields, each with its key.
    """

    envelope: Mapping[str, str]
    fields: tuple[tuple[str, str], ...]


class Plans(Struct, frozen=True):
    """What finds out, once for every set of keys."""

    vocabulary: Vocabulary
    mapping: LogMap | None
    _known: dict[tuple[str, ...], Plan | None] = field(default_factory=dict)

    def of(self, keys: tuple[str, ...], name: str) -> Plan | None:
        """What the keys of an object mean; None = something is said of them, or they are read otherwise.

        Args:
            name: of the source.
        """
        if keys not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[keys] = self._planned(keys, name)
        return self._known[keys]

    def _planned(self, keys: tuple[str, ...], name: str) -> Plan | None:
        mapping = self.mapping
        if mapping is not None and (mapping.maps or mapping.arranges or mapping.is_spread or _words(mapping)):
            return None
        entry = None if mapping is None else entries(mapping, self.vocabulary)[0]
        # Only the headings are looked at.
        binding = bind(Sheet(name, None, keys, held(()), np.ones(1, np.int64)), self.vocabulary, entry, None)
        if binding.problems or binding.constants or binding.identity or binding.patterns or binding.derived:
            return None
        if not all(keys) or any(map(describes, keys)) or "id" not in binding.envelope:
            return None
        fields = dict(binding.fields)
        places = list(fields.values())
        if len(fields) < len(binding.fields) or len(set(places)) < len(places):
            return None
        if any(not plainly(self.vocabulary, name) or unit_of(keys[place]) for name, place in fields.items()):
            return None
        envelope = {attribute: keys[place] for attribute, place in binding.envelope.items()}
        return Plan(envelope, tuple((name, keys[place]) for name, place in fields.items()))


def plainly(vocabulary: Vocabulary, name: str) -> bool:
    """Whether a field's column is of one form whatever the event types spell out, and holds no lists of names."""
    spelled = [kind.fields[name] for kind in vocabulary.events.values() if name in kind.fields]
    forms = {(one.storage, one.type in _OWN_FORM and one.type, one.many) for one in spelled}
    return len(forms) == 1 and not (spelled[0].many and spelled[0].type == "ref")


def _words(mapping: LogMap) -> bool:
    """The map gives words of its own for types."""
    return bool(getattr(mapping.type, "values", None)) or getattr(mapping.type, "other", "") == "ignore"
