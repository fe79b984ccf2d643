"""The judged variants of a rule as rows of the ledger, put in order as numbers before they are written, or after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from zhiben.engine.elements import Slices
from zhiben.engine.intervals import Windows, joined
from zhiben.engine.judge import Judged
from zhiben.engine.limits import Limits
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.row_order import of_windows
from zhiben.engine.rows import Part, rows
from zhiben.engine.search import Ints
from zhiben.engine.stage import Stage
from zhiben.engine.waiving import excused
from zhiben.rules.model import Rule

_Columns = TypeVar("_Columns", Slices, Judged, Limits)


def laid_out(
    stage: Stage, rule: Rule, raised: Occasions, windows: Windows, parts: Sequence[Part], places: Sequence[Ints]
) -> tuple[pa.Table, list[Part], list[Ints]]:
    """The ledger rows of a rule.

    Args:
        windows: (d,) of all its duties, in the order of the ledger.
        parts: the same as they were judged, by variant, at least one; of one that owes nothing there is no duty.
        places: where the windows of each part are among all.

    Returns:
        The rows; the parts as waivers leave them; and where the rows of each are among all.
    """
    if len(parts) == 1:  # all rows are its own, the first so many, of however many windows something is owed
        places = [places[0][: len(parts[0].windows)]]
    whole = _together(windows, parts, places)
    if whole is not None:
        judged, table = excused(stage.excuses, rule, whole.judged, rows(stage, rule, raised, whole), stage.as_of)
        if judged is not whole.judged:
            parts = [replace(part, judged=_taken(judged, at)) for part, at in zip(parts, places, strict=True)]
        return table, list(parts), list(places)
    left, tables = [], []
    for part in parts:
        judged, table = excused(stage.excuses, rule, part.judged, rows(stage, rule, raised, part), stage.as_of)
        left.append(replace(part, judged=judged))
        tables.append(table)
    order = of_windows(stage, raised, joined([part.windows for part in parts]))
    at = np.empty(len(order), np.int64)
    at[order] = np.arange(len(order))
    ends = np.cumsum([table.num_rows for table in tables])[:-1]
    return pa.concat_tables(tables).take(pa.array(order)), left, np.split(at, ends)


def _together(windows: Windows, parts: Sequence[Part], places: Sequence[Ints]) -> Part | None:
    """The parts as one; None where they count other events, or ask for other bounds, or owe less than was opened."""
    first, size = parts[0], sum(len(part.windows) for part in parts)
    if len(parts) == 1:
        return first
    elements = first.slices.elements
    if size < len(windows) or any(p.slices.elements is not elements or p.bound != first.bound for p in parts):
        return None
    return replace(
        first,
        windows=windows,
        slices=_spread([part.slices for part in parts], places, size),
        judged=_spread([part.judged for part in parts], places, size),
        limits=_spread([part.limits for part in parts], places, size),
    )


def _spread(parts: Sequence[_Columns], places: Sequence[Ints], size: int) -> _Columns:
    """Columns of several parts, each value at its place."""
    found: dict[str, Any] = {}
    for name in parts[0].__struct_fields__:
        columns = [getattr(part, name) for part in parts]
        if isinstance(columns[0], np.ndarray):
            found[name] = np.empty(size, columns[0].dtype)
            for column, at in zip(columns, places, strict=True):
                found[name][at] = column
    return replace(parts[0], **found)


def _taken(judged: Judged, at: Ints) -> Judged:
    return Judged(*(getattr(judged, name).take(at) for name in judged.__struct_fields__))
