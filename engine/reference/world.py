"""Everything one evaluation looks at: what is known as of the ledger, and the questions that are asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from zhiben.engine.ledger import AsOf
from zhiben.engine.reference.civil_days import ALWAYS, NEVER, CivilDays
from zhiben.engine.reference.conditions import Answer, Reason, all_of, answer, first_reason
from zhiben.engine.reference.facts import Declaration, Event, Registry, Stretch, Value, common
from zhiben.engine.reference.occasion import Occasion, Terms
from zhiben.events.civil import to_day
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.model import Condition, DateRange, EachEntity, Rule, Variant
from zhiben.rules.waivers import Waiver


@dataclass
class World:
    """What is known.

    Attributes:
        events: those that exist as of the ledger, by first instant, then reference.
        registry: None where no entities are given.
        declarations: None where no coverage is declared.
        waivers: every waiver given, in any order.
    """

    rulebook: str
    days: CivilDays
    events: list[Event]
    registry: Registry | None
    declarations: list[Declaration] | None
    as_of: AsOf
    waivers: tuple[Waiver, ...] = ()

    # --- bearers and their lives ---

    def bearers(self, rule: Rule) -> list[str]:
        """Who can owe a rule: `*`, the entities of its kind, or without entities the subjects seen."""
        if rule.bearer is None:
            return ["*"]
        if self.registry is None:
            return sorted({event.subject for event in self.events if event.type != DUTY_DECIDED})
        return self.registry.ids(rule.bearer)

    def validity(self, rule: Rule, bearer: str) -> list[Stretch]:
        """Spans in which the bearer is valid."""
        if rule.bearer is None or self.registry is None:
            return [(ALWAYS, NEVER)]
        return self.registry.spans(bearer, rule.bearer)

    def lives(self, rule: Rule, bearer: str) -> list[Stretch]:
        """Spans in which the bearer is in force: valid, and the rule in force."""
        return common(self.validity(rule, bearer), [self.range(rule.in_force)])

    def range(self, dates: DateRange) -> Stretch:
        """Days `start` through `end` as instants."""
        start = ALWAYS if dates.start is None else self.days.start(to_day(dates.start))
        end = NEVER if dates.end is None else self.days.end(to_day(dates.end))
        return start, end

    def is_in_force(self, rule: Rule, bearer: str, instant: int) -> bool:
        """Whether the bearer owes the rule at an instant."""
        return any(start <= instant < end for start, end in self.lives(rule, bearer))

    def is_counted(self, bearer: str, whose: str, event: Event) -> bool:
        """Whether an event is the bearer's own; with `below` of an entity below it, with `above` of one above it."""
        if bearer == "*" or event.subject == bearer or whose == "any":
            return True
        if whose == "own" or self.registry is None:
            return False
        if whose == "above":
            return self.registry.is_below(bearer, event.subject, event.first)
        return self.registry.is_below(event.subject, bearer, event.first)

    def attribute(self, name: str, kind: str | None, instant: int, attribute: str) -> Value | None:
        """An attribute as it stands at an instant; None where missing or where the entity is not valid then."""
        row = self.registry.row(name, instant) if self.registry is not None and kind is not None else None
        return row.fields.get(attribute) if row is not None and row.kind == kind else None

    # --- what is owed when ---

    def terms(self, occasion: Occasion, instant: int) -> Terms:
        """What is owed at an instant; what a trigger raises is read at the trigger."""
        if occasion.is_triggered:
            instant = occasion.start
        rule = occasion.rule
        owed = self._on_bearer(occasion, rule.applies, instant)
        if isinstance(rule.duty.occasion, EachEntity):
            owed = all_of([owed, self._on_entity(occasion, rule.duty.occasion.where, instant)])
        unsure: list[Reason] = []
        for variant in rule.variants:
            start, end = self.range(variant.in_force)
            if not start <= instant < end:
                continue
            when = self._when(occasion, variant, instant)
            if when is True:
                return Terms(variant.name, variant.duty, variant.severity, owed, first_reason(unsure))
            if when is not False:
                unsure.append(when)
        return Terms("", rule.duty, rule.severity, owed, first_reason(unsure))

    def _on_bearer(self, occasion: Occasion, condition: Condition, instant: int) -> Answer:
        rule = occasion.rule
        return answer(
            condition,
            lambda name: self.attribute(occasion.bearer, rule.bearer, instant, name),
            lambda _: "missing-attribute",
        )

    def _on_entity(self, occasion: Occasion, condition: Condition, instant: int) -> Answer:
        assert occasion.entity is not None
        return answer(
            condition,
            lambda name: self._of_entity(occasion, name, instant),
            lambda _: "missing-attribute",
        )

    def _of_entity(self, occasion: Occasion, name: str, instant: int) -> Value | None:
        assert occasion.entity is not None
        if name == "id":
            return occasion.entity
        return self.attribute(occasion.entity, occasion.entity_kind, instant, name)

    def _when(self, occasion: Occasion, variant: Variant, instant: int) -> Answer:
        def read(name: str) -> Value | None:
            if name not in variant.on_occasion:
                return self.attribute(occasion.bearer, occasion.rule.bearer, instant, name)
            if occasion.root is not None:
                return occasion.root.fields.get(name)
            return None if occasion.entity is None else self._of_entity(occasion, name, instant)

        def if_missing(name: str) -> Answer:
            on_trigger = name in variant.on_occasion and occasion.entity is None
            return "missing-trigger-value" if on_trigger else "missing-attribute"

        return answer(variant.when, read, if_missing)

    def due_date(self, occasion: Occasion, name: str) -> Value | None:
        """The field that says until when: of the trigger, or of the bearer (or entity) at the occasion's start."""
        if not occasion.rule.due_on_occasion:
            return self.attribute(occasion.bearer, occasion.rule.bearer, occasion.start, name)
        if occasion.root is not None:
            return occasion.root.fields.get(name)
        return None if occasion.entity is None else self._of_entity(occasion, name, occasion.start)

    def stretches(self, occasion: Occasion) -> list[tuple[Stretch, Terms]]:
        """The life of an occasion, cut wherever something that terms are read from may change."""
        edges = {occasion.start, occasion.end}
        if not occasion.is_triggered:
            for name in (occasion.bearer, occasion.entity):
                if self.registry is not None and name is not None:
                    edges.update(edge for row in self.registry.rows(name) for edge in (row.start, row.end))
            for variant in occasion.rule.variants:
                edges.update(self.range(variant.in_force))
        ordered = sorted(edge for edge in edges if occasion.start <= edge <= occasion.end)
        return [((a, b), self.terms(occasion, a)) for a, b in pairwise(ordered)]
