"""`zhiben audit`: judge a log, print the summary, write the report."""

from __future__ import annotations

from gettext import gettext as _

import click

from zhiben.cli.in_parts import audit_in_parts, check_parts
from zhiben.cli.inputs import Judging, judging_options
from zhiben.cli.judging import exit_code, is_coloured, progress, show_first_problems, usable, with_baseline
from zhiben.cli.options import formats_option, group_by_option, only_option
from zhiben.cli.printed import print_text

_PROBLEMS_SHOWN = 10  # on the terminal; the report has them all


@click.command()
@judging_options
@only_option
@formats_option
@group_by_option
@click.option(
    "--notice-template",
    metavar="FILE",
    help="The DOCX file that notices are made from, with --format docx.  [default: the shipped one]",
)
@click.option(
    "--in-parts",
    is_flag=True,
    help="For logs that do not fit into memory: read them onto disk, judge part by part; writes ledger and findings.",
)
@click.option("--out", default="zhiben-report", show_default=True, metavar="DIR", help="Where the report is written.")
def audit(
    asked: Judging,
    only: tuple[str, ...],
    formats: tuple[str, ...],
    group_by: tuple[str, ...],
    notice_template: str | None,
    in_parts: bool,
    out: str,
) -> int:
    """Judge LOGs by a rulebook and write a report.

    A log is a CSV, JSONL, Parquet or XLSX file. The report directory gets ledger.parquet, findings.csv, findings.json,
    explanations.parquet, events.parquet, report.html, manifest.json and what --format and --group-by (summary.csv)
    add, all of them or none. --only leaves the files out that nobody wants; what is not written takes no time.

    \b
    zhiben audit log.csv --rulebook workshop-safety --entities entities.csv --as-of 2025-04-30
    """
    from pathlib import Path

    from zhiben.engine.audit import audit as run
    from zhiben.reports.bundle import check_place
    from zhiben.reports.contents import Contents
    from zhiben.reports.formats import text_format_named
    from zhiben.reports.groups import group_lines
    from zhiben.reports.parts import HTML, chosen_files, explained_verdicts, told_misses
    from zhiben.reports.report import write_report
    from zhiben.reports.safe import visible
    from zhiben.reports.terminal import summary_text
    from zhiben.reports.words import say

    language = asked.language
    if notice_template is not None and "docx" not in formats:
        raise click.UsageError(_("--notice-template is for notices, and only --format docx writes them; add it"))
    with_baseline(asked.fail_on_new, asked.baseline)
    if in_parts:
        check_parts({"baseline": asked.baseline, "formats": formats, "group_by": group_by}, only)
        with usable(language):
            return audit_in_parts(asked, out, only)
    with usable(language):
        with progress(language) as report:
            check_place(Path(out))
            if notice_template is not None:
                from zhiben.reports.notices.template import NoticeTemplate

                NoticeTemplate.read(notice_template, language)  # before the work, not after it
            found = run(
                asked.logs,
                asked.rulebook,
                **asked.given,
                explain=explained_verdicts(only, formats),
                misses=told_misses(only, formats),
                progress=report,
            )
            report("report")
            code = exit_code(found, asked.fail_on, asked.fail_on_new)
            contents = Contents.of(found, language, notice_template, exit_code=code)
            directory = write_report(
                found, out, lang=language, formats=formats, group_by=group_by, contents=contents, only=only
            )
        show_first_problems(found.problems, language, _PROBLEMS_SHOWN)
        click.echo(summary_text(found, contents.summary, language, is_coloured()))
        if group_by:
            click.echo("\n".join(group_lines(found, group_by, language, is_coloured())) + "\n")
        for name in formats:
            chosen = text_format_named(name)
            if not chosen.FILE:  # what belongs on stdout and nowhere else
                print_text(chosen.text(contents))
        where = directory / HTML if HTML in chosen_files(only) else directory
        click.echo(visible(say(language, "label", "report_at").format(where=where)))
        return code
