"""How far rules look, those that read the decided duties of others included."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.engine.parts.sight import Sight, passes
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rulebook

_RULEBOOK = """
rulebook: sight
version: "1"
title: {en: Sight}
timezone: UTC
in_force: {from: 2024-01-01, through: 2024-12-31}
"""
_VOCABULARY = """
entities: {enterprise: {}, site: {}}
events: {report: {}, talk: {}}
"""
_READER = """
- id: %s
  bearer: enterprise
  duty:
    for_each: {event: duty_decided, where: {rule: %s, outcome: breached}}
    event: talk
    at_least: 1
    within: 24 hours
"""
_RULE = """
- id: first
  bearer: enterprise
  duty: {event: report, at_least: 1, every: month, %s}
"""


@pytest.mark.parametrize(
    ("whose", "sight"),
    [("whose: own", Sight.OWN), ("whose: below", Sight.TREE), ("whose: above", Sight.TREE), ("whose: any", Sight.LOG)],
)
def test_who_reads_a_rule_looks_as_far_as_that_rule(whose: str, sight: Sight, tmp_path: Path) -> None:
    rules = _READER % ("third", "second") + _READER % ("second", "first") + _RULE % whose + _RULE_APART
    found = passes(_loaded(rules, tmp_path))
    sights = {name: one.sight for one in found for name in one.names}
    assert sights == {"third": sight, "second": sight, "first": sight, "apart": Sight.OWN}


def test_what_a_far_rule_reads_is_judged_with_it_and_told_by_its_own_pass(tmp_path: Path) -> None:
    whole = """
- id: whole
  duty: {event: duty_decided, where: {rule: first, outcome: breached}, at_most: 3, every: year}
"""
    near, far = passes(_loaded(_RULE % "whose: own" + whole, tmp_path))
    assert (near.sight, near.names, [rule.id for rule in near.rulebook.rules]) == (Sight.OWN, ("first",), ["first"])
    assert (far.sight, far.names) == (Sight.LOG, ("whole",))
    assert [rule.id for rule in far.rulebook.rules] == ["first", "whole"]


_RULE_APART = """
- id: apart
  bearer: enterprise
  duty: {event: report, at_least: 1, every: year}
"""


def _loaded(rules: str, folder: Path) -> Rulebook:
    (folder / "tasks").mkdir()
    (folder / "rulebook.yaml").write_text(_RULEBOOK, encoding="utf-8")
    (folder / "vocabulary.yaml").write_text(_VOCABULARY, encoding="utf-8")
    (folder / "tasks" / "rules.yaml").write_text(rules, encoding="utf-8")
    return load_rulebook(folder)
