"""The summary of an audit on a terminal."""

from __future__ import annotations

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import VERDICTS
from zhiben.reports.by_rule import by_rule
from zhiben.reports.filling import fill
from zhiben.reports.remarks import quality_lines
from zhiben.reports.rows import explained, varied
from zhiben.reports.safe import inert, visible
from zhiben.reports.summary import Counts, Summary
from zhiben.reports.text import GAP, columns, paint, shortened
from zhiben.reports.together import together
from zhiben.reports.waiving import use_text
from zhiben.reports.words import LANGS, Lang, note_text, say

WORST = 5  # bearers shown
FIRST = 5  # findings shown
_SAID = ("sentence", "miss", "remedy")
_TITLE = 60  # columns a rule's title may take
_GONE = 10  # findings that are gone shown
_WAIVERS = 20  # shown
# Notes that change what a verdict means.
LOUD = frozenset({"some-rules-only", "no-entities", "entity-rules-idle", "no-such-bearers", "triggers-unseen"}) | {
    "waivers-forbidden", "waivers-unused", "baseline-evidence-gone", "baseline-rulebook-changed",
}  # fmt: skip


def summary_text(audit: Audit, summary: Summary, lang: Lang, is_coloured: bool = False) -> str:
    """Account of rows, as-of, notes, counts by rule, worst bearers, first findings with their sentences."""
    blocks = [_head(audit, lang, is_coloured), _notes(audit, lang, is_coloured), _rules(summary, lang, is_coloured)]
    if summary.total.findings:
        blocks += [_bearers(summary, lang, is_coloured), _findings(audit, summary, lang, is_coloured)]
    blocks.append(quality_lines(audit, lang, is_coloured))
    blocks += [_waived(audit, summary, lang, is_coloured), _changes(audit, lang, is_coloured)]
    return inert("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def rows_text(audit: Audit, lang: Lang) -> str:
    """The account of rows in one line: read = accepted + duplicates + ignored + rejected; then the events, if more."""
    account = audit.log.account
    parts = [
        f"{getattr(account, n)} {fill(say(lang, 'label', n), count=getattr(account, n))}"
        for n in ("accepted", "duplicates", "ignored", "rejected")
    ]
    told = f"{account.read} {say(lang, 'label', 'read')} = {' + '.join(parts)}"
    return told if account.events is None else f"{told}; {account.events} {say(lang, 'label', 'events')}"


def _head(audit: Audit, lang: Lang, is_coloured: bool) -> list[str]:
    book = audit.rulebook
    title = book.title.text(lang, book.name)
    as_of = f"{say(lang, 'label', 'as_of')}: {audit.as_of} ({book.timezone})"
    if audit.known_at is not None:
        as_of += f", {say(lang, 'label', 'known_at')}: {audit.known_at}"
    named = f"{say(lang, 'label', 'rulebook')}: {book.name} {book.version}".rstrip()
    if book.profile:
        named += f", {say(lang, 'label', 'profile')}: {book.profile}"
    changed = [f"{p.name}={p.value} ({p.set_by})" for p in book.parameters.values() if p.set_by != "default"]
    return [
        paint(visible(title), "bold", is_coloured),
        visible(named),
        *([f"{say(lang, 'label', 'parameters')}: {visible(', '.join(changed))}"] if changed else []),
        as_of,
        f"{say(lang, 'label', 'rows')}: {rows_text(audit, lang)}",
    ]


def _notes(audit: Audit, lang: Lang, is_coloured: bool) -> list[str]:
    return [
        paint(visible(note_text(lang, n.code, n.about, n.count)), "yellow" if n.code in LOUD else "dim", is_coloured)
        for n in together(audit, lang)
    ]


def _rules(summary: Summary, lang: Lang, is_coloured: bool) -> list[str]:
    shown = _shown(summary)
    told = by_rule(summary)
    head = [say(lang, "label", "rule"), *(say(lang, "verdict", verdict) for verdict in shown)]
    rows = [[shortened(rule.title.text(lang, rule.id), _TITLE), *_cells(counts, shown)] for rule, counts in told.shown]
    for label, (count, others) in (("unsure_rules", told.unsure), ("quiet_rules", told.quiet)):
        if count:
            rows.append([fill(say(lang, "label", label), count=count), *_cells(others, shown)])
    rows.append([say(lang, "label", "total"), *_cells(summary.total, shown)])
    lines = _table(head, rows, is_coloured)
    return [*lines, fill(say(lang, "label", "idle_rules"), count=told.idle)] if told.idle else lines


def _bearers(summary: Summary, lang: Lang, is_coloured: bool) -> list[str]:
    shown = _shown(summary)
    head = [say(lang, "label", "worst_bearers"), *(say(lang, "verdict", verdict) for verdict in shown)]
    worst = [(bearer, counts) for bearer, counts in summary.bearers[:WORST] if counts.findings]  # they come first
    rows = [
        [shortened(say(lang, "label", "whole_log") if bearer == "*" else bearer, _TITLE), *_cells(counts, shown)]
        for bearer, counts in worst
    ]
    return _table(head, rows, is_coloured)


def _findings(audit: Audit, summary: Summary, lang: Lang, is_coloured: bool) -> list[str]:
    count = summary.total.findings
    head = (
        say(lang, "label", "findings")
        if count <= FIRST
        else f"{say(lang, 'label', 'first_findings')} ({FIRST}/{count})"
    )
    lines = [paint(head, "bold", is_coloured)]
    other = LANGS[1 - LANGS.index(lang)]
    for row in explained(audit, varied(audit.findings, FIRST)).iter_rows(named=True):
        colour = "red" if row["severity"] in ("critical", "high") else "yellow"
        mark = f"{say(lang, 'severity', row['severity'])} · {say(lang, 'verdict', row['verdict'])}"
        mark += f" · {say(lang, 'status', row['status'])}" if row["status"] else ""
        places = [item["place"] for item in row["evidence"] if item["place"]] or [row["raised_at"]]
        where = [row["rule"], row["duty"], *places[:3]]
        lines += [
            GAP.join(["- " + paint(mark, colour, is_coloured), *(visible(w) for w in where if w)]),
            *(
                f"  {visible(row[f'{part}_{lang}'])}"
                for part in ("sentence", "miss", "remedy")
                if row[f"{part}_{lang}"]
            ),
            f"  {paint(visible(row[f'sentence_{other}']), 'dim', is_coloured)}",
        ]
    return lines


def _waived(audit: Audit, summary: Summary, lang: Lang, is_coloured: bool) -> list[str]:
    """The first waived duties, and what became of each waiver."""
    if audit.waivers is None:
        return []
    count = summary.total.of("waived")
    shown = f"{count}" if count <= FIRST else f"{FIRST}/{count}"
    lines = [paint(f"{say(lang, 'label', 'waived')} ({shown})", "bold", is_coloured)]
    for row in explained(audit, varied(audit.waived, FIRST), langs=(lang,)).iter_rows(named=True):
        lines += [GAP.join([f"- {visible(row['rule'])}", row["duty"]]), f"  {visible(row[f'sentence_{lang}'])}"]
    lines.append(paint(say(lang, "label", "waivers"), "bold", is_coloured))
    lines += [f"- {visible(use_text(use, lang))}" for use in audit.waiver_uses[:_WAIVERS]]
    return lines + _more(len(audit.waiver_uses) - _WAIVERS, lang)


def _changes(audit: Audit, lang: Lang, is_coloured: bool) -> list[str]:
    """How many findings are new since the baseline, and what became of the first ones that are gone."""
    if audit.comparison is None:
        return []
    from zhiben.reports.changes import counts_text, gone_explained, gone_text

    gone = gone_explained(audit)
    lines = [paint(counts_text(audit.comparison, lang), "bold", is_coloured)]
    lines += [f"- {visible(gone_text(row, lang))}" for row in gone.head(_GONE).iter_rows(named=True)]
    return lines + _more(len(gone) - _GONE, lang)


def _more(count: int, lang: Lang) -> list[str]:
    return [fill(say(lang, "label", "more_in_json"), count=count)] if count > 0 else []


def _shown(summary: Summary) -> list[str]:
    """Verdicts with a column: `waived` only where something is."""
    return [verdict for verdict in VERDICTS if verdict != "waived" or summary.total.of(verdict)]


def _cells(counts: Counts, shown: list[str]) -> list[str]:
    return [str(counts.of(verdict)) for verdict in shown]


def _table(head: list[str], rows: list[list[str]], is_coloured: bool) -> list[str]:
    lines = columns([head, *rows], [False] + [True] * (len(head) - 1))
    return [paint(lines[0], "bold", is_coloured), *lines[1:]]
