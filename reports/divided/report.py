"""A report of a log that does not fit into memory: its parts are judged and worded one by one, then put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from os import PathLike
from pathlib import Path

from zhiben.engine.inputs import Inputs
from zhiben.engine.ledger import SCHEMA
from zhiben.engine.origin import stamped
from zhiben.engine.parts.crew import Crew, workers_for
from zhiben.engine.parts.judging import judge_parts
from zhiben.engine.parts.laying import SIZE, Run, laid_down
from zhiben.engine.parts.merging import Pieces, merged
from zhiben.engine.parts.sparing import sparing
from zhiben.events.dividing import expected_rows
from zhiben.events.given import path_of
from zhiben.events.log import EventLog
from zhiben.reports import parts
from zhiben.reports.bundle import check_place, replaced
from zhiben.reports.contents import Contents
from zhiben.reports.divided.finishing import CsvLines, JsonLines, Nothing, Step, finished
from zhiben.reports.divided.lines import in_order
from zhiben.reports.divided.sample import EXPLAINED, Sample
from zhiben.reports.divided.stores import WAIVED, Stores
from zhiben.reports.divided.whole import whole
from zhiben.reports.findings_csv import csv_head
from zhiben.reports.findings_json import begin
from zhiben.reports.ledger_file import LedgerFile
from zhiben.reports.manifest import write_manifest
from zhiben.reports.places import short_names
from zhiben.reports.summary import Summary
from zhiben.reports.words import Lang
from zhiben.rules.chosen import rule_names

FILES = (parts.LEDGER, parts.CSV, parts.JSON)  # what such a report can have
Progress = Callable[[str, int, int], None]


class Gathered(Contents, frozen=True, dict=True):
    """What is known of the whole when every part is through; `audit` has those duties only that may be shown.

    Attributes:
        files: by file of the report and `WAIVED`, what the parts have laid down for it.
    """

    total: Summary | None = None
    files: Mapping[str, Sequence[Pieces]] | None = None

    @cached_property
    def summary(self) -> Summary:
        """Counts of every verdict of the whole, and the worst bearers."""
        assert self.total is not None
        return self.total

    @cached_property
    def rules(self) -> list[str]:
        """Every name that the ledger may give, in its order."""
        return rule_names(self.audit.rulebook.rules)

    def pieces(self, file: str) -> Sequence[Pieces]:
        """What the parts have laid down for a file."""
        return (self.files or {}).get(file, ())


def write_report_in_parts(
    given: Inputs,
    out: str | PathLike[str],
    *,
    lang: Lang = "en",
    only: Sequence[str] = (),
    size: int = SIZE,
    workers: int | None = None,
    progress: Progress,
) -> Gathered:
    """Audit a log part by part, and write ledger.parquet, findings.csv, findings.json and manifest.json.

    The ledger is that of `audit`. Not looked at are the quality of the log and likely twins; nearest misses are looked
    for in the part that a bearer belongs to.

    Args:
        given: inputs without a baseline.
        only: which of these files, as of `write_report`.
        size: events of a part, about.
        workers: processes that work side by side besides this one; None = `workers_for`. The files do not depend on it.
        progress: told in a word what is done, and how many rows of how many are.

    Raises:
        Unusable: the inputs cannot be worked with, or the report cannot be written.
    """
    wanted = parts.chosen_files(only) & frozenset(FILES)
    path = path_of(out, "the directory of the report")
    check_place(path)
    names = short_names(dict.fromkeys(file for _, file in given.roles))
    rows = given.files.table.num_rows if isinstance(given.files, EventLog) else expected_rows(given.files)
    with (
        sparing(),
        Crew(workers_for(rows) if workers is None else workers, [__name__]) as crew,
        laid_down(given, crew, size=size, read=lambda done, of: progress("log", done, of)) as run,
    ):
        contents = _judged(
            run, Stores.at(run.directory, given, names, wanted), crew, lang, parts.told_misses(only), progress
        )
        with replaced(path) as directory, ThreadPoolExecutor(1) as beside:
            steps = beside.map(finished, list(_begun(contents, wanted, directory)))
            if parts.LEDGER in wanted:
                _write_ledger(contents, directory / parts.LEDGER, progress)
            write_manifest(contents.audit, contents.summary, directory, names, lang, known=dict(steps))
    return contents


def _judged(run: Run, stores: Stores, crew: Crew, lang: Lang, misses: int | None, progress: Progress) -> Gathered:
    """Judge every part and lay down what the report is made from; what is known of the whole then."""
    taken, done, of = [], 0, sum(run.log.rows_of_ranges().values())
    for part in judge_parts(run, stores, crew, explain=EXPLAINED, misses=misses):
        taken.append(part)
        done += part.rows
        if part.rows:
            progress("judging", done, of)
    crew.end()  # what is left to do needs a second core, and not what processes hold that have judged
    laid = [part.what for part in taken if part.what is not None]
    audit, summary = whole(run, taken, [part.told for part in laid])
    rules = rule_names(audit.rulebook.rules)
    audit = Sample.joined([part.sample for part in laid], rules, run.log.parts.vocabulary).shown_by(audit)
    files = {name: [part.files[name] for part in laid if name in part.files] for name in stores.stores}
    return Gathered(audit, lang, dict(stores.names), total=summary, files=files)


def _begun(contents: Gathered, wanted: frozenset[str], directory: Path) -> Iterator[Step]:
    """Begin the files of findings; what there is to do beside writing the ledger, the longest first."""
    if parts.JSON in wanted:
        file = directory / parts.JSON
        with file.open("wb") as stream:
            begin(contents, stream, in_order(contents.pieces(WAIVED), contents.rules))
        yield JsonLines(file, contents.pieces(parts.JSON), contents.rules)
    if parts.CSV in wanted:
        file = directory / parts.CSV
        file.write_bytes(csv_head())
        yield CsvLines(file, contents.pieces(parts.CSV), contents.rules)
    for _, read in contents.audit.inputs:
        yield Nothing(Path(read))


def _write_ledger(contents: Gathered, path: Path, progress: Progress) -> None:
    """Write the rows of all parts in order."""
    origin, schema = contents.audit.origin, SCHEMA
    ledger = LedgerFile(path, schema if origin is None else stamped(schema.empty_table(), origin).schema)
    written = 0
    for rows in merged(contents.pieces(parts.LEDGER), contents.rules):
        ledger.take(rows)
        written += rows.num_rows
        progress("report", written, contents.summary.total.total)
    ledger.close()
