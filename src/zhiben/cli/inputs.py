"""What `audit` and `check` are both asked: the inputs, the instants, the parameters, and what gives exit code 1."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any

import click
from msgspec import Struct

from zhiben.cli.options import SEVERITIES, Command, Lang, lang_of, lang_option, rulebook_of, settings_of


class Judging(Struct, frozen=True):
    """The options of `judging_options`, by the names that Click gives them."""

    logs: tuple[str, ...]
    rulebook: str
    map_: str | None
    entities: str | None
    coverage: str | None
    waivers: str | None
    baseline: str | None
    as_of: str | None
    known_at: str | None
    profile: str | None
    settings: Mapping[str, str]
    rules: tuple[str, ...]
    fail_on: str
    fail_on_new: bool
    lang: str

    @property
    def language(self) -> Lang:
        """What people read."""
        return lang_of(self.lang)

    @property
    def given(self) -> dict[str, Any]:
        """What `zhiben.audit` and `read_inputs` take beside logs and rulebook."""
        same = ("entities", "coverage", "waivers", "baseline", "as_of", "known_at", "profile", "settings", "rules")
        return {"map": self.map_, **{name: getattr(self, name) for name in same}}


def judging_options(command: Command) -> Command:
    """Gives a command these options; it gets them as one `Judging`, before those of its own."""

    @wraps(command)
    def asked(**options: Any) -> Any:
        return command(Judging(**{name: options.pop(name) for name in Judging.__struct_fields__}), **options)

    return _with_options(asked)


def inputs_options(command: Command) -> Command:
    """What `calendar` has in common with them: the inputs, of which a log may be left out, and as of when."""
    kept = ("rulebook", "map_", "entities", "coverage", "as_of", "profile", "settings", "rules", "lang")

    def shared() -> None: ...

    asked: list[click.Parameter] = getattr(_with_options(shared), "__click_params__", [])
    own: list[click.Parameter] = getattr(command, "__click_params__", [])
    # Click keeps the parameters of a command yet to be made on its function, the last one first.
    command.__click_params__ = [*own, *(p for p in asked if p.name in kept)]  # type: ignore[attr-defined]
    return click.argument("logs", nargs=-1, metavar="[LOG]...")(command)


def _with_options(command: Command) -> Command:
    for option in reversed(_JUDGING):
        command = option(command)
    return lang_option(command)


_JUDGING = (
    click.argument("logs", nargs=-1, required=True, metavar="LOG..."),
    click.option(
        "--rulebook",
        multiple=True,  # so that a second one is noticed
        metavar="NAME|DIR",
        callback=rulebook_of,
        help="A shipped rulebook's name, or a directory.  [required]",
    ),
    click.option("--map", "map_", metavar="FILE", help="How to read a table with other columns (YAML)."),
    click.option("--entities", metavar="FILE", help="Who exists, from when to when, below whom."),
    click.option("--coverage", metavar="FILE", help="For which subjects, types and days the log is complete."),
    click.option("--waivers", metavar="FILE", help="Which duties are excused, by whom, why and for how long."),
    click.option("--baseline", metavar="LEDGER", help="An earlier ledger.parquet, or report, to compare with."),
    click.option("--as-of", metavar="DATE", help="Judge as of this date or instant.  [default: today]"),
    click.option("--known-at", metavar="DATE", help="Leave out what was recorded later.  [default: no limit]"),
    click.option("--profile", metavar="NAME", help="An overlay of parameters in the rulebook's profiles/."),
    click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        callback=settings_of,
        help="Set a parameter; may be repeated.",
    ),
    click.option(
        "--rule", "rules", multiple=True, metavar="RULE", help="Judge this rule only; may be repeated.  [default: all]"
    ),
    click.option(
        "--fail-on",
        type=click.Choice(SEVERITIES),
        default="low",
        show_default=True,
        help="Exit with 1 for findings of this severity or graver.",
    ),
    click.option("--fail-on-new", is_flag=True, help="Only findings that are new since --baseline give 1."),
)
