"""What becomes of the rows of a log that is laid down in parts is what becomes of them in memory."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.events.test_workbooks import workbook
from zhiben.engine.parts.shares import Shares
from zhiben.engine.parts.sight import Sight
from zhiben.events.dividing import divide
from zhiben.events.logmap import LogMap
from zhiben.events.opening import stretches
from zhiben.events.reading import read_log
from zhiben.events.spill import Spill
from zhiben.events.vocabulary import Vocabulary
from zhiben.rules.loading import load_rulebook

_FILES = {
    "rulebook.yaml": 'rulebook: small\nversion: "1"\ntitle: {en: Small}\ntimezone: UTC\n'
    "in_force: {from: 2024-01-01, through: 2024-12-31}\n",
    "vocabulary.yaml": "entities: {enterprise: {}}\nevents: {visit: {fields: {number: {type: number}}}}\n",
    "tasks/rules.yaml": "- id: r\n  bearer: enterprise\n  duty: {event: visit, at_least: 1, every: year}\n",
}
_ROW = st.tuples(
    st.sampled_from(["", "1", "2", "3"]),
    st.sampled_from(["", "s", "t"]),
    st.sampled_from(["a", "b", "c", "d"]),
    st.sampled_from(["2024-01-01", "2024-02-01", "never"]),
    st.sampled_from(["1", "2"]),
)
# Some are read in stretches too, others only by those who read a file whole.
_ODD = [
    "", ",,visit,a,2024-03-01", '9,"s\nt",visit,b,2024-03-01,1', '"q\n\n",,visit,never,2024-04-01,2', "9,,visit,c,2024-03-01,1,2",
    '9,"never closed,visit,c,2024-03-01,1', "9,,visit,\x01,2024-03-01,1", "\n\n\n", ",,,,,",
]  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder = tmp_path_factory.mktemp("small")
    for name, text in _FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load_rulebook(folder).vocabulary


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(_ROW, max_size=40), files=st.integers(1, 3), stretch=st.sampled_from((4, 8, 1000)),
    odd=st.sampled_from(_ODD), place=st.integers(0, 12),
)  # fmt: skip
def test_rows_are_accepted_dropped_and_rejected_as_in_memory(
    rows: list[tuple[str, ...]], files: int, stretch: int, odd: str, place: int, vocabulary: Vocabulary,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    """Files are cut into stretches of 128 or 256 bytes, or read whole."""
    folder = tmp_path_factory.mktemp("rows")
    paths = [folder / f"{number}.csv" for number in range(files)]
    for number, path in enumerate(paths):
        lines = [",".join(row[:2]) + f",visit,{row[2]},{row[3]},{row[4]}" for row in rows[number::files]]
        lines.insert(place, odd)
        path.write_text("\n".join(["id,source,type,subject,time,number", *lines]) + "\n", encoding="utf-8")
    whole = read_log(paths, vocabulary, "UTC")
    divided = divide(paths, vocabulary, "UTC", Spill.at(folder / "parts"), _apart, stretch=stretch)
    divided.groups = [range(number, number + 1) for number in range(4)]
    parts = [divided.part(number) for number in range(4)]

    account, own = whole.account, divided.account
    assert (own.read, own.ignored) == (account.read, account.ignored)
    assert sum(part.log.account.accepted for part in parts) == account.accepted
    assert sum(part.log.account.duplicates for part in parts) == account.duplicates
    assert own.rejected + sum(part.log.account.rejected for part in parts) == account.rejected
    columns = ["id", "source", "subject", "first", "number", "line", "file"]
    found = [row for part in parts if part.log.table.num_rows for row in _records(part.log.table, columns)]
    assert sorted(found) == sorted(_records(whole.table, columns) if whole.table.num_rows else [])
    errors = [problem for problem in whole.problems if problem.level == "error"]
    told = [*divided.problems, *(problem for part in parts for problem in part.log.problems)]
    assert sorted(map(str, errors)) == sorted(str(problem) for problem in told if problem.level == "error")


def test_an_empty_worksheet_beside_filled_ones_is_no_problem(vocabulary: Vocabulary, tmp_path: Path) -> None:
    head = ["subject", "time"]
    path = workbook(tmp_path / "log.xlsx", {"visit": [head, ["a", "2024-01-01"]], "Sheet2": [["type", *head]]})
    whole = read_log([path], vocabulary, "UTC")
    divided = divide([path], vocabulary, "UTC", Spill.at(tmp_path / "parts"), _apart)
    assert [*divided.problems] == [*whole.problems] == []
    alone = workbook(tmp_path / "alone.xlsx", {"visit": [head]})
    divided = divide([alone], vocabulary, "UTC", Spill.at(tmp_path / "others"), _apart)
    assert [problem.code for problem in divided.problems] == ["empty-log"]


def test_a_large_csv_file_is_cut_behind_rows_and_read_whole_where_it_is_not_well_formed(
    vocabulary: Vocabulary, tmp_path: Path
) -> None:
    head, rows = "id,subject,time,remarks\n", [f'{n},a,2024-01-01,"x\n{n}"\n' for n in range(100)]
    path = tmp_path / "visit.csv"
    path.write_text("\n" + head + "".join(rows), encoding="utf-8")
    cut = [stretch.sheet() for stretch in stretches(path, 10)]
    lines = [line for sheet in cut if sheet is not None for line in sheet.lines.tolist()]
    assert len(cut) > 5 and None not in cut
    assert lines == list(range(3, 203, 2)), "the line that each row begins on"
    assert list(stretches(path, 1000)) == []

    path.write_text(head + "".join(rows) + "100,\x01,2024-01-01,\n", encoding="utf-8")
    assert [stretch.sheet() for stretch in stretches(path, 10)][-1] is None
    mapping = LogMap.model_validate({"type": "visit"})
    whole = read_log([path], vocabulary, "UTC", mapping=mapping)
    divided = divide([path], vocabulary, "UTC", Spill.at(tmp_path / "parts"), _apart, mapping=mapping, stretch=10)
    assert divided.account.read == whole.account.read == 101
    for log in (whole, divided):
        assert [(p.code, p.span and p.span.line) for p in log.problems if p.level == "error"] == [
            ("control-character", 202)
        ]


def test_a_file_whose_rows_depend_on_each_other_is_not_cut(vocabulary: Vocabulary, tmp_path: Path) -> None:
    rows = ["time,subject,id", "2024-01-01,a,1", *(f"2024-01-0{1 + n % 9},,{n}" for n in range(2, 60))]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    mapping = LogMap.model_validate({"type": "visit", "read": {"fill_down": ["subject"]}})
    divided = divide([path], vocabulary, "UTC", Spill.at(tmp_path / "parts"), _apart, mapping=mapping, stretch=4)
    assert (divided.account.read, divided.account.rejected) == (59, 0)
    assert [problem.code for problem in divided.problems] == ["filled-down"]
    assert len(list(stretches(path, 4))) > 5


def _apart(subjects: pa.ChunkedArray) -> Shares:
    """Everybody in a part of his own, as far as the first stretch shows them."""
    names = pa.array(["a", "b", "c", "d"])
    return Shares.of(Sight.OWN, None, names, pa.array([1, 1, 1, 1]).to_numpy(), 4)


def _records(table: pa.Table, columns: list[str]) -> list[str]:
    return [str(row) for row in table.select(columns).cast(_plain(table.select(columns).schema)).to_pylist()]


def _plain(schema: pa.Schema) -> pa.Schema:
    return pa.schema([f.with_type(pa.string()) if pa.types.is_dictionary(f.type) else f for f in schema])
