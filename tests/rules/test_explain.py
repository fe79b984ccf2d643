"""Rules in words, Chinese and English: what people read, and that every rule can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.book import RULEBOOK, write
from zhiben.events.vocabulary import Label
from zhiben.reports.words import SEVERITY
from zhiben.rules.explain import describe_duty, explain
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rule, Rulebook
from zhiben.rules.wording.titles import following

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


# Sentences written by hand, not copied from the program: (the duty, in English, in Chinese).
FOUND = "for_each: {event: hazard_found}"
SITE = "for_each: {entity: site}"


def said(book: Rulebook, lang: str) -> str:
    """What the first rule requires, without the line's heading."""
    line = explain(book, book.rules[0], lang).splitlines()[2]
    return line.strip().removeprefix("Required: ").removeprefix("要求：")


SENTENCES = {
    "a first period that looks back to its own beginning": (
        "{event: inspection, at_least: 1, every: year, from: any}",
        "at least 1 inspection every year. In a first period cut short by entry or by the start of the rule, "
        "records count from that period's own beginning.",
        "每年至少1次检查。首个周期因中途纳入或规则生效而不足的，自该周期的起始日起的记录计入。",
    ),
    "a first period that looks back to a date": (
        "{event: inspection, at_least: 1, every: year, from: 2023-07-01}",
        "at least 1 inspection every year. In a first period cut short by entry or by the start of the rule, "
        "records count from 1 July 2023, or from that period's own beginning if that is later.",
        "每年至少1次检查。首个周期因中途纳入或规则生效而不足的，自2023年7月1日起的记录计入（该周期起始日晚于此日的，自起始日起）。",
    ),
    "once in the whole time": (
        "{event: inspection, at_least: 1, throughout: true}",
        "at least 1 inspection in the whole time.",
        "在整个期间内，至少1次检查。",
    ),
    "at most so often in the whole time": (
        "{event: inspection, at_most: 2, throughout: true}",
        "at most 2 records of inspection in the whole time.",
        "在整个期间内，至多2次检查。",
    ),
    "never": (
        "{event: inspection, at_most: 0, throughout: true}",
        "no inspection at any time.",
        "在整个期间内，不得有检查。",
    ),
    "a sum of nothing in the whole time is no prohibition of records": (
        "{event: inspection, sum: score, at_most: 0, throughout: true}",
        "score of inspection totalling at most 0 in the whole time.",
        "在整个期间内，检查的得分合计至多0。",
    ),
    "once after a trigger, for ever": (
        f"{{{FOUND}, event: inspection, at_least: 1, throughout: true}}",
        "after each hazard found, at least 1 inspection in the whole time from then on.",
        "每次隐患登记后，此后的整个期间内，至少1次检查。",
    ),
    "a threshold of each number": (
        "{for_each: {event: hazard_found, where: {level: major}, count: 3, within: 6 months}, event: hazard_closed, "
        "same: [hazard_id], at_least: 1, within: 15 days}",
        "at least 1 hazard closed (same hazard number) within 15 days after every third record of hazard found within "
        "6 months (level: major; records of the same hazard number; counting then starts anew).",
        "6个月内每第3次隐患登记（级别：major；按同一隐患编号分别计数；此后重新计数）后15日内，至少1次隐患销号（同一隐患编号）。",
    ),
    "a threshold of all records": (
        "{for_each: {event: hazard_found, count: 22, within: 1 year}, event: inspection, at_least: 1, within: 24 hours}",
        "at least 1 inspection within 24 hours after every 22nd record of hazard found within 1 year "
        "(counting then starts anew).",
        "1年内每第22次隐患登记（此后重新计数）后24小时内，至少1次检查。",
    ),
    "the first of each number": (
        "{for_each: {event: hazard_found, occurrence: first}, event: hazard_closed, same: [hazard_id], at_least: 1, "
        "within: 1 day}",
        "at least 1 hazard closed (same hazard number) within 1 day after the first hazard found "
        "(of each hazard number).",
        "首次隐患登记（按同一隐患编号分别计）后1日内，至少1次隐患销号（同一隐患编号）。",
    ),
    "records of an entity by subject": (
        f"{{{SITE}, event: inspection, same: {{subject: id}}, at_least: 1, every: month}}",
        "for each site: at least 1 inspection (records of that site) every month.",
        "对每个场所，每月至少1次检查（该场所的记录）。",
    ),
    "entered late": (
        "{event: inspection, where: {recorded_after: {gt: 3 days}}, at_most: 0, every: month}",
        "no inspection (delay of entry longer than 3 days) in any month.",
        "每月不得有检查（录入滞后超过3日）。",
    ),
    "entered a minute late at most": (
        "{event: inspection, where: {recorded_after: {lte: 1 minutes}}, at_least: 1, every: month}",
        "at least 1 inspection (delay of entry at most 1 minute) every month.",
        "每月至少1次检查（录入滞后不超过1分钟）。",
    ),
    "within hours after": (
        f"{{{FOUND}, event: inspection, at_least: 1, within: 24 hours}}",
        "at least 1 inspection within 24 hours after each hazard found.",
        "每次隐患登记后24小时内，至少1次检查。",
    ),
    "within to the due date of the bearer": (
        f"{{{FOUND}, event: inspection, at_least: 1, within: {{field: review_due}}}}",
        "at least 1 inspection after each hazard found, by the “review due” of that enterprise.",
        "每次隐患登记后在该企业的“复审日”之前（含当日），至少1次检查。",
    ),
    "by, from the beginning": (
        "{event: inspection, at_least: 1, by: 2024-06-30}",
        "at least 1 inspection by 30 June 2024. Records from the day this begins to bind the enterprise on count.",
        "在2024年6月30日前（含当日），至少1次检查。自承担义务之日起的记录计入。",
    ),
    "by, for each entity": (
        f"{{{SITE}, event: inspection, same: {{site_id: id}}, at_least: 1, by: 2024-06-30}}",
        "for each site: at least 1 inspection (site: that site) by 30 June 2024. "
        "Records from the day this begins to apply to that site on count.",
        "对每个场所，在2024年6月30日前（含当日），至少1次检查（场所编号为该场所）。自该场所纳入之日起的记录计入。",
    ),
    "by, whenever": (
        "{event: inspection, at_least: 1, by: 2024-06-30, from: any}",
        "at least 1 inspection by 30 June 2024. Records from any earlier time count.",
        "在2024年6月30日前（含当日），至少1次检查。此前任何时候的记录均计入。",
    ),
    "by, from a date": (
        "{event: inspection, at_least: 1, by: 2024-06-30, from: 2024-02-01}",
        "at least 1 inspection by 30 June 2024. Records from 1 February 2024 on count.",
        "在2024年6月30日前（含当日），至少1次检查。自2024年2月1日起的记录计入。",
    ),
    "a cadence": (
        "{event: inspection, where: {led_by: principal}, at_least: 1, since_last: 6 months}",
        "no more than 6 months from one inspection (led by: principal) to the next "
        "(the first within 6 months after the start).",
        "两次检查（带队人：主要负责人）间隔不超过6个月（首次自承担义务之日起算）。",
    ),
    "a cadence with a baseline before the start": (
        "{event: inspection, at_least: 1, since_last: 1 year, from: 2023-02-01}",
        "no more than 1 year from one inspection to the next (the first within 1 year after the start). If the latest "
        "one before the start (on or after 1 February 2023) has not run out by then, the first is counted from it.",
        "两次检查间隔不超过1年（首次自承担义务之日起算）。"
        "起算前已有记录（2023年2月1日及以后）且至起算时间隔未满的，首次自其中最近一次起算。",
    ),
    "a cadence until an end": (
        "{for_each: {event: hazard_found, until: {event: hazard_closed, same: [hazard_id]}}, event: inspection, "
        "at_least: 1, since_last: 7 days}",
        "after each hazard found, no more than 7 days from one inspection to the next "
        "(the first within 7 days after the start) until hazard closed (same hazard number).",
        "每次隐患登记后，直至隐患销号（同一隐患编号）为止，两次检查间隔不超过7日（首次自该次隐患登记起算）。",
    ),
    "one day of grace": (
        f"{{{FOUND}, event: inspection, count: days, at_least: 1, within: 3 days, grace: 1 day}}",
        "inspection on at least 1 day within 3 days after each hazard found. There is 1 day of grace.",
        "每次隐患登记后3日内，检查的不同日期至少1天。另有1日宽限期。",
    ),
    "a share": (
        "{event: inspection, where: {led_by: deputy}, share: {passed: true}, at_least: 0.9, every: month}",
        "at least 90% of inspection records (led by: deputy) have passed: yes every month.",
        "每月检查（带队人：分管负责人）中符合条件（通过：是）的比例至少90%。",
    ),
    "all topics together": (
        "{event: inspection, covers: {topics: [fire, traffic]}, every: year}",
        "inspection records together covering all of topics: fire and traffic every year.",
        "每年检查的内容合计覆盖fire和traffic。",
    ),
    "half of the topics": (
        "{event: inspection, covers: {topics: [fire, traffic]}, at_least: 0.5, every: year}",
        "inspection records together covering at least 50% of topics: fire and traffic every year.",
        "每年检查的内容合计覆盖fire和traffic中的至少50%。",
    ),
    "not less than the year before": (
        "{event: inspection, sum: score, at_least: {previous: 1}, every: year}",
        "score of inspection totalling at least that of the preceding year every year.",
        "每年检查的得分合计至少为上年水平。",
    ),
    "not many more than before": (
        "{event: inspection, at_most: {previous: 1.1}, every: half-year}",
        "records of inspection numbering at most 1.1 times that of the preceding half-year every half-year.",
        "每半年检查的次数至多为上一个半年的1.1倍。",
    ),
    "few open at the end of the month": (
        "{event: hazard_found, where: {level: major}, standing: {until: {event: hazard_closed, same: "
        "[hazard_id]}}, at_most: 3, every: month}",
        "at most 3 records of hazard found (level: major) not followed by hazard closed (same hazard "
        "number), at the end of every month.",
        "每月结束时，未经隐患销号（同一隐患编号）终结的隐患登记（级别：major）至多3项。",
    ),
    "none open on a day": (
        "{event: hazard_found, standing: {until: {event: hazard_closed, same: [hazard_id]}}, at_most: 0, by: "
        "2024-12-31}",
        "no hazard found not followed by hazard closed (same hazard number), at the end of 31 December 2024.",
        "在2024年12月31日结束时，不得有未经隐患销号（同一隐患编号）终结的隐患登记。",
    ),
    "one open at all times": (
        "{event: hazard_found, standing: {until: {event: hazard_closed, same: {verified_by: responsible}}}, "
        "at_least: 1, throughout: true}",
        "at least 1 hazard found not followed by hazard closed (verified by equal to the responsible of that "
        "hazard found), at every instant.",
        "任何时候，未经隐患销号（验收人与该隐患登记的责任人相同）终结的隐患登记至少1项。",
    ),
    "as many open at a trigger as there are heads": (
        "{for_each: {event: inspection}, event: hazard_found, standing: {until: {event: hazard_closed, same: "
        "[hazard_id]}}, at_most: {field: headcount}, before: any}",
        "records of hazard found not followed by hazard closed (same hazard number), numbering at most the "
        "“headcount” of that enterprise, at each inspection.",
        "每次检查时，未经隐患销号（同一隐患编号）终结的隐患登记的项数至多为该企业的“人数”。",
    ),
    "one open so long after a trigger": (
        "{for_each: {event: inspection}, event: hazard_found, standing: {until: {event: hazard_closed, same: "
        "[hazard_id]}}, at_most: 1, within: 3 days}",
        "at most 1 hazard found not followed by hazard closed (same hazard number), 3 days after each inspection.",
        "每次检查后满3日时，未经隐患销号（同一隐患编号）终结的隐患登记至多1项。",
    ),
    "half as many as heads": (
        "{event: inspection, at_least: {field: headcount, times: 0.5}, every: year}",
        "records of inspection numbering at least 0.5 times the “headcount” of that enterprise every year.",
        "每年检查的次数至少为该企业“人数”的0.5倍。",
    ),
    "as many as heads": (
        "{event: inspection, distinct: site_id, exactly: {field: headcount}, every: year}",
        "exactly the “headcount” of that enterprise different values of site among inspection records every year.",
        "每年检查中不同的场所编号恰好为该企业的“人数”。",
    ),
    "another than the finder, and than its own": (
        f"{{{FOUND}, event: hazard_closed, differs: {{verified_by: responsible}}, at_least: 1, within: 1 year}}",
        "at least 1 hazard closed (verified by other than the responsible of that hazard found) "
        "within 1 year after each hazard found.",
        "每次隐患登记后1年内，至少1次隐患销号（验收人与该隐患登记的责任人不同）。",
    ),
    "an instant at the end of a day is the day": (
        "{event: inspection, where: {time: {lte: 2024-06-30T23:59:59.999999}}, at_least: 1, every: year}",
        "at least 1 inspection (time no later than 30 June 2024) every year.",
        "每年至少1次检查（发生时间不晚于2024年6月30日）。",
    ),
    "an instant is told in civil time, and is not the day where that day would not do": (
        "{event: inspection, where: {time: {lt: 2024-06-30T23:59:59.999999, gte: 2024-02-01T08:30:00}}, at_least: 1, "
        "every: year}",
        "at least 1 inspection (time before 23:59:59.999999 on 30 June 2024; "
        "time no earlier than 08:30 on 1 February 2024) every year.",
        "每年至少1次检查（发生时间早于2024年6月30日23:59:59.999999；发生时间不早于2024年2月1日08:30）。",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_a_duty_says_what_it_means(case: str, tmp_path: Path) -> None:
    duty, english, chinese = SENTENCES[case]
    book = load_rulebook(write(tmp_path, {"duty": duty}))
    assert said(book, "en") == english
    assert said(book, "zh") == chinese
    # Findings embed the duty: it is the sentence's own beginning, without what is special about the window.
    assert english.startswith(describe_duty(book, book.rules[0], "", "en") + ".")
    assert chinese.startswith(describe_duty(book, book.rules[0], "", "zh") + "。")


def test_a_rule_of_nobody_counts_from_the_day_it_comes_into_force(tmp_path: Path) -> None:
    tasks = "- {id: a, duty: {event: inspection, at_least: 1, by: 2024-06-30}}\n"
    book = load_rulebook(write(tmp_path, {"tasks": tasks}))
    assert said(book, "en").endswith("Records from the day the rule comes into force on count.")
    assert said(book, "zh").endswith("自规则生效之日起的记录计入。")


BASE = "duty: {event: inspection, at_least: 1, every: year}\nvariants:\n"
FIRST = "  - {when: {high_risk: true}, every: month}\n"
VARIANTS = {
    "one": (FIRST, ["Where (high-risk: yes), instead:"], ["其中（高危：是）的，改为："]),
    "two and the rest": (
        FIRST + "  - {when: {headcount: {gt: 9}}, in_force: {from: 2025-01-01}, every: week}\n  - {every: quarter}\n",
        [
            "Where (high-risk: yes), instead:",
            "Otherwise, where (headcount above 9), from 1 January 2025, instead:",
            "In all other cases, instead:",
            "Of these cases the first that fits holds.",
        ],
        [
            "其中（高危：是）的，改为：",
            "否则，自2025年1月1日起，其中（人数超过9）的，改为：",
            "其余情形改为：",
            "以上情形依次判断，以首个符合的为准。",
        ],
    ),
    "by date alone": (
        "  - {in_force: {from: 2025-01-01}, every: month}\n",
        ["From 1 January 2025, instead:"],
        ["自2025年1月1日起，改为："],
    ),
    "without a condition": ("  - {every: month}\n", ["In every case, instead:"], ["一律改为："]),
}


@pytest.mark.parametrize("case", VARIANTS)
def test_variants_say_which_of_them_holds(case: str, tmp_path: Path) -> None:
    rule, english, chinese = VARIANTS[case]
    book = load_rulebook(write(tmp_path, {"rule": BASE + rule}))
    for lang, heads, force in (("en", english, "In force"), ("zh", chinese, "适用期间")):
        lines = explain(book, book.rules[0], lang).splitlines()[3:]
        lines = [line.strip() for line in lines if not line.strip().startswith(force)]
        assert [line.startswith(head) for line, head in zip(lines, heads, strict=True)] == [True] * len(heads)


def test_severities_and_confidence_in_the_words_of_reports(tmp_path: Path) -> None:
    parameters = "parameters: {n: {default: 10 workdays, origin: choice, reason: 原文未定。, confidence: low}}\n"
    rule = f"severity: high\nduty: {{{FOUND}, event: inspection, at_least: 1, within: $n}}"
    book = load_rulebook(write(tmp_path, {"rule": rule, "rulebook": RULEBOOK + parameters}))
    chinese, english = (explain(book, book.rules[0], lang).splitlines() for lang in ("zh", "en"))
    assert chinese[0] == "a-rule（严重）"
    assert chinese[-1] == "  参数 n = 10个工作日：按本规则库的解释，把握：低。原文未定。"
    assert english[-1] == "  n = 10 workdays: as this rulebook reads it, confidence: low. 原文未定。"


@pytest.mark.parametrize("severity", SEVERITY)
def test_severities_are_called_what_reports_call_them(severity: str, tmp_path: Path) -> None:
    rule = f"severity: {severity}\nduty: {{event: inspection, at_least: 1, every: year}}"
    book = load_rulebook(write(tmp_path, {"rule": rule}))
    assert explain(book, book.rules[0], "zh").splitlines()[0] == f"a-rule（{SEVERITY[severity][0]}）"


STEPS = [
    ("隐患销号（未履行时）", "Hazards closed (if breached)"),
    ("隐患销号（仍未履行时）", "Hazards closed (if still breached)"),
    ("隐患销号（第3级未履行时）", "Hazards closed (if breached, level 3)"),
    ("隐患销号（第4级未履行时）", "Hazards closed (if breached, level 4)"),
]


def test_each_step_of_a_chain_without_titles_has_a_heading_of_its_own(tmp_path: Path) -> None:
    step = "event: inspection, at_least: 1, within: 1 day"
    rest = f"{{{step}, otherwise: {{{step}, otherwise: {{{step}, otherwise: {{{step}}}}}}}}}"
    rule = f"title: {{zh: 隐患销号, en: Hazards closed}}\nduty: {{{FOUND}, {step}}}\notherwise: {rest}"
    book = load_rulebook(write(tmp_path, {"rule": rule}))
    for follower, (chinese, english) in zip(chain(book.rules[0])[1:], STEPS, strict=True):
        parent = follower.id.removesuffix("/otherwise")
        zh, en = (explain(book, follower, lang).splitlines() for lang in ("zh", "en"))
        assert zh[0] == f"{follower.id}（一般）  {chinese}" and en[0] == f"{follower.id} (medium)  {english}"
        assert f"  前提：{parent} 未履行。" in zh and f"  Owed when {parent} is breached." in en
    # Inside its parent's text a made title would only repeat what stands above it.
    assert explain(book, book.rules[0], "en").count("Hazards closed") == 1


def test_a_title_of_its_own_stays_and_is_followed(tmp_path: Path) -> None:
    step = "event: inspection, at_least: 1, within: 1 day"
    rule = (
        f"title: {{en: A}}\nduty: {{{FOUND}, {step}}}\notherwise: {{title: {{en: B}}, {step}, otherwise: {{{step}}}}}"
    )
    book = load_rulebook(write(tmp_path, {"rule": rule}))
    heads = [explain(book, follower, "en").splitlines()[0].partition("  ")[2] for follower in chain(book.rules[0])]
    assert heads == ["A", "B", "B (if breached)"]


def test_without_a_title_nothing_is_made_up() -> None:
    assert following(Label("", "Hazards closed")) == Label("", "Hazards closed (if breached)")
    assert following(Label()) == Label()


def test_a_due_date_is_called_what_each_of_its_triggers_calls_it() -> None:
    notice = load_rulebook("dongsheng-2024-21")
    closed = next(rule for rule in notice.rules if rule.id == "major-hazard-closed")
    assert "by its “rectify by” or “new deadline”" in describe_duty(notice, closed, "", "en")
    assert "在其“整改期限”或“延期后整改期限”之前" in describe_duty(notice, closed, "", "zh")
