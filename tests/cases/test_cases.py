"""Every case of every table, judged by the engine and by the definition."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.engine.evaluate import evaluate
from zhiben.engine.reference.evaluate import evaluate as by_definition

from .judging import Judge, expected, ledger, rulebook
from .tables import Case, cases


@pytest.mark.parametrize("judge", [evaluate, by_definition], ids=["engine", "reference"])
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Case, judge: Judge, tmp_path: Path) -> None:
    found = ledger(case, rulebook(case, tmp_path / "rulebook"), judge)
    wanted = [expected(row, case) for row in case.expect]
    shown = [{name: row[name] for name in want} for row, want in zip(found, wanted, strict=False)]
    assert [row["verdict"] for row in found] == [row["verdict"] for row in wanted], "\n".join(map(str, found))
    assert shown == wanted, "\n".join(map(str, found))
