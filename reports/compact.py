"""What `check` prints: one line for every problem of the data and every finding, the place first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import VERDICTS
from zhiben.events.problem import Problem
from zhiben.reports.remarks import quality_lines
from zhiben.reports.rows import explained, status_rank
from zhiben.reports.safe import inert, visible
from zhiben.reports.summary import summarise
from zhiben.reports.terminal import rows_text
from zhiben.reports.together import together
from zhiben.reports.values import finding_text, problem_text
from zhiben.reports.waiving import use_text
from zhiben.reports.words import Lang, note_text, say
from zhiben.rules.render import level_word


def compact_lines(audit: Audit, lang: Lang) -> Iterator[str]:
    """Lines `PLACE: LEVEL[CODE] MESSAGE` for problems and `PLACE: SEVERITY[RULE] SENTENCE MISS REMEDY` for findings.

    The place of a finding is its first evidence, else the event that raised it, else the bearer. With a baseline the
    new findings come first and each has its status behind the rule. Waived duties come last, but for those whose window
    is still open.
    """
    for problem in audit.problems:
        yield problem_line(problem, lang)
    found = audit.findings.take(np.argsort(status_rank(audit.findings), kind="stable"))
    for row in explained(audit, found, langs=(lang,)).iter_rows(named=True):
        yield _line(row, say(lang, "severity", row["severity"]), lang)
    excused = audit.waived.filter(pc.is_valid(audit.waived["decided"]))
    for row in explained(audit, excused, langs=(lang,)).iter_rows(named=True):
        yield _line(row, say(lang, "verdict", "waived"), lang)


def _line(row: dict[str, Any], level: str, lang: Lang) -> str:
    places = [item["place"] for item in row["evidence"] if item["place"]]
    place = places[0] if places else row["raised_at"] or row["bearer"]
    marks = "（{}）" if lang == "zh" else " ({})"
    status = marks.format(say(lang, "status", row["status"])) if row["status"] else ""
    return inert(visible(f"{place}: {level}[{row['rule']}]{status} {finding_text(row, lang)}"))


def problem_line(problem: Problem, lang: Lang) -> str:
    """A problem in one line; in Chinese the level, and a title of the code before the details."""
    place = f"{problem.span}: " if problem.span else ""
    return inert(visible(f"{place}{level_word(problem, lang)}[{problem.code}] {problem_text(problem, lang)}"))


def closing_lines(audit: Audit, lang: Lang) -> Iterator[str]:
    """As-of, account of rows, notes, the quality of the log, the counts of every verdict, waivers, and what changed."""
    summary = summarise(audit)
    yield visible(f"{say(lang, 'label', 'as_of')}: {audit.as_of} ({audit.rulebook.timezone})")
    yield f"{say(lang, 'label', 'rows')}: {rows_text(audit, lang)}"
    for note in together(audit, lang):
        yield inert(visible(note_text(lang, note.code, note.about, note.count)))
    joint = "，" if lang == "zh" else ", "
    counts = joint.join(f"{say(lang, 'verdict', v)} {summary.total.of(v)}" for v in VERDICTS if summary.total.of(v))
    yield from quality_lines(audit, lang)
    yield f"{say(lang, 'label', 'duties')}: {counts or '0'}"
    for use in audit.waiver_uses:
        yield visible(f"{say(lang, 'label', 'waivers')}: {use_text(use, lang)}")
    if audit.comparison is not None:
        from zhiben.reports.changes import counts_text, gone_explained, gone_text

        yield visible(counts_text(audit.comparison, lang))
        for row in gone_explained(audit).iter_rows(named=True):
            yield inert(visible(gone_text(row, lang)))
