"""Which values a field may take: those that rules ask for, those just beside them, and those that no rule asks for."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable

from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.parts import entity_conditions, event_conditions, every_rule, tests
from zhiben.events.civil import DAY, CivilCalendar
from zhiben.events.vocabulary import SCALE, Field
from zhiben.rules.model import Moment, Rulebook, Test

HOUR = DAY // 24
_PLACEHOLDERS = {"zh": ["示例内容", "示例事项", "示例项目"], "en": ["example", "example item", "example matter"]}


class Palette:
    """Candidate values by field.

    Attributes:
        asked: tests over events by field name.
        asked_of: tests over attributes by (kind, name).
    """

    def __init__(self, book: Rulebook, civil: CivilCalendar, lang: str) -> None:
        self.civil = civil
        self._anything = _PLACEHOLDERS[lang]
        self.asked: dict[str, list[Test]] = defaultdict(list)
        self.asked_of: dict[tuple[str, str], list[Test]] = defaultdict(list)
        for rule in every_rule(book):
            for _, condition in event_conditions(rule):
                for test in tests(condition):
                    self.asked[test.field].append(test)
            for kind, condition in entity_conditions(rule):
                for test in tests(condition):
                    self.asked_of[kind, test.field].append(test)

    def candidates(self, field: Field, asked: Iterable[Test], day: int, rng: random.Random) -> list[Value | None]:
        """Values of a field for some tests: what they name, what lies just beside, what else the field may hold.

        Args:
            day: civil day around which dates are made up.
        """
        asked = [test for test in asked if test.field == field.name]
        named = list(dict.fromkeys(value for test in asked for value in test.values))
        found: list[Value | None] = [None]
        if field.storage == "flag":
            found += [True, False]
        elif field.storage == "number":
            found += self._numbers(field, [v for v in named if isinstance(v, int)], rng)
        elif field.storage == "duration":
            near = [v + d for v in named if isinstance(v, int) for d in (0, HOUR, -HOUR)]
            found += [v for v in [*near, HOUR, DAY] if v >= 0]
        elif field.storage == "time":
            found += self._moments(field, [v for v in named if isinstance(v, Moment)], day)
        else:
            words = self._words(field, asked)
            found += [(word,) for word in words] if field.many else list(words)
            if field.many:
                found += self._lists(asked, words, rng)
        return found

    def quiet(self, field: Field, asked: list[Test], day: int, rng: random.Random) -> Value | None:
        """A value that no test is about; None where every one is, so that the field is better left empty."""
        if any(test.operator == "exists" and test.values == (True,) for test in asked):
            return None
        if field.type == "category":
            spoken = {value for test in asked for value in test.values}
            rest = [value.name for value in field.values if value.name not in spoken]
            word = rng.choice(rest) if rest else None
            return (word,) if word is not None and field.many else word
        if any(test.operator != "exists" for test in asked):
            return None
        if field.storage == "flag":
            return rng.random() < 0.8
        if field.storage == "number":
            return rng.randint(1, 60) * SCALE
        if field.storage == "duration":
            return rng.randint(1, 48) * HOUR
        if field.storage == "time":
            return self.whole_day(day + rng.randint(10, 60))
        word = rng.choice(self._anything)
        return (word,) if field.many else word

    def whole_day(self, day: int) -> Moment:
        """A civil day from its first through its last instant."""
        return Moment(self.civil.start(day), self.civil.start(day + 1) - 1)

    def _numbers(self, field: Field, named: list[int], rng: random.Random) -> list[int]:
        step = SCALE if field.type == "integer" else SCALE // 10
        near = [value + d for value in named for d in (0, step, -step, 3 * step, -3 * step)]
        if field.type == "integer":
            near = [value // SCALE * SCALE for value in near] + [-(-value // SCALE) * SCALE for value in near]
        return [*dict.fromkeys(near), rng.randint(1, 60) * SCALE]

    def _moments(self, field: Field, named: list[Moment], day: int) -> list[Moment]:
        days = [self.civil.day(m.first) + d for m in named for d in (0, 1, -1)]
        days += [self.civil.day(m.last) + d for m in named for d in (0, 1)]
        found = [self.whole_day(d) for d in dict.fromkeys([*days, day, day + 20])]
        return found if field.type == "date" else found + [m for m in named if m.first == m.last]

    def _words(self, field: Field, asked: list[Test]) -> list[str]:
        if field.type == "category":
            return [value.name for value in field.values]
        words: list[str] = []
        for test in asked:
            for value in test.values:
                if isinstance(value, str):
                    plain = value.strip("^$").replace("\\", "").replace(".*", "")
                    words += (
                        [plain, f"{self._anything[0]} {plain}", value]
                        if test.operator in ("contains", "matches")
                        else [value]
                    )
        return list(dict.fromkeys(word for word in [*words, *self._anything] if word.strip()))

    @staticmethod
    def _lists(asked: list[Test], words: list[str], rng: random.Random) -> list[Value]:
        found: list[Value] = []
        for test in asked:
            wanted = tuple(value for value in test.values if isinstance(value, str))
            if test.operator == "has_all" and len(wanted) > 1:
                left_out = rng.randrange(len(wanted))
                found += [wanted, wanted[:left_out] + wanted[left_out + 1 :]]
        together = tuple(dict.fromkeys(w for t in asked if t.operator == "has_all" for w in t.values))
        firsts = tuple(
            dict.fromkeys(str(t.values[0]) for t in asked if t.operator in ("in", "has_all") and len(t.values))
        )
        found += [tuple(str(w) for w in together)] if together else []
        found += [firsts, tuple(dict.fromkeys([*firsts, *map(str, together)]))] if firsts else []
        rest = [word for word in words if word not in firsts]
        if firsts and rest:
            found.append((*firsts, rng.choice(rest)))
        return found
