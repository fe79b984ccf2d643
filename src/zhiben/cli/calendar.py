"""`zhiben calendar`: what is still open and what opens next, for everybody who is known."""

from __future__ import annotations

import click

from zhiben.cli.inputs import inputs_options
from zhiben.cli.judging import exit_code, progress, usable
from zhiben.cli.options import lang_of
from zhiben.cli.printed import print_bytes

_DAYS = 90  # looked ahead without --through


@click.command(short_help="List duties that are open, or open or fall due soon.")
@inputs_options
@click.option("--from", "start", metavar="DATE", help="Leave out what opened and falls due before.  [default: --as-of]")
@click.option("--through", metavar="DATE", help=f"How far to look ahead, that day included.  [default: {_DAYS} days]")
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "ics"]), default="table", show_default=True,
    help="A table to read, a table for spreadsheets, or a file for calendars.",
)  # fmt: skip
def calendar(
    logs: tuple[str, ...],
    rulebook: str,
    map_: str | None,
    entities: str | None,
    coverage: str | None,
    as_of: str | None,
    profile: str | None,
    settings: dict[str, str],
    rules: tuple[str, ...],
    lang: str,
    start: str | None,
    through: str | None,
    format_: str,
) -> int:
    """Duties that are open, or that open or fall due soon, the earliest due date first.

    With LOGs, what they show as done is left out. Without, every open window is listed: nothing is known of what was
    done. What only a later event or breach would raise is not foretold.

    \b
    zhiben calendar --rulebook workshop-safety --entities entities.csv --as-of 2025-04-30 --format ics
    """
    import datetime as dt

    from zhiben.engine.asked import day
    from zhiben.engine.audit import audit as run
    from zhiben.engine.ledger import AsOf
    from zhiben.engine.upcoming import upcoming
    from zhiben.events import civil
    from zhiben.events.problem import Problem, Unusable
    from zhiben.events.reading import read_log
    from zhiben.reports.agenda import Agenda, agenda_csv, agenda_table, said
    from zhiben.rules.loading import load_rulebook
    from zhiben.rules.shipped import rulebook_path

    language = lang_of(lang)
    with usable(language):
        with progress(language) as report:
            book = load_rulebook(rulebook_path(rulebook), profile=profile, settings=settings)
            found = run(
                logs or read_log([], book.vocabulary, book.timezone),
                book,
                map=map_,
                entities=entities,
                coverage=coverage,
                as_of=as_of,
                rules=rules,
                progress=report,
            )
            today = found.as_of.date() if isinstance(found.as_of, dt.datetime) else found.as_of
            first = today if start is None else day(start, "--from")
            last = today + dt.timedelta(days=_DAYS) if through is None else day(through, "--through")
            if last < max(first, today):
                message = f"--through {last} lies before {max(first, today)}"
                raise Unusable([Problem("range-reversed", message, hint="--through is the last day that is shown")])
            clock = civil.calendar(book.timezone)
            agenda = Agenda(
                found, upcoming(found, clock.start(civil.to_day(first)), AsOf.at(last, clock), has_log=bool(logs))
            )
        if format_ == "ics":
            from zhiben.reports.formats.ics import calendar_bytes

            print_bytes(calendar_bytes(agenda, language))
        elif format_ == "csv":
            print_bytes(agenda_csv(agenda))
        else:
            click.echo(agenda_table(agenda, language), nl=False)
        for line in said(agenda, first, last, bool(logs), language):
            click.echo(line, err=True)
        return exit_code(found, "low") if found.rejected else 0
