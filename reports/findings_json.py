"""findings.json: the findings for other programs, with the rules, parameters and counts they rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import VERDICTS
from zhiben.events.problem import Problem
from zhiben.reports.catalogue import parameters_of
from zhiben.reports.remarks import remark_object
from zhiben.reports.summary import Counts, Summary
from zhiben.reports.words import LANGS, note_text
from zhiben.rules.model import Rule

SCHEMA = "zhiben-findings-1"
_COLUMNS = (
    "duty", "rule", "variant", "severity", "bearer", "key", "raised_by", "raised_at", "opens", "closes", "due",
    "required", "observed", "verdict", "decided", "cured", "sentence", "evidence", "evidence_count",
)  # fmt: skip


def write_findings_json(
    audit: Audit, summary: Summary, findings: pl.DataFrame, path: Path, names: dict[str, str]
) -> None:
    """Write the findings (`rows.explained`), one per line inside one JSON object.

    The object holds `schema, rulebook, as_of, known_at, rows, counts, rules, notes, problems, quality, findings`.
    A finding's clause, title and parameters stand under `rules` once, by the rule's name.
    """
    book = audit.rulebook
    head = {
        "schema": SCHEMA,
        "rulebook": {
            "name": book.name,
            "version": book.version,
            "digest": book.digest,
            "profile": book.profile,
            "title": {"zh": book.title.zh, "en": book.title.en},
            "timezone": book.timezone,
        },
        "as_of": audit.as_of.isoformat(),
        "known_at": audit.known_at.isoformat() if audit.known_at else None,
        "rows": {
            name: getattr(audit.log.account, name)
            for name in ("read", "accepted", "duplicates", "ignored", "rejected", "events")
            if getattr(audit.log.account, name) is not None
        },
        "counts": _counted(summary.total),
        "rules": {rule.id: _rule(audit, rule, counts) for rule, counts in summary.rules},
        "notes": [
            {"code": n.code, "about": n.about, "count": n.count}
            | {lang: note_text(lang, n.code, n.about, n.count) for lang in LANGS}
            for n in audit.notes
        ],
        "problems": [_problem(problem, names) for problem in audit.problems],
        "quality": [remark_object(audit, remark, names) for remark in audit.quality],
    }
    with path.open("wb") as file:
        text = json.dumps(head, ensure_ascii=False, indent=1)
        file.write(text.removesuffix("\n}").encode("utf-8", "backslashreplace"))
        file.write(b',\n "findings": [')
        _write_rows(findings, file)
        file.write(b"]\n}\n")


def _write_rows(findings: pl.DataFrame, file: IO[bytes]) -> None:
    rows = findings.with_columns(
        sentence=pl.struct(zh="sentence_zh", en="sentence_en"),
        evidence=pl.col("evidence").list.eval(
            pl.struct(
                pl.element().struct.field("id"), pl.element().struct.field("file"), pl.element().struct.field("line")
            )
        ),
    ).select(_COLUMNS)
    # A line break inside a value is escaped in JSON, so every line break ends a row.
    lines = rows.write_ndjson().encode().rstrip(b"\n")
    if lines:
        file.write(b"\n" + lines.replace(b"\n", b",\n") + b"\n ")


def _counted(counts: Counts) -> dict[str, int]:
    return dict(zip(VERDICTS, counts.by_verdict, strict=True))


def _rule(audit: Audit, rule: Rule, counts: Counts) -> dict[str, object]:
    return {
        "title": {"zh": rule.title.zh, "en": rule.title.en},
        "clauses": rule.clauses,
        "severity": rule.severity,
        "label": rule.label,
        "origin": rule.origin,
        "counts": _counted(counts),
        "parameters": [
            {
                "name": p.name,
                "value": str(p.value),
                "origin": p.origin,
                "reason": p.reason,
                "source": p.source,
                "confidence": p.confidence,
                "set_by": p.set_by,
            }
            for p in parameters_of(audit.rulebook, rule)
        ],
    }


def _problem(problem: Problem, names: dict[str, str]) -> dict[str, object]:
    span = problem.span
    return {
        "code": problem.code,
        "level": problem.level,
        "file": names.get(span.file, span.file) if span else None,
        "sheet": span.sheet if span else None,
        "line": span.line or None if span else None,
        "field": problem.field or None,
        "value": problem.value or None,
        "message": problem.message,
        "hint": problem.hint or None,
    }
