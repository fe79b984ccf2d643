"""One log in many small files, twenty rows each, beside the same rows in one file."""

from __future__ import annotations

from pathlib import Path

from bench.case import Case
from bench.workloads import plain
from bench.zhiben import audit, ledger_of

TITLE = "many files of 20 rows"
SIZES = (100_000,)
ROUNDS = 2
ROWS = 20


def case(root: Path, size: int) -> Case:
    """Zhiben over the pieces and over the whole, both CSV."""
    folder = data(root, size)
    pieces = sorted(folder.glob("pieces/*.csv"))
    many = audit("zhiben, many files", folder, pieces)
    one = audit("zhiben, one file", folder, [plain.data(root, size) / "events.csv"])
    return Case("many_files", size, (many, one), ledger=ledger_of(many))


def data(root: Path, size: int) -> Path:
    """The plain events in `pieces`, one CSV file for every twenty rows, each with its heading."""
    folder, usual = root / f"many_files-{size}", plain.data(root, size)
    if not (folder / "entities.csv").exists():
        (folder / "pieces").mkdir(parents=True, exist_ok=True)
        heading, *rows = (usual / "events.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        for begin in range(0, len(rows), ROWS):
            piece = folder / "pieces" / f"{begin // ROWS:06}.csv"
            piece.write_text(heading + "".join(rows[begin : begin + ROWS]), encoding="utf-8")
        (folder / "entities.csv").write_bytes((usual / "entities.csv").read_bytes())
    return folder
