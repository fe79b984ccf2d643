"""Rules in words, Chinese and English: what people read, and that every rule can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.book import RULEBOOK, write
from zhiben.rules.explain import describe_duty, explain
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rule, Rulebook

GOLDEN = Path(__file__).parent / "golden" / "words"

PARAMETERS = """\
parameters:
  report_within: {default: 10 workdays, origin: choice, reason: 原文未定期限。, confidence: low}
  visits: {default: 2, origin: law, source: 某条例第八条, reason: 每年两次。}
  last_day: {default: 2024-12-31, origin: source, reason: “年底前”。}
clauses: [{id: "1.1", title: {zh: 带队检查, en: Led inspections}}]
"""

TASKS = """\
- id: led
  clause: "1.1"
  title: {zh: 主要负责人带队检查, en: The principal leads}
  severity: high
  bearer: enterprise
  applies: {headcount: {gt: 10}}
  duty: {event: inspection, where: {led_by: principal}, at_least: 1, every: quarter, partial: skip}
  variants:
    - {when: {high_risk: true}, every: month, severity: critical}
    - {when: {any_of: [{headcount: {gte: 100}}, {not: {high_risk: {exists: true}}}]}, in_force: {from: 2025-01-01}, at_least: $visits}
- id: closed
  bearer: enterprise
  duty:
    for_each: {event: hazard_found, where: {level: major}, whose: below}
    event: hazard_closed
    same: [hazard_id]
    differs: {verified_by: responsible}
    at_least: 1
    within: {field: rectify_by}
    roll: next_workday
    grace: 5 days
  otherwise:
    title: {zh: 逾期须报告, en: Overdue ones are reported}
    event: inspection
    same: {site_id: hazard_id}
    at_least: 1
    within: $report_within
    otherwise: {event: inspection, at_most: 0, until: {event: hazard_closed, same: [hazard_id]}}
- id: each-site
  bearer: enterprise
  duty: {for_each: {entity: site, where: {old: true}}, event: inspection, same: {site_id: id}, covers: {topics: [fire, traffic]}, by: $last_day, from: any}
- id: part-of-the-topics
  bearer: enterprise
  duty: {event: inspection, covers: {topics: [fire, traffic]}, at_least: 0.5, by: 2024-12-31, from: 2024-07-01}
- id: share-passed
  duty: {event: [inspection, hazard_found], share: {passed: true}, at_least: 0.85, every: half-year}
- id: three-in-a-row
  bearer: enterprise
  duty: {for_each: {event: hazard_found, count: 3, within: 6 months}, event: inspection, count: days, at_least: 2, within: 72 hours}
- id: first-time
  bearer: enterprise
  duty: {for_each: {event: hazard_found, occurrence: first}, event: inspection, exactly: 3, before: 30 days}
- id: ever-before
  bearer: enterprise
  duty: {for_each: {event: hazard_closed}, event: hazard_found, same: [hazard_id], at_least: 1, before: any}
- id: cadence
  bearer: enterprise
  duty: {event: inspection, where: {topics: {has_all: [fire, traffic]}, site_id: {matches: "^A"}, time: {gte: 2024-02-01}}, at_least: 1, since_last: 3 months}
- id: never
  bearer: enterprise
  duty: {event: inspection, where: {score: {lt: 60}, took: {lte: 30 minutes}, led_by: {not: [principal, deputy]}}, at_most: 0, throughout: true}
- id: sums
  bearer: enterprise
  duty: {event: inspection, where: {site_id: {contains: 区}}, roll_up: true, sum: score, between: [10, 20.5], every: year}
- id: mean
  bearer: enterprise
  duty: {event: inspection, mean: score, at_least: 80, every: week}
- id: worst
  bearer: enterprise
  duty: {event: inspection, min: score, at_least: 60, every: day}
- id: best
  bearer: enterprise
  duty: {event: inspection, max: score, at_most: 100, every: year}
- id: latest
  bearer: enterprise
  duty: {event: inspection, latest: score, exactly: 100, every: year}
- id: places
  bearer: enterprise
  duty: {event: inspection, distinct: site_id, at_least: 3, every: year}
- id: few
  bearer: enterprise
  duty: {event: inspection, at_most: 4, every: year}
"""


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    return load_rulebook(write(tmp_path, {"rulebook": RULEBOOK + PARAMETERS, "tasks": TASKS}))


def chain(rule: Rule) -> list[Rule]:
    return [rule] + (chain(rule.otherwise) if rule.otherwise else [])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rules_in_words(book: Rulebook, lang: str, regild: bool) -> None:
    said = "\n\n".join(explain(book, rule, lang) for rule in book.rules) + "\n"
    path = GOLDEN / f"{lang}.txt"
    if regild:
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def test_a_duty_in_one_clause(book: Rulebook) -> None:
    led = book.rules[0]
    assert describe_duty(book, led, "", "en") == "at least 1 inspection (led by: principal) every quarter"
    assert describe_duty(book, led, "", "zh") == "每季度至少1次检查（带队人：主要负责人）"
    assert describe_duty(book, led, "1", "zh") == "每月至少1次检查（带队人：主要负责人）"
    assert describe_duty(book, led, "2", "en") == "at least 2 records of inspection (led by: principal) every quarter"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_duty_of_the_draft_can_be_told(shared: Path, lang: str, tmp_path: Path) -> None:
    from tests.rules.test_notice import mended

    notice = load_rulebook(mended(shared / "notice", tmp_path))
    for rule in notice.rules:
        text = explain(notice, rule, lang)
        assert rule.id in text and "None" not in text
        for owed in chain(rule):
            for variant in ("", *(v.name for v in owed.variants)):
                assert describe_duty(notice, owed, variant, lang)
