"""Small audits for tests of reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from zhiben.engine.audit import Audit, audit
from zhiben.rules.shipped import rulebook_path

DEMO = rulebook_path("workshop-safety") / "demo"
HEADINGS = "id,type,subject,time,led_by,hazard_id,level,rectify_by,document_kind,worker\n"


@cache
def demo() -> Audit:
    """The bundled example."""
    return audit(DEMO / "log.csv", "workshop-safety", entities=DEMO / "entities.csv", as_of="2025-04-30")


def judged(directory: Path, rows: str, as_of: str = "2024-12-31", **options: Any) -> Audit:
    """An audit of a few rows by the example rulebook."""
    log = directory / "log.csv"
    log.write_text(HEADINGS + rows, encoding="utf-8")
    return audit(log, "workshop-safety", as_of=as_of, **options)
