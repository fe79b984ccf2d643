"""What the monitor does not judge again stands all the same as an audit of everything would have it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from zhiben.engine.arrow import ints
from zhiben.engine.evaluate import evaluate
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.forward import DurableForward
from zhiben.engine.monitor.monitor import Monitor
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import DAY, Settings
from zhiben.engine.monitor.state.store import Store
from zhiben.engine.monitor.telling import instant
from zhiben.events.arriving import Arriving
from zhiben.events.civil import NEVER
from zhiben.events.log import EventLog
from zhiben.events.registry import read_entities
from zhiben.rules.loading import load_rulebook

VOCABULARY = """
entities: {company: {fields: {high_risk: {type: flag}}}, group: {}}
events:
  inspection: {fields: {led_by: {type: category, values: [principal, deputy]}}}
  found: {fields: {hazard: {type: text}, due: {type: date}}}
  closed: {fields: {hazard: {type: text}}}
  case: {fields: {hazard: {type: text}}}
  training: {fields: {hours: {type: number}}}
"""
RULES = """
- id: led
  bearer: company
  duty: {event: inspection, where: {led_by: principal}, at_least: 2, every: quarter}
  variants: [{when: {high_risk: true}, every: month, at_least: 1}]
- id: not-too-often
  bearer: company
  duty: {event: inspection, where: {led_by: deputy}, at_most: 3, every: month}
- id: trained
  bearer: company
  duty: {event: training, sum: hours, at_least: 6, every: month}
- id: trained-by
  bearer: company
  duty: {event: training, where: {hours: {gt: 2}}, at_least: 1, by: 2024-04-30, grace: 5 days}
- id: closed-in-time
  bearer: company
  duty: {for_each: {event: found}, event: closed, same: [hazard], at_least: 1, within: 10 days}
- id: closed-when-due
  bearer: company
  duty: {for_each: {event: found}, event: closed, same: [hazard], at_least: 1, within: {field: due}}
  otherwise: {event: case, same: [hazard], at_least: 1, within: 5 days}
- id: found-before
  bearer: company
  duty: {for_each: {event: closed}, event: found, same: [hazard], at_least: 1, before: any}
- id: looked-at
  bearer: company
  duty: {for_each: {event: found}, event: inspection, at_least: 1, within: 20 days}
- id: looked-at-lately
  bearer: company
  duty: {for_each: {event: closed}, event: inspection, at_least: 1, before: 10 days}
- id: kept-up
  bearer: company
  duty: {event: inspection, at_least: 1, since_last: 30 days}
- id: plan-current
  bearer: company
  duty: {event: found, at_least: 1, since_last: 3 years, from: any}
- id: led-lately
  bearer: company
  duty: {event: inspection, where: {led_by: principal}, at_least: 1, since_last: 100 days, from: any}
- id: has-had-a-case
  bearer: company
  duty: {event: case, at_least: 1, by: 2024-12-31, from: any}
- id: traced-once
  bearer: company
  duty: {for_each: {event: found, occurrence: first}, event: case, same: [hazard], at_least: 1, within: 10 days}
- id: moved-on
  bearer: company
  duty: {for_each: {event: found, occurrence: last}, event: closed, same: [hazard], at_least: 1, within: {field: due}}
- id: often-at-fault
  bearer: company
  duty: {for_each: {event: found, count: 3, within: 30 days}, event: inspection, at_least: 1, within: 10 days}
- id: looked-at-after-the-first-case
  bearer: company
  duty: {for_each: {event: case, occurrence: first}, event: inspection, at_least: 1, within: 10 days}
- id: looked-at-after-two-cases
  bearer: company
  duty: {for_each: {event: case, count: 2, within: 30 days}, event: inspection, at_least: 1, within: 10 days}
- id: no-less-than-before
  bearer: company
  duty: {event: training, sum: hours, at_least: {previous: 1}, every: month}
- id: cleared-by-any-case
  bearer: company
  duty:
    for_each: {event: closed}
    event: found
    same: [hazard]
    standing: {until: {event: case}}
    at_most: 0
    before: any
- id: few-stand-at-month-end
  bearer: company
  duty: {event: found, standing: {until: {event: closed, same: [hazard]}}, at_most: 3, every: month}
- id: never-many-stand
  bearer: company
  duty: {event: found, standing: {until: {event: closed, same: [hazard]}}, at_most: 9, throughout: true}
- id: none-stands-elsewhere
  bearer: company
  duty:
    for_each: {event: closed}
    event: found
    whose: any
    same: [hazard]
    standing: {until: {event: case, same: [hazard]}}
    at_most: 2
    before: any
- id: spoken-to
  bearer: company
  duty:
    for_each: {event: duty_decided, where: {rule: led, outcome: breached}}
    event: case
    at_least: 1
    within: 30 days
"""
OF_GROUPS = """
- id: group-inspected
  bearer: group
  duty: {event: inspection, where: {led_by: principal}, whose: below, at_least: 5, every: month}
- id: each-trained
  bearer: group
  duty: {for_each: {entity: company}, event: training, same: {subject: id}, at_least: 2, every: month}
- id: each-has-cases
  bearer: group
  duty: {for_each: {entity: company}, event: case, same: {subject: id}, at_least: 3, by: 2024-06-30, from: any}
- id: group-closed
  bearer: group
  duty:
    for_each: {event: found, whose: below}
    event: closed
    whose: below
    same: [hazard]
    at_least: 1
    within: 15 days
- id: group-found-before
  bearer: group
  duty: {for_each: {event: closed, whose: below}, event: found, whose: below, same: [hazard], at_least: 1, before: any}
- id: group-moved-on
  bearer: group
  duty:
    for_each: {event: found, whose: below, occurrence: last}
    event: closed
    whose: below
    same: [hazard]
    at_least: 1
    within: {field: due}
- id: group-watches
  bearer: group
  duty:
    for_each:
      event: found
      whose: below
      until: {event: closed, same: [hazard]}
    event: inspection
    whose: below
    same: [subject]
    at_least: 1
    every: month
- id: follows-the-group
  bearer: company
  duty: {for_each: {event: case, whose: above}, event: inspection, at_least: 1, within: 30 days}
- id: group-share
  bearer: group
  duty:
    event: duty_decided
    where: {rule: closed-in-time}
    whose: below
    share: {outcome: met}
    at_least: 0.5
    every: quarter
    partial: skip
- id: group-spoken-to
  bearer: group
  duty:
    for_each: {event: duty_decided, whose: below, where: {outcome: breached, rule: [trained, group-closed, each-trained]}}
    event: case
    whose: below
    at_least: 1
    within: 20 days
"""
START = datetime(2024, 1, 1, tzinfo=UTC)
FIRST = {"time": "2024-01-01T00:00:00Z", "type": "training", "subject": "c9", "id": "first", "hours": 1}


@dataclass
class Told:
    """A monitor, the last word on every duty, and the rows that it has judged."""

    folder: Path
    settings: Settings = field(default_factory=lambda: Settings(lateness=40 * DAY))
    said: dict[str, tuple[str, str, str | None, str | None]] = field(default_factory=dict)
    judged: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "tasks").mkdir(exist_ok=True)
        head = "rulebook: r\ntimezone: UTC\nin_force: {from: 2024-01-01, through: 2026-12-31}\n"
        (self.folder / "rulebook.yaml").write_text(head)
        (self.folder / "vocabulary.yaml").write_text(VOCABULARY)
        (self.folder / "tasks" / "rules.yaml").write_text(RULES + OF_GROUPS)
        rows = [f"c{n},company,{'' if n == 3 else 'g'},2024-01-01,{str(n % 2 == 1).lower()}" for n in range(4)]
        rows += ["g,group,,2024-01-01,", "late,company,g,2024-09-01,false"]
        entities = self.folder / "entities.csv"
        entities.write_text("\n".join(["id,kind,owner,valid_from,high_risk", *rows]) + "\n")
        self.book = load_rulebook(str(self.folder))
        self.registry = read_entities(str(entities), self.book.vocabulary, self.book.timezone)
        self.world = World.of(self.book, self.registry, None, None)
        self.arriving = Arriving(self.book.vocabulary, self.book.timezone, None, self.registry)
        self.store = Store(self.folder / "state")
        self.begin()

    def begin(self) -> None:
        """Start, or start again."""
        self.monitor = Monitor(self.world, self.store, DurableForward(), self.settings, observe=self._observe)

    def _observe(self, ledger: pa.Table, _: Sequence[str]) -> None:
        rules, keys = ledger["rule"].to_pylist(), ledger["key"].to_pylist()
        self.judged += [f"{rule} {key}".strip() for rule, key in zip(rules, keys, strict=True)]

    def take(self, *records: dict[str, Any], tick: int | None = None) -> list[str]:
        """One step; what it says, as `change rule`."""
        self.judged.clear()
        table = None
        if records:
            table = self.arriving.read("".join(f"{json.dumps(r)}\n" for r in records).encode(), "test").table
        outcome = self.monitor.step(table, tick=None if tick is None else AsOf(tick, tick + 1))
        for _, line in outcome.changes:
            one = json.loads(line)
            if one["change"] == "withdrawn":
                del self.said[one["duty"]]
            else:
                self.said[one["duty"]] = (one["rule"], one["verdict"], one["decided"], one["cured"])
        return [f"{told.what} {told.rule}" for told in outcome.told]

    def assert_as_audited(self) -> None:
        """The last word on every duty is that of an audit of all that is held."""
        assert self.monitor.as_of is not None
        log = EventLog(self.monitor.held.of(None, None))
        ledger = evaluate(self.book, log, self.registry, None, self.monitor.as_of)
        names = [ledger[name].to_pylist() for name in ("duty", "rule", "verdict")]
        times = [ints(ledger[name], null=int(NEVER)).tolist() for name in ("decided", "cured")]
        expected = {
            duty: (rule, verdict, instant(decided), instant(cured))
            for duty, rule, verdict, decided, cured in zip(*names, *times, strict=True)
        }
        assert self.said == expected


def _record(chosen: random.Random, number: int, days: float) -> dict[str, Any]:
    when = START + timedelta(days=days)
    time = when.date().isoformat() if chosen.random() < 0.3 else when.isoformat()
    one: dict[str, Any] = {"id": f"e{number}", "subject": chosen.choice(("c0", "c1", "c2", "c3", "g")), "time": time}
    kind = chosen.choice(("inspection", "inspection", "found", "closed", "closed", "case", "training"))
    if kind == "inspection":
        one["led_by"] = chosen.choice(("principal", "deputy"))
    elif kind == "training":
        one["hours"] = chosen.randrange(1, 5)
    elif chosen.random() < 0.9:
        one["hazard"] = f"h{number // 12 - chosen.randrange(3)}"
    if kind == "found" and chosen.random() < 0.8:
        one["due"] = (when + timedelta(days=chosen.randrange(-1, 30))).date().isoformat()
    return one | {"type": kind}


@pytest.mark.parametrize("seed", range(2))
def test_over_a_year_it_says_what_an_audit_would(tmp_path: Path, seed: int) -> None:
    """In and out of order, stopped and started, sent twice and contradicted: by then most duties rest on disk."""
    chosen, told = random.Random(seed), Told(tmp_path)
    records = [_record(chosen, n, n / 3 * 2) for n in range(400)]
    for at in range(0, len(records) - 30, 15):
        some = records[at : at + 30]
        chosen.shuffle(some)
        records[at : at + 30] = some
    told.take(FIRST)
    at = step = 0
    while at < len(records):
        size = chosen.choice((1, 1, 2, 5, 30))
        again = chosen.sample(records[:at], 1) if at and chosen.random() < 0.3 else []
        if again and chosen.random() < 0.3:
            again = [again[0] | {"subject": "c3"}]
        told.take(*records[at : at + size], *again)
        if chosen.random() < 0.1:
            told.begin()
        at, step = at + size, step + 1
        if step % 5 == 0:
            told.assert_as_audited()
    told.assert_as_audited()
    assert told.monitor.as_of is not None
    told.take(tick=told.monitor.as_of.clock + 200 * DAY)
    told.assert_as_audited()
    assert list(told.store.resting())


def test_what_opens_while_the_clock_leaps_over_the_time_looked_ahead_is_told(tmp_path: Path) -> None:
    told = Told(tmp_path)
    told.take(FIRST)
    start = round(START.timestamp() * 1e6)
    told.take(tick=start + 80 * DAY)
    # All of c0's duties of the quarter that follows are met, so nothing of it falls due.
    inspected = {"type": "inspection", "subject": "c1", "led_by": "principal"}
    told.take(*({**inspected, "id": f"i{d}", "time": f"2024-{d}"} for d in ("03-25", "04-02")))
    said = told.take(tick=start + 130 * DAY)
    assert said.count("opened led") >= 2
    told.assert_as_audited()


def test_an_event_that_no_rule_lets_through_or_that_is_one_more_is_not_judged(tmp_path: Path) -> None:
    told = Told(tmp_path)
    inspected = {"type": "inspection", "subject": "c1", "led_by": "principal"}
    told.take(FIRST, inspected | {"id": "1", "time": "2024-01-05"})
    told.take(inspected | {"id": "2", "time": "2024-01-06"})
    assert "led" not in told.judged, "the month has its inspection already"
    told.take(inspected | {"id": "3", "time": "2024-01-07", "led_by": "deputy"})
    told.take(inspected | {"id": "4", "time": "2024-01-08", "led_by": "deputy"})
    assert "led" not in told.judged and "not-too-often" not in told.judged, "two of three"
    told.assert_as_audited()
    said = told.take(*(inspected | {"id": f"5{n}", "time": "2024-01-09", "led_by": "deputy"} for n in range(2)))
    assert "breached not-too-often" in said
    assert told.monitor.refresh() == 0
    assert "led" in told.judged, "whoever looks at the ledger sees that its evidence has grown"


def test_a_cadence_that_goes_on_from_before_somebody_was_there_opens_with_their_life(tmp_path: Path) -> None:
    told = Told(tmp_path)
    told.take({"type": "found", "id": "p", "subject": "late", "time": "2023-05-10"})
    told.take(FIRST)
    # Without that event nothing would be due before the rulebook's end, so that the calendar alone opens nothing.
    told.take(tick=round(START.timestamp() * 1e6) + 245 * DAY)
    assert ("plan-current", "pending", None, None) in told.said.values()
    told.assert_as_audited()


def test_what_counts_from_before_a_life_is_remembered(tmp_path: Path) -> None:
    told = Told(tmp_path)
    inspected = {"type": "inspection", "led_by": "principal", "subject": "late"}
    told.take(FIRST)
    told.take(inspected | {"id": "1", "time": "2024-07-01"})
    told.take({"type": "case", "subject": "late", "id": "2", "time": "2024-07-01"})
    for days in (232, 245):
        told.take(tick=round(START.timestamp() * 1e6) + days * DAY)
        told.assert_as_audited()
    for number, day in enumerate(("2024-10-01", "2024-11-15", "2024-12-01"), 3):
        told.take(inspected | {"id": str(number), "time": day})
        told.assert_as_audited()


def test_of_what_rests_nothing_is_judged(tmp_path: Path) -> None:
    told = Told(tmp_path)
    told.take(FIRST, *({**FIRST, "id": f"i{n}", "type": "inspection", "subject": "c1", "time": f"2024-{n:02}-15"}
                       for n in range(1, 10)))  # fmt: skip
    told.take({**FIRST, "id": "i10", "type": "inspection", "subject": "c1", "time": "2024-09-25"})
    assert told.judged.count("kept-up") == 3, "of eleven: what closed at the instant of the last step, and what is open"
    told.take({**FIRST, "id": "t", "subject": "c1", "time": "2024-09-26"})
    assert told.judged.count("no-less-than-before") == 1
    found = {"id": "f", "type": "found", "subject": "c1", "hazard": "h", "due": "2024-09-30", "time": "2024-09-26"}
    told.take(found)
    assert told.judged.count("few-stand-at-month-end") == 1
    told.take(tick=round(START.timestamp() * 1e6) + 280 * DAY)
    assert "breached closed-when-due" in {f"{verdict} {rule}" for rule, verdict, *_ in told.said.values()}
    told.assert_as_audited()


def test_a_stream_is_judged_by_its_key_below_a_group_and_over_the_whole_log(tmp_path: Path) -> None:
    told = Told(tmp_path)
    found = {"type": "found", "subject": "c1", "due": "2024-02-01"}
    told.take(FIRST, *(found | {"id": f"f{n}", "hazard": f"h{n}", "time": "2024-01-05"} for n in range(5)))
    told.take({"type": "closed", "subject": "c2", "hazard": "h3", "id": "c", "time": "2024-01-06"})
    streams = [one for one in told.judged if one.startswith(("moved-on", "group-moved-on", "none-stands"))]
    assert sorted(streams) == ["group-moved-on h3", "none-stands-elsewhere h3"]
    told.assert_as_audited()


def test_of_many_hazards_only_the_one_concerned_is_judged(tmp_path: Path) -> None:
    told = Told(tmp_path)
    found = {"type": "found", "subject": "c1", "due": "2024-02-01"}
    told.take(FIRST, *(found | {"id": f"f{n}", "hazard": f"h{n}", "time": "2024-01-05"} for n in range(5)))
    told.take({"type": "closed", "subject": "c1", "hazard": "h3", "id": "c", "time": "2024-01-06"})
    keyed = [one for one in told.judged if one.startswith(("closed-", "found-"))]
    assert sorted(keyed) == ["closed-in-time h3", "closed-when-due h3", "found-before h3"]
    told.assert_as_audited()


def test_an_end_that_names_no_key_ends_what_stands_under_every_key(tmp_path: Path) -> None:
    told = Told(tmp_path)
    one = {"subject": "c1", "hazard": "h"}
    told.take(FIRST, one | {"type": "found", "id": "f", "time": "2024-01-05"})
    told.take(one | {"type": "case", "id": "e", "hazard": "other", "time": "2024-01-06"})
    told.take(one | {"type": "closed", "id": "c", "time": "2024-01-08"})
    told.take(tick=round(START.timestamp() * 1e6) + 9 * DAY)
    assert ("cleared-by-any-case", "met") in {said[:2] for said in told.said.values()}
    told.assert_as_audited()


def test_duties_of_other_rules_that_end_with_a_miss_rest_all_the_same(tmp_path: Path) -> None:
    told = Told(tmp_path)
    found = {"type": "found", "subject": "c1", "due": "2024-02-29", "hazard": "h"}
    told.take(FIRST, found | {"id": "f", "time": "2024-02-20"})
    for month in range(1, 10):
        inspected = {"id": f"i{month}", "type": "inspection", "subject": "c1", "led_by": "principal"}
        told.take(inspected | {"time": f"2024-{month:02}-15"})
    assert "breached closed-when-due" in {f"{verdict} {rule}" for rule, verdict, *_ in told.said.values()}
    live = told.monitor._stands.all_live()[1]
    place = told.world.place_of["led"]
    end = round(datetime(2024, 3, 1, tzinfo=UTC).timestamp() * 1e6)
    assert end not in live["closes"][live["rule"] == place], "February is decided, whatever else ended with it"
    told.assert_as_audited()


def test_of_the_whole_log_something_is_owed_before_anything_counts(tmp_path: Path) -> None:
    Told(tmp_path)  # whose rulebook this one is like
    (tmp_path / "tasks" / "rules.yaml").write_text("- {id: some, duty: {event: case, at_least: 1, every: month}}\n")
    book = load_rulebook(str(tmp_path))
    world, end = World.of(book, None, None, None), round(START.timestamp() * 1e6) + 40 * DAY
    log = Arriving(book.vocabulary, book.timezone, None, None).read(
        f"{json.dumps(FIRST | {'time': '2024-05-01'})}\n".encode(), "test"
    )
    monitor = Monitor(world, Store(None), DurableForward(), Settings(end=AsOf(end, end + 1)))
    said = [json.loads(line) for _, line in monitor.step(log.table).changes]
    assert [(one["change"], one["bearer"]) for one in said] == [("breached", "*"), ("opened", "*")]


def test_what_rests_comes_back_when_an_old_event_is_contradicted(tmp_path: Path) -> None:
    told = Told(tmp_path)
    for n in range(20):
        day = f"2024-{n // 4 + 1:02}-{n % 4 * 7 + 1:02}"
        told.take(FIRST | {"id": f"f{n}", "time": day, "type": "found", "subject": "c1", "hazard": f"h{n}"})
        told.take(FIRST | {"id": f"c{n}", "time": day, "type": "closed", "subject": "c1", "hazard": f"h{n}"})
    assert list(told.store.resting())
    told.begin()
    said = told.take(FIRST | {"id": "c0", "time": "2024-01-01", "type": "closed", "subject": "c0", "hazard": "h0"})
    assert {"reopened closed-in-time", "withdrawn found-before"} <= set(said)
    told.assert_as_audited()


def test_a_step_writes_the_duties_of_each_bearer_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(tmp_path)
    written: list[int] = []
    recalled: list[int] = []
    stand, recall = Store.stand, Store.recalled
    monkeypatch.setattr(
        Store, "stand", lambda self, units: stand(self, [written.append(one[0]) or one for one in units])
    )
    monkeypatch.setattr(Store, "recalled", lambda self, unit: recalled.append(unit) or recall(self, unit))
    told.take(
        FIRST,
        *(
            {
                "id": f"{kind}{n}",
                "type": kind,
                "subject": "c1",
                "hazard": f"h{n}",
                "time": f"2024-{n // 4 + 1:02}-{n % 4 * 7 + 1:02}",
            }
            for n in range(40)
            for kind in ("found", "closed")
        ),
    )
    assert written and len(written) == len(set(written)), "several groups of rules judge a bearer"
    assert list(told.store.resting())
    assert len(recalled) == len(set(recalled)), "what rests when all is judged is not asked for again before"
    told.assert_as_audited()
