"""`xlsx`: the audit as a workbook: overview, matrices, findings, waivers, the whole ledger, data problems."""

from __future__ import annotations

from pathlib import Path

from zhiben.reports.contents import Contents

FILE = "workbook.xlsx"


def write(contents: Contents, path: Path) -> None:
    """Write the workbook; the same audit gives the same bytes."""
    from zhiben.reports.words import say
    from zhiben.reports.workbook.duties import write_findings, write_ledger
    from zhiben.reports.workbook.matrix import write_matrices
    from zhiben.reports.workbook.overview import write_counts, write_overview, write_parameters
    from zhiben.reports.workbook.problems import write_problems
    from zhiben.reports.workbook.sheets import Book
    from zhiben.reports.workbook.waivers import write_waivers

    audit = contents.audit
    lengths = {
        "findings": (contents.findings.height, "findings.csv"),
        "ledger": (audit.ledger.num_rows, "ledger.parquet"),
        "problems": (len(audit.problems), "findings.json"),
    }
    with Book(path, say(contents.lang, "label", "title"), contents.lang) as book:
        write_overview(book, contents, lengths)
        write_matrices(book, contents)
        write_findings(book, contents)
        write_waivers(book, contents)
        write_counts(book, contents)
        write_ledger(book, contents)
        write_problems(book, contents)
        write_parameters(book, contents)
