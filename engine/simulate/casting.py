"""Making up who exists: a tree with every kind that rules name, and attributes that reach every condition over them."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping

from msgspec.structs import replace

from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.cast import Cast, Person
from zhiben.engine.simulate.conditions import satisfied
from zhiben.engine.simulate.naming import Names
from zhiben.engine.simulate.palette import Palette
from zhiben.engine.simulate.parts import entity_conditions, every_rule, limit_fields, listed_kinds
from zhiben.events.vocabulary import SCALE, Kind
from zhiben.rules.model import ALWAYS, Condition, EachEntity, Not, Rulebook, Test, Within

_COUNTED = {"count", "days", "distinct"}
_PER_OTHER = 5  # bearers of the commonest kind to one of another kind


def cast_of(book: Rulebook, palette: Palette, count: int, days: tuple[int, int], lang: str, rng: random.Random) -> Cast:
    """The entities of a simulation.

    Args:
        count: how many of the kind that owes most rules; other kinds follow from it.
        days: first and last civil day that the log is about.
    """
    kinds = book.vocabulary.entities
    owed = Counter(rule.bearer for rule in book.rules if rule.bearer is not None and rule.bearer in kinds)
    above: dict[str, list[str]] = {}
    for rule in every_rule(book):
        occasion = rule.duty.occasion
        named = ([occasion.kind] if isinstance(occasion, EachEntity) else []) + listed_kinds(rule)
        for kind in named:
            if kind in kinds:
                owners = above.setdefault(kind, [])
                if rule.bearer in kinds and rule.bearer != kind and rule.bearer not in owners:
                    owners.append(str(rule.bearer))
    wanted = [*owed, *(kind for kind in above if kind not in owed)] or list(kinds)[:1]
    if not wanted:
        return Cast(())
    main = owed.most_common(1)[0][0] if owed else wanted[0]
    maker = _Maker(book, palette, days, lang, rng)
    for kind in _from_the_top(wanted, above):
        if kind not in kinds:
            continue
        owners = [name for parent in above.get(kind, []) for name in maker.ids_of(parent)]
        if kind == main:
            maker.bearers(kind, count, owners)
        elif kind in owed and not owners:
            maker.bearers(kind, max(1, -(-count // _PER_OTHER)), owners)
        else:
            maker.dependants(kind, owners)
    return Cast(tuple(maker.rows))


def _from_the_top(wanted: list[str], above: Mapping[str, list[str]]) -> list[str]:
    ordered: list[str] = []

    def place(kind: str, passed: tuple[str, ...]) -> None:
        for owner in above.get(kind, []):
            if owner not in passed:
                place(owner, (*passed, kind))
        if kind not in ordered:
            ordered.append(kind)

    for kind in wanted:
        place(kind, (kind,))
    return ordered


class _Maker:
    """Makes entities one kind after the other."""

    def __init__(self, book: Rulebook, palette: Palette, days: tuple[int, int], lang: str, rng: random.Random) -> None:
        self._book, self._palette, self._days, self._rng = book, palette, days, rng
        self._names = Names(book.vocabulary, lang)
        self.rows: list[Person] = []
        self._conditions: dict[str, list[Condition]] = defaultdict(list)
        self._limits: dict[str, bool] = {}
        self._due: set[str] = set()
        self._of_kind: dict[str, list[str]] = defaultdict(list)
        self._of_owner: dict[str, list[Person]] = defaultdict(list)
        for rule in every_rule(book):
            for kind, condition in entity_conditions(rule):
                if condition != ALWAYS and condition not in self._conditions[kind]:
                    self._conditions[kind].append(condition)
            for name, _, measure in limit_fields(rule):
                self._limits[name] = self._limits.get(name, False) or measure in _COUNTED
            for duty in (rule.duty, *(variant.duty for variant in rule.variants)):
                if isinstance(duty.window, Within) and duty.window.field is not None:
                    self._due.add(duty.window.field)

    def ids_of(self, kind: str) -> list[str]:
        return self._of_kind[kind]

    def bearers(self, kind: str, count: int, owners: list[str]) -> None:
        """Entities that owe; without owners of another kind, some belong to one of their own."""
        for i in range(count):
            owner = owners[i % len(owners)] if owners else None
            name = self._names.bearer(kind, i)
            made = self.ids_of(kind)
            if owner is None and i % 5 and self._rng.random() < 0.3:
                owner = made[i // 5 * 5]
            self._add(Person(name, kind, owner), i)

    def dependants(self, kind: str, owners: list[str]) -> None:
        """One to three entities below each owner, some of them below another one of its entities."""
        ordinal = 0
        places: list[str | None] = [*owners] or [None]
        for owner in places:
            siblings = [row.id for row in self._of_owner[owner or ""] if row.kind != kind]
            for number in range(self._rng.randint(1, 3)):
                place = owner
                if owner is not None and siblings and self._rng.random() < 0.25:
                    place = self._rng.choice(siblings)
                name = self._names.dependant(kind, owner, number)
                self._add(Person(name, kind, place), ordinal)
                ordinal += 1

    def _add(self, person: Person, ordinal: int) -> None:
        rng, (begin, end) = self._rng, self._days
        name = self._names.once(person.id)
        person = replace(person, id=name, fields=self._attributes(person.kind, ordinal))
        self._of_kind[person.kind].append(name)
        self._of_owner[person.owner or ""].append(person)
        long = end - begin
        is_first = ordinal == 0
        start = begin if self._book.in_force.start is None else None
        if not is_first and long > 60 and rng.random() < 0.15:
            start = begin + rng.randint(long // 10, long // 2)
        stop = None
        if not is_first and long > 60 and rng.random() < 0.1:
            stop = begin + rng.randint(long * 3 // 5, long * 9 // 10)
        person = replace(person, first=start, last=stop)
        if not is_first and long > 60 and person.fields and rng.random() < 0.12:
            change = begin + rng.randint(long * 51 // 100, long * 59 // 100)
            other = self._attributes(person.kind, ordinal + 1)
            self.rows += [replace(person, last=change - 1), replace(person, first=change, fields=other)]
        else:
            self.rows.append(person)

    def _attributes(self, kind: str, ordinal: int) -> dict[str, Value]:
        """Attributes by which every condition is met by one entity and not by another.

        One that rules read is missing now and then.
        """
        declared: Kind = self._book.vocabulary.entities[kind]
        rng, begin = self._rng, self._days[0]
        conditions = self._conditions.get(kind, [])
        row: dict[str, Value] = {}
        if conditions:
            wanted = conditions[ordinal // 2 % len(conditions)]

            def candidates(name: str, asked: list[Test]) -> list[Value | None]:
                field = declared.fields.get(name)
                return [None] if field is None else self._palette.candidates(field, asked, begin, rng)

            found = satisfied(Not(wanted) if ordinal % 2 else wanted, {}, candidates, rng)
            row = dict(found[0]) if found is not None else {}
        for name in declared.fields:
            if name not in row:
                value = self._ordinary(kind, name, begin)
                if value is not None:
                    row[name] = value
        asked = [name for name in declared.fields if self._palette.asked_of.get((kind, name)) or name in self._limits]
        if asked and ordinal % 11 == 7:
            row.pop(rng.choice(asked), None)
        return {name: row[name] for name in declared.fields if name in row}

    def _ordinary(self, kind: str, name: str, day: int) -> Value | None:
        field = self._book.vocabulary.entities[kind].fields[name]
        rng = self._rng
        asked = self._palette.asked_of.get((kind, name), [])
        if name in self._limits and field.storage == "number":
            return (rng.randint(2, 5) if self._limits[name] else rng.randint(20, 200)) * SCALE
        if name in self._due and field.storage == "time":
            return self._palette.whole_day(rng.randint(self._days[0] + 20, max(self._days[1], self._days[0] + 21)))
        if field.type == "category" and field.many:
            names = [value.name for value in field.values]
            return tuple(sorted(rng.sample(names, min(len(names), rng.randint(1, 3))))) or None
        present = [value for value in self._palette.candidates(field, asked, day, rng) if value is not None]
        if asked:
            return rng.choice(present) if present else None
        if field.type == "category":
            return rng.choice([value.name for value in field.values]) if field.values else None
        return self._palette.quiet(field, [], day, rng)
