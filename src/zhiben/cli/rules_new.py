"""`zhiben rules new`: a rulebook to begin with, or one more rule."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from zhiben.cli.judging import usable
from zhiben.cli.options import Lang, lang_of, lang_option

if TYPE_CHECKING:
    from zhiben.rules.model import Period

_PERIODS = ("day", "week", "month", "quarter", "half-year", "year")


@click.command(short_help="Begin a rulebook, or add a rule to one.")
@click.argument("directory", metavar="DIR")
@click.option("--name", metavar="NAME", help="What the new rulebook is called.  [default: as the directory]")
@click.option("--rule", metavar="ID", help="Add a rule with this id to the rulebook in DIR.")
@click.option("--event", metavar="TYPE", help="With --rule: the type of event that must happen.")
@click.option("--bearer", metavar="KIND", help="With --rule: who owes it.  [default: who owes most rules]")
@click.option("--every", type=click.Choice(_PERIODS), help="With --rule: how often.  [default: quarter]")
@click.option("--by", metavar="DATE", help="With --rule: the last day, instead of --every.")
@click.option("--clause", metavar="ID", help="With --rule: the clause of the outline that it rests on.")
@lang_option
def new(
    directory: str,
    name: str | None,
    rule: str | None,
    event: str | None,
    bearer: str | None,
    every: Period | None,
    by: str | None,
    clause: str | None,
    lang: str,
) -> int:
    """Write a rulebook to begin with into DIR, or add a rule with its worked cases to the one that is there.

    The new rulebook has two rules, and comments that say what is what; DIR must not exist yet or be empty. With --rule
    two files are added, tasks/ID.yaml and examples/ID.yaml, and no other is touched. Prints the names of the files.
    """
    from pathlib import Path

    from zhiben.engine.asked import day
    from zhiben.reports.scaffold.book import new_book
    from zhiben.reports.scaffold.rule import new_rule
    from zhiben.reports.scaffold.wording import Asked

    language = lang_of(lang)
    if rule is None:
        given = {"--event": event, "--bearer": bearer, "--every": every, "--by": by, "--clause": clause}
        if stray := [option for option, value in given.items() if value is not None]:
            raise click.UsageError(_("{stray}: only with --rule ID").format(stray=", ".join(stray)))
    elif name is not None:
        raise click.UsageError(_("--name is for a new rulebook, --rule for one that is there: give one of the two"))
    elif event is None:
        raise click.UsageError(_("--rule needs --event TYPE, the type of event that must happen"))
    elif every is not None and by is not None:
        raise click.UsageError(_("--every and --by: give one of the two"))
    with usable(language):
        if rule is None or event is None:
            files = new_book(Path(directory), name)
        else:
            window = day(by, "--by") if by is not None else every or "quarter"
            files = new_rule(Path(directory), Asked(rule, event, bearer, window, clause))
        for file in files:
            click.echo(str(file))
        click.echo(_next(directory, language), err=True)
        return 0


def _next(directory: str, lang: Lang) -> str:
    import shlex

    from zhiben.rules.shipped import shipped_rulebooks

    where = shlex.quote(f"./{directory}" if directory in shipped_rulebooks() else directory)
    steps = "；" if lang == "zh" else "; "
    rulebook = ("rules lint", "rules test --mutate", "rules coverage")
    said = steps.join(f"zhiben {command} {where}" for command in rulebook)
    return f"下一步：修改这些文件，然后 {said}" if lang == "zh" else f"next: edit the files, then {said}"
