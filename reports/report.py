"""All files of a report, from one audit, whole or not at all; the same audit gives the same bytes every time."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import pyarrow.parquet as pq

from zhiben.engine.audit import Audit
from zhiben.events.given import path_of
from zhiben.reports.bundle import replaced
from zhiben.reports.findings_csv import write_findings_csv
from zhiben.reports.findings_json import write_findings_json
from zhiben.reports.html import write_html
from zhiben.reports.manifest import write_manifest
from zhiben.reports.places import short_names
from zhiben.reports.rows import explained
from zhiben.reports.summary import Summary, summarise
from zhiben.reports.words import LANGS, Lang


def write_report(
    audit: Audit, out: str | PathLike[str] = "zhiben-report", *, lang: Lang = "en", summary: Summary | None = None
) -> Path:
    """Write ledger.parquet, findings.csv, findings.json, report.html and manifest.json to the directory `out`.

    An older report there is replaced; anything else there is left alone.

    Args:
        lang: of report.html; the other files hold both languages.
        summary: as already counted, else it is counted here.

    Returns:
        The directory.

    Raises:
        Unusable: when `out` holds something else, or cannot be written.
        ValueError: no such language.
        TypeError: `out` is no path.
    """
    if lang not in LANGS:
        raise ValueError(f"there is no language {lang!r}; languages: {', '.join(map(repr, LANGS))}")
    path = path_of(out, "the directory of the report")
    counted = summary or summarise(audit)
    names = short_names(file for file in _files(audit))
    with replaced(path) as directory:
        pq.write_table(audit.ledger, directory / "ledger.parquet", compression="zstd")
        findings = explained(audit, audit.findings, names)
        write_findings_csv(findings, directory / "findings.csv")
        write_findings_json(audit, counted, findings, directory / "findings.json", names)
        write_html(audit, counted, findings, directory / "report.html", names, lang)
        write_manifest(audit, counted, directory, names, lang)
    return path


def _files(audit: Audit) -> list[str]:
    """Every file that the report may name, each once, in a stable order."""
    read = [file for _, file in audit.inputs]
    spoken = [problem.span.file for problem in audit.problems if problem.span]
    logged = audit.log.table["file"].unique().to_pylist()
    return list(dict.fromkeys([*read, *(file for file in logged if file), *spoken]))
