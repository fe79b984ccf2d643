"""An audit with waivers: what is excused stays visible, and each waiver says what became of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from zhiben.engine.audit import Audit, audit
from zhiben.reports.compact import closing_lines, compact_lines
from zhiben.reports.report import write_report
from zhiben.rules.loading import load_rulebook
from zhiben.rules.shipped import rulebook_path
from zhiben.rules.waivers import Waiver, Waivers

DEMO = rulebook_path("workshop-safety") / "demo"
RULE = "principal-leads-inspection"


def waiver(name: str, start: str, end: str, **scope: str) -> Waiver:
    days = (dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    return Waiver(name, "the shop is rebuilt", "a board", *days, **scope)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def judged(*waivers: Waiver, as_of: str = "2025-04-30", waivable: bool = True, rules: tuple[str, ...] = ()) -> Audit:
    book = load_rulebook("workshop-safety")
    changed = tuple(replace(r, waivable=waivable) if r.id == RULE else r for r in book.rules)
    return audit(
        DEMO / "log.csv",
        replace(book, rules=changed),
        entities=DEMO / "entities.csv",
        waivers=Waivers(waivers),
        as_of=as_of,
        rules=rules,
    )


def states(found: Audit) -> dict[str, tuple[str, int, str]]:
    return {use.waiver.id: (use.state, use.excused, use.unused) for use in found.waiver_uses}


def notes(found: Audit) -> dict[str, tuple[str, ...]]:
    return {note.code: note.about for note in found.notes if note.code.startswith("waivers-")}


def test_every_waiver_says_what_became_of_it() -> None:
    found = judged(
        waiver("used", "2025-03-31", "2025-03-31", rule=RULE, bearer="示例丙集团"),
        waiver("soon", "2024-01-01", "2025-05-30", bearer="示例甲集团", rule="emergency-plan-issued"),
        waiver("later", "2025-05-01", "2025-12-31", rule=RULE, bearer="示例丙集团"),
        waiver("nobody", "2025-01-01", "2025-12-31", rule=RULE, key="no such key"),
        waiver("shorter", "2025-03-01", "2025-03-30", rule=RULE, bearer="示例丙集团"),
    )
    assert states(found) == {
        "used": ("expired", 1, ""),
        "soon": ("expiring", 0, "not-needed"),
        "later": ("future", 0, "not-valid-then"),
        "nobody": ("valid", 0, "out-of-scope"),
        "shorter": ("expired", 0, "not-valid-then"),
    }
    assert notes(found) == {
        "waivers-expired": ("used", "shorter"),
        "waivers-expiring": ("soon",),
        "waivers-unused": ("soon", "later", "nobody", "shorter"),
    }


@pytest.mark.parametrize(
    ("end", "state"),
    [("2025-04-29", "expired"), ("2025-04-30", "expiring"), ("2025-05-30", "expiring"), ("2025-05-31", "valid")],
)
def test_the_last_day_decides_what_expires(end: str, state: str) -> None:
    found = judged(waiver("w", "2025-01-01", end, rule=RULE))
    assert [use.state for use in found.waiver_uses] == [state]


def test_of_two_waivers_the_other_is_told_as_covered() -> None:
    shorter = waiver("a", "2025-03-31", "2025-03-31", rule=RULE, bearer="示例丙集团")
    longer = waiver("b", "2025-03-31", "2025-04-01", rule=RULE, bearer="示例丙集团")
    assert states(judged(shorter, longer)) == {"a": ("expired", 0, "another-waiver"), "b": ("expired", 1, "")}


def test_a_rule_that_forbids_waivers_is_judged_and_the_waiver_reported() -> None:
    named = waiver("named", "2025-01-01", "2025-12-31", rule=RULE)
    met = waiver("met", "2025-01-01", "2025-12-31", bearer="示例丙集团")
    found = judged(named, met, waivable=False)
    assert RULE not in found.waived["rule"].to_pylist()
    assert RULE in found.findings["rule"].to_pylist()
    assert states(found)["named"] == ("valid", 0, "forbidden")
    assert notes(found)["waivers-forbidden"] == ("named", "met")
    assert [p.code for p in found.problems if p.code == "not-waivable"] == ["not-waivable"]


def test_a_waiver_of_a_rule_that_was_not_asked_for_is_not_called_unused() -> None:
    found = judged(waiver("w", "2025-01-01", "2025-12-31", rule=RULE), rules=("emergency-plan-issued",))
    assert states(found) == {"w": ("valid", 0, "not-judged")}
    assert notes(found) == {}


def test_waived_duties_are_seen_everywhere_with_reason_and_approver(tmp_path: Path) -> None:
    found = judged(waiver("W-7", "2025-03-31", "2025-03-31", rule=RULE, bearer="示例丙集团"))
    (row,) = found.waived.to_pylist()
    assert (row["verdict"], row["waiver"]) == ("waived", "W-7")
    assert row["duty"] not in found.findings["duty"].to_pylist()
    for lang in ("zh", "en"):
        lines = [line for line in compact_lines(found, lang) if "W-7" in line]
        assert len(lines) == 1
        assert "the shop is rebuilt" in lines[0]
        assert "a board" in lines[0]
        assert any("W-7" in line for line in closing_lines(found, lang))
    content = json.loads((write_report(found, tmp_path / "out") / "findings.json").read_text(encoding="utf-8"))
    assert [one["duty"] for one in content["waived"]] == [row["duty"]]
    assert "the shop is rebuilt" in content["waived"][0]["sentence"]["en"]
    assert content["waivers"][0] | {"zh": "", "en": ""} == {
        "id": "W-7", "reason": "the shop is rebuilt", "approved_by": "a board", "from": "2025-03-31",
        "through": "2025-03-31", "duty": None, "rule": RULE, "bearer": "示例丙集团", "key": None, "window_from": None,
        "window_through": None, "state": "expired", "excused": 1, "unused": None, "zh": "", "en": "",
    }  # fmt: skip
    assert content["counts"]["waived"] == 1
