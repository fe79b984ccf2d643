"""One cell's text to one value of a field: numbers, flags, durations, category words, lists.

Every function takes text that is stripped and not empty, and raises `Fault` where it is no such value.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Callable, Iterable, Iterator, Mapping

from zhiben.events.civil import DAY, SECOND
from zhiben.events.problem import nearest
from zhiben.events.sheet import LIST, OBJECT
from zhiben.events.traditional import simplified
from zhiben.events.vocabulary import NUMBER_LIMIT, SCALE, Field

_PLACES = 6
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(?:个)?\s*([^\W\d_]+)\Z")
BETWEEN_ITEMS = re.compile("[、；;，,/]")
BETWEEN_NAMES = re.compile("[、；;，,]")
_BETWEEN_CHARACTERS = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")
_TRUE = frozenset({"true", "yes", "y", "t", "1", "是", "有", "√", "✓", "✔", "对"})
_FALSE = frozenset({"false", "no", "n", "f", "0", "否", "无", "×", "✗", "✘", "x", "错"})
_UNITS: Mapping[str, int] = {
    **dict.fromkeys(("minute", "minutes", "分钟"), 60 * SECOND),
    **dict.fromkeys(("hour", "hours", "小时"), 3600 * SECOND),
    **dict.fromkeys(("day", "days", "天", "日"), DAY),
    **dict.fromkeys(("week", "weeks", "周", "星期"), 7 * DAY),
}
_LONGEST = 100 * 366 * DAY
_WORD = 80  # characters; longer texts are no headings
_HINTED = 200  # distinct faults of a column that get a nearest word; comparing words is slow
_LISTED = 50
ANY = "*"  # in a word of a category: any characters, as in *委托*
_COMPARED = 80  # characters; nothing longer is a misspelt word


class Fault(ValueError):
    """A text that is no value of its field."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def plain(text: str) -> str:
    """How words are compared: full-width forms, case and inner white space do not matter."""
    return _known_plain(text) if len(text) <= _WORD else _plain(text)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


# The same headings and words come with every file.
_known_plain = lru_cache(maxsize=4096)(_plain)


def counted(number: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Iterable[str]) -> str:
    """Places or words one after the other, as many as anybody reads."""
    shown = list(names)
    more = f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else ""
    return ", ".join(shown[:_LISTED]) + more


def suggestion(word: str, choices: Iterable[str], noun: str) -> str:
    """A hint that names the nearest right word, or the right words where none is near."""
    known = list(dict.fromkeys(choices))
    near = nearest(word, known) if len(word) <= _COMPARED else None
    if near is not None:
        return f"did you mean `{near}`?"
    shown = ", ".join(f"`{c}`" for c in known[:8])
    return f"{noun}: {shown}{', …' if len(known) > 8 else ''}" if known else ""


def number(text: str) -> int:
    """A decimal of at most six places, in millionths; thousands separators and full-width digits are accepted."""
    as_ascii = unicodedata.normalize("NFKC", text)
    if not _NUMBER.match(as_ascii):
        raise Fault("bad-number", "this is not a number", "numbers are written 1234.5 or 1,234.5, without a unit")
    try:
        exact = Decimal(as_ascii.replace(",", ""))
    except InvalidOperation:
        raise Fault("bad-number", "this is not a number") from None
    if abs(exact) >= NUMBER_LIMIT:
        raise Fault("bad-number", f"the number is too large; numbers stay below {NUMBER_LIMIT:,}")
    if exact.adjusted() < -60 or (scaled := exact * SCALE) != int(scaled):
        if exact == 0:
            return 0
        raise Fault("bad-number", f"numbers have at most {_PLACES} decimal places")
    return int(scaled)


def integer(text: str) -> int:
    """A whole number, in millionths."""
    found = number(text)
    if found % SCALE:
        raise Fault("bad-number", "a whole number was expected")
    return found


def flag(text: str) -> bool:
    """true/false, yes/no, 1/0, 是/否, 有/无, √/×."""
    word = plain(text)
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Fault(
        "bad-flag", "this is neither yes nor no", "write true or false, yes or no, 1 or 0, 是 or 否, 有 or 无, √ or ×"
    )


def duration(text: str) -> int:
    """`72 hours`, `3 days`, `3天`, in microseconds; minutes, hours, days and weeks, whose lengths are fixed."""
    found = _DURATION.match(plain(text))
    micros = _UNITS.get(found[2]) if found else None
    if found is None or micros is None:
        raise Fault(
            "bad-duration", "this is not a duration", "durations are written 30 minutes, 72 hours, 3 days or 2 weeks"
        )
    exact = Decimal(found[1]) * micros
    if exact > _LONGEST or exact != int(exact):
        raise Fault("bad-duration", "the duration is longer than a century or finer than a microsecond")
    return int(exact)


def text(value: str) -> str:
    """Text as it stands; a list or an object is not text."""
    if value.startswith(LIST):
        raise Fault("unexpected-list", "a list was found where one value is expected")
    if value.startswith(OBJECT):
        raise Fault("unexpected-object", "a nested object was found where one value is expected")
    return value


def category(field: Field) -> Callable[[str], str]:
    """The reader of a category: stored names, labels and accepted words to the stored name.

    A word stands before a pattern that it fits as well; what is not known is looked at again in simplified characters.
    """
    words: dict[str, str] = {}
    for spelling in ("name", "label", "words"):
        for value in field.values:
            given = {"name": (value.name,), "label": (value.label.zh, value.label.en), "words": value.words}[spelling]
            for word in given:
                if word:
                    words.setdefault(plain(word), value.name)
    faults = itertools.count()
    # 重 大 is 重大: Chinese words are spaced out to fill their cells.
    words |= {short: name for word, name in words.items() if (short := closed_up(word)) not in words}
    patterns = [(_pattern(word), name) for word, name in words.items() if ANY in word]
    shown = [w for v in field.values for w in (v.name, v.label.zh, v.label.en, *v.words) if w and ANY not in w]

    def meant(folded: str) -> str | None:
        near = words.get(folded) or words.get(closed_up(folded))
        return near or next((name for fits, name in patterns if fits.fullmatch(folded)), None)

    def read(cell: str) -> str:
        folded = plain(text(cell))
        found = meant(folded) or meant(simplified(folded))
        if found is None:
            hint = suggestion(cell, shown, "values") if next(faults) < _HINTED else ""
            raise Fault("unknown-value", f"`{field.name}` has no such value", hint)
        return found

    return read


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in word.split(ANY)), re.DOTALL)


def forms(word: str) -> Iterator[str]:
    """How a word is looked up, one form after the other: plain, in simplified characters, and each closed up."""
    yield (folded := plain(word))
    yield (simple := simplified(folded))
    yield closed_up(folded)
    yield closed_up(simple)


def closed_up(word: str) -> str:
    """A word without the blanks between Chinese characters that fill its cell: 重 大 is 重大."""
    return _BETWEEN_CHARACTERS.sub("", word)


def many(
    read: Callable[[str], str], between: re.Pattern[str] = BETWEEN_ITEMS
) -> Callable[[str], tuple[str, ...] | None]:
    """The reader of a list whose items another reader reads; a cell that is one whole item is not split.

    A list without items is missing (None).
    """

    def split(cell: str) -> tuple[str, ...] | None:
        if cell.startswith(LIST):
            return tuple(read(item.strip()) for item in cell[1:].split(LIST) if item.strip()) or None
        if read is not text:
            try:
                return (read(cell),)
            except Fault:
                pass
        return tuple(read(item.strip()) for item in between.split(cell) if item.strip()) or None

    return split
