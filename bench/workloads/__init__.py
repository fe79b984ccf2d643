"""The workloads, one file each: dropping a file in place is all it takes, its name is the workload's.

A workload has `TITLE` (a phrase for tables), `SIZES` (events; measured unless others are asked for), `ROUNDS` and
`case(root, size)`, which makes up its data in folders of `root` and says what to measure. Data that are there are used.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Protocol, cast

from bench.case import Case


class Workload(Protocol):
    """What each file here has."""

    TITLE: str
    SIZES: tuple[int, ...]
    ROUNDS: int

    def case(self, root: Path, size: int) -> Case:
        """What to measure, over data of `size` events."""
        ...


def workloads() -> dict[str, Workload]:
    """All of them by name: plain first, the others in order of their names."""
    names = sorted((module.name for module in pkgutil.iter_modules(__path__)), key=lambda name: (name != "plain", name))
    return {name: cast(Workload, importlib.import_module(f"{__name__}.{name}")) for name in names}
