"""`zhiben` and its commands."""

from __future__ import annotations

import click

from zhiben import __version__
from zhiben.cli.audit import audit
from zhiben.cli.calendar import calendar
from zhiben.cli.check import check
from zhiben.cli.explain import explain
from zhiben.cli.rules import rules
from zhiben.cli.simulate import simulate
from zhiben.cli.watch import watch


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="zhiben")
def zhiben() -> None:
    """Check obligations against event logs: who owed what by when, was it done, by what evidence.

    Exit codes: 0 nothing found; 1 findings at or above --fail-on, or rejected rows; 2 unusable input.
    """


zhiben.add_command(audit)
zhiben.add_command(calendar)
zhiben.add_command(check)
zhiben.add_command(explain)
zhiben.add_command(rules)
zhiben.add_command(simulate)
zhiben.add_command(watch)
