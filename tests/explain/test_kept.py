"""An audit that kept its judgements explains as one that has to judge again; one that is too large keeps none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from zhiben import audit
from zhiben.engine import kept
from zhiben.engine.audit import Audit

DEMO = Path(__file__).resolve().parents[2] / "rules" / "workshop-safety" / "demo"


def audited() -> Audit:
    """The demonstration."""
    return audit(
        DEMO / "log.csv", "workshop-safety", entities=DEMO / "entities.csv", as_of="2025-04-30", known_at="2025-05-31"
    )


def test_what_was_kept_explains_as_judging_again_does() -> None:
    found = audited()
    assert found.kept is not None
    assert found.kept.is_whole
    assert found.kept.judgements
    again = replace(found, kept=None)
    assert found.explanations.remedies.num_rows > 10
    for name in ("remedies", "asks", "values", "misses", "failed"):
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
