"""What every step of judging one rulebook needs: rules of time, who exists, what happened, what is known."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property

from msgspec import Struct

from zhiben.engine.durations import Reckoning
from zhiben.engine.excuses import Excuses
from zhiben.engine.existing import Existing
from zhiben.engine.intervals import Windows
from zhiben.engine.ledger import AsOf
from zhiben.engine.owned import Owned
from zhiben.engine.registry import Registry
from zhiben.events.civil import ALWAYS, FIRST_DAY, NEVER, CivilCalendar, calendar, to_day
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.model import DateRange, Rulebook
from zhiben.rules.waivers import Waivers


class Stage(Struct, frozen=True, dict=True):
    """The inputs of an audit, encoded once."""

    rulebook: Rulebook
    as_of: AsOf
    events: Existing
    registry: Registry
    coverage: Coverage | None
    excuses: Excuses | None = None

    @classmethod
    def of(
        cls,
        rulebook: Rulebook,
        log: EventLog,
        entities: Entities | None,
        coverage: Coverage | None,
        as_of: AsOf,
        waivers: Waivers | None = None,
    ) -> Stage:
        """Encode the inputs; later steps only read them."""
        civil = calendar(rulebook.timezone)
        events = Existing.of(log, rulebook.vocabulary, as_of, civil)
        registry = Registry.of(entities, events, civil)
        excuses = Excuses.of(waivers.items, civil) if waivers is not None and waivers.items else None
        return cls(rulebook, as_of, events, registry, coverage, excuses)

    @cached_property
    def civil(self) -> CivilCalendar:
        """The calendar of the rulebook's zone."""
        return calendar(self.rulebook.timezone)

    @property
    def dawn(self) -> int:
        """First instant of the understood years; where periods begin for a life without a beginning."""
        return self.civil.start(FIRST_DAY)

    @cached_property
    def reckoning(self) -> Reckoning:
        """Durations and working days of the rulebook."""
        return Reckoning(self.civil, self.rulebook.holidays)

    @cached_property
    def owned(self) -> Owned:
        """The events by whose they are."""
        return Owned(self.events, self.registry.event_subject)

    @cached_property
    def laid(self) -> dict[Hashable, Windows]:
        """Windows that rules share, by what they depend on (`windows.cut`)."""
        return {}

    def instants(self, days: DateRange) -> tuple[int, int]:
        """First instant of a range of days, and the first after it."""
        start = int(ALWAYS) if days.start is None else self.civil.start(to_day(days.start))
        end = int(NEVER) if days.end is None else self.civil.start(to_day(days.end) + 1)
        return start, end
