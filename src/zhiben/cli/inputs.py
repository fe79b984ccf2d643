"""What `audit` and `check` are both asked: the inputs, the instants, the parameters, and what gives exit code 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

    return _with_options(asked, _JUDGING)


def inputs_options(command: Command) -> Command:
    """What `calendar` has in common with them: the inputs, of which a log may be left out, and as of when."""
    kept = ("rulebook", "map_", "entities", "coverage", "as_of", "profile", "settings", "rules")
    logs = click.argument("logs", nargs=-1, metavar="[LOG]...")
    return _with_options(command, {"logs": logs, **{name: _JUDGING[name] for name in kept}})


def _with_options(command: Command, options: Mapping[str, Callable[[Command], Command]]) -> Command:
    for option in reversed([*options.values()]):
        command = option(command)
    return lang_option(command)


_JUDGING: dict[str, Callable[[Command], Command]] = {
    "logs": click.argument("logs", nargs=-1, required=True, metavar="LOG..."),
    "rulebook": click.option(
        "--rulebook",
        multiple=True,  # so that a second one is noticed
        metavar="NAME|DIR",
        callback=rulebook_of,
        help="A shipped rulebook's name, or a directory.  [required]",
    ),
    "map_": click.option("--map", "map_", metavar="FILE", help="How to read a table with other columns (YAML)."),
    "entities": click.option("--entities", metavar="FILE", help="Who exists, from when to when, below whom."),
    "coverage": click.option(
        "--coverage", metavar="FILE", help="For which subjects, types and days the log is complete."
    ),
    "waivers": click.option(
        "--waivers", metavar="FILE", help="Which duties are excused, by whom, why and for how long."
    ),
    "baseline": click.option(
        "--baseline", metavar="LEDGER", help="An earlier ledger.parquet, or report, to compare with."
    ),
    "as_of": click.option("--as-of", metavar="DATE", help="Judge as of this date or instant.  [default: today]"),
    "known_at": click.option(
        "--known-at", metavar="DATE", help="Leave out what was recorded later.  [default: no limit]"
    ),
    "profile": click.option("--profile", metavar="NAME", help="An overlay of parameters in the rulebook's profiles/."),
    "settings": click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        callback=settings_of,
        help="Set a parameter; may be repeated.",
    ),
    "rules": click.option(
        "--rule", "rules", multiple=True, metavar="RULE", help="Judge this rule only; may be repeated.  [default: all]"
    ),
    "fail_on": click.option(
        "--fail-on",
        type=click.Choice(SEVERITIES),
        default="low",
        show_default=True,
        help="Exit with 1 for findings of this severity or graver.",
    ),
    "fail_on_new": click.option(
        "--fail-on-new", is_flag=True, help="Only findings that are new since --baseline give 1."
    ),
}
