"""`zhiben explain`: the whole story of one duty, from the report alone."""

from __future__ import annotations

import click

from zhiben.cli.judging import show_problems, usable
from zhiben.cli.options import lang_of, lang_option


@click.command(short_help="Tell the whole story of one duty of a report.")
@click.argument("duty", metavar="DUTY-ID")
@click.option("--ledger", required=True, metavar="OUT-DIR", help="The directory of a report.  [required]")
@lang_option
def explain(duty: str, ledger: str, lang: str) -> int:
    """Tell the whole story of one duty: what was owed, what raised it, what was seen and nearly counted, and the one
    record that would have met it, with file and line of every record.

    DUTY-ID stands in the column `duty` of findings.csv and ledger.parquet; as much of its beginning as no other duty
    has is enough. Only the report is read, so it may have been moved or handed on.

    \b
    zhiben explain 96b09080 --ledger zhiben-report
    """
    from pathlib import Path

    from zhiben.reports.why.reading import changed_problem, duty_named, read_report
    from zhiben.reports.why.story import story

    language = lang_of(lang)
    with usable(language):
        stored = read_report(Path(ledger))
        told = story(stored, duty_named(stored.ledger, duty), language)
        show_problems(changed_problem(stored), language)
        click.echo(told, nl=False)
    return 0
