"""What stands before the findings in findings.json: the rulebook, counts, rules, notes, problems, waivers, baseline."""

from __future__ import annotations

from collections.abc import Mapping

from zhiben.engine.audit import Audit
from zhiben.engine.baseline import Comparison
from zhiben.engine.ledger import VERDICTS
from zhiben.events.problem import Problem
from zhiben.reports.catalogue import parameters_of
from zhiben.reports.changes import counts_as_json
from zhiben.reports.contents import Contents
from zhiben.reports.remarks import remark_object
from zhiben.reports.summary import Counts
from zhiben.reports.waiving import uses_as_json
from zhiben.reports.words import LANGS, note_text
from zhiben.rules.explain import explain
from zhiben.rules.model import Rule

SCHEMA = "zhiben-findings-1"


def head_object(contents: Contents) -> dict[str, object]:
    audit, summary, names = contents.audit, contents.summary, contents.names
    book, compared = audit.rulebook, audit.comparison
    return {
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
        "waivers": None if audit.waivers is None else list(uses_as_json(audit)),
        "baseline": None if compared is None else _baseline(compared),
    }


def _baseline(compared: Comparison) -> dict[str, object]:
    return {
        "as_of": compared.origin.as_of,
        "version": compared.origin.version,
        "digest": compared.origin.digest,
        "counts": counts_as_json(compared),
        "parameters_changed": list(compared.parameters),
        "evidence_gone": compared.lost.to_pylist(),
    }


def _counted(counts: Counts) -> dict[str, int]:
    return dict(zip(VERDICTS, counts.by_verdict, strict=True))


def _rule(audit: Audit, rule: Rule, counts: Counts) -> dict[str, object]:
    return {
        "title": {"zh": rule.title.zh, "en": rule.title.en},
        "text": {lang: explain(audit.rulebook, rule, lang).strip() for lang in LANGS},
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


def _problem(problem: Problem, names: Mapping[str, str]) -> dict[str, object]:
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
