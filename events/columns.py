"""A column of cells to a column of values, each distinct text read once.

Columns that come with a fitting Arrow type (Parquet) are converted whole, without looking at single cells.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events import values
from zhiben.events.civil import DAY, FIRST_DAY, LAST_DAY, CivilCalendar
from zhiben.events.dates import EXPECTED, BadDate, read_date
from zhiben.events.sheet import LONGEST_CELL, Rows, as_found, cell_text
from zhiben.events.values import Fault
from zhiben.events.vocabulary import ARROW, NUMBER_LIMIT, SCALE, Field

INSTANT = ARROW["time"]
_ISO = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?Z?$"
_PLAIN_NUMBER = r"^-?\d{1,12}(\.\d{1,6})?$"
_EXACT_DOUBLE = 2.0**53 / SCALE


@dataclass(frozen=True, slots=True)
class Decoded:
    """Values of one column.

    Attributes:
        first: (n,) values in the storage of the field, first instants for dates; null where missing or faulty.
        last: (n,) last instants, dates only.
        bad: (k,) positions of faulty cells, ascending.
        faults: (k,) what is wrong with each.
        texts: (k,) those cells as found.
    """

    first: pa.Array
    last: pa.Array | None = None
    bad: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    faults: Sequence[Fault] = ()
    texts: Sequence[str] = ()


def as_text(column: pa.Array) -> pa.Array:
    """(n,) stripped text of cells of any type, null where blank."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_coded(column).cast(pa.string())
    if pa.types.is_nested(kind):
        return pa.array([cell_text(cell) for cell in column.to_pylist()], pa.string())
    if not pa.types.is_string(kind):
        column = column.cast(pa.string())
    if len(column) == column.null_count:
        return column
    if not _is_stripped(column):
        column = pc.utf8_trim_whitespace(column)
    blank = pc.equal(pc.binary_length(column), 0)
    return pc.if_else(blank, pa.scalar(None, pa.string()), column) if pc.any(blank).as_py() else column


def as_coded(column: pa.Array) -> pa.DictionaryArray:
    """(n,) the same as codes of distinct texts; a column that comes so is never spelled out."""
    if not pa.types.is_dictionary(column.type):
        return as_text(column).dictionary_encode()
    words = as_text(column.dictionary)
    codes = column.indices.cast(pa.int32())
    if words.null_count or pc.count_distinct(words).as_py() < len(words):
        # Words that differ in white space only are one word, and blank ones none.
        distinct = words.dictionary_encode()
        codes, words = distinct.indices.take(codes), distinct.dictionary
    return pa.DictionaryArray.from_arrays(codes, words)


def only(column: pa.Array, rows: npt.NDArray[np.bool_]) -> pa.Array:
    """The column with null in all other rows."""
    if rows.all():
        return column
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(only(column.indices, rows), column.dictionary)
    return pc.if_else(pa.array(rows), column, pa.scalar(None, column.type))


def decode(column: pa.Array, spelled: Field, civil: CivilCalendar, pattern: str | None = None,
           has_serials: bool = False) -> Decoded:  # fmt: skip
    """Values of a field's column.

    Args:
        column: (n,) cells.
        spelled: the field they belong to.
        civil: days and instants of the zone.
        pattern: `strptime` format of its dates.
        has_serials: whether bare numbers in a date column are Excel serials.
    """
    if spelled.storage == "time":
        return decode_moments(column, civil, pattern, has_serials, whole_days=spelled.type == "date")
    if spelled.many:
        read = values.category(spelled) if spelled.type == "category" else values.text
        return _by_distinct(as_coded(column), values.many(read), pa.list_(pa.string()))
    if spelled.type == "category":
        return _by_distinct(as_coded(column), values.category(spelled), pa.string())
    if spelled.storage == "text":
        return _texts(column)
    if spelled.storage == "number":
        return _numbers(column, values.integer if spelled.type == "integer" else values.number)
    if spelled.storage == "flag":
        if pa.types.is_boolean(column.type):
            return Decoded(column)
        return _by_distinct(as_coded(column), values.flag, pa.bool_())
    if pa.types.is_duration(column.type):
        return Decoded(column.cast(pa.duration("us"), safe=False).cast(pa.int64()))
    return _by_distinct(as_coded(column), values.duration, pa.int64())


def decode_names(column: pa.Array) -> Decoded:
    """Lists of names; a stroke is part of a name."""
    return _by_distinct(as_coded(column), values.many(values.text, values.BETWEEN_NAMES), pa.list_(pa.string()))


def decode_moments(column: pa.Array, civil: CivilCalendar, pattern: str | None = None, has_serials: bool = False,
                   whole_days: bool = False) -> Decoded:  # fmt: skip
    """First and last instants of a column of dates; with `whole_days`, of the civil days they lie in."""
    kind = column.type
    if pa.types.is_date(kind):
        found = _days(column.cast(pa.date32()), civil)
    elif pa.types.is_timestamp(kind):
        found = _timestamps(column, civil)
    else:
        found = _date_texts(as_coded(column), civil, pattern, has_serials)
    return _widened(found, civil) if whole_days else found


def _texts(column: pa.Array) -> Decoded:
    texts = as_text(column)
    # Only what a JSON list or object leaves behind starts with a control character.
    marked = pc.less(pc.binary_slice(texts.cast(pa.binary()), 0, 1), b" ") if len(texts) else None
    if marked is None or not (pc.any(marked).as_py() or (pc.max(pc.binary_length(texts)).as_py() or 0) > LONGEST_CELL):
        return Decoded(texts)
    return _by_distinct(texts.dictionary_encode(), values.text, pa.string())


def _numbers(column: pa.Array, read: Callable[[str], int]) -> Decoded:
    kind = column.type
    if pa.types.is_integer(kind):
        limit = pc.min_max(column)
        low, high = limit["min"].as_py() or 0, limit["max"].as_py() or 0
        if max(-low, high) < NUMBER_LIMIT:
            return Decoded(pc.multiply(column.cast(pa.int64()), SCALE))
    if pa.types.is_floating(kind):
        exact = _exact_doubles(column.cast(pa.float64()), read is values.integer)
        if exact is not None:
            return Decoded(exact)
    if pa.types.is_boolean(kind):
        column = column.cast(pa.string())
    texts = as_text(column)
    if read is values.number and len(texts) and pc.all(pc.match_substring_regex(texts, _PLAIN_NUMBER)).as_py():
        return Decoded(_scaled(texts))
    return _by_distinct(texts.dictionary_encode(), read, pa.int64())


def _exact_doubles(column: pa.Array, is_whole: bool) -> pa.Array | None:
    """Millionths of doubles whose shortest form has at most six places, or None where some have not."""
    found = column.fill_null(0.0).to_numpy(zero_copy_only=False)
    if not np.isfinite(found).all() or np.abs(found).max(initial=0) >= _EXACT_DOUBLE:
        return None
    scaled = np.rint(found * SCALE)
    if (scaled / SCALE != found).any() or (is_whole and (scaled % SCALE != 0).any()):
        return None
    return pa.array(scaled.astype(np.int64), mask=column.is_null().to_numpy(zero_copy_only=False))


def _scaled(texts: pa.Array) -> pa.Array:
    exact = texts.cast(pa.decimal128(18, 6))
    return pa.array(
        np.frombuffer(exact.buffers()[1], np.int64)[exact.offset * 2 : (exact.offset + len(exact)) * 2 : 2],
        mask=texts.is_null().to_numpy(zero_copy_only=False),
    )


def _days(column: pa.Array, civil: CivilCalendar) -> Decoded:
    days = column.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    missing = column.is_null().to_numpy(zero_copy_only=False)
    bad = np.flatnonzero((days < FIRST_DAY) | (days > LAST_DAY))
    first, last = civil.starts(days), civil.starts(days + 1) - 1
    return _moments(first, last, missing, bad, column)


def _timestamps(column: pa.Array, civil: CivilCalendar) -> Decoded:
    missing = column.is_null().to_numpy(zero_copy_only=False)
    # Casting down is exact for finer units but for the part of a microsecond that is cut off.
    micros = _micros(column)
    if micros is None:
        return _date_texts(as_coded(column), civil, None, has_serials=False)
    micros = np.where(missing, 0, micros)
    instants = micros if column.type.tz is not None else _from_civil(micros, civil)
    low, high = civil.start(FIRST_DAY), civil.start(LAST_DAY + 1)
    bad = np.flatnonzero(
        (instants < low) | (instants >= high) | (micros // DAY > LAST_DAY + 1) | (micros // DAY < FIRST_DAY - 1)
    )
    return _moments(instants, instants, missing, bad, column)


def _micros(column: pa.Array) -> Rows | None:
    numbers: Rows = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    unit = column.type.unit
    if unit == "ns":
        return numbers // 1000
    factor = {"us": 1, "ms": 1000, "s": 1_000_000}[unit]
    if factor > 1 and np.abs(numbers).max(initial=0) > 2**62 // factor:
        return None
    return numbers * factor


def _from_civil(micros: Rows, civil: CivilCalendar) -> Rows:
    """Instants of civil times given as us since 1970-01-01T00:00 on the zone's own clock."""
    days = micros // DAY
    start = civil.starts(days)
    found = start + micros % DAY
    # A day of another length has a change of clock somewhere in it: those times are looked at one by one.
    odd = np.flatnonzero((civil.starts(days + 1) - start != DAY) & (days >= FIRST_DAY) & (days <= LAST_DAY))
    if len(odd):
        distinct, codes = np.unique(micros[odd], return_inverse=True)
        epoch = dt.datetime(1970, 1, 1)
        exact = [civil.instant(epoch + dt.timedelta(microseconds=int(m))) for m in distinct]
        found[odd] = np.array(exact, np.int64)[codes]
    outside = (days < FIRST_DAY) | (days > LAST_DAY)
    return np.where(outside, np.where(days < FIRST_DAY, -(2**62), 2**62), found)


def _moments(first: Rows, last: Rows, missing: npt.NDArray[np.bool_], bad: Rows, column: pa.Array) -> Decoded:
    bad = bad[~missing[bad]]
    void = missing.copy()
    void[bad] = True
    texts = column.take(pa.array(bad)).cast(pa.string()).to_pylist() if len(bad) else []
    fault = Fault("bad-date", "the date is outside the understood years", EXPECTED)
    return Decoded(_instants(first, void), _instants(last, void), bad, [fault] * len(bad), texts)


def _instants(micros: Rows, void: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.array(micros, pa.int64(), mask=void).cast(INSTANT)


def _date_texts(coded: pa.DictionaryArray, civil: CivilCalendar, pattern: str | None, has_serials: bool) -> Decoded:
    words = coded.dictionary
    if pattern is None and len(words) > 1000:
        quick = _iso_instants(words, civil)
        if quick is not None:
            first = pa.DictionaryArray.from_arrays(coded.indices, quick).cast(INSTANT)
            return Decoded(first, first)

    def read(cell: str) -> tuple[int, int]:
        try:
            return read_date(values.text(cell), civil, pattern, has_serials)
        except BadDate as why:
            raise Fault("bad-date", f"{why}", EXPECTED if pattern is None else "") from None

    found, faults = _each(words, read)
    void = np.array([m is None for m in found], np.bool_)
    first = _instants(np.array([0 if m is None else m[0] for m in found], np.int64), void)
    last = _instants(np.array([0 if m is None else m[1] for m in found], np.int64), void)
    return _spread(coded, first, last, faults)


def _iso_instants(words: pa.Array, civil: CivilCalendar) -> pa.Array | None:
    """Instants of ISO times that all have the same form, or None."""
    if not pc.all(pc.match_substring_regex(words, _ISO)).as_py():
        return None
    aware = pc.ends_with(words, "Z")
    is_aware = pc.all(aware).as_py()
    if not is_aware and pc.any(aware).as_py():
        return None
    try:
        found = words.cast(INSTANT if is_aware else pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    decoded = _timestamps(found, civil)
    return None if len(decoded.bad) else decoded.first


def _widened(found: Decoded, civil: CivilCalendar) -> Decoded:
    """Whole civil days in place of instants."""
    void = found.first.is_null().to_numpy(zero_copy_only=False)
    days = civil.days(found.first.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False))
    first, last = _instants(civil.starts(days), void), _instants(civil.starts(days + 1) - 1, void)
    return Decoded(first, last, found.bad, found.faults, found.texts)


def _by_distinct(coded: pa.DictionaryArray, read: Callable[[str], Any], kind: pa.DataType) -> Decoded:
    found, faults = _each(coded.dictionary, read)
    return _spread(coded, pa.array(found, kind), None, faults)


def _each(words: pa.Array, read: Callable[[str], Any]) -> tuple[list[Any], dict[int, Fault]]:
    """What each distinct text means, None where it means nothing; and why it does not."""
    found: list[Any] = []
    faults: dict[int, Fault] = {}
    for code, word in enumerate(words.to_pylist()):
        try:
            found.append(None if word is None else read(_bounded(word)))
        except Fault as fault:
            faults[code] = fault
            found.append(None)
    return found, faults


def _bounded(word: str) -> str:
    if len(word) > LONGEST_CELL:
        raise Fault("too-long", f"a cell of {len(word):,} characters; at most {LONGEST_CELL:,} are read")
    return word


def _spread(coded: pa.DictionaryArray, first: pa.Array, last: pa.Array | None, faults: dict[int, Fault]) -> Decoded:
    """Meanings of distinct texts, back to the rows."""
    indices = coded.indices
    bad = np.zeros(0, np.int64)
    codes: list[int] = []
    if faults:
        is_bad = pc.is_in(indices, value_set=pa.array(list(faults), indices.type))
        bad = np.flatnonzero(is_bad.to_numpy(zero_copy_only=False)).astype(np.int64)
        codes = indices.take(pa.array(bad)).to_pylist()
    return Decoded(
        first.take(indices),
        None if last is None else last.take(indices),
        bad,
        [faults[c] for c in codes],
        [as_found(w) for w in coded.dictionary.take(pa.array(codes, pa.int32())).to_pylist()],
    )


def _is_stripped(column: pa.Array) -> bool:
    """Whether no text begins or ends with white space, told from its first and last byte."""
    if column.null_count == len(column):
        return True
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    content = np.frombuffer(column.buffers()[2] or b"", np.uint8)
    filled = np.flatnonzero(np.diff(offsets) > 0)
    if not len(filled):
        return True
    heads, tails = content[offsets[filled]], content[offsets[filled + 1] - 1]
    # White space beyond ASCII begins with C2, E1, E2, E3 and may end with any continuation byte: look closer there.
    if not ((heads <= 32).any() or (tails <= 32).any()):
        suspect = np.isin(heads, (0xC2, 0xE1, 0xE2, 0xE3)).any() or (tails >= 0x80).any()
        return not suspect
    return False
