"""Small files of the same columns are read together, and nobody can tell by what is read."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.events.logs import checked, worded
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events import small_files
from zhiben.events.log import EventLog
from zhiben.events.logmap import LogMap, read_map
from zhiben.events.reading import read_log
from zhiben.events.rows import Part, read_rows

HEADINGS: tuple[str, ...] = (
    "id",
    "type",
    "subject",
    "time",
    "recordedtime",
    "led_by",
    "score",
    "remarks",
    "due",
    "topics",
)
USUAL = ("", "inspection", "E1", "2024-03-01", "", "principal", "3", "fine", "2024-04-01", "fire、power")
# One cell of another kind: most of them are told of, or change how the cells beside them are read.
ODD = [
    {"id": "a1"}, {"id": "a2"}, {"type": "drill"}, {"type": "training"}, {"type": "nothing"}, {"subject": ""},
    {"subject": "E2"}, {"time": "2024.3.5"}, {"time": "2024-02-30"}, {"time": "2024-03-05T08:00:00"},
    {"time": "2024-03-05T08:00:00Z"}, {"recordedtime": "2024-03-09 10:00"}, {"led_by": "一把手"}, {"led_by": "who?"},
    {"score": "4000"}, {"score": "0.001"}, {"score": "x"}, {"remarks": " "}, {"due": "2024.1"}, {"due": "2024.5"},
    {"topics": "燃气/煤气"}, {"topics": ""}, {"due": ""}, {"remarks": "无"},
]  # fmt: skip


def files(folder: Path, rng: random.Random) -> list[Path]:
    """Files of a few rows each, most of them with the usual headings and rows."""
    found: list[Path] = []
    for number in range(rng.randint(2, 25)):
        headings = list(HEADINGS)
        if rng.random() < 0.1:
            headings[rng.randrange(len(headings))] = rng.choice(["隐患描述", "时间", "", "score", "unknown"])
        rows = []
        for _ in range(rng.choice([0, 1, 2, 6, 6, 20])):
            row = dict(zip(HEADINGS, USUAL, strict=True)) | {"score": str(rng.randint(1, 9))}
            row |= rng.choice(ODD) if rng.random() < 0.02 else {}
            rows.append(",".join(row.values()) + rng.choice([""] * 60 + [",", ",x"]))
        encoding = rng.choice(["utf-8", "utf-8", "utf-8-sig", "gb18030"])
        delimiter = rng.choice([",", ",", ",", ";"])
        text = "\n".join([",".join(headings), *rows]).replace(",", delimiter) + "\n"
        found.append(folder / f"{number:02}.csv")
        found[-1].write_bytes(text.encode(encoding))
    return found + rng.choices(found, k=rng.choice([0, 0, 1]))


def told(log: EventLog, folder: Path) -> tuple[object, ...]:
    return log.table.to_pylist(), log.table.schema, log.account, worded(log.problems, folder)


@pytest.mark.parametrize("seed", range(60))
def test_the_same_is_read_as_of_each_file_by_itself(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    paths, mapping = files(tmp_path, rng), None
    if seed % 3 == 0:
        text = "type: {column: type, values: {inspection: inspection, drill: drill}, other: ignore}\nsubject: subject\n"
        (tmp_path / "map.yaml").write_text(text.replace("subject: subject", "subject: {column: subject}"))
        mapping = read_map(tmp_path / "map.yaml", VOCABULARY)
        assert isinstance(mapping, LogMap)
    seen: list[tuple[str, int]] = []
    monkeypatch.setattr("zhiben.events.blocks.MOST", rng.choice([20, 50_000]))
    together = checked(read_log(paths, VOCABULARY, ZONE, mapping=mapping, progress=lambda *at: seen.append(at)))
    mine, seen = seen, []
    monkeypatch.setattr(small_files, "SMALL", 0)
    apart = checked(read_log(paths, VOCABULARY, ZONE, mapping=mapping, progress=lambda *at: seen.append(at)))
    assert told(together, tmp_path) == told(apart, tmp_path)
    assert mine == seen


def test_rows_of_small_files_are_read_at_once_until_something_is_to_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def counting(sheet: small_files.Sheet, *rest: Any) -> Part:
        sizes.append(len(sheet.lines))
        return read_rows(sheet, *rest)

    monkeypatch.setattr("zhiben.events.sheet_reading.read_rows", counting)
    row = ",".join(USUAL)
    for number in range(64):
        (tmp_path / f"{number:02}.csv").write_text(",".join(HEADINGS) + f"\n{row}\n{row}\n")
    paths = sorted(tmp_path.glob("*.csv"))
    read_log(paths, VOCABULARY, ZONE)
    assert sizes == [128]
    sizes.clear()
    paths[9].write_text(",".join(HEADINGS) + f"\n{row}\n{row.replace('2024-03-01', '2024-02-31')}\n")
    log = read_log(paths, VOCABULARY, ZONE)
    assert sizes == [128, 16, 16, 2, 2, 2, 2, 2, 2, 2, 2, 16, 16, 16, 16, 16, 16]
    assert [str(problem.span) for problem in log.problems if problem.code == "bad-date"] == [f"{paths[9]}:3"]


def test_a_number_is_held_against_those_of_its_own_file(tmp_path: Path) -> None:
    # 2 is nothing odd beside 50, and 2,000 neither; in one file it is odd
    for number, scores in enumerate(([50] * 9, [2000] * 8 + [2], [50] * 9)):
        rows = [
            ",".join((dict(zip(HEADINGS, USUAL, strict=True)) | {"score": str(score)}).values()) for score in scores
        ]
        (tmp_path / f"{number}.csv").write_text("\n".join([",".join(HEADINGS), *rows]) + "\n")
    log = read_log(sorted(tmp_path.glob("*.csv")), VOCABULARY, ZONE)
    assert [str(p.span) for p in log.problems if p.code == "out-of-proportion"] == [f"{tmp_path / '1.csv'}:10"]
