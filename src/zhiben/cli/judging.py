"""What `audit` and `check` do alike: run the audit, show what is unusable, choose the exit code."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING, Literal

import click

from zhiben.cli.options import Lang
from zhiben.cli.printed import print_refusal
from zhiben.cli.streams import OutputLost

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
_LEVEL = {"error": "错误", "warning": "警告", "note": "提示"}
_LEVELS: tuple[Literal["error", "warning", "note"], ...] = ("error", "warning", "note")  # gravest first


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[str], None]]:
    """Says on a terminal's stderr what is going on; anywhere else it says nothing."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield lambda step: status.update(step_text(step, lang) + " …")


def step_text(step: str, lang: Lang) -> str:
    """What is going on, in words."""
    return _STEP[step][0 if lang == "zh" else 1]


def is_coloured() -> bool:
    """True where stdout is a terminal and nobody asked for plain text (NO_COLOR)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def usable(lang: Lang, format_: str = "text") -> Iterator[None]:
    """Shows every problem of unusable input on stderr, in another format than text on stdout too, and leaves with 2."""
    from zhiben.events.problem import Problem, Unusable

    try:
        yield
    except Unusable as error:
        show_problems(error.problems, lang)
        print_refusal(format_, error.problems, lang)
        raise click.exceptions.Exit(2) from None
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError, OutputLost):
        raise
    except Exception as error:  # a mistake of ours; whoever parses the output is told all the same
        print_refusal(format_, [Problem("internal", f"{type(error).__name__}: {error}"[:300])], lang)
        raise


def show_problems(problems: Iterable[Problem], lang: Lang) -> None:
    """Problems on stderr, each with place and hint."""
    from zhiben.reports.values import with_value
    from zhiben.rules.render import render

    for problem in problems:
        click.echo(render(with_value(problem, lang), lang).rstrip("\n") + "\n", err=True)


def show_first_problems(problems: Iterable[Problem], lang: Lang, limit: int) -> None:
    """So many problems on stderr, the gravest first, and how many more there are of each level."""
    grave = sorted(problems, key=lambda problem: _LEVELS.index(problem.level))
    shown = [problem for problem in grave if problem.level != "note"][:limit]
    show_problems(shown, lang)
    rest = Counter(problem.level for problem in grave[len(shown) :])
    if not rest:
        return
    told = [_counted(rest[level], level, lang) for level in _LEVELS if rest[level]]
    click.echo(
        f"报告中另有：{'、'.join(told)}。" if lang == "zh" else f"More in the report: {', '.join(told)}.", err=True
    )


def _counted(number: int, level: str, lang: Lang) -> str:
    return f"{number} 项{_LEVEL[level]}" if lang == "zh" else f"{number} {level}{'' if number == 1 else 's'}"


def with_baseline(fail_on_new: bool, baseline: str | None) -> None:
    """What is new can only be said against something."""
    if fail_on_new and baseline is None:
        message = _("--fail-on-new needs --baseline: the ledger.parquet of an earlier audit, or its report")
        raise click.UsageError(message)


def exit_code(audit: Audit, fail_on: str, fail_on_new: bool = False) -> int:
    """1 for rejected rows and for findings (`fail_on_new`: new and reopened ones) at or above a severity, else 0."""
    from zhiben.reports.catalogue import reaches

    findings = audit.findings
    if fail_on_new:
        import pyarrow.compute as pc

        findings = findings.filter(pc.not_equal(findings["status"], "persisting"))
    grave = any(reaches(severity, fail_on) for severity in findings["severity"].unique().to_pylist())
    return 1 if grave or audit.rejected or audit.log.account.rejected else 0
