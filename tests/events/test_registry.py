"""Entities and declared coverage: what a sound file gives, and aliases in a log."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events.formats import WRITERS
from tests.events.logs import column, read
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.coverage_reading import read_coverage
from zhiben.events.entities import Entities
from zhiben.events.problem import Unusable
from zhiben.events.registry import read_entities

DAY = dt.date.fromisoformat


def registry(folder: Path, text: str) -> Entities:
    (folder / "e.csv").write_text(text)
    return read_entities(folder / "e.csv", VOCABULARY, ZONE)


@pytest.mark.parametrize(
    "headings", ["id,kind,owner,aliases,valid_from,valid_to,high_risk", "编号,类型,上级,别名,生效日期,失效日期,高危"]
)
def test_attributes_change_over_time(tmp_path: Path, headings: str) -> None:
    found = registry(
        tmp_path,
        f"{headings}\nA,企业,,甲、老甲,2024-07-01,,是\nA,enterprise,,甲,,2024-06-30,no\nS,场所,A,,,,\n",
    )
    rows = found.table.select(["id", "kind", "owner", "valid_from", "valid_to", "high_risk", "line"]).to_pylist()
    assert [tuple(r.values()) for r in rows] == [
        ("A", "enterprise", None, None, DAY("2024-06-30"), False, 3),
        ("A", "enterprise", None, DAY("2024-07-01"), None, True, 2),
        ("S", "site", "A", None, None, None, 4),
    ]
    aliases = [tuple(r.values()) for r in found.aliases.to_pylist()]
    assert sorted(aliases, key=str) == sorted(
        [
            ("甲", "A", None, DAY("2024-06-30")),
            ("甲", "A", DAY("2024-07-01"), None),
            ("老甲", "A", DAY("2024-07-01"), None),
        ],
        key=str,
    )
    assert found.problems == ()


def test_equal_rows_that_overlap_are_merged(tmp_path: Path) -> None:
    found = registry(
        tmp_path,
        "id,kind,valid_from,valid_to,staff\nA,enterprise,2024-01-01,2024-06-30,5\nA,enterprise,2024-03-01,,5.0\n"
        "A,enterprise,2024-05-01,2024-05-02,5\n",
    )
    rows = found.table.select(["valid_from", "valid_to"]).to_pylist()
    assert rows == [{"valid_from": DAY("2024-01-01"), "valid_to": None}]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_every_format_gives_the_same_registry(tmp_path: Path, kind: str) -> None:
    rows = [
        {
            "id": "A",
            "kind": "企业",
            "aliases": "甲、乙",
            "valid_from": "2024-01-01",
            "high_risk": "是",
            "staff": "1,200",
        },
        {"id": "B", "kind": "site", "owner": "A", "area": "12.5"},
    ]
    columns = ("id", "kind", "owner", "aliases", "valid_from", "valid_to", "high_risk", "staff", "area")
    tables = []
    for name in ("csv", kind):
        path = tmp_path / f"e{WRITERS[name][0]}"
        WRITERS[name][1](path, rows, columns)
        found = read_entities(path, VOCABULARY, ZONE)
        tables.append((found.table.drop_columns(["file", "sheet", "line"]), found.aliases))
    assert tables[0] == tables[1]


def test_owners_may_change_places_over_time(tmp_path: Path) -> None:
    found = registry(
        tmp_path,
        "id,kind,owner,valid_from,valid_to\nA,enterprise,,,2024-06-30\nA,enterprise,B,2024-07-01,\n"
        "B,enterprise,A,,2024-06-30\nB,enterprise,,2024-07-01,\n",
    )
    assert found.table.num_rows == 4


Row = tuple[str, str, int | None, int | None]  # id, owner, first and last day of January

_DAYS = st.one_of(st.none(), st.integers(1, 9))


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "A", "B", "C"]), _DAYS, _DAYS), max_size=5))
def test_a_registry_is_accepted_just_when_every_day_makes_sense(
    rows: list[tuple[str, str, int | None, int | None]],
) -> None:
    """Against the definition read day by day: one owner per id, no circle, known owners, no validity backwards."""
    cells = [f"{i},enterprise,{o},{_date(a)},{_date(b)}" for i, o, a, b in rows]
    with tempfile.TemporaryDirectory() as folder:
        try:
            registry(Path(folder), "\n".join(["id,kind,owner,valid_from,valid_to", *cells]))
            accepted = True
        except Unusable:
            accepted = False
    assert accepted == _makes_sense(rows)


def _date(day: int | None) -> str:
    return "" if day is None else f"2024-01-{day:02d}"


def _makes_sense(rows: list[Row]) -> bool:
    ids = {i for i, *_ in rows}
    if any(o and o not in ids for _, o, *_ in rows) or any(a and b and a > b for *_, a, b in rows):
        return False
    for day in range(11):
        owners: dict[str, set[str]] = {}
        for i, o, a, b in rows:
            if (a or 0) <= day <= (b or 99):
                owners.setdefault(i, set()).add(o)
        if any(len(o) > 1 for o in owners.values()):
            return False
        for start in owners:
            at, steps = start, 0
            while at in owners and steps < 9:
                at, steps = next(iter(owners[at])), steps + 1
            if steps == 9:
                return False
    return True


def test_aliases_become_ids_on_the_days_they_are_valid(tmp_path: Path) -> None:
    entities = registry(
        tmp_path,
        "id,kind,aliases,valid_from,valid_to\nA,enterprise,甲,,2024-03-31\nA,enterprise,,2024-04-01,\nB,enterprise,甲,2024-04-01,\n",
    )
    log = read(
        tmp_path / "log.csv",
        "type,subject,time,inspector,participants\ninspection,甲,2024-03-31,甲,甲、B、x\ninspection,甲,2024-04-01,A,\n"
        "inspection,A,2024-04-01,甲,甲\n",
        entities=entities,
    )
    assert log.problems == ()
    assert column(log, "subject") == ["A", "B", "A"]
    assert column(log, "inspector") == ["A", "A", "B"]
    assert column(log, "participants") == [["A", "B", "x"], None, ["B"]]


def test_a_resend_under_another_name_is_still_a_resend(tmp_path: Path) -> None:
    entities = registry(tmp_path, "id,kind,aliases\nA,enterprise,甲\n")
    text = "id,type,subject,time\n1,drill,甲,2024-03-31\n1,drill,A,2024-03-31\n"
    assert read(tmp_path / "log.csv", text, entities=entities).account.duplicates == 1
    assert read(tmp_path / "log.csv", text).account.rejected == 2


# --- coverage -------------------------------------------------------------------------------------------------------


def test_mistakes_of_cells_and_of_rows_against_each_other_are_told_at_once(tmp_path: Path) -> None:
    rows = [
        "A,enterprise,,,",
        "B,enterprize,A,,",  # a mistake of its own
        "C,enterprise,B,2024-05-01,2024-02-01",  # its owner is there, only misspelt in another cell
        "D,enterprise,E,,",
        "F,enterprise,,,",
        "F,site,,2024-01-01,",
    ]
    path = tmp_path / "e.csv"
    path.write_text("\n".join(["id,kind,owner,valid_from,valid_to", *rows]) + "\n", encoding="utf-8")
    with pytest.raises(Unusable) as caught:
        read_entities(path, VOCABULARY, ZONE)
    found = [(p.code, p.span and p.span.line) for p in caught.value.problems]
    assert found == [("unknown-kind", 3), ("validity-backwards", 4), ("unknown-owner", 5), ("two-kinds", 7)]


def test_coverage_says_for_what_a_log_is_complete(tmp_path: Path) -> None:
    entities = registry(tmp_path, "id,kind,aliases\nA,enterprise,甲\n")
    (tmp_path / "c.csv").write_text("主体,类型,from,through\n甲,演练,2024-01-01,2024/6/30\n*,*,,*\n,,2024-01-01,\n")
    found = read_coverage(tmp_path / "c.csv", VOCABULARY, ZONE, entities)
    assert [tuple(r.values()) for r in found.table.to_pylist()] == [
        ("A", "drill", DAY("2024-01-01"), DAY("2024-06-30")),
        (None, None, None, None),
        (None, None, DAY("2024-01-01"), None),
    ]
    assert found.problems == ()


def test_a_declaration_without_rows_covers_nothing(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("subject,type,from,through\n")
    found = read_coverage(tmp_path / "c.csv", VOCABULARY, ZONE)
    assert found.table.num_rows == 0
    assert [(p.code, p.level, str(p.span)) for p in found.problems] == [
        ("empty-coverage", "warning", str(tmp_path / "c.csv"))
    ]


def test_a_covered_subject_that_is_not_in_the_registry_is_a_warning(tmp_path: Path) -> None:
    entities = registry(tmp_path, "id,kind\nacme,enterprise\n")
    (tmp_path / "c.csv").write_text("subject\nacne\n")
    found = read_coverage(tmp_path / "c.csv", VOCABULARY, ZONE, entities)
    assert [(p.code, p.level, p.hint) for p in found.problems] == [
        ("unknown-subject", "warning", "did you mean `acme`?")
    ]
