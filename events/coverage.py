"""Declared coverage: for which subjects, types and days the log is said to be complete.

Columns of `Coverage.table`: `subject` and `type` (string, null = all), `from` and `through` (date32, null = without
limit, `through` includes its day). A declaration without rows covers nothing; no declaration at all (None instead of a
Coverage) means that the log counts as complete.
"""

from __future__ import annotations

import pyarrow as pa
from msgspec import Struct

from zhiben.events.problem import Problem


class Coverage(Struct, frozen=True):
    """A declaration of coverage, and what was wrong with its rows."""

    table: pa.Table
    problems: tuple[Problem, ...] = ()
