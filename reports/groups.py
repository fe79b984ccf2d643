"""`--group-by`: counts of every verdict by what was asked for, as a table on the terminal and as summary.csv."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import polars.selectors as cs
import pyarrow as pa

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import VERDICTS
from zhiben.reports.catalogue import all_rules
from zhiben.reports.filling import fill
from zhiben.reports.safe import spreadsheet_column, visible_column
from zhiben.reports.text import columns, paint, shortened
from zhiben.reports.words import Lang, say
from zhiben.rules.model import Rulebook

FILE = "summary.csv"
SHOWN = 60  # groups on a terminal
_WIDEST = 40  # columns of a terminal for one cell
_WORDS = {
    "rule": ("规则", "Rule"),
    "variant": ("变体", "Variant"),
    "clause": ("条款", "Clause"),
    "severity": ("严重程度", "Severity"),
    "bearer": ("责任主体", "Bearer"),
    "key": ("事项", "Key"),
    "reason": ("原因", "Reason"),
    "task": ("任务文件", "Task"),
    "kind": ("主体种类", "Kind"),
    "group": ("集团（含下属）", "Group, with everybody below"),
    "year": ("到期年度", "Due in year"),
    "half-year": ("到期半年", "Due in half-year"),
    "quarter": ("到期季度", "Due in quarter"),
    "month": ("到期月份", "Due in month"),
}
_NONE = ("（无）", "(none)")
_NO_DUE = ("（无到期日）", "(no due date)")
_TOTAL = ("合计（每项义务计一次）", "Total, each duty once")
_SEVERAL = (
    "有的义务同属几组，各组之和大于合计。",
    "Some duties fall in several groups, so the rows add up to more than the total.",
)
_MORE = (
    "另有 {count} 组，见 summary.csv；此处为问题最多的。",
    "{count} more {count:group is|groups are} in summary.csv; these have the most findings.",
)


def group_lines(audit: Audit, by: Sequence[str], lang: Lang, is_coloured: bool = False) -> list[str]:
    """A line per group and one for the whole ledger; of many groups those with the most findings, then unknowns."""
    which = lang != "zh"
    table = audit.counts(by)
    rows = _worst(table)
    verdicts = [verdict for verdict in VERDICTS if verdict != "waived" or _sum(table, verdict)]
    numbers = ["duties", *verdicts]
    head = [
        *(_heading(word, lang) for word in by),
        say(lang, "label", "duties"),
        *(say(lang, "verdict", v) for v in verdicts),
    ]
    cells = [
        [*(_cell(audit.rulebook, word, row[word], lang) for word in by), *(str(row[name]) for name in numbers)]
        for row in table.take(pa.array(rows, pa.int64())).to_pylist()
    ]
    total = _whole(audit)
    cells.append([_TOTAL[which], *([""] * (len(by) - 1)), *(str(total[name]) for name in numbers)])
    lines = columns([head, *cells], [False] * len(by) + [True] * len(numbers))
    lines[0] = paint(lines[0], "bold", is_coloured)
    lines += [fill(_MORE[which], count=table.num_rows - len(rows))] if len(rows) < table.num_rows else []
    return [*lines, _SEVERAL[which]] if _sum(table, "duties") > total["duties"] else lines


def write_groups(audit: Audit, by: Sequence[str], path: Path) -> None:
    """The same groups, all of them, under the words asked for: UTF-8 with a byte order mark, no cell a formula.

    Lines are the groups alone, without a total; whether they add up to the ledger depends on the words.
    """
    table = pl.DataFrame(audit.counts(by))
    table = table.with_columns(visible_column(cs.string()))
    table.with_columns(spreadsheet_column(cs.string())).write_csv(path, include_bom=True)


def _worst(table: pa.Table) -> list[int]:
    """Places of the rows to show, in their order."""
    if table.num_rows <= SHOWN:
        return list(range(table.num_rows))
    keys = [table[name].to_numpy() for name in ("unknown", "findings")]
    found: list[int] = np.sort(np.lexsort([-key for key in keys])[:SHOWN]).tolist()
    return found


def _whole(audit: Audit) -> dict[str, int]:
    verdicts = dict(pl.DataFrame(audit.ledger.select(["verdict"])).group_by("verdict").len().iter_rows())
    return {verdict: verdicts.get(verdict, 0) for verdict in VERDICTS} | {"duties": audit.ledger.num_rows}


def _sum(table: pa.Table, name: str) -> int:
    return int(table[name].to_numpy().sum())


def _heading(word: str, lang: Lang) -> str:
    name, _, parts = word.partition(":")
    return _WORDS[name][lang != "zh"] + (f" ({parts})" if parts else "")


def _cell(rulebook: Rulebook, word: str, value: str, lang: Lang) -> str:
    """A value as people know it; a group without one is named, never left blank."""
    which = lang != "zh"
    if value == "":
        return _NO_DUE[which] if word in ("year", "half-year", "quarter", "month") else _NONE[which]
    if value == "*" and word in ("bearer", "group"):
        return say(lang, "label", "whole_log")
    if word == "rule":
        titles = {rule.id: rule.title.text(lang, rule.id) for rule in all_rules(rulebook)}
        return shortened(titles.get(value, value), _WIDEST)
    if word in ("severity", "reason"):
        return shortened(say(lang, word, value), _WIDEST)
    if word.startswith("clause"):
        titles = {clause.id: clause.title.text(lang) for clause in rulebook.clauses}
        return shortened(f"{value} {titles.get(value, '')}".rstrip(), _WIDEST)
    if word == "kind" and value in rulebook.vocabulary.entities:
        return shortened(rulebook.vocabulary.entities[value].label.text(lang, value), _WIDEST)
    return shortened(value, _WIDEST)
