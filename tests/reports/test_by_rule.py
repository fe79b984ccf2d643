"""The rules of a long rulebook on a terminal: those with findings, the others in sums that lose nothing."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.demo.make import AS_OF, HOME, LOGS
from zhiben.engine.audit import Audit, audit
from zhiben.reports.by_rule import by_rule
from zhiben.reports.summary import added, summarise
from zhiben.reports.terminal import summary_text


@cache
def audited() -> Audit:
    return audit(
        [HOME / name for name in LOGS], "dongsheng-2024-21", map=HOME / "map.yaml", entities=HOME / "entities.csv",
        coverage=HOME / "coverage.csv", as_of=AS_OF,
    )  # fmt: skip


def test_the_lines_add_up_to_the_total_and_every_finding_is_in_a_line_of_its_own() -> None:
    summary = summarise(audited())
    told = by_rule(summary)
    assert added([*(counts for _, counts in told.shown), told.unsure[1], told.quiet[1]]) == summary.total
    assert len(told.shown) + told.unsure[0] + told.quiet[0] + told.idle == len(summary.rules)
    assert sum(counts.findings for _, counts in told.shown) == summary.total.findings > 0
    assert all(counts.findings for _, counts in told.shown)
    assert told.unsure[1].of("unknown") and not told.quiet[1].of("unknown")
    assert told.quiet[0] and told.idle


def test_bearers_are_a_sequence_the_worst_first() -> None:
    bearers = summarise(audited()).bearers
    whole = list(bearers)
    assert len(bearers) == len(whole) > 3
    assert whole == sorted(whole, key=lambda each: (-each[1].findings, -each[1].of("unknown"), -each[1].of("pending")))
    assert (bearers[0], bearers[-1], bearers[:3], bearers[2:]) == (whole[0], whole[-1], whole[:3], whole[2:])
    for place in (len(whole), -len(whole) - 1):
        with pytest.raises(IndexError):
            bearers[place]


def test_what_cannot_be_judged_is_told_apart_from_what_was_kept() -> None:
    text = summary_text(audited(), summarise(audited()), "en")
    assert re.search(r"^\d+ more rules: no finding, some not to be judged +\d+ +\d+ +0 +0 +[1-9]", text, re.MULTILINE)
    assert re.search(r"^\d+ more rules: nothing missed so far +\d+ +\d+ +0 +0 +0$", text, re.MULTILINE)
    assert re.search(r"^\d+ more rules raised no duty", text, re.MULTILINE)
    duties, heading, _ = text.partition("Quality of the log")
    assert heading and len(duties.splitlines()) < 90


def test_types_that_could_not_be_seen_for_the_same_subject_are_told_once() -> None:
    text = summary_text(audited(), summarise(audited()), "zh")
    lines = [line for line in text.splitlines() if "未申报完整" in line]
    assert len(lines) == 1
    assert "“责任倒查记录”“" in lines[0] and "”“收文登记”" in lines[0]


def test_of_a_short_rulebook_every_rule_has_its_line() -> None:
    book = HOME.parents[1] / "workshop-safety"
    found = audit(
        book / "demo" / "log.csv", "workshop-safety", entities=book / "demo" / "entities.csv", as_of="2025-04-30"
    )
    summary = summarise(found)
    assert [rule.id for rule, _ in by_rule(summary).shown] == [rule.id for rule, _ in summary.rules]
