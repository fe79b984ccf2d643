"""What things are called: event types, entity kinds, fields and values by their labels, else by their names."""

from __future__ import annotations

from typing import Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from zhiben.events.civil import calendar, from_day, from_micros
from zhiben.events.vocabulary import DECIDED, DUTY_DECIDED, SCALE, Field, Label, Storage, Vocabulary
from zhiben.rules.model import Constant, FieldLimit, Moment, PreviousLimit

_BUILT_IN = {
    "subject": Label("单位", "subject"),
    "source": Label("来源", "source"),
    "time": Label("发生时间", "time"),
    "recordedtime": Label("录入时间", "time of entry"),
    "recorded_after": Label("录入滞后", "delay of entry"),
    "id": Label("编号", "id"),
}
_YES = {True: Label("是", "yes"), False: Label("否", "no")}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_EXACT = (
    (86_400_000_000, "日", "day"), (3_600_000_000, "小时", "hour"), (60_000_000, "分钟", "minute"),
    (1_000_000, "秒", "second"),
)  # fmt: skip


class Owners(Struct, frozen=True):
    """Whose a number is, in words: the bearer's kind, what the occasion is, the period before (empty: none)."""

    bearer: str
    occasion: str
    before: str = ""


class Names(Struct, frozen=True):
    """The words of one vocabulary in one language ("zh" or "en"); dates are civil days of `zone`."""

    vocabulary: Vocabulary
    lang: str
    zone: str

    @property
    def is_zh(self) -> bool:
        """True for Chinese."""
        return self.lang == "zh"

    def say(self, zh: str, en: str) -> str:
        """The one of two wordings that is in the language."""
        return zh if self.is_zh else en

    def events(self, types: tuple[str, ...]) -> str:
        """Event types: `inspection or training`."""
        known = {**self.vocabulary.events, DUTY_DECIDED: DECIDED}
        return self.either([self._kind(known, name) for name in types])

    def entity(self, kind: str) -> str:
        """An entity kind."""
        return self._kind(self.vocabulary.entities, kind)

    def field(self, name: str, known: Mapping[str, Field]) -> str:
        """A field by the label it has among `known`, else among all event types."""
        field = known.get(name) or DECIDED.fields.get(name)
        return self._called(field.label if field else _BUILT_IN.get(name, Label()), name)

    def limit(self, limit: FieldLimit | PreviousLimit, owners: Owners) -> str:
        """How much is owed where a field or the period before says it: `0.5 times the “staff” of that site`."""
        if isinstance(limit, PreviousLimit):
            there = self.say(owners.before, f"that of {owners.before}")
            return self.say(f"{there}水平", there) if limit.times == SCALE else self.multiple(limit.times, there)
        known = self.vocabulary.entity_fields() | (self.vocabulary.event_fields() if limit.on_occasion else {})
        owner, label = owners.occasion if limit.on_occasion else owners.bearer, self.field(limit.field, known)
        if limit.times == SCALE:
            return self.say(f"该{owner}的“{label}”", f"the “{label}” of that {owner}")
        there = self.say(f"该{owner}“{label}”", f"the “{label}” of that {owner}")
        return self.multiple(limit.times, there)

    def multiple(self, times: int, of: str) -> str:
        """So many (millionths) times something."""
        return self.say(f"{of}的{number(times)}倍", f"{number(times)} times {of}")

    def value(
        self, value: Constant | str, field: Field | None, storage: Storage | None = None, is_end: bool = False
    ) -> str:
        """A value as people write it: a category by its label, a number without trailing zeros, a day, yes or no.

        Args:
            storage: how it is stored, where `field` is built in and not declared.
            is_end: an instant stands for the end of something; a day's last one is then written as the day.
        """
        if isinstance(value, bool):
            return _YES[value].text(self.lang)
        if isinstance(value, Moment):
            return self._moment(value, is_end)
        if isinstance(value, int):
            return self._length(value) if (field.storage if field else storage) == "duration" else number(value)
        label = next((v.label for v in field.values if v.name == value), None) if field else None
        return value if label is None else self._called(label, value)

    def day(self, date: object) -> str:
        """A calendar date: 2024年12月31日, 31 December 2024."""
        year, month, day = (int(part) for part in str(date)[:10].split("-"))
        return f"{year}年{month}月{day}日" if self.is_zh else f"{day} {_MONTHS[month - 1]} {year}"

    def either(self, words: list[str]) -> str:
        """Words joined by or."""
        return self._joined(words, "或", "or")

    def both(self, words: list[str]) -> str:
        """Words joined by and."""
        return self._joined(words, "和", "and")

    def brackets(self, words: list[str]) -> str:
        """Words in brackets, nothing where there are none."""
        words = [word for word in words if word]
        if not words:
            return ""
        return f"（{'；'.join(words)}）" if self.is_zh else f" ({'; '.join(words)})"

    def _joined(self, words: list[str], zh: str, en: str) -> str:
        if len(words) < 2:
            return "".join(words)
        return f"{'、'.join(words[:-1])}{zh}{words[-1]}" if self.is_zh else f"{', '.join(words[:-1])} {en} {words[-1]}"

    def _kind(self, kinds: Mapping[str, object], name: str) -> str:
        return self._called(getattr(kinds.get(name), "label", Label()), name)

    def _called(self, label: Label, name: str) -> str:
        # Names are written in English words, so without an English label they read better than a Chinese one.
        return label.text("zh", name) if self.is_zh else _lower(label.en or name.replace("_", " "))

    def _moment(self, moment: Moment, is_end: bool) -> str:
        days = calendar(self.zone)
        day = days.day(moment.first)
        is_day = moment.last > moment.first and days.start(day) == moment.first
        if is_day or (is_end and days.start(day + 1) - 1 == moment.last):
            return self.day(from_day(day))
        civil = from_micros(moment.first).astimezone(ZoneInfo(self.zone))
        has_seconds = bool(civil.second or civil.microsecond)
        clock = civil.time().isoformat() if has_seconds else f"{civil:%H:%M}"
        return self.say(f"{self.day(civil.date())}{clock}", f"{clock} on {self.day(civil.date())}")

    def _length(self, microseconds: int) -> str:
        for size, zh, en in _EXACT:
            if microseconds % size == 0:
                amount = microseconds // size
                return f"{amount}{zh}" if self.is_zh else f"{amount} {en}{'' if amount == 1 else 's'}"
        return f"{microseconds} us"


def number(millionths: int) -> str:
    """A number of millionths without trailing zeros.

    >>> number(1_500_000), number(-3_000_000), number(10)
    ('1.5', '-3', '0.00001')
    """
    sign, size = ("-", -millionths) if millionths < 0 else ("", millionths)
    whole, part = divmod(size, SCALE)
    return f"{sign}{whole}" + (f".{part:06d}".rstrip("0") if part else "")


def _lower(word: str) -> str:
    """A label inside a sentence: `Led by` becomes `led by`, `GPS` stays."""
    return word[:1].lower() + word[1:] if word[1:2].islower() or word[1:2] == " " else word
