"""`zhiben watch`: verdicts as events arrive."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from zhiben.cli.judging import show_problems, usable
from zhiben.cli.options import SEVERITIES, Lang, lang_of, lang_option, rulebook_of, settings_of

if TYPE_CHECKING:
    from zhiben.events.problem import Problem

BATCH = 20_000  # events of one step at most, unless something else is asked for
_SHOWN = 20  # problems of one step


def _leads_of(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    del context, parameter
    leads = {}
    for text in given:
        severity, equals, duration = text.partition("=")
        if not equals or severity not in SEVERITIES:
            message = _("`{text}` is not of the form SEVERITY=DURATION, as in critical='14 days'")
            raise click.BadParameter(message.format(text=text))
        leads[severity] = duration
    return leads


@click.command(short_help="Judge events as they arrive.")
@click.option(
    "--rulebook",
    multiple=True,
    metavar="NAME|DIR",
    callback=rulebook_of,
    help="A shipped rulebook's name, or a directory.  [required]",
)
@click.option(
    "--from",
    "source",
    default="jsonl:-",
    show_default=True,
    metavar="SOURCE",
    help="jsonl:- (standard input), tail:FILE, or http://127.0.0.1:PORT.",
)
@click.option("--state", metavar="DIR", help="Where to keep what is known, to go on after a stop.  [default: nowhere]")
@click.option("--to", metavar="FILE", help="Continue this file with the changes.  [default: standard output]")
@click.option("--aside", metavar="FILE", help="Continue this file with events that came too late.")
@click.option("--ledger", metavar="FILE", help="At the end, write the duty ledger (Parquet).")
@click.option("--map", "map_", metavar="FILE", help="How to read events with other fields (YAML).")
@click.option("--entities", metavar="FILE", help="Who exists, from when to when, below whom.")
@click.option("--coverage", metavar="FILE", help="For which subjects, types and days the log is complete.")
@click.option("--waivers", metavar="FILE", help="Which duties are excused, by whom, why and for how long.")
@click.option("--profile", metavar="NAME", help="An overlay of parameters in the rulebook's profiles/.")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", callback=settings_of,
    help="Set a parameter; may be repeated.",
)  # fmt: skip
@click.option("--as-of", metavar="DATE", help="Let the clock go to this date or instant at the end, and never past it.")
@click.option(
    "--clock",
    type=click.Choice(["events", "wall"]),
    help="What moves the clock.  [default: events for jsonl:, else wall]",
)
@click.option("--lateness", default="7 days", show_default=True, metavar="DURATION", help="How late events may come.")
@click.option(
    "--due-soon", "leads", multiple=True, metavar="SEVERITY=DURATION", callback=_leads_of,
    help="How long before its due date a duty is due soon.  [default: critical=14 days, high=7, medium=3, low=1]",
)  # fmt: skip
@click.option(
    "--batch",
    default=BATCH,
    show_default=True,
    type=click.IntRange(1),
    metavar="N",
    help="Judge at once what is waiting, up to N events; nothing waits for a step to fill. More when behind is faster;"
    " less tells the first of them sooner, and what happens between them.",
)
@click.option("--once", is_flag=True, help="With tail:FILE, stop at the end of the file.")
@click.option("--explain/--no-explain", default=True, show_default=True, help="Say in words why a duty is breached.")
@click.option("--token-file", metavar="FILE", help="The token that HTTP clients send.  [default: $ZHIBEN_TOKEN]")
@click.option("--body-limit", default=1_048_576, show_default=True, metavar="BYTES", help="Of an HTTP request.")
@click.option("--rate-limit", default=100.0, show_default=True, metavar="N", help="HTTP requests a second.")
@click.option("--tui", is_flag=True, help="Show open duties, latest verdicts and rates on the terminal.")
@lang_option
def watch(
    rulebook: str,
    source: str,
    state: str | None,
    to: str | None,
    aside: str | None,
    ledger: str | None,
    map_: str | None,
    entities: str | None,
    coverage: str | None,
    waivers: str | None,
    profile: str | None,
    settings: dict[str, str],
    as_of: str | None,
    clock: str | None,
    lateness: str,
    leads: dict[str, str],
    batch: int,
    once: bool,
    explain: bool,
    token_file: str | None,
    body_limit: int,
    rate_limit: float,
    tui: bool,
    lang: str,
) -> int:
    """Judge events as they arrive: one line of JSON for every duty that opens, comes due, is met, breached, made up
    late, cannot be judged, is waived, or stands otherwise than was said before.

    The verdicts are those of `zhiben audit` over all that has arrived, as of the clock.

    \b
    zhiben watch --rulebook workshop-safety --entities entities.csv --state state --to changes.jsonl < events.jsonl
    """
    from zhiben.cli.live.asked import Asked
    from zhiben.cli.live.running import run

    language = lang_of(lang)
    asked = Asked(
        rulebook=rulebook,
        source=source,
        state=state,
        to=to,
        aside=aside,
        ledger=ledger,
        map=map_,
        entities=entities,
        coverage=coverage,
        waivers=waivers,
        profile=profile,
        settings=settings,
        as_of=as_of,
        clock=clock,
        lateness=lateness,
        leads=leads,
        batch=batch,
        once=once,
        explain=explain,
        token_file=token_file,
        body=body_limit,
        rate=rate_limit,
        tui=tui,
        lang=language,
    )
    with usable(language):
        counts = run(asked, lambda problems: _show(problems, language))
    told = "，".join if language == "zh" else ", ".join
    words = _COUNTED_ZH if language == "zh" else _COUNTED_EN
    click.echo(told(f"{word} {counts.get(name, 0)}" for name, word in words.items()), err=True)
    return 1 if counts.get("rejected") else 0


def _show(problems: Sequence[Problem], lang: Lang) -> None:
    """Errors and warnings about what has just arrived; of very many the first ones, and how many more there are."""
    grave = [problem for problem in problems if problem.level != "note"]
    show_problems(grave[:_SHOWN], lang)
    if len(grave) > _SHOWN:
        more = len(grave) - _SHOWN
        click.echo(f"另有 {more} 项" if lang == "zh" else f"and {more} more", err=True)


_COUNTED_EN = {"accepted": "accepted", "duplicates": "duplicates", "aside": "too late", "rejected": "rejected"}
_COUNTED_ZH = {"accepted": "计入", "duplicates": "重复", "aside": "过迟", "rejected": "拒收"}
