"""`zhiben check`: the same judgement for one submission, compact, for continuous integration."""

from __future__ import annotations

import click

from zhiben.cli.judging import exit_code, progress, usable, with_baseline
from zhiben.cli.options import judging_options, lang_of, text_format_of
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
    logs: tuple[str, ...],
    rulebook: str,
    map_: str | None,
    entities: str | None,
    coverage: str | None,
    waivers: str | None,
    baseline: str | None,
    as_of: str | None,
    known_at: str | None,
    profile: str | None,
    settings: dict[str, str],
    rules: tuple[str, ...],
    fail_on: str,
    fail_on_new: bool,
    lang: str,
    format_: str,
) -> int:
    """Judge LOGs before they are handed in: one line for every problem of the data and every finding.

    Writes no files. Lines go to stdout, the account of rows and the notes to stderr.

    \b
    zhiben check log.csv --rulebook workshop-safety --entities entities.csv --as-of 2025-04-30
    """
    from zhiben.engine.audit import audit as run
    from zhiben.reports.compact import closing_lines, compact_lines

    language = lang_of(lang)
    with_baseline(fail_on_new, baseline)
    with usable(language, format_):
        with progress(language) as report:
            found = run(
                logs,
                rulebook,
                map=map_,
                entities=entities,
                coverage=coverage,
                waivers=waivers,
                baseline=baseline,
                as_of=as_of,
                known_at=known_at,
                profile=profile,
                settings=settings,
                rules=rules,
                progress=report,
            )
        code = exit_code(found, fail_on, fail_on_new)
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
