"""The first worksheet: what was audited, what came of it in numbers, and what a reader has to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from zhiben.engine.ledger import VERDICTS
from zhiben.reports.catalogue import parameters_of
from zhiben.reports.contents import Contents
from zhiben.reports.filling import fill
from zhiben.reports.summary import Counts
from zhiben.reports.terminal import rows_text
from zhiben.reports.together import together
from zhiben.reports.words import Lang, note_text, say
from zhiben.reports.workbook.matrix import GRAVEST_FIRST
from zhiben.reports.workbook.sheets import ROWS, SHEETS, Book, Column, height
from zhiben.reports.workbook.words import word

_NARROW, _WIDE = 34, 110


def write_overview(book: Book, contents: Contents, lengths: Mapping[str, tuple[int, str]]) -> None:
    """Title, as-of, account of rows, notes, totals.

    Args:
        lengths: of worksheets that may be too short, how many rows they want, and the file that has them all.
    """
    audit, lang, summary = contents.audit, contents.lang, contents.summary
    book_ = audit.rulebook
    sheet = book.sheet(word("overview", lang))
    sheet.set_column(0, 0, _NARROW)
    sheet.set_column(1, 1, _WIDE)
    facts = [
        ("rulebook", f"{book_.title.text(lang, book_.name)} ({book_.name} {book_.version})"),
        ("source", ", ".join(map(str, book_.source.values()))),
        ("profile", book_.profile),
        ("as_of", f"{audit.as_of} ({book_.timezone})"),
        ("known_at", str(audit.known_at) if audit.known_at else ""),
        ("inputs", "; ".join(_input(role, contents.names.get(file, file), lang) for role, file in audit.inputs)),
        ("rows", rows_text(audit, lang)),
    ]
    row = 0
    book.put(sheet, row, 0, say(lang, "label", "title"), "title")
    for name, text in facts:
        if text:
            row += 1
            sheet.set_row(row, height([(text, _WIDE)]))
            book.put(sheet, row, 0, say(lang, "label", name), "label")
            book.put(sheet, row, 1, text, "wrapped")
    notes = [note_text(lang, note.code, note.about, note.count) for note in together(audit, lang)]
    room = SHEETS * (ROWS - 1)
    notes += [
        fill(word("left_out", lang), name=word(name, lang), count=wanted - room, file=file)
        for name, (wanted, file) in lengths.items()
        if wanted > room
    ]
    reading = [word("clock", lang).format(zone=book_.timezone), word("colours", lang), word("not_a_pass", lang)]
    for head, lines in ((say(lang, "label", "notes"), notes), (word("reading", lang), reading)):
        if lines:
            row += 2
            book.put(sheet, row, 0, head, "section")
            for line in lines:
                row += 1
                sheet.set_row(row, height([(line, _WIDE)]))
                book.put(sheet, row, 1, line, "wrapped")
    unknown = pl.DataFrame(audit.ledger.select(["verdict", "reason"])).filter(pl.col("verdict") == "unknown")
    reasons = sorted(unknown.group_by("reason").len().iter_rows())
    blocks = [
        (word("counts", lang), [(say(lang, "verdict", v), summary.total.of(v), v) for v in GRAVEST_FIRST]
         + [(word("total", lang), summary.total.total, "bold")]),
        (word("grave", lang), [(say(lang, "severity", s), count, s) for s, count in summary.severities]),
        (word("reasons", lang), [(say(lang, "reason", reason), count, "wrapped") for reason, count in reasons]),
    ]  # fmt: skip
    for head, counted in blocks:
        if counted:
            row += 2
            book.put(sheet, row, 0, head, "section")
            for text, count, style in counted:
                row += 1
                sheet.set_row(row, height([(text, _NARROW)]))
                book.put(sheet, row, 0, text, style)
                book.put(sheet, row, 1, count, "left")


def _input(role: str, name: str, lang: Lang) -> str:
    return f"{name} ({say(lang, 'label', f'role_{role}')})"


def write_counts(book: Book, contents: Contents) -> None:
    """Every verdict by rule, by task and by bearer."""
    lang, summary = contents.lang, contents.summary
    numbers = [Column(say(lang, "verdict", verdict), 11, "number") for verdict in VERDICTS]
    numbers.append(Column(word("total", lang), 11, "number"))

    def counted(counts: Counts) -> Sequence[int]:
        return (*counts.by_verdict, counts.total)

    rules = [
        (rule.title.text(lang, rule.id), "; ".join(rule.clauses), (say(lang, "severity", rule.severity), rule.severity),
         *counted(counts), rule.id)
        for rule, counts in summary.rules
    ]  # fmt: skip
    heads = [
        Column(word("title", lang), 40, "wrapped"),
        Column(word("clause", lang)),
        Column(word("severity", lang), 12, "coloured"),
    ]
    book.table(word("rules", lang), [*heads, *numbers, Column(word("rule", lang), 34)], rules, len(rules))
    table = contents.audit.counts("task")
    tasks = [(row["task"], *(row[v] for v in VERDICTS), row["duties"]) for row in table.to_pylist()]
    book.table(word("tasks", lang), [Column(word("task", lang), 34), *numbers], tasks, len(tasks))
    whole = say(lang, "label", "whole_log")
    bearers = [(whole if bearer == "*" else bearer, *counted(counts)) for bearer, counts in summary.bearers]
    book.table(word("bearers", lang), [Column(word("bearer", lang), 34), *numbers], bearers, len(bearers))


def write_parameters(book: Book, contents: Contents) -> None:
    """Every parameter that some rule depends on, and whose word it is."""
    lang, rulebook = contents.lang, contents.audit.rulebook
    users: dict[str, list[str]] = {}
    for rule, _ in contents.summary.rules:
        for parameter in parameters_of(rulebook, rule):
            users.setdefault(parameter.name, []).append(rule.id)
    rows = []
    for p in (rulebook.parameters[name] for name in sorted(users)):
        set_by = say(lang, "label", "default") if p.set_by == "default" else p.set_by
        facts = (p.name, str(p.value), say(lang, "origin", p.origin), set_by, p.confidence, p.reason, p.source)
        rows.append((*facts, "; ".join(users[p.name])))
    names = ("name", "value", "origin", "set_by", "confidence", "why", "source", "used_by")
    widths = (30, 16, 20, 14, 10, 50, 40, 50)
    columns = [Column(word(n, lang), w, "wrapped" if w > 30 else "text") for n, w in zip(names, widths, strict=True)]
    book.table(word("parameters", lang), columns, rows, len(rows))
