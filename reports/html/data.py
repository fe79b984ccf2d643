"""What the script of the page works on, in packed blocks: duties, the events that they name, sentences by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.reports.catalogue import SEVERITIES
from zhiben.reports.contents import Contents
from zhiben.reports.filling import fill
from zhiben.reports.html.book import clauses_said, parameters_said, rules_said, types_said
from zhiben.reports.html.chosen import GRAVEST_FIRST, Chosen
from zhiben.reports.html.columns import Lists, duty_columns, rest_columns
from zhiben.reports.html.events import SHOWN_OF_MET, Events, events_of
from zhiben.reports.html.pack import Column, packed
from zhiben.reports.html.periods import fitting
from zhiben.reports.html.words import SYMBOL, spoken, told
from zhiben.reports.safe import visible, visible_column
from zhiben.reports.sentences import required_text
from zhiben.reports.waiving import waiver_text
from zhiben.reports.words import LANGS, Lang, say

WORDED = 5_000  # duties besides the findings, the gravest first, that have their sentence; the others have their parts

_LEFT_OUT = (
    "本页只逐项收录最严重的 {held} 项问题；另有 {left} 项未逐项收录，见报告的 findings.csv 和 findings.json。"
    "数量、图表和分组仍包括全部问题。",
    "This page holds the gravest {held} findings one by one; {left} more {left:is|are} not shown here, but in "
    "findings.csv and findings.json of the report. Counts, charts and groups cover all of them.",
)

Blocks = Sequence[tuple[str, str]]  # the name and the packed text of each
Held = Sequence[tuple[str, str]]  # what the page holds, said in both languages


def blocks(contents: Contents, picked: Chosen) -> tuple[Blocks, Held]:
    """The packed blocks of a page, and what is to be said about what they leave out."""
    audit, lists = contents.audit, Lists()
    columns = {**duty_columns(audit, picked, lists), **rest_columns(picked, lists)}
    events = events_of(audit, picked, lists, contents.names)
    with ThreadPoolExecutor(1) as beside:  # most of packing is compressing, for which the interpreter is not needed
        packing = [
            ("duties", beside.submit(packed, _header(contents, lists), columns)),
            ("events", beside.submit(packed, {"fields": events.fields, "told": events.told}, events.columns)),
        ]
        texts = _texts(contents, picked)
        packing += [(f"texts-{lang}", beside.submit(packed, {}, texts[lang])) for lang in LANGS]
        return [(name, done.result()) for name, done in packing], _held(audit, picked, events)


def left_out(findings: int, held: int) -> tuple[str, ...]:
    """What is said at the top of the page where it does not hold all findings, in both languages; else nothing."""
    counts = {"held": f"{held:,}", "left": f"{findings - held:,}"}
    return tuple(fill(text, **counts) for text in _LEFT_OUT) if held < findings else ()


def _header(contents: Contents, lists: Lists) -> Mapping[str, object]:
    book, uses = contents.audit.rulebook, contents.audit.waiver_uses
    rules = rules_said(book, lists.said("rule"))
    used = dict.fromkeys(name for rule in rules for name in rule["parameters"])  # type: ignore[attr-defined]
    return {
        "words": spoken(),
        "symbols": SYMBOL,
        "verdicts": GRAVEST_FIRST,
        "severities": SEVERITIES,
        "period": fitting(_days(contents.audit)),
        "title": [visible(book.title.text(lang, book.name)) for lang in LANGS],
        "lists": {name: lists.said(name) for name in lists.words if name != "rule"},
        "types": types_said(book, lists.said("type")),
        "required": [[required_text(text, lang) for lang in LANGS] for text in lists.said("required")],
        "rules": rules,
        "clauses": clauses_said(book),
        "parameters": parameters_said(book, list(used)),
        "waivers": {visible(use.waiver.id): [visible(waiver_text(use.waiver, lang)) for lang in LANGS] for use in uses},
    }


def _days(audit: Audit) -> pl.Series:
    return pl.Series(audit.ledger["due"]).dt.convert_time_zone(audit.rulebook.timezone).dt.date()


def _texts(contents: Contents, picked: Chosen) -> Mapping[Lang, Mapping[str, Column]]:
    """Texts of the first duties by language and kind: `sentence`, and `miss` and `remedy` where findings have them.

    Each is UTF-8, one line for a duty: line breaks inside a text are written out.
    """
    start = len(picked.findings)
    findings = _findings(contents, picked)
    further = contents.audit.ledger.take(pa.array(picked.rows[start : start + WORDED]))
    further = further.filter(pc.not_equal(further["verdict"], GRAVEST_FIRST[-1]))
    others = contents.explained(further)
    found: dict[Lang, Mapping[str, Column]] = {}
    for lang in LANGS:
        kinds = [kind for kind in ("sentence", "miss", "remedy") if f"{kind}_{lang}" in findings.columns]
        names = [f"{kind}_{lang}" for kind in kinds]
        rows = pl.concat([findings.select(names), others.select(names)], how="vertical_relaxed")
        rows = rows.select(visible_column(pl.col(name)) for name in names)
        found[lang] = {kind: _lines(rows[name]) for kind, name in zip(kinds, names, strict=True)}
    return found


def _findings(contents: Contents, picked: Chosen) -> pl.DataFrame:
    """The findings that the page holds, made readable; of very many only those."""
    if contents.has_findings:
        return contents.findings[picked.findings] if len(picked.findings) else contents.findings.clear()
    duties = contents.audit.ledger.take(pa.array(picked.rows[: len(picked.findings)]))
    return contents.explained(duties)


def _lines(texts: pl.Series) -> Column:
    joined = texts.fill_null("").str.join("\n").item()
    return np.frombuffer(joined.encode("utf-8", "backslashreplace"), np.uint8)


def _held(audit: Audit, picked: Chosen, events: Events) -> Held:
    total, held = audit.ledger.num_rows, len(picked.rows)
    left = dict(picked.rest.group_by("verdict").agg(pl.col("count").sum()).iter_rows())
    named = len(events.columns["line"])
    said: list[tuple[str, str]] = []
    for lang in LANGS:
        lines = [told(lang, "held_all", total=total)]
        if held < total:
            counts = [f"{say(lang, 'verdict', v)} {left[v]}" for v in GRAVEST_FIRST if v in left]
            verdicts = told(lang, "list_joint").join(counts)
            lines = [told(lang, "held_some", held=held, left=total - held, verdicts=verdicts)]
        lines.append(told(lang, "held_met", count=SHOWN_OF_MET))
        if events.told < named:
            lines.append(told(lang, "held_fields", told=events.told, left=named - events.told))
        said.append(tuple(lines))  # type: ignore[arg-type]
    return list(zip(*said, strict=True))
