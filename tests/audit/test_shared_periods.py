"""Periods are laid once for rules that ask for the same ones, and for no others."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhiben
from zhiben.engine import windows

RULES = """\
- {id: a, bearer: firm, duty: {event: drill, at_least: 1, every: quarter}}
- {id: same-as-a, bearer: firm, duty: {event: talk, at_least: 2, every: quarter}}
- {id: months, bearer: firm, duty: {event: drill, at_least: 1, every: month}}
- {id: skipping, bearer: firm, duty: {event: drill, at_least: 1, every: quarter, partial: skip}}
- {id: large, bearer: firm, applies: {large: true}, duty: {event: drill, at_least: 1, every: quarter}}
- {id: later, bearer: firm, in_force: {from: 2024-02-10}, duty: {event: drill, at_least: 1, every: quarter}}
- {id: others, bearer: shop, duty: {event: drill, at_least: 1, every: quarter}}
- {id: counting, bearer: firm, duty: {event: drill, at_least: 1, every: quarter, from: 2024-01-20}}
- {id: log, duty: {event: drill, at_least: 1, every: quarter}}
- id: variants
  bearer: firm
  duty: {event: drill, at_least: 1, every: quarter}
  variants: [{id: big, when: {large: true}, every: month}]
- {id: again, bearer: firm, duty: {event: drill, at_most: 3, every: quarter}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "book" / "tasks").mkdir(parents=True)
    (tmp_path / "book" / "rulebook.yaml").write_text(
        "rulebook: book\ntimezone: Asia/Shanghai\nholidays: CN\nin_force: {from: 2024-01-01, through: 2024-12-31}\n"
    )
    (tmp_path / "book" / "vocabulary.yaml").write_text(
        "entities: {firm: {fields: {large: {type: flag}}}, shop: {fields: {}}}\n"
        "events: {drill: {fields: {}}, talk: {fields: {}}}\n"
    )
    (tmp_path / "book" / "tasks" / "a.yaml").write_text(RULES)
    (tmp_path / "entities.csv").write_text(
        "kind,id,large,valid_from\nfirm,F1,true,2024-01-15\nfirm,F2,false,\nfirm,F3,,2024-05-02\nshop,S1,,\n"
    )
    (tmp_path / "log.csv").write_text(
        "type,subject,time\ndrill,F1,2024-01-18\ndrill,F2,2024-05-05\ntalk,F1,2024-03-05\ndrill,S1,2024-08-01\n"
    )
    return tmp_path


def test_every_rule_has_the_rows_that_it_has_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> list[dict[str, object]]:
        found = zhiben.audit(folder / "log.csv", folder / "book", entities=folder / "entities.csv", as_of="2024-12-31")
        return found.ledger.to_pylist()

    shared = rows()
    monkeypatch.setattr(windows, "_KEPT", 0)
    assert len({row["rule"] for row in shared}) == 11
    assert shared == rows()


def test_rules_of_the_same_periods_share_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[str] = []
    module = windows._module  # asked once for each time that windows are cut
    monkeypatch.setattr(windows, "_module", lambda name: laid.append(name) or module(name))
    zhiben.audit(folder / "log.csv", folder / "book", entities=folder / "entities.csv", as_of="2024-12-31")
    assert len(laid) == 9
