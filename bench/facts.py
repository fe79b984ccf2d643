"""Of what kind the machine was, and which versions ran: no names of hosts or people, no paths."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("zhiben", "polars", "duckdb", "pandas", "numpy", "pyarrow")


def facts(packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """Words for words, in the order in which they are told; with the versions of these packages."""
    load = os.getloadavg()[0]
    return {
        "date": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d"),
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "busy before the run": f"{load:.1f} processes",
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
