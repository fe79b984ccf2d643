"""The columns of a sheet as fields of events: each row read as its own type declares the field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.events.civil import CivilCalendar
from zhiben.events.columns import decode
from zhiben.events.distinct import as_coded, as_text, flagged, only
from zhiben.events.problem import Problem
from zhiben.events.row_faults import IGNORED, RowFaults
from zhiben.events.values import counted
from zhiben.events.vocabulary import LAST, Field, Vocabulary

_STATED = re.compile(r"[（(]\s*(?:单位\s*[:：])?\s*([^\s\d（）()]{1,8})\s*[）)]\s*$")


class RowFields(Struct, frozen=True):
    """What reads them, into `columns` by name; times and dates have a column of last instants, too."""

    vocabulary: Vocabulary
    civil: CivilCalendar
    faults: RowFaults
    columns: dict[str, pa.Array]

    def read(self, place: int, cells: pa.Array) -> None:
        """Decodes one column into the field, or the fields of several types, that its heading stands for."""
        names = [name for name, at in self.faults.binding.fields if at == place]
        if pa.types.is_string(cells.type):
            cells = as_text(cells)
        elif pa.types.is_dictionary(cells.type):
            cells = as_coded(cells)
        kinds = list(self.vocabulary.events.values())
        filled = self._filled(cells)
        self._strays(
            names, cells, filled, {i for i, kind in enumerate(kinds) if any(name in kind.fields for name in names)}
        )
        for name in names:
            declared = {i: kind.fields[name] for i, kind in enumerate(kinds) if name in kind.fields}
            # One name may be spelled out differently by two types: each row is read as its own type says.
            for spelled in dict.fromkeys(map(_key, declared.values())):
                own = [i for i, declared_as in declared.items() if _key(declared_as) == spelled]
                example = declared[own[0]]
                is_all = set(own) >= filled.keys()
                self._field(example, place, cells if is_all else only(cells, np.isin(self.faults.types, own)))

    def _field(self, spelled: Field, place: int, cells: pa.Array) -> None:
        sheet, columns = self.faults.sheet, self.columns
        unit = unit_of(sheet.headers[place]) if place < len(sheet.headers) else None
        is_text = pa.types.is_string(cells.type) or pa.types.is_dictionary(cells.type)
        if spelled.storage == "number" and unit is not None and is_text:
            cells = pc.replace_substring_regex(as_text(cells), rf"^([+-]?[\d０-９.,，．]+)\s*{re.escape(unit)}$", r"\1")
        pattern = self.faults.binding.patterns.get(spelled.name)
        found = decode(cells, spelled, self.civil, pattern, sheet.has_serials, as_codes=True)
        self.faults.reject(spelled.name, found, place)
        self.faults.doubt(spelled.storage, found, place)
        for name, values in ((spelled.name, found.first), (spelled.name + LAST, found.last)):
            if values is not None:
                columns[name] = values if name not in columns else _either(columns[name], values)

    def _filled(self, cells: pa.Array) -> Counter[int]:
        """How many rows of each type have something in these cells, by place of the type, or why there is none."""
        types = self.faults.types[flagged(cells.is_valid())] if cells.null_count else self.faults.types
        counts = np.bincount(types - IGNORED)
        return Counter({code + IGNORED: int(count) for code, count in enumerate(counts.tolist()) if count})

    def _strays(self, names: Sequence[str], cells: pa.Array, filled: Mapping[int, int], belongs: set[int]) -> None:
        """Warns where a field is filled that the row's type does not have."""
        for code in sorted(code for code in filled if code >= 0 and code not in belongs):
            kind = list(self.vocabulary.events)[code]
            first = int(np.argmax(flagged(cells.is_valid()) & (self.faults.types == code)))
            rows = counted(filled[code], "row")
            message = f"`{kind}` has no field `{names[0]}`: filled in {rows}, first here; not read there"
            fields = ", ".join(list(self.vocabulary.events[kind].fields)[:12]) or "none"
            hint = f"fields of `{kind}`: {fields}"
            where = self.faults.sheet.span(first)
            self.faults.problems.append(Problem("stray-field", message, where, hint, "warning", field=names[0]))


def unit_of(heading: str) -> str | None:
    """The unit of measure that a heading states, 人 of 人数（人）; it may then stand behind the numbers as well."""
    found = _STATED.search(heading)
    return None if found is None else found[1].strip()


def _key(spelled: Field) -> tuple[object, ...]:
    """What makes two declarations of one field read cells differently."""
    return spelled.type, spelled.many, spelled.values


def _either(first: pa.Array, second: pa.Array) -> pa.Array:
    """(n,) the first value, or where it is null the second."""
    if not pa.types.is_dictionary(first.type):
        return pc.coalesce(first, second)
    return pc.coalesce(first.cast(pa.string()), second.cast(pa.string())).dictionary_encode()
