"""report.html: one file that needs nothing else, readable on a phone, without scripts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.compute as pc
from jinja2 import Environment, PackageLoader, StrictUndefined

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import VERDICTS
from zhiben.events.problem import Problem
from zhiben.reports.catalogue import SEVERITIES, parameters_of
from zhiben.reports.rows import explained, gravest
from zhiben.reports.safe import visible
from zhiben.reports.summary import Summary
from zhiben.reports.terminal import rows_text
from zhiben.reports.values import with_value
from zhiben.reports.words import Lang, note_text, say
from zhiben.rules.render import level_word
from zhiben.rules.titles import titled

# No phone opens a page of a hundred thousand rows; what is left out is counted there and stands in the other files.
SHOWN = 2_000

# On a narrow page the last columns are out of sight: nothing bad may stand there.
_GRAVEST_FIRST = ("breached", "late", "unknown", "pending", "met", "waived")
assert set(_GRAVEST_FIRST) == set(VERDICTS)


def write_html(
    audit: Audit, summary: Summary, findings: pl.DataFrame, path: Path, names: dict[str, str], lang: Lang
) -> None:
    """Write the page in one language; `findings` are all findings, explained."""
    environment = Environment(
        loader=PackageLoader("zhiben.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = lambda value: visible(str(value))
    unknown = audit.ledger.filter(pc.equal(audit.ledger["verdict"], "unknown"))
    order = pl.Enum(SEVERITIES)
    shown = findings.sort(pl.col("severity").cast(order), maintain_order=True).head(SHOWN)
    page = environment.get_template("report.html.j2").render(
        audit=audit,
        book=audit.rulebook,
        summary=summary,
        verdicts=_GRAVEST_FIRST,
        rows=rows_text(audit, lang),
        inputs=[(role, names.get(file, file)) for role, file in audit.inputs],
        notes=[note_text(lang, n.code, n.about, n.count) for n in audit.notes],
        findings=list(shown.iter_rows(named=True)),
        unknowns=list(explained(audit, gravest(unknown, SHOWN), names).iter_rows(named=True)),
        reasons=_by_reason(audit),
        problems=[_problem(problem, names) for problem in audit.problems[:SHOWN]],
        parameters=_parameters(summary, audit),
        shown=SHOWN,
        lang=lang,
        sentence=f"sentence_{lang}",
        title=f"title_{lang}",
        say=lambda table, word: say(lang, table, word),
        said=lambda problem: _said(problem, lang),
    )
    path.write_text(page, encoding="utf-8", errors="backslashreplace", newline="\n")


def _by_reason(audit: Audit) -> list[tuple[str, int]]:
    counted = (
        audit.ledger.filter(pc.equal(audit.ledger["verdict"], "unknown"))
        .group_by("reason")
        .aggregate([([], "count_all")])
    )
    return sorted(zip(counted["reason"].to_pylist(), counted["count_all"].to_pylist(), strict=True))


def _parameters(summary: Summary, audit: Audit) -> list[tuple[object, list[str]]]:
    """Every parameter that a rule depends on, with those rules."""
    users: dict[str, list[str]] = {}
    for rule, _ in summary.rules:
        for parameter in parameters_of(audit.rulebook, rule):
            users.setdefault(parameter.name, []).append(rule.id)
    return [(audit.rulebook.parameters[name], users[name]) for name in sorted(users)]


def _said(problem: Problem, lang: Lang) -> str:
    """Level, code and message."""
    told = titled(problem.code, with_value(problem).message, lang)
    return f"{level_word(problem, lang)}[{problem.code}]{told}"


def _problem(problem: Problem, names: dict[str, str]) -> tuple[str, Problem]:
    place = ""
    if problem.span is not None:
        place = str(problem.span)
        short = names.get(problem.span.file)
        if short is not None and place.startswith(problem.span.file):
            place = short + place[len(problem.span.file) :]
    return place, problem
