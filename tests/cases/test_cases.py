"""Every case of every table, judged by the engine, by the engine in the smallest parts, and by the definition."""

from __future__ import annotations

import pytest

from zhiben.engine.evaluate import evaluate
from zhiben.engine.reference.evaluate import evaluate as by_definition

from ..in_parts import evaluate_in_parts
from .judging import Judge, expected, ledger, rulebook
from .tables import Case, cases

_JUDGES: dict[str, Judge] = {
    "engine": evaluate,
    "parts": evaluate_in_parts,
    "reference": by_definition,
}


@pytest.mark.parametrize("judge", _JUDGES.values(), ids=_JUDGES)
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Case, judge: Judge) -> None:
    found = ledger(case, rulebook(case), judge)
    wanted = [expected(row, case) for row in case.expect]
    shown = [{name: row[name] for name in want} for row, want in zip(found, wanted, strict=False)]
    assert [row["verdict"] for row in found] == [row["verdict"] for row in wanted], "\n".join(map(str, found))
    assert shown == wanted, "\n".join(map(str, found))
