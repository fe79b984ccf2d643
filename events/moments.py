"""A column of dates to first and last instants; uniform ISO times are converted whole, other texts one by one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events import values
from zhiben.events.civil import CivilCalendar
from zhiben.events.dates import EXPECTED, BadDate, read_date
from zhiben.events.distinct import Decoded, as_coded, as_text, each, offsets_of, spread
from zhiben.events.sheet import Rows
from zhiben.events.typed_moments import INSTANT, as_instants, of_days, of_timestamps
from zhiben.events.values import Fault

_ISO = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?Z?$"
_USUAL = {
    r"^\d{4}-\d\d-\d\d$": pa.date32(),
    r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d$": pa.timestamp("us"),
    r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d$": pa.timestamp("us"),
}
_QUICK = 10  # distinct texts from which on it pays to look for a common form
_HEAD = 1000  # of a column; where they have no common form, the others are not looked at


def decode_moments(column: pa.Array, civil: CivilCalendar, pattern: str | None = None, has_serials: bool = False,
                   whole_days: bool = False) -> Decoded:  # fmt: skip
    """First and last instants of a column of dates; with `whole_days`, of the civil days they lie in."""
    kind = column.type
    if pa.types.is_date(kind):
        found = of_days(column.cast(pa.date32()), civil)
    elif pa.types.is_timestamp(kind):
        found = of_timestamps(column, civil)
    else:
        quick = _quick(column, civil) if pattern is None else None
        found = _date_texts(as_coded(column), civil, pattern, has_serials) if quick is None else quick
    return _widened(found, civil) if whole_days else found


def _date_texts(coded: pa.DictionaryArray, civil: CivilCalendar, pattern: str | None, has_serials: bool) -> Decoded:
    words = coded.dictionary
    if pattern is None and len(words) > _QUICK:
        quick = _iso_instants(words, civil)
        if quick is not None:
            first = pa.DictionaryArray.from_arrays(coded.indices, quick).cast(INSTANT)
            return Decoded(first, first)

    begins, ends, is_read = _in_bulk(words, civil) if pattern is None else _none_of(len(words))

    def read(cell: str) -> tuple[int, int]:
        try:
            return read_date(values.text(cell), civil, pattern, has_serials)
        except BadDate as why:
            raise Fault("bad-date", f"{why}", EXPECTED if pattern is None else "") from None

    rest = np.flatnonzero(~is_read)
    found, faults = each(words.take(pa.array(rest)), read)
    void = np.zeros(len(words), np.bool_)
    void[rest] = [m is None for m in found]
    begins[rest] = [0 if m is None else m[0] for m in found]
    ends[rest] = [0 if m is None else m[1] for m in found]
    faults = {int(rest[code]): fault for code, fault in faults.items()}
    return spread(coded, as_instants(begins, void), as_instants(ends, void), faults)


def _none_of(number: int) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
    return np.zeros(number, np.int64), np.zeros(number, np.int64), np.zeros(number, np.bool_)


def _in_bulk(words: pa.Array, civil: CivilCalendar) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
    """First and last instants of those texts that are days or times in one of the usual forms, and which they are.

    A form of which one text does not say a date that there is stays unread, for somebody to say why.
    """
    first, last, is_read = _none_of(len(words))
    if len(words) <= _QUICK:
        return first, last, is_read
    for form, kind in _USUAL.items():
        rows = np.flatnonzero(pc.match_substring_regex(words, form).fill_null(False).to_numpy(zero_copy_only=False))
        try:
            typed = words.take(pa.array(rows)).cast(kind)
        except pa.ArrowInvalid:
            continue
        decoded = of_days(typed, civil) if pa.types.is_date(kind) else of_timestamps(typed, civil)
        if len(rows) and not len(decoded.bad):
            first[rows], last[rows] = _ints(decoded.first), _ints(decoded.last)
            is_read[rows] = True
    return first, last, is_read


def _ints(instants: pa.Array) -> Rows:
    found: Rows = instants.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found


def _quick(column: pa.Array, civil: CivilCalendar) -> Decoded | None:
    """A long column of texts that are instants of one form, read without looking for the distinct ones; or None."""
    if not pa.types.is_string(column.type) or len(column) - column.null_count <= _QUICK:
        return None
    head = as_text(column.slice(0, _HEAD))
    if not pc.all(pc.match_substring_regex(head, _ISO)).as_py():
        return None
    found = _iso_instants(as_text(column), civil)
    return None if found is None else Decoded(found, found)


def _iso_instants(words: pa.Array, civil: CivilCalendar) -> pa.Array | None:
    """Instants of ISO times that all have the same form, or None."""
    filled = np.diff(offsets_of(words))
    is_plain = not words.null_count and bool((filled == len("2024-01-01T00:00:00")).all())
    # Of that length nothing else is taken for a time by the conversion below.
    if not is_plain and not pc.all(pc.match_substring_regex(words, _ISO)).as_py():
        return None
    aware = pc.ends_with(words, "Z")
    is_aware = pc.all(aware).as_py()
    if not is_aware and pc.any(aware).as_py():
        return None
    try:
        found = words.cast(INSTANT if is_aware else pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    decoded = of_timestamps(found, civil)
    return None if len(decoded.bad) else decoded.first


def _widened(found: Decoded, civil: CivilCalendar) -> Decoded:
    """Whole civil days in place of instants."""
    void = found.first.is_null().to_numpy(zero_copy_only=False)
    days = civil.days(found.first.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False))
    first, last = as_instants(civil.starts(days), void), as_instants(civil.starts(days + 1) - 1, void)
    return Decoded(first, last, found.bad, found.faults, found.texts)
