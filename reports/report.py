"""All files of a report, from one audit, whole or not at all; the same audit gives the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from os import PathLike
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
from msgspec import Struct

from zhiben.engine.abreast import abreast, cores
from zhiben.engine.audit import Audit
from zhiben.engine.grouping import wrong_word
from zhiben.engine.ledger import FINDINGS, NOT_MET
from zhiben.engine.origin import stamped
from zhiben.events.given import path_of
from zhiben.reports import groups, parts
from zhiben.reports.blocks import Block
from zhiben.reports.bundle import replaced
from zhiben.reports.contents import Contents
from zhiben.reports.findings_csv import csv_head, csv_lines
from zhiben.reports.findings_json import FindingsJson, json_lines
from zhiben.reports.formats import format_named, format_names
from zhiben.reports.groups import write_groups
from zhiben.reports.html.write import write_html
from zhiben.reports.ledger_file import LedgerFile
from zhiben.reports.manifest import sha256, write_manifest
from zhiben.reports.why.stored import ExplanationsFile, write_events
from zhiben.reports.words import LANGS, Lang


def write_report(
    audit: Audit,
    out: str | PathLike[str] = "zhiben-report",
    *,
    lang: Lang = "en",
    formats: Sequence[str] = (),
    group_by: Sequence[str] = (),
    notice_template: str | PathLike[str] | None = None,
    contents: Contents | None = None,
    only: Sequence[str] = (),
) -> Path:
    """Write ledger.parquet, findings.csv, findings.json, explanations.parquet, events.parquet, report.html and
    manifest.json to the directory `out`, or of these only some.

    An older report there is replaced; anything else there is left alone.

    Args:
        lang: of what only one language fits into.
        formats: what else to write, by the names of `formats.format_names`; those that only print write nothing.
        group_by: words of `engine.grouping`; where there are any, summary.csv is written too.
        notice_template: the DOCX file that the format `docx` fills in; None = the shipped one.
        contents: as already prepared from the audit in this language, else it is prepared here.
        only: names of files, also without their ending, as in `["ledger", "findings"]`; manifest.json and what
            `formats` and `group_by` add are written in any case. Empty = all files. What is not written is not made.

    Returns:
        The directory.

    Raises:
        Unusable: when `out` holds something else, or cannot be written; when the notice template cannot be used.
        ValueError: no such language, no such format, no such word to group by, or no such part.
        TypeError: `out` is no path.
    """
    if lang not in LANGS:
        raise ValueError(f"there is no language {lang!r}; languages: {', '.join(map(repr, LANGS))}")
    known = format_names()
    if unknown := [name for name in formats if name not in known]:
        raise ValueError(f"there is no format {unknown[0]!r}; formats: {', '.join(known)}")
    if group_by and (wrong := wrong_word(group_by)):
        raise ValueError(wrong)
    if isinstance(only, str):
        raise TypeError("only is a list of parts, as in only=['ledger', 'findings']")
    if wrong := parts.wrong_part(only):
        raise ValueError(wrong)
    wanted = parts.chosen_files(only)
    path = path_of(out, "the directory of the report")
    own = None if notice_template is None else str(path_of(notice_template, "the notice template"))
    whole = contents or Contents.of(audit, lang, own)
    names = dict(whole.names)
    with replaced(path) as directory, ThreadPoolExecutor(1) as beside:
        summed = [beside.submit(_sums_of_inputs, audit)]
        if parts.LEDGER in wanted:
            summed.append(beside.submit(_write_ledger, audit, directory / parts.LEDGER))
        if parts.EVENTS in wanted:
            missed = audit.explanations.misses["event"].combine_chunks()
            summed.append(beside.submit(_write_events, audit, missed, directory / parts.EVENTS, names))
        counted = beside.submit(lambda: whole.summary)
        _write_duties(whole, wanted, directory)
        if parts.HTML in wanted:
            write_html(whole, directory / parts.HTML)
        if group_by:
            write_groups(audit, group_by, directory / groups.FILE)
        for name in dict.fromkeys(formats):
            chosen = format_named(name)
            if chosen.FILE:
                chosen.write(whole, directory / chosen.FILE)
        used = [("notice template", whole.notice_template)] if whole.notice_template and "docx" in formats else []
        sums = {file: told for done in summed for file, told in done.result().items()}
        write_manifest(audit, counted.result(), directory, names, lang, group_by, used, sums)
    return path


def _sums_of_inputs(audit: Audit) -> dict[str, str]:
    return {file: sha256(Path(file)) for file in {file for _, file in audit.inputs}}


def _write_ledger(audit: Audit, path: Path) -> dict[str, str]:
    """Write the ledger; its digest."""
    ledger = audit.ledger if audit.origin is None else stamped(audit.ledger, audit.origin)
    file = LedgerFile(path, ledger.schema)
    file.take(ledger)
    file.close()
    return {str(path): sha256(path)}


def _write_events(audit: Audit, missed: pa.Array, path: Path, names: dict[str, str]) -> dict[str, str]:
    write_events(audit, missed, path, names)
    return {str(path): sha256(path)}


def _write_duties(contents: Contents, wanted: frozenset[str], directory: Path) -> None:
    """Write the files that tell of one duty after the other, in one pass over those that are not met."""
    if not wanted & {parts.CSV, parts.JSON, parts.EXPLANATIONS}:
        return
    with ExitStack() as stack:

        def opened(name: str) -> IO[bytes] | None:
            return stack.enter_context((directory / name).open("wb")) if name in wanted else None

        csv, objects = opened(parts.CSV), opened(parts.JSON)
        if csv:
            csv.write(csv_head())
        json = FindingsJson(contents, objects) if objects else None
        told = ExplanationsFile(directory / parts.EXPLANATIONS) if parts.EXPLANATIONS in wanted else None
        blocks = contents.blocks(NOT_MET if told else FINDINGS)
        for worded in abreast(partial(_worded, contents, wanted), blocks, cores()):
            if csv:
                csv.write(worded.lines)
            if json:
                json.take(worded.objects)
            if told:
                told.take(worded.told)
        if json:
            json.close()
        if told:
            told.close()


class _Worded(Struct, frozen=True):
    """What the files have of a block: lines of findings.csv and findings.json, and rows of explanations.parquet."""

    lines: bytes
    objects: bytes
    told: pl.DataFrame


def _worded(contents: Contents, wanted: frozenset[str], block: Block) -> _Worded:
    """A block as far as it is wanted."""
    lines = objects = b""
    if wanted & {parts.CSV, parts.JSON}:
        findings = contents.findings_of(block)
        lines = csv_lines(findings) if parts.CSV in wanted else lines
        objects = json_lines(findings, block.told) if parts.JSON in wanted else objects
    return _Worded(lines, objects, block.told if parts.EXPLANATIONS in wanted else pl.DataFrame())
