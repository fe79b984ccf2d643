"""Events that answer one duty, or miss it by one thing."""

from __future__ import annotations

import random
from collections.abc import Mapping

from msgspec.structs import replace

from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.amounts import Share
from zhiben.engine.simulate.author import Author
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.conditions import Literal
from zhiben.engine.simulate.draft import BUILT_IN, Draft
from zhiben.engine.simulate.guards import Guards
from zhiben.engine.simulate.owed import Owed
from zhiben.events.vocabulary import SCALE, Field
from zhiben.rules.model import AllOf, Condition, Moment, Not, Rulebook

_ATTEMPTS = 6
Made = tuple[Draft, Condition, list[Literal], Mapping[str, Value]]


class Responses:
    """Makes up the events that duties wait for."""

    def __init__(self, book: Rulebook, cast: Cast, author: Author, guards: Guards, rng: random.Random) -> None:
        self._book, self._cast, self._author, self._guards, self._rng = book, cast, author, guards, rng

    def full(self, owed: Owed, share: Share, moment: Moment) -> Draft | None:
        """An event that counts; None where none could be made up."""
        made = self._apart(owed, share, moment)
        return None if made is None else made[0]

    def near(self, owed: Owed, share: Share, moment: Moment) -> Draft | None:
        """An event of which just one condition fails, or one tie to what raised the duty."""
        made = self._apart(owed, share, moment)
        if made is None:
            return None
        draft, _, way, pinned = made
        condition = self._author.near(draft, owed.duty.where, way, pinned)
        other = self._other(owed, draft)
        found = [one for one in (condition, other) if one is not None]
        return self._rng.choice(found) if found else None

    def _other(self, owed: Owed, draft: Draft) -> Draft | None:
        """The same event about another matter: one `same` value is new."""
        names = [ours for ours, _ in owed.duty.same if ours not in BUILT_IN and isinstance(draft.read(ours), str)]
        if not names:
            return None
        name = self._rng.choice(names)
        if self._book.vocabulary.events[draft.type].fields[name].type == "category":
            return None
        return replace(draft, fields={**draft.fields, name: self._author.fresh(name)})

    def _apart(self, owed: Owed, share: Share, moment: Moment) -> Made | None:
        """An event that counts for this duty and, where that can be, for none that is to stay unanswered."""
        last: Made | None = None
        for _ in range(_ATTEMPTS):
            made = self._made(owed, share, moment)
            if made is None:
                return last
            last = made
            if not self._guards.hit(made[0], owed.id):
                return made
        return last

    def _made(self, owed: Owed, share: Share, moment: Moment) -> Made | None:
        types = list(owed.duty.events)
        self._rng.shuffle(types)
        for type_ in types:
            kind = self._book.vocabulary.events.get(type_)
            pinned = None if kind is None else self._pinned(owed, share, kind.fields)
            subject = self._subject(owed, moment)
            if pinned is None or subject is None:
                continue
            where = self._where(owed, share)
            made = self._author.event(type_, subject, moment, where, pinned)
            if made is not None:
                return made[0], where, made[1], pinned
        return None

    @staticmethod
    def _where(owed: Owed, share: Share) -> Condition:
        extra = owed.duty.measure.where
        if share.is_in is None or extra is None:
            return owed.duty.where
        return AllOf((owed.duty.where, extra if share.is_in else Not(extra)))

    def _subject(self, owed: Owed, moment: Moment) -> str | None:
        for ours, theirs in owed.duty.same:
            if ours == "subject":
                value = owed.value(theirs)
                return value if isinstance(value, str) else None
        if owed.bearer == "*":
            return self._rng.choice(self._cast.ids() or ["示例单位"])
        others: list[str] = []
        if owed.duty.whose == "below":
            others = self._cast.below(owed.bearer)
        elif owed.duty.whose == "above":
            others = self._cast.above(owed.bearer)
        if others and self._rng.random() < 0.25:
            return self._rng.choice(others)
        return owed.bearer

    def _pinned(self, owed: Owed, share: Share, fields: Mapping[str, Field]) -> dict[str, Value] | None:
        """Fields whose values the duty's ties and its measure say; None where this type cannot have them."""
        duty, pinned = owed.duty, dict[str, Value]()
        for ours, theirs in duty.same:
            value = owed.value(theirs)
            if value is None or (ours in BUILT_IN and ours != "subject"):
                return None
            if ours != "subject":
                pinned[ours] = value
        if share.value is not None and duty.measure.field is not None and duty.measure.field not in BUILT_IN:
            pinned.setdefault(duty.measure.field, share.value)
        elif duty.measure.field is not None and duty.measure.field not in pinned:
            value = self._any(fields.get(duty.measure.field), [])
            if value is None:
                return None
            pinned[duty.measure.field] = value
        for (ours, theirs), where in zip(duty.differs, duty.differs_on, strict=True):
            other = owed.value(theirs) if where == "occasion" else pinned.get(theirs)
            if where == "event" and other is None:
                other = self._any(fields.get(theirs), [pinned.get(ours)])
                if other is not None and theirs not in BUILT_IN:
                    pinned[theirs] = other
            if ours not in pinned and ours not in BUILT_IN:
                value = self._any(fields.get(ours), [other])
                if value is not None:
                    pinned[ours] = value
        return pinned

    def _any(self, field: Field | None, but: list[Value | None]) -> Value | None:
        """Some value of a field other than certain ones."""
        if field is None:
            return None
        if field.type == "category":
            words = [value.name for value in field.values if value.name not in but and (value.name,) not in but]
            word = self._rng.choice(words) if words else None
            return (word,) if word is not None and field.many else word
        if field.storage == "text":
            word = self._author.fresh(field.name)
            return (word,) if field.many else word
        if field.storage == "number":
            number = self._rng.randint(1, 20) * SCALE
            return number + SCALE if number in but else number
        if field.storage == "flag":
            return next((value for value in (True, False) if value not in but), None)
        return None
