"""An audit that explained while it judged, or kept its judgements, explains as one that has to judge again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from zhiben import audit
from zhiben.engine import kept
from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS, NOT_MET

DEMO = Path(__file__).resolve().parents[2] / "rules" / "workshop-safety" / "demo"


TABLES = ("remedies", "asks", "values", "misses", "failed")


def audited(**options: Any) -> Audit:
    """The demonstration."""
    return audit(
        DEMO / "log.csv", "workshop-safety", entities=DEMO / "entities.csv", as_of="2025-04-30", known_at="2025-05-31",
        **options,
    )  # fmt: skip


def test_what_was_kept_explains_as_judging_again_does() -> None:
    found = audited()
    assert found.kept is not None
    assert found.kept.is_whole
    assert found.kept.judgements
    again = replace(found, kept=None)
    assert found.explanations.remedies.num_rows > 10
    for name in TABLES:
        assert getattr(found.explanations, name).equals(getattr(again.explanations, name)), name


@pytest.mark.parametrize("limit", ["MOST_ROWS", "MOST_EVENTS"])
def test_a_large_audit_keeps_nothing_and_explains_all_the_same(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = audited()
    monkeypatch.setattr(kept, limit, 10)
    found = audited()
    assert found.kept is not None
    assert not found.kept.is_whole
    assert not found.kept.judgements
    assert found.explanations.remedies.equals(whole.explanations.remedies)


def test_what_was_kept_of_another_log_is_not_used() -> None:
    found = audited()
    other = replace(found, log=replace(found.log))
    assert found.kept is not None
    assert found.kept.is_of(found.rulebook, found.log)
    assert not found.kept.is_of(other.rulebook, other.log)


@pytest.mark.parametrize("rules", [(), ("hazard-closed-in-time",)])
def test_what_was_told_while_judging_is_what_is_told_afterwards(rules: tuple[str, ...]) -> None:
    found = audited(explain=NOT_MET, rules=rules)
    again = replace(found, told=None)
    assert found.kept is None
    assert found.told is not None
    assert found.explanations is found.told.explanations
    assert found.explanations.remedies.num_rows > 3
    for name in TABLES:
        assert getattr(found.explanations, name).equals(getattr(again.explanations, name)), name


def test_what_was_told_of_some_verdicts_serves_for_these_alone() -> None:
    found = audited(explain=FINDINGS)
    told = found.explanations_of(FINDINGS)
    assert set(told.remedies["duty"].to_pylist()) == set(found.findings["duty"].to_pylist())
    whole = found.explanations_of(["breached", "pending"])
    assert whole is found.explanations
    assert whole.remedies.num_rows == found.ledger.filter(pc.not_equal(found.ledger["verdict"], "met")).num_rows


def test_one_miss_that_is_asked_for_is_the_first_of_all() -> None:
    every, one = (audited(explain=NOT_MET, misses=number).explanations for number in (None, 1))
    for name in ("misses", "failed"):
        told = getattr(every, name)
        is_first = pc.equal(told["rank"], 0)
        if name == "misses":
            assert pc.any(pc.greater(told["rank"], 0)).as_py(), "the demonstration has second misses"
            is_first = pc.or_(is_first, pc.equal(told["side"], "standing"))
        assert getattr(one, name).equals(told.filter(is_first)), name
    for name in ("remedies", "asks", "values"):
        assert getattr(one, name).equals(getattr(every, name)), name
