"""Small random worlds: a few subjects, a few instants, so that ties, edges and collisions are common."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from zhiben.engine.ledger import AsOf
from zhiben.events.civil import CivilCalendar, calendar
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import Field, FieldType, Kind, Value, Vocabulary

from ..tables import Record, Time, coverage_table, entity_table, event_log

ENTERPRISES = ("e1", "e2")
SITES = ("s1", "s2")
STRANGER = "x"  # a subject that no registry knows


def _fields(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


def _field(name: str, type: FieldType, many: bool = False, values: tuple[str, ...] = ()) -> Field:
    return Field(name, type, many=many, values=tuple(Value(v) for v in values))


_COMMON = (_field("k", "text"), _field("n", "number"), _field("ok", "flag"))
_MORE = (
    _field("who", "ref"),
    _field("due", "date"),
    _field("due_at", "time"),
    _field("tags", "text", many=True),
    _field("site", "ref"),
    _field("took", "duration"),
)
# `c` lacks most fields, so that a trigger may not declare what is asked of it; `region` is an attribute as well.
VOCABULARY = Vocabulary(
    entities={
        "enterprise": Kind(
            "enterprise",
            fields=_fields(
                _field("high", "flag"),
                _field("size", "number"),
                _field("region", "category", values=("north", "south")),
                _field("areas", "text", many=True),
                _field("target", "date"),
            ),
        ),
        "site": Kind("site", fields=_fields(_field("high", "flag"), _field("old", "flag"))),
    },
    events={
        "a": Kind("a", fields=_fields(*_COMMON, *_MORE)),
        "b": Kind("b", fields=_fields(*_COMMON, *_MORE, _field("region", "category", values=("north", "south")))),
        "c": Kind("c", fields=_fields(*_COMMON)),
    },
)
TYPES = tuple(VOCABULARY.events)

# Month ends, a leap day, both changes of the clock, Chinese New Year, quarter and year ends, a year not yet published.
ANCHORS = tuple(
    dt.date.fromisoformat(day)
    for day in (
        "2024-02-28",
        "2024-03-30",
        "2024-06-30",
        "2024-10-26",
        "2024-12-31",
        "2025-01-26",
        "2025-02-28",
        "2026-09-30",
        "2026-12-30",
        "2027-01-01",
    )
)
# Days on which one looks: mostly when windows have closed, now and then on an edge.
AS_OF = (95, 62, 95, 32, 95, 62, 95, 31, 95, 30, 7, 3, 2, 1, 0)
_CLOCKS = (dt.time(0), dt.time(9), dt.time(10), dt.time(23, 59, 59, 999_999))


@dataclass(frozen=True)
class Scene:
    """Where and when a world plays."""

    zone: str
    anchor: dt.date

    @property
    def civil(self) -> CivilCalendar:
        """The calendar of the zone."""
        return calendar(self.zone)

    def day(self, offset: int) -> dt.date:
        """The anchor and so many days."""
        return self.anchor + dt.timedelta(days=offset)

    def instant(self, offset: int, clock: dt.time, micros: int = 0) -> dt.datetime:
        """An aware instant of a civil day."""
        local = dt.datetime.combine(self.day(offset), clock, ZoneInfo(self.zone))
        return local.astimezone(dt.UTC) + dt.timedelta(microseconds=micros)


@dataclass(frozen=True)
class World:
    """What is judged: the records as drawn, and the tables made of them."""

    scene: Scene
    events: tuple[Record, ...]
    entities: tuple[Record, ...] | None
    coverage: tuple[Record, ...] | None
    when: Time
    known: Time | None

    def log(self) -> EventLog:
        """The event log."""
        return event_log(self.events, VOCABULARY.event_fields(), self.scene.civil)

    def registry(self) -> Entities | None:
        """The entities, where there are any."""
        if self.entities is None:
            return None
        return entity_table(self.entities, VOCABULARY.entity_fields(), self.scene.civil)

    def declared(self) -> Coverage | None:
        """The declaration of coverage, where there is one."""
        return None if self.coverage is None else coverage_table(self.coverage)

    def as_of(self, when: Time | None = None) -> AsOf:
        """The clock at `when`, by default the world's own."""
        return AsOf.at(self.when if when is None else when, self.scene.civil, self.known)


def scenes() -> st.SearchStrategy[Scene]:
    """A zone and a day around which everything happens."""
    return st.builds(Scene, st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin"]), st.sampled_from(ANCHORS))


@cache
def times(scene: Scene, offsets: tuple[int, ...]) -> st.SearchStrategy[Time]:
    """Bare dates and instants near the anchor, often equal, often at the edge of a day."""
    days = st.sampled_from(offsets)
    return st.one_of(
        st.builds(scene.day, days),
        st.builds(scene.instant, days, st.sampled_from(_CLOCKS), st.sampled_from((0, 0, 1))),
    )


@st.composite
def worlds(
    draw: st.DrawFn,
    scene: Scene,
    *,
    registered: bool | None = None,
    declared: bool | None = None,
    entering: bool = False,
    eventful: bool = True,
) -> World:
    """A world of at most twenty events.

    Args:
        registered: with a registry of entities, without, or (None) either.
        entering: entities begin to exist near the anchor.
        eventful: with three events or more, or with few or none.
        declared: with declared coverage, without, or (None) either.
    """
    # Several short lists instead of a long one: more events on average, and each shrinks by itself.
    least = (3, 0, 0, 0) if eventful else (0,)
    events = [event for n in least for event in draw(st.lists(_event(scene), min_size=n, max_size=5))]
    has_entities = draw(st.sampled_from((True, True, False))) if registered is None else registered
    has_coverage = draw(st.sampled_from((False, False, True))) if declared is None else declared
    when = draw(times(scene, AS_OF))
    return World(
        scene=scene,
        events=_named(events),
        entities=draw(_entities(scene, entering)) if has_entities else None,
        coverage=tuple(draw(st.lists(_coverage(scene), max_size=4))) if has_coverage else None,
        when=when,
        known=draw(st.sampled_from((None, None, None, None, when, scene.day(400)))),
    )


@cache
def _event(scene: Scene) -> st.SearchStrategy[dict[str, Any]]:
    near = times(scene, (0, 1, 2, 0, 1, 2, 3, 7, 2, 7, -1, 30, 31, 32, -31))
    return st.fixed_dictionaries(
        {
            "type": st.sampled_from(("a", "b", "a", "b", "a", "b", "c")),
            "subject": st.sampled_from(("e1", "e1", "e1", "e1", "s1", "e2", "s1", "s2", STRANGER)),
            "time": near,
            "k": st.sampled_from(("K", "K", "K", "K", "K", "L", "K", "K", "L", None)),
            "n": st.sampled_from((1, 2, 1, 0, -1, "0.5", "1.333333", None)),
            "ok": st.sampled_from((True, False, None)),
            "who": st.sampled_from(("e1", "s1", "K", "e1", None)),
            "site": st.sampled_from(("s1", "s1", "s2", None)),
            "due": st.sampled_from((None, scene.day(3), scene.day(31), scene.day(1), scene.day(0))),
        },
        optional={
            "source": st.sampled_from(("p", "q")),
            "recordedtime": times(scene, (2, 7, 62, 94, 96)),
            "due_at": times(scene, (0, 2, 30)),
            "tags": st.sampled_from((["x"], ["x", "y"], ["y", "z"], [])),
            "took": st.builds(dt.timedelta, hours=st.sampled_from((0, 1, 24))),
            "region": st.sampled_from(("north", "south")),
        },
    )


def _named(events: list[dict[str, Any]]) -> tuple[Record, ...]:
    """Ids are unique per source and repeat between sources; only a type's own fields are filled."""
    count: dict[str | None, int] = {}
    named = []
    for event in events:
        source = event.get("source")
        count[source] = number = count.get(source, -1) + 1
        declared = VOCABULARY.events[event["type"]].fields
        kept = {k: v for k, v in event.items() if k in declared or k not in VOCABULARY.event_fields()}
        named.append({"id": f"{number:02}", **kept})
    return tuple(named)


@st.composite
def _entities(draw: st.DrawFn, scene: Scene, entering: bool) -> tuple[Record, ...]:
    rows: list[Record] = []
    owners = {"e1": (None,), "e2": (None, "e1"), "s1": ("e1", "e1", "e1", "e2", None), "s2": ("e1", "s1", "e2")}
    for name in draw(st.sampled_from((("e1", "s1"), ("e1", "e2", "s1"), ("e1", "e2", "s1", "s2"), ("e1", "e2")))):
        kind = "enterprise" if name in ENTERPRISES else "site"
        edges = sorted(
            draw(st.sets(st.sampled_from((-40, -1, 0, 1, 2, 30, 31)), max_size=draw(st.sampled_from((0, 1, 3)))))
        )
        starts = [None, *(scene.day(e) for e in edges)]
        ends = [*(scene.day(e - 1) for e in edges), None]
        absent = draw(st.sampled_from((0, 0, 0, 1, 2)))
        if entering:
            starts, ends = [scene.day(draw(st.sampled_from((1, 0, 2))))], [None]
        gone = draw(st.sets(st.sampled_from(range(len(starts))), max_size=min(absent, len(starts) - 1)))
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if place in gone:
                continue
            row = {"id": name, "kind": kind, "valid_from": start, "valid_to": end}
            row["owner"] = draw(st.sampled_from(owners[name]))
            row["high"] = draw(st.sampled_from((True, False, True, False, None)))
            if kind == "enterprise":
                row["size"] = draw(st.sampled_from((1, 50, None)))
                row["region"] = draw(st.sampled_from(("north", "south", None)))
                row["areas"] = draw(st.sampled_from((None, [], ["x"], ["x", "y"])))
                row["target"] = draw(st.sampled_from((None, scene.day(1), scene.day(31))))
            else:
                row["old"] = draw(st.sampled_from((True, False, None)))
            rows.append(row)
    return tuple(rows)


@cache
def _coverage(scene: Scene) -> st.SearchStrategy[Record]:
    return st.fixed_dictionaries(
        {
            "subject": st.sampled_from((None, None, None, "e1", "e1", "e2", "s1")),
            "type": st.sampled_from((None, None, None, "a", "b")),
            "from": st.sampled_from((None, scene.day(-45), scene.day(-1), scene.day(0), scene.day(2))),
            "through": st.sampled_from((None, scene.day(92), scene.day(31), scene.day(1), scene.day(0))),
        }
    )
