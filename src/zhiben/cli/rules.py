"""`zhiben rules …`: for those who write rulebooks."""

from __future__ import annotations

from typing import Literal

import click

from zhiben.cli.judging import usable
from zhiben.cli.options import lang_of, lang_option
from zhiben.cli.rules_new import new


@click.group(short_help="Begin, lint, test, explain and describe rulebooks.")
def rules() -> None:
    """Look after rulebooks: find mistakes, read rules in plain words, get schemas for an editor."""


rules.add_command(new)


@rules.command(short_help="Find the mistakes of a rulebook, all at once.")
@click.argument("rulebook", metavar="DIR")
@lang_option
def lint(rulebook: str, lang: str) -> int:
    """Find the mistakes of the rulebook in DIR, all of them at once.

    Exit codes: 0 nothing to say; 1 warnings; 2 errors, the rulebook cannot be used.
    """
    from zhiben.events.values import counted
    from zhiben.reports.values import with_value
    from zhiben.rules.lint import lint as find
    from zhiben.rules.render import render
    from zhiben.rules.shipped import rulebook_path

    language = lang_of(lang)
    with usable(language):
        problems = find(rulebook_path(rulebook))
        for problem in problems:
            click.echo(render(with_value(problem, language), language).rstrip("\n") + "\n")
        levels = [problem.level for problem in problems]
        errors, warnings = levels.count("error"), levels.count("warning")
        if language == "zh":
            click.echo(f"{errors} 个错误，{warnings} 个警告", err=True)
        else:
            click.echo(f"{counted(errors, 'error')}, {counted(warnings, 'warning')}", err=True)
        return 2 if errors else 1 if warnings else 0


@rules.command(short_help="Say in plain words what a rulebook asks for.")
@click.argument("rulebook", metavar="DIR")
@click.argument("rule", required=False, metavar="[RULE]")
@click.option("--as-of", metavar="DATE", help="Windows that open from this day on.  [default: today]")
@click.option("--profile", metavar="NAME", help="An overlay of parameters in the rulebook's profiles/.")
@lang_option
def explain(rulebook: str, rule: str | None, as_of: str | None, profile: str | None, lang: str) -> int:
    """Say in plain words what the rulebook in DIR (or one RULE of it) asks for, with the next three windows."""
    from zhiben.engine.asked import day as read_day
    from zhiben.engine.asked import today
    from zhiben.reports.explanation import explanation
    from zhiben.rules.loading import load_rulebook
    from zhiben.rules.shipped import rulebook_path

    language = lang_of(lang)
    with usable(language):
        book = load_rulebook(rulebook_path(rulebook), profile=profile)
        day = read_day(as_of, "--as-of") if as_of else today(book)
        click.echo(explanation(book, rule, day, language), nl=False)
        return 0


@rules.command(short_help="Write JSON Schema files for an editor.")
@click.argument("directory", metavar="DIR")
@lang_option
def schema(directory: str, lang: str) -> int:
    """Write JSON Schema files into DIR, so that an editor completes and checks rule files."""
    from pathlib import Path

    from zhiben.events.problem import Problem, Span, Unusable
    from zhiben.rules.schema import write_schemas

    with usable(lang_of(lang)):
        try:
            Path(directory).mkdir(parents=True, exist_ok=True)
            write_schemas(Path(directory))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            message = f"the schemas cannot be written to `{directory}`: {why}"
            raise Unusable([Problem("out-not-writable", message, Span(directory))]) from None
        click.echo(directory)
        return 0


@rules.command(short_help="Write blank files for submitters to fill in.")
@click.argument("rulebook", metavar="DIR")
@click.option("--format", "form", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
@click.option("--out", metavar="DIR", help="A directory that does not exist yet.  [default: NAME-template]")
@lang_option
def template(rulebook: str, form: Literal["xlsx", "csv"], out: str | None, lang: str) -> int:
    """Write blank files for the submitters of the rulebook in DIR: a log, the entities, the coverage.

    The workbook has a worksheet for every kind of event, with lists to choose from, and a page of instructions. What is
    filled in there, `zhiben check` reads without a log map.
    """
    from pathlib import Path

    from zhiben.reports.blank.write import write_template
    from zhiben.rules.loading import load_rulebook
    from zhiben.rules.shipped import rulebook_path

    language = lang_of(lang)
    with usable(language):
        book = load_rulebook(rulebook_path(rulebook))
        directory = Path(out or "-".join((book.name, "template")))
        for name in write_template(book, rulebook, directory, form, language):
            click.echo(str(directory / name))
        return 0


@rules.command(short_help="Judge the worked cases of a rulebook.")
@click.argument("rulebook", metavar="DIR")
@click.option("--mutate", is_flag=True, help="Change each rule by one step, in every way; some case must notice.")
@lang_option
def test(rulebook: str, mutate: bool, lang: str) -> int:
    """Judge the worked cases in DIR/examples and compare the ledger with what they expect.

    Every rule, and every `otherwise`, needs a case in which it is kept and one in which it is breached. Exit codes: 0
    all as expected; 1 not; 2 the rulebook cannot be used.
    """
    from zhiben.engine.mutation import mutate as tried
    from zhiben.engine.trials import run_trials
    from zhiben.reports.safe import visible
    from zhiben.reports.trials import mismatch_text, mutation_lines, mutation_summary, trials_summary, unproven
    from zhiben.reports.values import with_value
    from zhiben.rules.render import render
    from zhiben.rules.shipped import rulebook_path

    language = lang_of(lang)
    with usable(language):
        trials = run_trials(rulebook_path(rulebook))
        for problem in trials.problems:
            click.echo(render(with_value(problem, language), language).rstrip("\n") + "\n")
        for example, mismatches in trials.failed:
            click.echo("\n".join(visible(line) for line in mismatch_text(example, mismatches, language)) + "\n")
        for rule, verdicts in trials.unproven:
            click.echo(render(with_value(unproven(rule, verdicts), language), language).rstrip("\n"))
        click.echo(trials_summary(trials, language), err=True)
        if not mutate:
            return 0 if trials.is_passed else 1
        mutation = tried(trials, rulebook_path(rulebook))
        for line in mutation_lines(mutation, language):
            click.echo(visible(line))
        click.echo(mutation_summary(mutation, language), err=True)
        return 0 if trials.is_passed and not (mutation.surviving or mutation.stale) else 1


@rules.command(short_help="Say which rules encode each clause, and how proven they are.")
@click.argument("rulebook", metavar="DIR")
@click.option("--format", "form", type=click.Choice(["table", "markdown"]), default="table", show_default=True)
@lang_option
def coverage(rulebook: str, form: Literal["table", "markdown"], lang: str) -> int:
    """Say for every clause of the document which rules of DIR encode it, and how well worked cases prove them.

    With event types, the number of examples (met/breached) and the parameters with their origin. Exit codes: 0 every
    duty has a rule; 1 one has none, or there is no outline of clauses, or examples cannot be read; 2 the rulebook
    cannot be used.
    """
    from zhiben.cli.judging import show_problems
    from zhiben.reports.outline import account, page, table
    from zhiben.rules.examples import read_examples
    from zhiben.rules.loading import load_rulebook
    from zhiben.rules.outline import sections
    from zhiben.rules.shipped import rulebook_path

    language = lang_of(lang)
    with usable(language):
        folder = rulebook_path(rulebook)
        book = load_rulebook(folder)
        examples, problems = read_examples(folder, book)
        found = sections(book, examples)
        said = page(book, found, language) if form == "markdown" else "\n".join(table(book, found, language)) + "\n"
        click.echo(said, nl=False)
        show_problems(problems, language)
        click.echo(account(found, language), err=True)
        is_whole = bool(book.clauses) and not any(section.is_missing for section in found)
        return 0 if is_whole and not problems else 1
