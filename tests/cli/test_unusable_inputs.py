"""Whatever is handed in for whichever input: a message and an exit code, never a traceback, never a pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import ENTITIES, LOG, RULEBOOK, Zhiben

_BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \n\n\t\n",
    "binary": bytes(range(256)) * 40,
    "a zip that is none": b"PK\x03\x04" + bytes(200),
    "a Parquet file cut short": b"PAR1" + bytes(50),
    "one character": b"x",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "an alias bomb": _BOMB.encode(),
    "a key twice": b"rulebook: a\nrulebook: b\ntype: inspection\ntype: drill\n",
    "deep nesting": b"[" * 100_000,
    "a table of other columns": "姓名,电话\n甲,1\n".encode(),
    "a table without rows": b"id,kind,type,subject,time,from,through\n",
    "a null byte": b"id,kind\n\x00,\x00\n",
    "half a character": "类型,单位,时间\n检查,甲".encode()[:-1],
}
SUFFIXES = (".csv", ".jsonl", ".parquet", ".xlsx", ".yaml", "")
SLOTS = ("log", "entities", "coverage", "map", "vocabulary", "tasks", "rulebook.yaml")


def arguments(slot: str, file: Path, folder: Path) -> list[str]:
    """A sound call of `check`, but for one input."""
    rulebook = str(RULEBOOK)
    if slot in ("vocabulary", "tasks", "rulebook.yaml"):
        place = {"vocabulary": "vocabulary.yaml", "tasks": "tasks/rules.yaml", "rulebook.yaml": "rulebook.yaml"}[slot]
        copy = folder / "book"
        for source in RULEBOOK.rglob("*.yaml"):
            target = copy / source.relative_to(RULEBOOK)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        (copy / place).unlink(missing_ok=True)
        file.rename(copy / place)
        rulebook = str(copy)
    log, entities = str(file if slot == "log" else LOG), str(file if slot == "entities" else ENTITIES)
    found = ["check", log, "--rulebook", rulebook, "--entities", entities, "--as-of", "2025-04-30"]
    return found + [f"--{slot}", str(file)] * (slot in ("coverage", "map"))


def is_told(said: object) -> bool:
    """True where something was said that is not an apology for a bug."""
    text = f"{getattr(said, 'out', '')}{getattr(said, 'err', '')}"
    return bool(text.strip()) and "Traceback" not in text and "ZHIBEN_DEBUG" not in text


@pytest.mark.parametrize("slot", SLOTS)
def test_a_bad_file_is_told(zhiben: Zhiben, tmp_path: Path, slot: str) -> None:
    for number, (what, content) in enumerate(CONTENTS.items()):
        for suffix in SUFFIXES if slot in ("log", "entities", "coverage") else (".yaml",):
            folder = tmp_path / f"{number}{suffix}"
            folder.mkdir()
            file = folder / f"input{suffix}"
            file.write_bytes(content)
            said = zhiben(*arguments(slot, file, folder))
            # A header without rows is a sound log, registry or declaration of nothing; findings or notes follow from it.
            allowed = (0, 1, 2) if what == "a table without rows" else (1, 2)
            if slot == "tasks" and what in ("nothing", "white space", "a byte order mark alone"):
                allowed = (0, 1, 2)
            assert said.code in allowed, (what, suffix, said)
            assert is_told(said), (what, suffix, said)


@pytest.mark.parametrize("slot", ["log", "entities", "coverage", "map"])
def test_a_folder_and_a_file_that_is_not_there_are_told(zhiben: Zhiben, tmp_path: Path, slot: str) -> None:
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    for path in (folder, tmp_path / "missing.csv"):
        said = zhiben(*arguments(slot, path, tmp_path))
        assert said.code == 2, said
        assert is_told(said)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".yaml"])
def test_a_line_of_200_megabytes_is_told(zhiben: Zhiben, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"long{suffix}"
    start = {".csv": b"id,type,subject,time\n1,inspection,", ".jsonl": b'{"id": "', ".yaml": b"type: "}[suffix]
    with file.open("wb") as long:
        long.write(start)
        for _ in range(200):
            long.write(b"x" * 1_000_000)
    said = zhiben(*arguments("map" if suffix == ".yaml" else "log", file, tmp_path))
    assert said.code in (1, 2)
    assert is_told(said)
    assert len(said.out) + len(said.err) < 1_000_000  # and the line is not thrown back at whoever handed it in


def test_a_map_with_mistakes_is_all_that_is_told(zhiben: Zhiben, tmp_path: Path) -> None:
    """Without its map the log seems to lack columns; that would be a consequence, not a fault."""
    log, map_ = tmp_path / "log.csv", tmp_path / "map.yaml"
    log.write_text("kind;who;when\n检查;甲;2024-05-01\n", encoding="utf-8")
    map_.write_text("type: inspektion\nsubjekt: {column: who}\ntyp: drill\ntime: {column: when}\n", encoding="utf-8")
    for command in (["check", str(log)], ["audit", str(log), "--in-parts", "--out", str(tmp_path / "out")]):
        said = zhiben(*command, "--rulebook", str(RULEBOOK), "--entities", str(ENTITIES), "--map", str(map_))
        assert said.code == 2
        codes = {line.split("[")[1].split("]")[0] for line in said.err.splitlines() if line.startswith("error[")}
        assert "missing-column" not in codes
        assert codes == {"unknown-field"}
    said = zhiben("check", str(tmp_path / "no.csv"), "--rulebook", str(RULEBOOK), "--map", str(map_))
    assert (said.code, said.err.count("error[")) == (2, 3)  # that the log is not there is a fault of its own


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024年演练台账,,\n类型,单位,日期\n应急演练,示例甲集团,2024-03-01\n", "title-row"),
        ("2024年演练台账\n类型,单位,日期\n应急演练,示例甲集团,2024-03-01\n", "title-row"),
        ("类型，单位，日期\n应急演练，示例甲集团，2024-03-01\n", "bad-delimiter"),
    ],
)
def test_a_log_whose_headings_cannot_be_read_is_not_judged(
    zhiben: Zhiben, tmp_path: Path, text: str, code: str
) -> None:
    """Judged without its rows, everybody would look idle; that rows do not fit the headings follows from it."""
    log = tmp_path / "log.csv"
    log.write_text(text, encoding="utf-8")
    for more in ([], ["--in-parts", "--out", str(tmp_path / "out")]):
        said = zhiben("audit" if more else "check", str(log), "--rulebook", str(RULEBOOK), *more)
        assert said.code == 2
        assert [line.split("[")[1].split("]")[0] for line in said.err.splitlines() if line.startswith("error[")] == [
            code
        ]
