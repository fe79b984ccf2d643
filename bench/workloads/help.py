"""`zhiben --help`, beside starting Python with nothing to do."""

from __future__ import annotations

from pathlib import Path

from bench.case import Case
from bench.processes import Program
from bench.workloads.check import PYTHON
from bench.zhiben import ZHIBEN

TITLE = "--help"
SIZES = (0,)
ROUNDS = 7


def case(root: Path, size: int) -> Case:
    """There are no data."""
    del root
    return Case("help", size, (Program("zhiben --help", (ZHIBEN, "--help")), PYTHON))
