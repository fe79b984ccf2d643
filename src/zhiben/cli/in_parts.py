"""`zhiben audit --in-parts`: a log that does not fit into memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from gettext import gettext as _
from typing import Any

import click

from zhiben.cli.inputs import Judging
from zhiben.cli.judging import is_coloured, show_first_problems, step_text
from zhiben.cli.options import Lang


def check_parts(given: Mapping[str, object], only: Sequence[str]) -> None:
    """Refuse what cannot be had in parts, before anything is read."""
    # What looks at the whole log, or at another ledger, at once.
    whole = {
        "baseline": _("--baseline compares whole ledgers, and --in-parts never holds one; leave one of the two out"),
        "formats": _("--format writes from a whole audit, and --in-parts never holds one; leave one of the two out"),
        "group_by": _("--group-by counts a whole ledger, and --in-parts never holds one; leave one of the two out"),
    }
    for name, why in whole.items():
        if given[name]:
            raise click.UsageError(why)
    if only:
        from zhiben.reports.divided.report import FILES
        from zhiben.reports.parts import chosen_files

        if lost := sorted(chosen_files(only) - frozenset(FILES)):
            message = _("--in-parts does not write {lost}; it can write {files}")
            raise click.UsageError(message.format(lost=", ".join(lost), files=", ".join(FILES)))


def audit_in_parts(asked: Judging, out: str, only: Sequence[str]) -> int:
    """Judge part by part, print the summary, write the report."""
    from zhiben.engine.inputs import read_inputs
    from zhiben.reports.catalogue import reaches
    from zhiben.reports.divided.report import write_report_in_parts
    from zhiben.reports.safe import visible
    from zhiben.reports.terminal import summary_text
    from zhiben.reports.words import say

    lang = asked.language
    with _bar(lang) as progress:
        inputs = read_inputs(asked.logs, asked.rulebook, progress=lambda step: progress(step, 0, 0), **asked.given)
        found = write_report_in_parts(inputs, out, lang=lang, only=only, progress=progress)
    audit, summary = found.audit, found.summary
    show_first_problems(audit.problems, lang, 10)
    click.echo(summary_text(audit, summary, lang, is_coloured()))
    click.echo(visible(say(lang, "label", "report_at").format(where=out)))
    grave = any(count and reaches(severity, asked.fail_on) for severity, count in summary.severities)
    return 1 if grave or audit.rejected or audit.log.account.rejected else 0


@contextmanager
def _bar(lang: Lang) -> Iterator[Callable[[str, int, int], None]]:
    """On a terminal's stderr a bar for each step that counts rows, with the time that is left; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda step, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    tasks: dict[str, Any] = {}
    with Progress(*parts, console=Console(stderr=True)) as bar:

        def told(step: str, done: int, of: int) -> None:
            if not of:  # over in a moment
                return
            if step not in tasks:
                tasks[step] = bar.add_task(step_text(step, lang), total=of)
            bar.update(tasks[step], completed=done, total=of)

        yield told
