"""Formats that go to stdout: in UTF-8 whatever the terminal's encoding, alone, and also where the input is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.options import Lang, lang_of
from zhiben.cli.spoken import language_of, last_of

if TYPE_CHECKING:
    from zhiben.events.problem import Problem


class PrintedCommand(click.Command):
    """A command with `--format F`, whose mistaken arguments are said in that format too."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """As click does it; a usage error is printed in the format asked for before it goes its way."""
        given = list(args)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            from zhiben.events.problem import Problem

            problem = Problem("bad-argument", error.format_message())
            print_refusal(last_of(given, "--format"), [problem], language_of(given))
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """The same for arguments that do not go together."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            from zhiben.events.problem import Problem

            problem = Problem("bad-argument", error.format_message())
            print_refusal(ctx.params["format_"], [problem], lang_of(ctx.params["lang"]))
            raise


def print_text(text: str) -> None:
    """All of a format at once: its declared encoding is UTF-8, and its line ends are its own."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def print_bytes(content: bytes) -> None:
    """A file as it is."""
    click.echo(content, nl=False)


def print_refusal(format_: str, problems: Iterable[Problem], lang: Lang) -> None:
    """The format's word for input that cannot be used; nothing where the format is text, or none that is printed."""
    from zhiben.reports.formats import format_names, is_text, text_format_named

    if format_ in format_names() and is_text(format_):
        print_text(text_format_named(format_).refusal(list(problems), lang))
