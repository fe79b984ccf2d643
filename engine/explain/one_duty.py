"""The explanation of a single duty as plain objects, for programs."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.engine.explain.explaining import explanations


def explanation(audit: Audit, duty: str) -> dict[str, Any]:
    """Why one duty stands as it does, whatever its verdict.

    Returns:
        `ledger` (its row), `remedy` (a row of `shape.REMEDIES`), `record` (field: values, empty where none is named),
        `asks` (rows of `shape.ASKS`), `misses` (rows of `shape.MISSES`, the nearest first, each with `failed`).

    Raises:
        KeyError: the ledger has no such duty.
    """
    row = audit.ledger.filter(pc.equal(audit.ledger["duty"], duty))
    if not row.num_rows:
        raise KeyError(f"the ledger has no duty {duty!r}; ids are in its column `duty`")
    found = explanations(audit, row)
    failed = _rows(found.failed)
    misses = sorted(_rows(found.misses), key=lambda miss: miss["rank"])
    for miss in misses:
        miss["failed"] = [one for one in failed if one["rank"] == miss["rank"]]
    return {
        "ledger": _rows(row)[0],
        "remedy": _rows(found.remedies)[0],
        "record": {value["field"]: value["values"] for value in _rows(found.values)},
        "asks": _rows(found.asks),
        "misses": misses,
    }


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
