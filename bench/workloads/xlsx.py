"""Reading a workbook: the plain workload, beside the same rows from CSV and beside reading the cells alone."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import xlsxwriter

from bench.case import Case
from bench.processes import Program
from bench.workloads import plain
from bench.zhiben import audit, ledger_of

TITLE = "XLSX instead of CSV"
SIZES = (100_000,)
ROUNDS = 2


def case(root: Path, size: int) -> Case:
    """The yardsticks: Zhiben from CSV, and the workbook's cells read by calamine alone."""
    folder = data(root, size)
    usual = plain.data(root, size)
    read = audit("zhiben, XLSX", folder, [folder / "events.xlsx"])
    others = (audit("zhiben, CSV", folder, [usual / "events.csv"]), calamine(folder / "events.xlsx"))
    return Case("xlsx", size, (read, *others), ledger=ledger_of(read))


def calamine(workbook: Path) -> Program:
    """The cells of the first sheet as Python lists."""
    opened = f"python_calamine.CalamineWorkbook.from_path({str(workbook)!r})"
    read = f"import python_calamine; {opened}.get_sheet_by_index(0).to_python()"
    return Program("calamine alone", (sys.executable, "-c", read))


def data(root: Path, size: int) -> Path:
    """The plain events in one sheet, every cell a text as in the CSV."""
    folder, usual = root / f"xlsx-{size}", plain.data(root, size)
    if not (folder / "entities.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        rows = pl.read_csv(usual / "events.csv", infer_schema=False)
        with xlsxwriter.Workbook(folder / "events.xlsx", {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet("events")
            for number, row in enumerate([rows.columns, *rows.iter_rows()]):
                sheet.write_row(number, 0, row)
        (folder / "entities.csv").write_bytes((usual / "entities.csv").read_bytes())
    return folder
