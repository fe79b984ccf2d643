"""A record says what is asked for, and differs where it has to; where it cannot do both, none is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from ..cases.tables import Case, cases
from .adding import kinds
from .test_remedies import held
from .worlds import audit_of_case

NONE = "none: unbounded"
EVENTS = {
    "order": {"site": "ref", "no": "text", "n": "number", "on": "date", "ok": "flag"},
    "training": {"site": "ref", "who": "text", "helper": "text", "n": "number", "on": "date", "ok": "flag"},
}
SITES: dict[str, Any] = {"covers": {"site": {"entity": "site"}}}
HALF: dict[str, Any] = {**SITES, "at_least": 0.5}


def ordered(*log: str, **duty: Any) -> Case:
    """A training within a day of each order; there are two sites, or one of the listed words is wanted."""
    base = next(case for case in cases() if case.table == "covers_sets")
    owed = {"for_each": {"event": "order"}, "event": "training", "within": "24 hours", **duty}
    entities = ["e enterprise", "s site owner=e", "t site owner=e"]
    setting = {**base.setting, "events": EVENTS, "duty": owed, "entities": entities}
    return replace(base, setting=setting, log=log, sentence="differing")


@pytest.mark.parametrize(
    ("told", "case"),
    [
        (
            ["site=t", "site=s", "site=s"],
            ordered("order@0h no=s", "order@1h no=t", "order@2h no=x", differs={"site": "no"}, **HALF),
        ),
        ([NONE, "site=s"], ordered("order@0h no=s", "training@1h site=t", "order@0h no=x", differs={"site": "no"}, **SITES)),
        ([NONE], ordered("order@0h no=x", differs={"site": "no"}, same={"site": "no"}, **HALF)),
        (["site=t", NONE], ordered("order@0h no=t", "order@1h no=x", same={"site": "no"}, **HALF)),
        ([NONE], ordered("order@0h no=t", same={"site": "no"}, **SITES)),
        (["who=s site=t"], ordered("order@0h no=s", same={"who": "no"}, differs={"site": "who"}, **HALF)),
        (["who=b"], ordered("order@0h no=b", distinct="who", same={"who": "no"}, at_least=1)),
        (["n=2"], ordered("order@0h n=1", distinct="n", differs=["n"], at_least=1)),
        (["ok=false", "ok=true"], ordered("order@0h ok=true", "order@0h ok=false", distinct="ok", differs=["ok"], at_least=1)),
        (["n=4", "n=3"], ordered("order@0h n=3", "order@0h n=2", sum="n", differs=["n"], at_least=3)),
        (["n=1"], ordered("order@0h n=2", "training@1h n=3", mean="n", differs=["n"], at_most=2.5)),
        (["who=example item", "who=example"], ordered("order@0h no=example", "order@0h no=x", differs={"who": "no"}, at_least=1)),
        (["on=2024-03-21"], ordered("order@0h on=2024-03-01", differs=["on"], at_least=1)),
        (["helper=example who=example item"], ordered("order@0h", differs={"who": "helper"}, at_least=1)),
        (
            ["who=a helper=c"],
            ordered("order@0h", where={"who": ["a", "b"], "helper": ["a", "c"]}, differs={"who": "helper"}, at_least=1),
        ),
        (["unsure: contradiction"], ordered("order@0h", same=["time"], at_least=1)),
        (["unsure: contradiction"], ordered("order@0h no=e", differs={"subject": "no"}, at_least=1)),
        (["site=s"], ordered("order@0h no=f", differs={"subject": "no"}, **HALF)),
    ],
)  # fmt: skip
def test_what_is_named(told: list[str], case: Case) -> None:
    found = audit_of_case(case)
    explained, words, wrong = found.explanations, [], []
    for duty in found.ledger["duty"].to_pylist():
        remedy = kinds(explained)[duty]
        values = pl.DataFrame(explained.values).filter((pl.col("duty") == duty) & (pl.col("field") != "time"))
        record = " ".join(f"{name}={';'.join(items)}" for _, name, items in values.iter_rows())
        words.append(record if remedy["kind"] == "one" else f"{remedy['kind']}: {remedy['why']}")
        wrong += held(found, explained, duty)
    assert words == told
    assert not wrong, "\n".join(wrong)
