"""Large files are read by other ways than small ones, in blocks, stretches and codes; what comes of them is the same."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events.logs import checked, content
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events import csv_blocks, opening, parquet_sheet
from zhiben.events.log import EventLog
from zhiben.events.reading import read_log

CELLS = {
    "id": st.one_of(st.integers(0, 40).map(str), st.sampled_from(["", "a", "b c"])),
    "type": st.sampled_from(["inspection", "检查", " drill", "", "strike"]),
    "subject": st.sampled_from(["甲", " 乙 ", "丙", ""]),
    "time": st.sampled_from(["2024-01-01", "2024-02-30", "2024-03-01T08:00:00", "2024-03-02 08:00:00", "x", ""]),
    "led_by": st.sampled_from(["principal", "一把手", "deputy", "nobody", "", " "]),
    "人数（人）": st.sampled_from(["3", "12人", "", "many"]),
    "remarks": st.text('ab甲,;"\n\r ', max_size=12),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=60)
# What stands between rows, or in place of one.
BETWEEN = st.sampled_from(["", "", "", "", "\n", ",,,,,,\n", "1,inspection,甲\n", '"\n', "a,b,c,d,e,f,g,h\n", " \n"])


def quoted(cell: str, always: bool) -> str:
    return '"' + cell.replace('"', '""') + '"' if always or set(cell) & set(',"\n\r') else cell


def the_same(one: EventLog, other: EventLog) -> None:
    """What is counted by sheet is told by sheet, everything else in one and the same way."""
    assert one.table.schema == other.table.schema
    assert content(one) == content(other)
    assert one.account == other.account
    told = [
        sorted((p.code, p.message, str(p.span)) for p in log.problems if p.level == "error") for log in (one, other)
    ]
    assert told[0] == told[1]


@given(
    rows=ROWS, between=st.lists(BETWEEN, max_size=60), always=st.booleans(), end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf", b"\n\n"]), block=st.integers(60, 4000), sheet=st.sampled_from([1, 1 << 30]),
    bad=st.sampled_from([b"", b"", b"", b"\xff", b"\x01"]),
)  # fmt: skip
def test_a_csv_file_in_blocks_is_the_file_at_once(
    rows: list[dict[str, str]], between: list[str], always: bool, end: str, mark: bytes, block: int, sheet: int,
    bad: bytes,
) -> None:  # fmt: skip
    lines = [",".join(CELLS) + end]
    for number, row in enumerate(rows):
        lines += [*between[number : number + 1], ",".join(quoted(cell, always) for cell in row.values()) + end]
    with TemporaryDirectory() as name:
        path = Path(name) / "log.csv"
        path.write_bytes(mark + "".join(lines).encode() + bad)
        whole = checked(read_log([path], VOCABULARY, ZONE))
        with (
            patch.object(opening, "_LARGE", 0),
            patch.object(csv_blocks, "BLOCK", block),
            patch.object(csv_blocks, "_SHEET", sheet),
        ):
            cut = checked(read_log([path], VOCABULARY, ZONE))
    the_same(cut, whole)
    if sheet > 1:
        assert cut.table.to_pylist() == whole.table.to_pylist()
        assert cut.problems == whole.problems


def test_well_formed_blocks_are_not_left_to_the_patient_reader(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("id,type,subject,time\n" + 'x,drill,"甲\n",2024-01-01\n' * 100, encoding="utf-8")
    with patch.object(csv_blocks, "BLOCK", 200):
        found = csv_blocks.stretches(path, 0, ",", 1000)
    assert found is not None
    headings, (stretch,) = found
    assert headings == ["id", "type", "subject", "time"]
    assert stretch.lines.tolist() == list(range(2, 202, 2))
    assert [pa.types.is_dictionary(column.type) for column in stretch.columns] == [True] * 4


KINDS = {
    "id": [pa.string(), pa.large_string(), pa.int64()],
    "type": [pa.string(), pa.large_string()],
    "subject": [pa.string(), pa.large_string()],
    "led_by": [pa.string(), pa.large_string()],
    "remarks": [pa.string(), pa.large_string()],
}


@given(data=st.data(), rows=ROWS, group=st.integers(1, 20), stretch=st.integers(1, 30), coded=st.booleans())
def test_a_parquet_file_in_stretches_is_the_file_at_once(
    data: st.DataObject, rows: list[dict[str, str]], group: int, stretch: int, coded: bool
) -> None:
    columns = {}
    for name in CELLS:
        kind = data.draw(st.sampled_from(KINDS.get(name, [pa.string()])))
        cells = [row[name] or None for row in rows]
        if kind == pa.int64():
            cells = [str(data.draw(st.integers(0, 60))) for _ in rows]
        columns[name] = pa.array(cells, pa.string()).cast(kind)
    with TemporaryDirectory() as name:
        path = Path(name) / "log.parquet"
        pq.write_table(pa.table(columns), path, row_group_size=group)
        with patch.object(parquet_sheet, "pays", lambda *_: False):
            whole = checked(read_log([path], VOCABULARY, ZONE))
        with (
            patch.object(parquet_sheet, "pays", lambda *_: coded),
            patch.object(parquet_sheet, "_MANY", stretch),
            patch.object(parquet_sheet, "_ROWS", stretch),
        ):
            cut = checked(read_log([path], VOCABULARY, ZONE))
    the_same(cut, whole)


@pytest.mark.parametrize("group", [0, 1, 2])
def test_a_parquet_file_damaged_in_any_group_is_a_problem(tmp_path: Path, group: int) -> None:
    path = tmp_path / "log.parquet"
    rows = 30
    table = {"id": [f"{n}" for n in range(rows)], "type": ["drill"] * rows, "subject": ["甲"] * rows}
    pq.write_table(pa.table(table | {"time": ["2024-01-01"] * rows}), path, row_group_size=10, compression="zstd")
    with pq.ParquetFile(path) as file:
        chunk = file.metadata.row_group(group).column(0)
        at = chunk.dictionary_page_offset or chunk.data_page_offset
    whole = bytearray(path.read_bytes())
    whole[at : at + 30] = b"\xff" * 30
    path.write_bytes(whole)
    log = checked(read_log([path], VOCABULARY, ZONE))
    assert {p.code for p in log.problems} <= {"damaged-file", "not-parquet"}
    assert log.problems
    assert log.table.num_rows == 0
