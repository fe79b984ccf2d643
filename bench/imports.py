"""What importing costs when a command starts: `python -X importtime`, each module's own time, summed by package.

A package is the part of a module's name before the first dot; of Zhiben itself before the second. Times under
`-X importtime` are greater than without, so read them as shares.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_LINE = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", re.MULTILINE)
_RUNS = 3


def import_times(arguments: Sequence[str]) -> dict[str, float]:
    """Seconds by package, the dearest first, of `zhiben ARGUMENTS`: of three runs the one that took least.

    Python's own modules stand together as `python`.
    """
    return min((_once(arguments) for _ in range(_RUNS)), key=lambda times: sum(times.values()))


def by_package(printed: str) -> dict[str, float]:
    """The sums of what `-X importtime` printed, the dearest first."""
    sums: Counter[str] = Counter()
    for microseconds, module in _LINE.findall(printed):
        sums[_package(module)] += int(microseconds)
    return {package: total / 1e6 for package, total in sums.most_common()}


def _package(module: str) -> str:
    first, *rest = module.split(".")
    if first in sys.stdlib_module_names:
        return "python"
    return ".".join([first, *rest[:1]]) if first == "zhiben" else first


def _once(arguments: Sequence[str]) -> dict[str, float]:
    zhiben = Path(sys.executable).with_name("zhiben")
    command = [sys.executable, "-X", "importtime", str(zhiben), *arguments]
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # see launch.py
    return by_package(subprocess.run(command, capture_output=True, text=True, check=False, env=compiled).stderr)
