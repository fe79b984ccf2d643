"""How much is missing: what further events must bring so that a measure comes inside its bound, or just fails it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from zhiben.engine.reference.facts import Value
from zhiben.events.vocabulary import SCALE, Field
from zhiben.rules.model import Measure

MOST = 40  # events for one duty; what needs more is left as it is


class Share(Struct, frozen=True):
    """What one event adds: a value of the measured field, or whether it is in the share; None = its mere existence."""

    value: Value | None = None
    is_in: bool | None = None


class Seen(Struct, frozen=True):
    """What a window already holds: the measure, how many events, the values of the measured field."""

    total: Fraction | None
    count: int
    values: Sequence[Value] = ()


class Aim(Struct, frozen=True):
    """Limits in units, and the values that `covers` lists."""

    low: Fraction | None
    high: Fraction | None
    listed: tuple[str, ...] = ()


def kept(measure: Measure, aim: Aim, seen: Seen, field: Field | None, rng: random.Random) -> list[Share] | None:
    """What brings the measure inside; empty where it is inside already, None where nothing can be said."""
    return _limited(_towards(measure, aim, seen, field, rng, short=False))


def short(measure: Measure, aim: Aim, seen: Seen, field: Field | None, rng: random.Random) -> list[Share] | None:
    """One event less than that, or a little less of what is measured; None where that cannot be."""
    found = _limited(_towards(measure, aim, seen, field, rng, short=True))
    return found or None


def exceeded(measure: Measure, aim: Aim, seen: Seen, field: Field | None, rng: random.Random) -> list[Share] | None:
    """What brings the measure above its upper limit; None where nothing can be said."""
    if aim.high is None:
        return None
    over = floor(aim.high) + 1
    total = seen.total if seen.total is not None else Fraction(0)
    match measure.name:
        case "count" | "days" | "standing":
            return _limited([Share()] * max(0, ceil(over - total)))
        case "distinct":
            return _limited(_others(max(0, ceil(over - total)), seen, field))
        case "sum":
            return [Share(_whole(over - total))] if over > total else []
        case "mean":
            return [Share(_whole(over * (seen.count + 1) - total * seen.count))]
        case "max" | "min" | "latest":
            return None if measure.name == "min" and seen.count else [Share(_whole(Fraction(over)))]
        case "share":
            return [Share(is_in=True)] * 2 if aim.high < 1 else None
    return None


def _limited(found: list[Share] | None) -> list[Share] | None:
    return None if found is None or len(found) > MOST else found


def _towards(
    measure: Measure, aim: Aim, seen: Seen, field: Field | None, rng: random.Random, *, short: bool
) -> list[Share] | None:
    low, high = aim.low, aim.high
    total = seen.total if seen.total is not None else Fraction(0)
    less = 1 if short else 0
    match measure.name:
        case "count" | "days" | "standing":
            if short and low is None:
                return None
            return [Share()] * max(0, ceil((low or 0) - total) - less)
        case "distinct":
            return _others(max(0, ceil((low or 0) - total) - less), seen, field)
        case "sum":
            if low is None or low <= total:
                return None if short else []
            return _parts(low - total - (Fraction(1) if short and low - total > 1 else 0), rng, short)
        case "mean" | "min" | "max" | "latest":
            return _level(measure.name, low, high, seen, total, short)
        case "share":
            return _part_of(low, high, seen, total, short)
        case "covers":
            missing = [word for word in aim.listed if word not in _words(seen.values)]
            wanted = len(aim.listed) if low is None else ceil(low * len(aim.listed))
            take = min(len(missing), max(0, wanted - (len(aim.listed) - len(missing)) - less))
            return _covering(missing[:take], field, rng)
    return None


def _parts(amount: Fraction, rng: random.Random, is_short: bool) -> list[Share]:
    """An amount in one to three parts, a little more where it may be."""
    pieces = rng.randint(1, 3) if amount >= 6 else 1
    if is_short:
        return [Share(_whole(Fraction(floor(amount))))] if amount >= 1 else []
    each = Fraction(ceil(amount / pieces))
    return [Share(_whole(each))] * pieces


def _level(
    name: str, low: Fraction | None, high: Fraction | None, seen: Seen, total: Fraction, is_short: bool
) -> list[Share] | None:
    if is_short:
        if low is None or seen.count:
            return None
        return [Share(_tenths(low - Fraction(1, 10)))]
    target = low if low is not None else high
    if target is None:
        return None
    if low is not None and high is not None:
        target = (low + high) / 2
    if name == "mean" and seen.count:
        target = target * (seen.count + 1) - total * seen.count
    return [Share(_tenths(target))]


def _part_of(
    low: Fraction | None, high: Fraction | None, seen: Seen, total: Fraction, is_short: bool
) -> list[Share] | None:
    inside = total * seen.count
    if low is None:
        return [Share(is_in=False)] * 2
    if is_short:
        return [Share(is_in=False)] if low == 1 or not seen.count else None
    if low == 1:
        return [Share(is_in=True)] * 2 if inside == seen.count else None
    return [Share(is_in=True)] * max(1, ceil((low * seen.count - inside) / (1 - low)))


def _others(number: int, seen: Seen, field: Field | None) -> list[Share] | None:
    """Values not seen yet. Text has as many as are wanted; they are composed when the event is."""
    if number == 0:
        return []
    if field is None or number > MOST:
        return None
    if field.type == "category":
        rest = [value.name for value in field.values if value.name not in _words(seen.values)]
        return [Share((w,) if field.many else w) for w in rest[:number]] if len(rest) >= number else None
    if field.storage == "text":
        used = _words(seen.values)
        words = [w for i in range(number + len(used)) if (w := f"{field.name}-{i + 1:03d}") not in used][:number]
        return [Share((w,) if field.many else w) for w in words]
    if field.storage == "number":
        highest = max([value for value in seen.values if isinstance(value, int)], default=0)
        return [Share(highest + (i + 1) * SCALE) for i in range(number)]
    return None


def _covering(words: list[str], field: Field | None, rng: random.Random) -> list[Share]:
    if not words:
        return []
    if field is None or not field.many:
        return [Share(word) for word in words]
    cut = rng.randint(1, len(words)) if rng.random() < 0.4 else len(words)
    return [Share(tuple(part)) for part in (words[:cut], words[cut:]) if part]


def _words(values: Sequence[Value]) -> set[Value]:
    return {item for value in values for item in (value if isinstance(value, tuple) else (value,))}


def _whole(amount: Fraction) -> int:
    return ceil(amount) * SCALE


def _tenths(amount: Fraction) -> int:
    """To six places, upwards."""
    return ceil(amount * SCALE)
