"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from gettext import gettext as _
from typing import Any, Literal, cast

import click

Command = Callable[..., Any]
Lang = Literal["zh", "en"]
SEVERITIES = ("critical", "high", "medium", "low")


def language_of_environment() -> Lang:
    """`zh` where the environment speaks Chinese, else `en`; LC_ALL, then LC_MESSAGES, then LANG, as everywhere."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if word := os.environ.get(name):
            return "zh" if word.lower().startswith("zh") else "en"
    return "en"


def lang_option(command: Command) -> Command:
    """`--lang zh|en`."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=language_of_environment,
        help="Language of what people read.  [default: that of the environment]",
    )(command)


def settings_of(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`--set name=value`, any number of times, each name once."""
    del context
    settings: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(
                _("`{text}` is not of the form name=value, as in --set accountability_days='10 days'").format(text=text)
            )
        if name.strip() in settings:
            raise click.BadParameter(_("`{name}` is set twice").format(name=name.strip()))
        settings[name.strip()] = value.strip()
    del parameter
    return settings


def rulebook_of(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> str:
    """`--rulebook`, exactly one: without it nothing can be judged, and two would need two ledgers."""
    if len(given) == 1 and given[0].strip():
        return given[0]
    if len(given) > 1:
        named = ", ".join(f"`{name}`" for name in given)
        message = _("one rulebook judges a log, not {count} ({named}); run once for each.")
        raise click.BadParameter(message.format(count=len(given), named=named))
    from zhiben.rules.shipped import shipped_rulebooks

    names = ", ".join(shipped_rulebooks())
    hint = _("Give the name of a shipped rulebook ({names}) or the directory of one.").format(names=names)
    if given:
        raise click.BadParameter(_("the name is empty. {hint}").format(hint=hint))
    raise click.MissingParameter(hint, context, parameter)


def formats_of(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """`--format F,F…`, also repeated; each once, in the order given."""
    del context, parameter
    if not given:
        return ()
    from difflib import get_close_matches

    from zhiben.reports.formats import format_names

    known = format_names()
    words = [word.strip() for text in given for word in text.split(",")]
    for word in words:
        if word not in known:
            near = get_close_matches(word, known, 1)
            hint = _("did you mean `{near}`? ").format(near=near[0]) if near else ""
            message = _("there is no format `{word}`; {hint}formats: {known}")
            raise click.BadParameter(message.format(word=word, hint=hint, known=", ".join(known)))
    return tuple(dict.fromkeys(words))


def formats_option(command: Command) -> Command:
    """`--format F,F…`: what `audit` writes beside its own files."""
    return click.option(
        "--format",
        "formats",
        multiple=True,
        metavar="F,F…",
        callback=formats_of,
        help="What else to write, by name; may be repeated. An unknown name lists them all.",
    )(command)


def parts_of(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """`--only PART,PART…`, also repeated; checked before anything is read."""
    del context, parameter
    words = tuple(word.strip() for text in given for word in text.split(","))
    if words:
        from zhiben.reports.parts import wrong_part

        if wrong := wrong_part(words, _):
            raise click.BadParameter(wrong)
    return words


def only_option(command: Command) -> Command:
    """`--only PART,PART…`: which of its own files `audit` writes."""
    return click.option(
        "--only",
        multiple=True,
        metavar="PART,PART…",
        callback=parts_of,
        help="Write these parts of the report only: ledger, findings, explanations, events, report, or one file by its "
        "whole name; may be repeated.  [default: all]",
    )(command)


def group_by_of(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """`--group-by COLUMN,COLUMN…`, also repeated; checked before anything is read."""
    del context, parameter
    words = tuple(word.strip() for text in given for word in text.split(","))
    if words:
        from zhiben.engine.grouping import wrong_word

        if wrong := wrong_word(words, _):
            raise click.BadParameter(wrong)
    return words


def group_by_option(command: Command) -> Command:
    """`--group-by COLUMN`: by what `audit` counts the verdicts."""
    return click.option(
        "--group-by",
        multiple=True,
        metavar="COLUMN",
        callback=group_by_of,
        help="Count every verdict by this too, such as bearer, clause, task, group, year or quarter; may be repeated.",
    )(command)


def text_format_of(context: click.Context, parameter: click.Parameter, given: str) -> str:
    """`--format F` of `check`: one that can be printed, or `text`."""
    if given == "text":
        return given
    (word, *more) = formats_of(context, parameter, (given,))
    from zhiben.reports.formats import is_text

    if more or not is_text(word):
        raise click.BadParameter(_("`{given}` is not printed; `audit --format {given}` writes it").format(given=given))
    return word


def lang_of(word: str) -> Lang:
    """The option's word as a type."""
    return cast(Lang, word)
