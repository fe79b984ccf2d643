"""`zhiben simulate`: a made-up log for any rulebook, with the verdicts that an audit of it must give."""

from __future__ import annotations

import math
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from zhiben.cli.judging import usable
from zhiben.cli.options import Lang, lang_of, lang_option, rulebook_of, settings_of

if TYPE_CHECKING:
    from zhiben.engine.simulate.run import Simulation


def _share(context: click.Context, parameter: click.Parameter, given: float) -> float:
    del context, parameter
    if math.isnan(given):
        raise click.BadParameter(_("it is a number from 0 to 1, such as 0.9"))
    return given


@click.command(short_help="Make up a log for a rulebook, with the verdicts to expect.")
@click.option(
    "--rulebook",
    multiple=True,  # so that a second one is noticed
    metavar="NAME|DIR",
    callback=rulebook_of,
    help="A shipped rulebook's name, or a directory.  [required]",
)
@click.option(
    "--entities",
    type=click.IntRange(1, 100_000),
    default=10,
    show_default=True,
    metavar="N",
    help="How many of the kind of entity that owes most rules; others follow from the rules.",
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help="Another number, another log.")
@click.option(
    "--compliance",
    type=click.FloatRange(0, 1),
    default=0.9,
    show_default=True,
    metavar="P",
    callback=_share,
    help="Share of the duties that are kept.",
)
@click.option(
    "--as-of", metavar="DATE", help="The day the verdicts are for.  [default: five sixths into the rulebook's time]"
)
@click.option("--profile", metavar="NAME", help="An overlay of parameters in the rulebook's profiles/.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    callback=settings_of,
    help="Set a parameter; may be repeated.",
)
@click.option("--expected/--no-expected", default=True, help="Whether expected.csv is written; that is the slow part.")
@click.option("--out", required=True, metavar="DIR", help="Where the files are written.")
@lang_option
def simulate(
    rulebook: str,
    entities: int,
    seed: int,
    compliance: float,
    as_of: str | None,
    profile: str | None,
    settings: dict[str, str],
    expected: bool,
    out: str,
    lang: str,
) -> int:
    """Make up a log for a rulebook: duties kept, late and missed, near misses that fail one condition, noise.

    Writes entities.csv, log.csv and expected.csv, all of them or none. expected.csv holds the verdict of every duty, by
    the slow evaluator that the tests compare the engine with, and what was meant to become of it. The same rulebook,
    options and language give the same bytes. No person, enterprise or event in it exists.

    \b
    zhiben simulate --rulebook workshop-safety --entities 5 --seed 7 --out made-up
    """
    from pathlib import Path

    from zhiben.engine.asked import day
    from zhiben.reports.simulation import write_simulation
    from zhiben.rules.loading import load_rulebook
    from zhiben.rules.shipped import rulebook_path

    language = lang_of(lang)

    def say(seconds: float) -> None:
        minutes = round(seconds / 60) or 1
        click.echo(_SLOW[language].format(minutes=minutes), err=True)

    with usable(language):
        until = None if as_of is None else day(as_of, "as-of")
        book = load_rulebook(rulebook_path(rulebook), profile=profile, settings=settings)
        done = write_simulation(
            book,
            Path(out),
            entities=entities,
            seed=seed,
            compliance=compliance,
            as_of=until,
            lang=language,
            with_expected=expected,
            say=say,
        )
        click.echo(_said(done, language), err=True)
    return 0


_SLOW = {
    "zh": "参照判定约需 {minutes} 分钟；不需要 expected.csv 时可用 --no-expected。",
    "en": "the expected verdicts take about {minutes} min; --no-expected leaves expected.csv out",
}
_WORDS = {
    "zh": (
        "截至 {day}：{entities} 个对象，{events} 条记录",
        "；{all} 项义务（{each}）",
        "；按设想落实 {reached}/{planned}",
    ),
    "en": (
        "as of {day}: {entities} {entities:entity|entities}, {events} {events:event|events}",
        "; {all} {all:duty|duties} ({each})",
        "; {reached} of {planned} came out as intended",
    ),
}


def _said(done: Simulation, lang: Lang) -> str:
    from zhiben.reports.filling import fill
    from zhiben.reports.words import say

    start, duties, share = _WORDS[lang]
    text = fill(start, day=done.as_of, entities=done.entities, events=done.events)
    if done.verdicts is not None:
        comma = "，" if lang == "zh" else ", "
        each = comma.join(f"{say(lang, 'verdict', verdict)} {number}" for verdict, number in done.verdicts.items())
        text += fill(duties, all=sum(done.verdicts.values()), each=each)
        text += share.format(reached=done.reached, planned=done.planned)
    return text
