"""What the page says without a script: notes, counts, gravest findings, what is due next, problems, parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import AsOf
from zhiben.engine.quality import Remark
from zhiben.events.civil import calendar, from_micros
from zhiben.events.problem import Problem
from zhiben.reports.catalogue import parameters_of
from zhiben.reports.changes import counts_text, gone_explained, gone_text
from zhiben.reports.contents import Contents
from zhiben.reports.html.words import told
from zhiben.reports.remark_words import HEADINGS
from zhiben.reports.rows import gravest
from zhiben.reports.terminal import LOUD, rows_text
from zhiben.reports.together import together
from zhiben.reports.values import with_value
from zhiben.reports.waiving import use_text
from zhiben.reports.words import LANGS, Lang, note_text, say
from zhiben.rules.render import level_word
from zhiben.rules.titles import titled

FINDINGS = 200  # shown without a script; all of them are in findings.csv, and in the list that the script makes
LISTED = 2_000  # bearers and problems
UPCOMING = 100
AHEAD = dt.timedelta(days=30)


def standing_text(contents: Contents) -> Mapping[str, object]:
    """Everything that the template reads besides the audit and the summary themselves."""
    audit, names = contents.audit, dict(contents.names)
    first = contents.explained(gravest(audit.findings, FINDINGS))
    upcoming = _upcoming(audit)
    return {
        "title": {
            lang: f"{say(lang, 'label', 'title')}: {audit.rulebook.title.text(lang, audit.rulebook.name)}"
            for lang in LANGS
        },
        "total": [told(lang, "overview_total", total=audit.ledger.num_rows) for lang in LANGS],
        "rows": [rows_text(audit, lang) for lang in LANGS],
        "inputs": [(role, names.get(file, file)) for role, file in audit.inputs],
        "notes": _notes(audit),
        "findings": list(first.iter_rows(named=True)),
        "shown_findings": first.height,
        "upcoming": list(contents.explained(upcoming.slice(0, UPCOMING)).iter_rows(named=True)),
        "upcoming_count": upcoming.num_rows,
        "reasons": _counted(audit, "unknown", "reason"),
        "waivers": [
            (use.waiver.id, use.excused, *(use_text(use, lang) for lang in LANGS)) for use in audit.waiver_uses
        ],
        **_changes(audit, names),
        "problems": [_problem(problem, names) for problem in audit.problems[:LISTED]],
        "remarks": [_remark(remark, said, names) for remark, said in contents.remarks],
        "remarks_said": HEADINGS,
        "parameters": _parameters(contents),
        "shown": LISTED,
    }


def _notes(audit: Audit) -> list[Mapping[str, object]]:
    """Notes of one kind in one box; those that change what a verdict means come first."""
    boxes: dict[str, list[list[str]]] = {}
    for both in zip(*(together(audit, lang) for lang in LANGS), strict=True):
        said = [note_text(lang, note.code, note.about, note.count) for lang, note in zip(LANGS, both, strict=True)]
        boxes.setdefault(both[0].code, []).append(said)
    return [{"is_loud": code in LOUD, "said": boxes[code]} for code in sorted(boxes, key=lambda code: code not in LOUD)]


def _remark(remark: Remark, said: Mapping[Lang, str], names: Mapping[str, str]) -> Mapping[str, object]:
    place = ""
    if remark.places:
        first = remark.places[0]
        place = str(replace(first, file=names.get(first.file, first.file)))
    return {
        "level": HEADINGS[remark.level],
        "code": remark.code,
        "place": place,
        "said": [said[lang] for lang in LANGS],
    }


def _upcoming(audit: Audit) -> pa.Table:
    """The pending duties due within the next days, the earliest first."""
    clock = AsOf.at(audit.as_of, calendar(audit.rulebook.timezone), audit.known_at).clock
    start = from_micros(clock)
    due = audit.ledger["due"]
    is_ahead = pc.and_(
        pc.equal(audit.ledger["verdict"], "pending"),
        pc.and_(pc.greater_equal(due, pa.scalar(start, due.type)), pc.less(due, pa.scalar(start + AHEAD, due.type))),
    )
    return audit.ledger.filter(is_ahead).sort_by([("due", "ascending"), ("bearer", "ascending"), ("duty", "ascending")])


def _changes(audit: Audit, names: Mapping[str, str]) -> Mapping[str, object]:
    """Since the baseline: counts, and the findings that are gone with what became of them; nothing without one."""
    if audit.comparison is None:
        return {"since": [], "gone": [], "gone_count": 0}
    gone = gone_explained(audit, names).head(LISTED).iter_rows(named=True)
    return {
        "since": [counts_text(audit.comparison, lang) for lang in LANGS],
        "gone": [[gone_text(row, lang) for lang in LANGS] for row in gone],
        "gone_count": audit.comparison.gone.num_rows,
    }


def _counted(audit: Audit, verdict: str, column: str) -> list[tuple[str, int]]:
    duties = audit.ledger.filter(pc.equal(audit.ledger["verdict"], verdict))
    counts = pl.DataFrame(duties.select([column])).group_by(column).len().sort("len", column, descending=[True, False])
    return [(name, count) for name, count in counts.iter_rows()]


def _parameters(contents: Contents) -> Sequence[tuple[object, list[str]]]:
    """Every parameter that a rule depends on, with those rules."""
    book = contents.audit.rulebook
    users: dict[str, list[str]] = {}
    for rule, _ in contents.summary.rules:
        for parameter in parameters_of(book, rule):
            users.setdefault(parameter.name, []).append(rule.id)
    return [(book.parameters[name], users[name]) for name in sorted(users)]


def _problem(problem: Problem, names: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Place, what is wrong in both languages, and how to mend it."""
    place = ""
    if problem.span is not None:
        place = str(problem.span)
        short = names.get(problem.span.file)
        if short is not None and place.startswith(problem.span.file):
            place = short + place[len(problem.span.file) :]
    return place, _said(problem, "zh"), _said(problem, "en"), problem.hint


def _said(problem: Problem, lang: Lang) -> str:
    """Level, code and message."""
    message = titled(problem.code, with_value(problem, lang).message, lang)
    return f"{level_word(problem, lang)}[{problem.code}]{message}"
