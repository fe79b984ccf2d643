"""findings.json: the findings for other programs, with the rules, parameters and counts they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO

import polars as pl

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
_COLUMNS = (
    "duty", "rule", "variant", "severity", "bearer", "key", "raised_by", "raised_at", "opens", "closes", "due",
    "required", "observed", "verdict", "decided", "cured", "sentence", "evidence", "evidence_count",
    "waiver", "status", "explanation",
)  # fmt: skip
_GONE_COLUMNS = (
    "duty", "rule", "variant", "severity", "bearer", "key", "raised_by", "opens", "closes", "due", "was", "now",
    "outcome", "reason", "detail", "why", "evidence_added",
)  # fmt: skip


END = b"\n}\n"  # of the file


class JsonList:
    """A list of the object as it grows, each of its objects on a line of its own."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._is_first = True
        file.write(f',\n "{name}": ['.encode())

    def take(self, lines: bytes) -> None:
        """Write objects, each of which ends with a line break."""
        # A line break inside a value is escaped in JSON, so every line break ends a row.
        if lines:
            self._file.write(b"\n" if self._is_first else b",\n")
            self._file.write(lines.rstrip(b"\n").replace(b"\n", b",\n"))
            self._is_first = False

    def close(self) -> None:
        """Write what ends the list."""
        self._file.write(b"]" if self._is_first else b"\n ]")


class FindingsJson:
    """The file as it grows: one JSON object with one line for every finding, taken a block at a time.

    The object holds `schema, rulebook, as_of, known_at, rows, counts, rules, notes, problems, quality, waivers,
    baseline, gone, waived, findings`. A finding's clause, title, text and parameters stand under `rules` once, by the
    rule's name.
    """

    def __init__(self, contents: Contents, file: IO[bytes]) -> None:
        begin(contents, file, (json_lines(*part) for part in contents.waived_blocks()))
        self._file = file
        self._findings = JsonList(file, "findings")

    def take(self, lines: bytes) -> None:
        """Write findings (`json_lines`)."""
        self._findings.take(lines)

    def close(self) -> None:
        """Write what ends the object."""
        self._findings.close()
        self._file.write(END)


def begin(contents: Contents, file: IO[bytes], waived: Iterable[bytes]) -> None:
    """Write all that stands before the findings; `waived`: lines (`json_lines`), looked at where there are waivers."""
    text = json.dumps(_head(contents), ensure_ascii=False, indent=1)
    file.write(text.removesuffix("\n}").encode("utf-8", "backslashreplace"))
    lists: list[tuple[str, Iterable[bytes]]] = []
    if contents.gone is not None:
        lists.append(("gone", [_lines(_gone(contents.gone))]))
    if contents.audit.waivers is not None:
        lists.append(("waived", waived))
    for name, parts in lists:
        one = JsonList(file, name)
        for lines in parts:
            one.take(lines)
        one.close()


def json_lines(duties: pl.DataFrame, told: pl.DataFrame) -> bytes:
    """Duties (`Block.readable`) as objects, one on a line; `told`: why they are (`Block.told`, of these and others)."""
    return _lines(_duties(duties, told))


def _lines(rows: pl.DataFrame) -> bytes:
    if rows.is_empty():
        return b""
    lines = BytesIO()
    rows.write_ndjson(lines)
    return lines.getvalue()


def _head(contents: Contents) -> dict[str, object]:
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


def _duties(explained: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    why = told.select("duty", explanation=pl.struct("misses", "remedy", "record"))
    if not why["duty"].equals(explained["duty"]):
        why = explained.select("duty").join(why, on="duty", how="left", maintain_order="left")
    return (
        explained.with_columns(why["explanation"])
        .with_columns(
            sentence=pl.struct(zh="sentence_zh", en="sentence_en"),
            evidence=pl.col("evidence").list.eval(
                pl.struct(
                    pl.element().struct.field("id"),
                    pl.element().struct.field("file"),
                    pl.element().struct.field("line"),
                )
            ),
            status=pl.when(pl.col("status") != "").then("status"),
        )
        .select(_COLUMNS)
    )


def _gone(explained: pl.DataFrame) -> pl.DataFrame:
    added = pl.col("evidence_added").list.eval(
        pl.struct(pl.element().struct.field("id"), pl.element().struct.field("file"), pl.element().struct.field("line"))
    )
    return explained.with_columns(why=pl.struct(zh="why_zh", en="why_en"), evidence_added=added).select(_GONE_COLUMNS)


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
