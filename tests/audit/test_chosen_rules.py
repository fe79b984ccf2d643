"""Some rules only: their rows are those of the whole rulebook, also where they read other rules' decided duties."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhiben

BOOK = """\
- id: drill
  bearer: firm
  duty: {event: drill, at_least: 1, every: month}
- id: talk
  bearer: firm
  duty: {for_each: {event: duty_decided, where: {rule: drill, outcome: breached}}, event: talk, at_least: 1, within: 10 days}
- id: report
  bearer: firm
  duty: {event: duty_decided, where: {rule: talk, outcome: breached}, at_most: 0, every: year}
- id: other
  bearer: firm
  duty: {event: talk, at_least: 1, every: year}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book = tmp_path / "book"
    (book / "tasks").mkdir(parents=True)
    (book / "rulebook.yaml").write_text(
        "rulebook: book\ntimezone: Asia/Shanghai\nholidays: CN\nin_force: {from: 2024-01-01, through: 2024-12-31}\n"
    )
    (book / "vocabulary.yaml").write_text(
        "entities: {firm: {fields: {}}}\nevents: {drill: {fields: {}}, talk: {fields: {}}}\n"
    )
    (book / "tasks" / "a.yaml").write_text(BOOK)
    (tmp_path / "log.csv").write_text("type,subject,time\ndrill,甲,2024-01-10\ntalk,甲,2024-03-05\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("names", [["drill"], ["talk"], ["report"], ["report", "drill"], ["other", "talk"]])
def test_a_rule_by_itself_has_the_rows_it_has_among_all(folder: Path, names: list[str]) -> None:
    whole = zhiben.audit(folder / "log.csv", folder / "book", as_of="2024-04-30").to_pandas()
    found = zhiben.audit(folder / "log.csv", folder / "book", as_of="2024-04-30", rules=names)
    expected = whole[whole["rule"].isin(names)].reset_index(drop=True)
    assert len(expected) > 0 and found.to_pandas().astype(str).equals(expected.astype(str))
    assert [rule.id for rule in found.rulebook.rules] == [n for n in ("drill", "talk", "report", "other") if n in names]
    assert [note.about for note in found.notes if note.code == "some-rules-only"] == [tuple(names)]


def test_a_text_is_no_list_of_rules(folder: Path) -> None:
    with pytest.raises(TypeError, match="list of names"):
        zhiben.audit(folder / "log.csv", folder / "book", rules="drill")
