"""`zhiben check`: the same judgement for one submission, compact, for continuous integration."""

from __future__ import annotations

import click

from zhiben.cli.inputs import Judging, judging_options
from zhiben.cli.judging import exit_code, progress, usable, with_baseline
from zhiben.cli.options import text_format_of
from zhiben.cli.printed import PrintedCommand, print_text


@click.command(cls=PrintedCommand, short_help="Judge LOGs before they are handed in, compactly.")
@judging_options
@click.option(
    "--format",
    "format_",
    default="text",
    show_default=True,
    metavar="F",
    callback=text_format_of,
    help="What goes to stdout: text, or a format that other programs read.",
)
def check(
    asked: Judging,
    format_: str,
) -> int:
    """Judge LOGs before they are handed in: one line for every problem of the data and every finding.

    Writes no files. Lines go to stdout, the account of rows and the notes to stderr.

    \b
    zhiben check log.csv --rulebook workshop-safety --entities entities.csv --as-of 2025-04-30
    """
    from zhiben.engine.audit import audit as run
    from zhiben.reports.compact import closing_lines, compact_lines

    language = asked.language
    with_baseline(asked.fail_on_new, asked.baseline)
    with usable(language, format_):
        with progress(language) as report:
            found = run(
                asked.logs,
                asked.rulebook,
                **asked.given,
                progress=report,
            )
        code = exit_code(found, asked.fail_on, asked.fail_on_new)
        if format_ == "text":
            for line in compact_lines(found, language):
                click.echo(line)
        else:
            from zhiben.reports.contents import Contents
            from zhiben.reports.formats import text_format_named

            print_text(text_format_named(format_).text(Contents.of(found, language, exit_code=code)))
        for line in closing_lines(found, language):
            click.echo(line, err=True)
        return code
