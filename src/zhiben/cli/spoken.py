"""The language of help and of messages about arguments: gettext's, which click's own messages go through, too.

Texts stand in English in the code, in Chinese in `locale/zh/LC_MESSAGES/zhiben.po`, and compiled in `zhiben.mo` (`make
locale`).
"""

from __future__ import annotations

import gettext
import inspect
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from unicodedata import east_asian_width

import click

from zhiben.cli.options import Lang, lang_of, language_of_environment

DOMAIN = "zhiben"
LOCALE = Path(__file__).parent / "locale"
_AS_IT_IS = "\n\n\b\n"  # what follows in a help text are commands
_JOINT = "\ue000"  # no text has a character for private use
_NOT_LAST, _NOT_FIRST = frozenset("（“《"), frozenset("），。；：、！？”》")  # of a line


def last_of(arguments: Sequence[str], option: str) -> str:
    """What an option says among arguments that have not been read, or could not be; "" where it is not there."""
    found = ""
    for here, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if here == option:
            found = following
        elif here.startswith(f"{option}="):
            found = here.partition("=")[2]
    return found


def language_of(arguments: Sequence[str]) -> Lang:
    """That of `--lang` among arguments that have not been read, else that of the environment."""
    word = last_of(arguments, "--lang")
    return lang_of(word) if word in ("zh", "en") else language_of_environment()


def speak(command: click.Command, language: Lang) -> None:
    """Say the help of a command and of those below it, and what is wrong with arguments, in a language."""
    os.environ["LANGUAGE"] = language  # what gettext asks first
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    said = gettext.translation(DOMAIN, LOCALE, [language], fallback=True).gettext  # the files are looked for once
    for thing, name, english in texts(command):
        words, mark, commands = english.partition(_AS_IT_IS)
        setattr(thing, name, said(words) + mark + commands)


@cache
def texts(command: click.Command) -> tuple[tuple[click.Command | click.Option, str, str], ...]:
    """Every text of the help of a command and of those below it: whose, by which name, and the text in English."""
    return tuple(_texts(command))


def _texts(command: click.Command) -> Iterator[tuple[click.Command | click.Option, str, str]]:
    command.context_class = SpokenContext
    for name in ("help", "short_help"):
        if english := getattr(command, name):
            yield command, name, inspect.cleandoc(english)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield parameter, "help", parameter.help
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from _texts(below)


def translated(command: click.Command) -> set[str]:
    """The texts of the help, in English, that a language has to say in its own words."""
    return {english.partition(_AS_IT_IS)[0] for _, _, english in texts(command)}


class WideFormatter(click.HelpFormatter):
    """Help in which a Chinese character takes two columns, and a line ends after any, as they are set.

    Click counts characters and ends lines at spaces, so each of them is followed by a space while lines are filled.
    """

    def write_text(self, text: str) -> None:
        """As click writes it."""
        super().write_text(_widened(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """As click writes it."""
        super().write_dl([(_widened(first), _widened(second)) for first, second in rows], col_max, col_spacing)

    def getvalue(self) -> str:
        """What was written."""
        written = super().getvalue().replace(_JOINT, "")
        return re.sub("(.) ", lambda pair: pair[1] if _is_wide(pair[1]) else pair[0], written)


class SpokenContext(click.Context):
    """A context with such help."""

    formatter_class = WideFormatter


def _widened(text: str) -> str:
    pairs = zip(text, [*text[1:], ""], strict=True)
    return "".join(one + _gap(one, following) if _is_wide(one) else one for one, following in pairs)


def _gap(one: str, following: str) -> str:
    return _JOINT if one in _NOT_LAST or following in _NOT_FIRST else " "


def _is_wide(one: str) -> bool:
    return east_asian_width(one) in "WF"
