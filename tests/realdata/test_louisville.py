"""A real log that nobody on this project made: three obligations, whose answers were computed with plain pandas.

The log is read from the shared folder. As of 2018-10-31; the first two obligations are asked of 2012 to 2017.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from zhiben.engine.audit import Audit, audit
from zhiben.engine.ledger import AsOf
from zhiben.engine.reference.evaluate import evaluate as by_definition
from zhiben.events.civil import calendar
from zhiben.events.log import EventLog

from ..agreement.ledgers import rows

HERE = Path(__file__).parent / "louisville"
AS_OF = dt.date(2018, 10, 31)
ZONE = ZoneInfo("America/Kentucky/Louisville")

Row = dict[str, Any]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """The log and its reference answers."""
    return shared / "data" / "louisville"


@pytest.fixture(scope="module")
def of_registry(folder: Path) -> Audit:
    """Judged with the registry of restaurants."""
    return audit(
        folder / "inspections.csv",
        HERE / "rulebook",
        map=HERE / "map.yaml",
        entities=folder / "entities.csv",
        as_of=AS_OF,
    )


@pytest.fixture(scope="module")
def of_log(folder: Path) -> Audit:
    """Judged without a registry: every restaurant in the log owes."""
    return audit(folder / "inspections.csv", HERE / "rulebook", map=HERE / "map.yaml", as_of=AS_OF)


def test_every_row_is_accounted_for(of_log: Audit) -> None:
    account = of_log.log.account
    assert (account.read, account.duplicates, account.ignored, account.rejected) == (33_727, 591, 0, 0)
    assert account.accepted == of_log.log.table.num_rows == 33_727 - 591


def test_two_days_with_a_routine_inspection_in_every_year(of_registry: Audit, folder: Path) -> None:
    expected = {
        (r["year"], r["business_id"]): int(r["n_routine"]) for r in _answers(folder / "expected_periodic_year.csv")
    }
    found = _of(of_registry, "two-days-a-year")
    counted = {(str(_day(row["opens"]).year), row["bearer"]): row["observed"] for row in found}
    assert len(found) == len(expected) == 9_309
    assert counted == expected
    short = Counter(year for (year, _), days in expected.items() if days < 2)
    breached = Counter(str(_day(row["opens"]).year) for row in found if row["verdict"] == "breached")
    assert breached == short == {"2012": 135, "2013": 58, "2014": 21, "2015": 274, "2016": 198, "2017": 50}
    assert {row["verdict"] for row in found} == {"met", "breached"}


def test_a_routine_inspection_in_every_half_year(of_registry: Audit, folder: Path) -> None:
    answers = _answers(folder / "expected_halfyear_violations.csv")
    expected = {(int(r["year"]), int(r["half"]), r["business_id"]) for r in answers}
    found = _of(of_registry, "once-a-half-year")
    whole = _in_force_all_year(folder / "entities.csv")
    halves = [(_day(r["opens"]).year, 1 + _day(r["opens"]).month // 7, r["bearer"], r["verdict"]) for r in found]
    assert Counter(verdict for *_, verdict in halves) == {"met": 19_091 - 1_345, "breached": 1_345}
    full = [half for half in halves if (half[2], half[0]) in whole]
    assert len(full) == 18_618
    assert {half[:3] for half in full if half[3] == "breached"} == expected
    assert len(expected) == len(answers) == 1_292


def test_a_low_score_is_followed_up(of_log: Audit, folder: Path) -> None:
    statuses = {"ok": "met", "late": "late", "never": "breached", "pending": "pending"}
    answers = _answers(folder / "expected_followup.csv")
    expected = {(r["business_id"], r["trigger"]): (statuses[r["status"]], r["followup"] or None) for r in answers}
    # The answers have one trigger per restaurant and day, the ledger one duty per inspection. Duties of one day have
    # one window and the same follow-ups, so they may be read as one; that they do agree is checked, not assumed.
    days = defaultdict(list)
    for row in _of(of_log, "low-score-followed-up"):
        days[row["bearer"], _day(row["opens"]).isoformat()].append(row)
    disagreeing = {day: duties for day, duties in days.items() if len({_outcome(duty) for duty in duties}) > 1}
    assert not disagreeing
    assert {day: _outcome(duties[0]) for day, duties in days.items()} == expected
    assert Counter(verdict for verdict, _ in expected.values()) == {"met": 650, "late": 19, "breached": 9, "pending": 3}


def test_the_definition_says_the_same_of_some_restaurants(of_registry: Audit) -> None:
    """The reference evaluator is slow, so it judges every eighth restaurant."""
    assert of_registry.entities is not None
    some = pa.array(sorted(of_registry.entities.table["id"].unique().to_pylist())[::8])
    events = of_registry.log.table
    log = EventLog(events.filter(pc.is_in(events["subject"].cast(pa.string()), some)))
    registry = of_registry.entities.table
    entities = type(of_registry.entities)(registry.filter(pc.is_in(registry["id"], some)), of_registry.entities.aliases)
    ledger = of_registry.ledger.filter(pc.is_in(of_registry.ledger["bearer"], some))
    clock = AsOf.at(AS_OF, calendar(of_registry.rulebook.timezone))
    assert rows(by_definition(of_registry.rulebook, log, entities, None, clock)) == rows(ledger)
    assert ledger.num_rows > 2_500


def _answers(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _of(judged: Audit, rule: str) -> list[Row]:
    return list(judged.ledger.filter(pc.field("rule") == rule).to_pylist())


def _day(instant: dt.datetime) -> dt.date:
    return instant.astimezone(ZONE).date()


def _outcome(duty: Row) -> tuple[str, str | None]:
    """Verdict and the day of the follow-up, early or late."""
    done = {"met": duty["decided"], "late": duty["cured"]}.get(duty["verdict"])
    return duty["verdict"], None if done is None else _day(done).isoformat()


def _in_force_all_year(file: Path) -> set[tuple[str, int]]:
    return {
        (row["id"], year)
        for row in _answers(file)
        for year in range(2012, 2018)
        if row["valid_from"] <= f"{year}-01-01" and f"{year}-12-31" <= row["valid_to"]
    }
