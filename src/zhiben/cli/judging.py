"""What `audit` and `check` do alike: run the audit, show what is unusable, choose the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from zhiben.cli.options import Lang

if TYPE_CHECKING:
    from zhiben.engine.audit import Audit
    from zhiben.events.problem import Problem

_STEP = {
    "rulebook": ("读取规则", "reading the rulebook"),
    "inputs": ("读取对象和完整性申报", "reading entities and coverage"),
    "log": ("读取记录", "reading the log"),
    "judging": ("判定", "judging"),
    "report": ("写出报告", "writing the report"),
}


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[str], None]]:
    """Says on a terminal's stderr what is going on; anywhere else it says nothing."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield lambda step: status.update(_STEP[step][0 if lang == "zh" else 1] + " …")


def is_coloured() -> bool:
    """True where stdout is a terminal and nobody asked for plain text (NO_COLOR)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def usable(lang: Lang, format_: str = "text") -> Iterator[None]:
    """Shows every problem of unusable input on stderr, in another format than text on stdout too, and leaves with 2."""
    from zhiben.events.problem import Unusable

    try:
        yield
    except Unusable as error:
        show_problems(error.problems, lang)
        if format_ != "text":
            from zhiben.reports.formats import text_format_named

            click.echo(text_format_named(format_).refusal(error.problems, lang), nl=False)
        raise click.exceptions.Exit(2) from None


def show_problems(problems: Iterable[Problem], lang: Lang, limit: int | None = None) -> None:
    """Problems on stderr, each with place and hint."""
    from zhiben.reports.values import with_value
    from zhiben.rules.render import render

    shown = list(problems)
    for problem in shown[:limit]:
        click.echo(render(with_value(problem), lang).rstrip("\n") + "\n", err=True)
    if limit is not None and len(shown) > limit:
        more = len(shown) - limit
        click.echo(
            f"另有 {more} 个问题，见报告。" if lang == "zh" else f"{more} more problems are in the report.", err=True
        )


def exit_code(audit: Audit, fail_on: str) -> int:
    """1 for rejected rows and for findings at or above a severity, else 0."""
    from zhiben.reports.catalogue import reaches

    grave = any(reaches(severity, fail_on) for severity in audit.findings["severity"].unique().to_pylist())
    return 1 if grave or audit.rejected or audit.log.account.rejected else 0
