"""Civil periods in which duties are due: their names, and which kind of period fits a ledger."""

from __future__ import annotations

from typing import Literal, get_args

import polars as pl

Period = Literal["month", "quarter", "half-year", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)
_MONTHS = 15  # a ledger of no more months than this is shown by month, one of no more quarters by quarter, and so on
_LENGTH = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def fitting(due: pl.Series) -> Period:
    """The kind of period by which civil days (null = none) fall into few enough columns."""
    first, last = due.min(), due.max()
    if first is None or last is None:
        return "quarter"
    months = (last.year - first.year) * 12 + last.month - first.month + 1  # type: ignore[union-attr]
    fit: list[Period] = [period for period in PERIODS if months <= _MONTHS * _LENGTH[period]]
    return fit[0] if fit else "year"


def named(due: pl.Expr, period: Period) -> pl.Expr:
    """`2024-05`, `2024-Q2`, `2024-H1`, `2024`; null where there is no day."""
    year = due.dt.year().cast(pl.String)
    return {
        "month": due.dt.to_string("%Y-%m"),
        "quarter": pl.concat_str(year, pl.lit("-Q"), due.dt.quarter().cast(pl.String)),
        "half-year": pl.concat_str(year, pl.lit("-H"), ((due.dt.month() + 5) // 6).cast(pl.String)),
        "year": year,
    }[period]
