"""A report of a log that does not fit into memory: its parts are judged and worded one by one, then put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import IO

import polars as pl

from zhiben.engine.audited import Audit
from zhiben.engine.inputs import Inputs
from zhiben.engine.ledger import FINDINGS, SCHEMA
from zhiben.engine.origin import stamped
from zhiben.engine.parts.auditing import Run, Taken, judge_parts, laid_down
from zhiben.engine.parts.judging import SIZE, WORKERS
from zhiben.engine.parts.merging import merged
from zhiben.engine.parts.store import Store
from zhiben.events.given import path_of
from zhiben.events.records import dataclass
from zhiben.reports import parts
from zhiben.reports.blocks import Block
from zhiben.reports.bundle import check_place, replaced
from zhiben.reports.contents import Contents
from zhiben.reports.divided.stores import Stores, worded
from zhiben.reports.divided.whole import Told, whole
from zhiben.reports.findings_csv import FindingsCsv
from zhiben.reports.findings_json import FindingsJson
from zhiben.reports.ledger_file import LedgerFile
from zhiben.reports.manifest import write_manifest
from zhiben.reports.places import short_names
from zhiben.reports.summary import Summary
from zhiben.reports.words import Lang
from zhiben.rules.chosen import rule_names

FILES = (parts.LEDGER, parts.CSV, parts.JSON)  # what such a report can have
Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Gathered(Contents):
    """What is known of the whole when every part is through.

    `audit` is that of one part that has findings, if any has, with the account, problems and notes of the whole.
    """

    total: Summary | None = None
    excused: Store | None = None

    @cached_property
    def summary(self) -> Summary:
        """Counts of every verdict of the whole, and the worst bearers."""
        assert self.total is not None
        return self.total

    def waived_blocks(self) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """As `Contents.waived_blocks`, of the whole."""
        assert self.excused is not None
        return worded(self.excused, rule_names(self.audit.rulebook.rules))


def write_report_in_parts(
    given: Inputs,
    out: str | PathLike[str],
    *,
    lang: Lang = "en",
    only: Sequence[str] = (),
    size: int = SIZE,
    workers: int = WORKERS,
    progress: Step,
) -> Gathered:
    """Audit the files of a log part by part, and write ledger.parquet, findings.csv, findings.json and manifest.json.

    The ledger is that of `audit`. Not looked at are the quality of the log and likely twins; nearest misses are looked
    for in the part that a bearer belongs to.

    Args:
        given: inputs without a baseline, whose log is files.
        only: which of these files, as of `write_report`.
        size: events of a part, about.
        progress: told in a word what is done, and how many rows of how many are.

    Raises:
        Unusable: the inputs cannot be worked with, or the report cannot be written.
    """
    wanted = parts.chosen_files(only) & frozenset(FILES)
    path = path_of(out, "the directory of the report")
    check_place(path)
    names = short_names(dict.fromkeys(file for _, file in given.roles))
    with laid_down(given, size=size, read=lambda done, of: progress("log", done, of)) as run:
        stores = Stores.at(run.directory, names, is_worded=wanted != {parts.LEDGER})
        verdicts = (*FINDINGS, "waived") if stores.is_worded else ()
        taken, speaker = _judged(run, stores, verdicts, workers, progress)
        audit, summary = whole(run, taken, speaker)
        contents = Gathered(audit, lang, names, total=summary, excused=stores.excused)
        rules = rule_names(given.book.rules)
        with replaced(path) as directory:
            if parts.LEDGER in wanted:
                ledger = LedgerFile(directory / parts.LEDGER, stamped(SCHEMA.empty_table(), given.origin).schema)
                written = 0
                for rows in merged(stores.ledger.parts, rules):
                    ledger.take(rows)
                    written += rows.num_rows
                    progress("report", written, summary.total.total)
                ledger.close()
            _write_findings(contents, worded(stores.findings, rules), wanted, directory)
            write_manifest(contents.audit, contents.summary, directory, names, lang)
    return contents


def _judged(
    run: Run, stores: Stores, verdicts: Sequence[str], workers: int, progress: Step
) -> tuple[list[Taken[Told]], Audit]:
    """Judge every part and lay down what the report is made from; the audit of one part is to speak for the whole."""
    turn, done, of = Lock(), 0, sum(run.log.spill.rows.values())
    chosen: list[tuple[bool, int, Audit]] = []  # of the first part that has findings, else of the first

    def take(number: int, audit: Audit) -> Told:
        stores.take(audit)
        with turn:
            chosen[:] = [min([*chosen, (not audit.findings.num_rows, number, audit)], key=lambda each: each[:2])]
        return Told.of(audit, run.plan.given)

    def through(rows: int) -> None:
        nonlocal done
        with turn:
            done += rows
            progress("judging", done, of)

    taken = list(judge_parts(run, take, explain=verdicts, workers=workers, done=through))
    return taken, chosen[0][2]


def _write_findings(
    contents: Gathered, blocks: Iterable[tuple[pl.DataFrame, pl.DataFrame]], wanted: frozenset[str], directory: Path
) -> None:
    with ExitStack() as stack:

        def opened(name: str) -> IO[bytes]:
            return stack.enter_context((directory / name).open("wb"))

        csv = FindingsCsv(opened(parts.CSV)) if parts.CSV in wanted else None
        json = FindingsJson(contents, opened(parts.JSON)) if parts.JSON in wanted else None
        if csv:  # the headings are there also where there are no findings
            csv.take(Block(contents.audit, contents.audit.findings.slice(0, 0), contents.names).readable())
        for findings, told in blocks if csv or json else ():
            if csv:
                csv.take(findings)
            if json:
                json.take(findings, told)
        if json:
            json.close()
