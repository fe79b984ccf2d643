"""`zhiben check` of a small log before it is handed in, beside starting Python with nothing to do."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.case import Case
from bench.processes import Program
from bench.workloads import plain
from bench.zhiben import FINDINGS_OR_NONE, ZHIBEN, judged_by

TITLE = "check of a small CSV"
SIZES = (1_000,)
ROUNDS = 7
PYTHON = Program("Python alone", (sys.executable, "-c", "pass"))
POLARS = Program("importing Polars alone", (sys.executable, "-c", "import polars"))


def case(root: Path, size: int) -> Case:
    """The plain workload; yardsticks are starting Python, and that with what reads the table."""
    folder = plain.data(root, size)
    command = (ZHIBEN, "check", str(folder / "events.csv"), *judged_by(folder))
    return Case("check", size, (Program("zhiben check", command, accepted=FINDINGS_OR_NONE), POLARS, PYTHON))
