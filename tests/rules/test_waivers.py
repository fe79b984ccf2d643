"""Waivers are read alike from YAML and tables, and every mistake is told at its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from zhiben.events.problem import Unusable
from zhiben.events.registry import read_entities
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import DateRange
from zhiben.rules.shipped import rulebook_path
from zhiben.rules.waiver_reading import read_waivers
from zhiben.rules.waivers import Waiver, Waivers

BOOK = load_rulebook("workshop-safety")
ENTITIES = read_entities(rulebook_path("workshop-safety") / "demo" / "entities.csv", BOOK.vocabulary, BOOK.timezone)
WHOLE = {
    "id": "W-1", "rule": "principal-leads-inspection", "bearer": "示例丙集团", "reason": "rebuilt", "approved_by": "a board",
    "from": "2024-07-01", "through": "2024-09-30",
}  # fmt: skip


def written(folder: Path, *waivers: dict[str, str]) -> Path:
    path = folder / "waivers.yaml"
    lines = ["waivers:"]
    for one in waivers:
        lines += [("  - " if n == 0 else "    ") + f"{name}: {value}" for n, (name, value) in enumerate(one.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def refused(path: Path) -> list[tuple[str, int]]:
    """Codes and lines of what is wrong."""
    with pytest.raises(Unusable) as error:
        read_waivers(path, BOOK, ENTITIES)
    return [(p.code, p.span.line if p.span else 0) for p in error.value.problems]


def test_yaml_and_tables_say_the_same(tmp_path: Path) -> None:
    window = "{from: 2024-07-01, through: 2024-09-30}"
    yaml = read_waivers(written(tmp_path, {**WHOLE, "window": window}), BOOK, ENTITIES)
    table = tmp_path / "waivers.csv"
    table.write_text(
        "文号,规则,单位,原因,批准单位,开始日期,截止日期,时限开始日期,时限结束日期\n"
        "W-1,principal-leads-inspection,示例丙集团,rebuilt,a board,2024/7/1,2024年9月30日,2024.7.1,2024-09-30\n",
        encoding="gb18030",
    )
    quarter = DateRange(dt.date(2024, 7, 1), dt.date(2024, 9, 30))
    days = (dt.date(2024, 7, 1), dt.date(2024, 9, 30))
    wanted = Waiver(
        "W-1", "rebuilt", "a board", *days, rule="principal-leads-inspection", bearer="示例丙集团", window=quarter
    )
    assert yaml.items == read_waivers(table, BOOK, ENTITIES).items == (wanted,)


def test_an_alias_of_the_first_day_is_its_id(tmp_path: Path) -> None:
    entities = tmp_path / "entities.csv"
    entities.write_text("id,kind,aliases\n甲,company,甲集团\n", encoding="utf-8")
    registry = read_entities(entities, BOOK.vocabulary, BOOK.timezone)
    found = read_waivers(written(tmp_path, {**WHOLE, "bearer": "甲集团"}), BOOK, registry)
    assert [one.bearer for one in found.items] == ["甲"]


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ({"rule": "principal-leads-inspektion"}, "unknown-rule", 3),
        ({"bearer": "示例丁集团"}, "unknown-bearer", 4),
        ({"bearer": '"*"'}, "unknown-bearer", 4),
        ({"from": "2024-10-01"}, "range-reversed", 7),
        ({"window": "{from: 2024-07-02, through: 2024-07-01}"}, "range-reversed", 9),
        ({"duty": "nonsense"}, "bad-duty", 9),
        ({"reason": '" "'}, "empty-value", 5),
        ({"from": "$start"}, "wrong-type", 7),
        ({"through": "2024-09-31"}, "no-such-date", 8),
        ({"until": "2024-09-30"}, "unknown-field", 9),
        ({"id": '"two\\nlines"'}, "bad-name", 2),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, change: dict[str, str], code: str, line: int) -> None:
    assert (code, line) in refused(written(tmp_path, {**WHOLE, **change}))


@pytest.mark.parametrize("name", ["id", "reason", "approved_by", "from", "through"])
def test_what_is_required_is_asked_for(tmp_path: Path, name: str) -> None:
    lacking = {key: value for key, value in WHOLE.items() if key != name}
    assert [code for code, _ in refused(written(tmp_path, lacking))] == ["missing-field"]
    table = tmp_path / "waivers.csv"
    table.write_text(f"{','.join(lacking)}\n{','.join(lacking.values())}\n", encoding="utf-8")
    assert [code for code, _ in refused(table)] == ["missing-column"]


def test_a_waiver_that_names_nothing_would_excuse_everything(tmp_path: Path) -> None:
    bare = {key: value for key, value in WHOLE.items() if key not in ("rule", "bearer")}
    assert refused(written(tmp_path, bare)) == [("waiver-without-scope", 2)]


def test_an_id_is_given_once_also_in_one_table(tmp_path: Path) -> None:
    assert refused(written(tmp_path, WHOLE, WHOLE)) == [("duplicate-id", 9)]


def test_a_misspelt_column_of_a_table_would_widen_what_is_excused(tmp_path: Path) -> None:
    table = tmp_path / "waivers.csv"
    table.write_text(f"{','.join(WHOLE)}\n".replace("bearer", "bearr") + ",".join(WHOLE.values()) + "\n", "utf-8")
    assert refused(table) == [("unknown-column", 1)]


def test_days_of_a_table_are_checked_cell_by_cell(tmp_path: Path) -> None:
    table = tmp_path / "waivers.csv"
    table.write_text(f"{','.join(WHOLE)}\n{','.join({**WHOLE, 'from': '2024.7'}.values())}\n", "utf-8")
    assert [code for code, _ in refused(table)] == ["bad-date"]


def test_the_nearest_right_word_is_given(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as error:
        read_waivers(written(tmp_path, {**WHOLE, "rule": "principal-leads-inspektion"}), BOOK, ENTITIES)
    assert "did you mean `principal-leads-inspection`?" in error.value.problems[0].hint


def test_a_file_without_waivers_is_none_too_many(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text("waivers: []\n", encoding="utf-8")
    assert read_waivers(path, BOOK, ENTITIES) == Waivers(())
