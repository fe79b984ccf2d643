"""Makes up single events: of a type, for a subject, at a time, with the fields asked for and plausible others."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping

from msgspec.structs import replace

from zhiben.engine.reference.conditions import holds
from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.conditions import Candidates, Literal, broken, satisfied
from zhiben.engine.simulate.draft import BUILT_IN, Draft
from zhiben.engine.simulate.palette import HOUR, Palette
from zhiben.engine.simulate.parts import duties, every_rule, tests
from zhiben.events.civil import DAY, CivilCalendar
from zhiben.events.vocabulary import Field
from zhiben.rules.model import ALWAYS, Condition, Duty, EachEntity, Moment, Rulebook, Test, Within

_MINUTE = 60_000_000
_AMBIENT = 0.97  # of rows do what a share asks of all rows of their type
_LONG = 2 * DAY  # a window of at least this length is answered by the day, mostly


class Author:
    """Makes up events and gives them ids.

    Attributes:
        linking: fields by which events are tied to each other; each new matter gets a value of its own.
        naming: fields that hold the id of an entity, and of which kinds.
    """

    def __init__(self, book: Rulebook, cast: Cast, palette: Palette, civil: CivilCalendar, rng: random.Random) -> None:
        self._book, self._cast, self._palette, self._civil, self._rng = book, cast, palette, civil, rng
        self._counters: dict[str, int] = defaultdict(int)
        self.linking: set[str] = set()
        self.naming: dict[str, set[str]] = defaultdict(set)
        self.due: set[str] = set()
        self._measured: set[str] = set()
        self._shares: list[Duty] = []
        for rule in every_rule(book):
            for duty in duties(rule):
                until = getattr(duty.occasion, "until", None)
                pairs = [*duty.same, *duty.differs, *(until.same if until else ())]
                if isinstance(duty.occasion, EachEntity):
                    self.naming_of(duty, duty.occasion.kind)
                else:
                    self.linking.update(name for pair in pairs for name in pair if name not in BUILT_IN)
                    for ours, theirs in duty.same:
                        if theirs == "subject" and ours not in BUILT_IN:
                            self.naming[ours].add("")
                if isinstance(duty.window, Within) and duty.window.field is not None:
                    self.due.add(duty.window.field)
                if duty.measure.field is not None:
                    self._measured.add(duty.measure.field)
                if duty.measure.name == "share" and duty.measure.where is not None:
                    self._shares.append(duty)

    def naming_of(self, duty: Duty, kind: str) -> None:
        """Fields of a duty's events that name the entity it is owed for."""
        for ours, _ in duty.same:
            if ours not in BUILT_IN:
                self.naming[ours].add(kind)

    def fresh(self, name: str) -> str:
        """A value that no event has had in a field: `hazard_id` gives H00001 and so on."""
        self._counters[f"={name}"] += 1
        return f"{name.removesuffix('_id').removesuffix('_no').upper()}-{self._counters[f'={name}']:05d}"

    def moment(self, lo: int, hi: int) -> Moment | None:
        """A time in [lo, hi), us: mostly a bare date that lies in it whole; None where nothing is left."""
        if hi <= lo:
            return None
        civil, rng = self._civil, self._rng
        first, past = civil.day(lo - 1) + 1 if lo > civil.start(civil.day(lo)) else civil.day(lo), civil.day(hi)
        if hi - lo >= _LONG and past > first:
            day = rng.randrange(first, past)
            if rng.random() < 0.85:
                return self._palette.whole_day(day)
            instant = civil.start(day) + rng.randint(8 * 60, 17 * 60) * _MINUTE
            return Moment(instant, instant)
        lowest, highest = -(-lo // _MINUTE), (hi - 1) // _MINUTE
        if lowest > highest:
            return Moment(lo, lo)
        instant = rng.randint(lowest, highest) * _MINUTE
        return Moment(instant, instant)

    def event(
        self,
        type_: str,
        subject: str,
        moment: Moment,
        where: Condition = ALWAYS,
        pinned: Mapping[str, Value] | None = None,
        *,
        is_plain: bool = False,
    ) -> tuple[Draft, list[Literal]] | None:
        """An event for which a condition holds, with the tests that make it hold; None where none was found.

        Args:
            pinned: fields of the type with a value they must have.
            is_plain: what no rule asks about is left as it comes, and so is what shares are about.
        """
        kind = self._book.vocabulary.events.get(type_)
        pinned = dict(pinned or {})
        if kind is None or any(name not in kind.fields for name in pinned):
            return None
        day = self._civil.day(moment.first)
        recorded = self._entered(moment)
        bare = Draft("", type_, subject, moment.first, moment.last, recorded, {})
        built_in = {name: value for name in BUILT_IN if (value := bare.read(name)) is not None}
        if any(test.field in ("recorded_after", "recordedtime") for test in tests(where)):
            built_in = {name: value for name, value in built_in.items() if not name.startswith("recorded")}
        found = satisfied(where, {**built_in, **pinned}, self._candidates(type_, moment), self._rng)
        if found is None:
            return None
        row, way = found
        after = row.get("recorded_after")
        if isinstance(after, int):
            recorded = moment.first + after
        fields = {name: value for name, value in row.items() if name in kind.fields}
        settled = {test.field for test, _ in way}
        for name, declared in kind.fields.items():
            if name not in fields and name not in settled:
                value = self._ordinary(declared, subject, day)
                if value is not None:
                    fields[name] = value
        draft = replace(bare, recorded=recorded, fields=fields)
        if not is_plain:
            draft = self._ambient(draft, settled | set(pinned), moment)
        if not holds(where, draft.read):
            return None
        ordered = {name: draft.fields[name] for name in kind.fields if name in draft.fields}
        return replace(draft, id=self._identity(type_), fields=ordered), way

    def near(self, draft: Draft, where: Condition, way: list[Literal], pinned: Mapping[str, Value]) -> Draft | None:
        """The same event with just one test of a condition failing; None where there is none that could."""
        row = {name: value for name in (*BUILT_IN, *draft.fields) if (value := draft.read(name)) is not None}
        candidates = self._candidates(draft.type, Moment(draft.first, draft.last))

        def free(name: str) -> bool:
            return name not in pinned and name not in BUILT_IN

        found = broken(where, row, way, free, candidates, self._rng)
        if found is None:
            return None
        name, value = found
        fields = {key: one for key, one in draft.fields.items() if key != name}
        if value is not None:
            fields[name] = value
        return replace(draft, fields=fields)

    def _identity(self, type_: str) -> str:
        self._counters[type_] += 1
        return f"{type_}-{self._counters[type_]:05d}"

    def _candidates(self, type_: str, moment: Moment) -> Candidates:
        fields = self._book.vocabulary.events[type_].fields
        day = self._civil.day(moment.first)

        def candidates(name: str, asked: list[Test]) -> list[Value | None]:
            if name in fields:
                return self._palette.candidates(fields[name], asked, day, self._rng)
            if name == "recorded_after":
                near = [v + d for t in asked for v in t.values if isinstance(v, int) for d in (0, HOUR, -HOUR)]
                return [None, *(value for value in [*near, HOUR] if value >= 0)]
            return [None]

        return candidates

    def _ordinary(self, field: Field, subject: str, day: int) -> Value | None:
        """What a field holds where nobody asks: nothing that a rule is about."""
        name, rng = field.name, self._rng
        asked = self._palette.asked.get(name, [])
        if name in self.naming and field.storage == "text" and not field.many:
            kinds = self.naming[name] - {""}
            below = [one for one in self._cast.below(subject) if self._cast.rows_of(one)[0].kind in kinds]
            if below:
                return rng.choice(below)
        if name in self.linking and field.type in ("text", "ref") and not field.many:
            return self.fresh(name)
        if name in self.due and field.storage == "time":
            return self._palette.whole_day(day + rng.randint(10, 60))
        if name in self._measured:
            return None
        return self._palette.quiet(field, asked, day, rng)

    def _ambient(self, draft: Draft, settled: set[str], moment: Moment) -> Draft:
        """Most rows do what shares ask of all rows of a type: shares are about how records are kept."""
        for duty in self._shares:
            share = duty.measure.where
            if share is None or draft.type not in duty.events or not holds(duty.where, draft.read):
                continue
            if holds(share, draft.read) or self._rng.random() > _AMBIENT:
                continue
            asked = {test.field for test in tests(share)}
            if asked & settled or not asked <= set(self._book.vocabulary.events[draft.type].fields):
                continue
            kept = {n: v for n in (*BUILT_IN, *draft.fields) if n not in asked and (v := draft.read(n)) is not None}
            found = satisfied(share, kept, self._candidates(draft.type, moment), self._rng)
            if found is not None:
                fields = {n: v for n, v in found[0].items() if n not in BUILT_IN}
                draft = replace(draft, fields=fields)
        return draft

    def _entered(self, moment: Moment) -> int:
        """When it was entered: within some days, in office hours."""
        rng = self._rng
        if moment.first == moment.last and rng.random() < 0.5:
            return moment.first + rng.randint(1, 6) * 10 * _MINUTE
        later = rng.randint(0, 3) if rng.random() < 0.95 else rng.randint(8, 20)
        entered = self._civil.start(self._civil.day(moment.first) + later) + rng.randint(9 * 60, 17 * 60) * _MINUTE
        return max(entered, moment.first + 10 * _MINUTE)
