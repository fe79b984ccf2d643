"""`markdown`: a page for a pull-request comment or a job summary: counts, and the gravest findings with their places.

GitHub takes comments of at most 65,536 characters. What does not fit is counted, and the page says where all of it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from zhiben.engine.ledger import VERDICTS
from zhiben.events.problem import Problem, Span
from zhiben.reports.catalogue import SEVERITIES
from zhiben.reports.changes import counts_text, gone_text
from zhiben.reports.contents import Contents
from zhiben.reports.filling import fill
from zhiben.reports.located import Place, located
from zhiben.reports.marked_text import cell
from zhiben.reports.terminal import rows_text
from zhiben.reports.together import together
from zhiben.reports.values import finding_text, problem_text
from zhiben.reports.waiving import waiver_text
from zhiben.reports.words import Lang, note_text, say
from zhiben.rules.render import level_word

FILE = "summary.md"
LIMIT = 60_000  # characters, of the 65,536 that a comment may have: whoever posts it may add a few words
_PROBLEMS = 50
_GONE = 20  # lines of what is gone, and of what is waived
_HEADING = {
    "breach": ("❌ {count} 项未按要求履行", "❌ {count} {count:finding|findings}"),
    "rejected": ("❌ 有记录被拒收", "❌ Rows were rejected"),
    "unknown": (
        "⚠️ 没有发现问题，但有 {count} 项义务无法判定",
        "⚠️ No findings, but {count} {count:duty|duties} cannot be judged",
    ),
    "clean": ("✅ 没有发现问题", "✅ No findings"),
    "refused": ("❌ 输入无法使用，未作判定", "❌ The input cannot be used; nothing was judged"),
}
_WORDS = {
    "left_out": (
        "另有 {count} 项问题未在此列出，见 findings.csv。",
        "{count} more {count:finding is|findings are} not listed here, but in findings.csv.",
    ),
    "more_problems": (
        "另有 {count} 个数据问题未在此列出。",
        "{count} more {count:problem of the data is|problems of the data are} not listed here.",
    ),
    "place": ("位置", "Place"),
}


def write(contents: Contents, path: Path) -> None:
    """Write summary.md."""
    path.write_bytes(text(contents).encode())


def text(contents: Contents) -> str:
    """The whole page."""
    audit, lang = contents.audit, contents.lang
    title = audit.rulebook.title.text(lang, audit.rulebook.name)
    head = [f"### {_heading(contents)}", "", f"{cell(title, 200)} · {say(lang, 'label', 'as_of')} {audit.as_of}", ""]
    head += _counts(contents)
    tail = [
        *_gone(contents),
        *_waived(contents),
        *_unjudged(contents),
        *_notes(contents),
        *_problems(audit.problems, lang, contents.names),
    ]
    room = LIMIT - sum(len(line) + 1 for line in (*head, *tail))
    return "\n".join([*head, *_findings(contents, room), *tail]).rstrip("\n") + "\n"


def refusal(problems: Sequence[Problem], lang: Lang) -> str:
    """A page that says that nothing was judged, and why."""
    lines = [f"### {_say(_HEADING, 'refused', lang)}", "", *_problems(problems, lang, {}, is_open=True)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _heading(contents: Contents) -> str:
    total, lang = contents.summary.total, contents.lang
    if total.findings:
        return fill(_say(_HEADING, "breach", lang), count=total.findings)
    if contents.audit.rejected or contents.audit.log.account.rejected:
        return _say(_HEADING, "rejected", lang)
    if unknown := total.of("unknown"):
        return fill(_say(_HEADING, "unknown", lang), count=unknown)
    return _say(_HEADING, "clean", lang)


def _counts(contents: Contents) -> list[str]:
    """Every verdict, also those that nothing has; then the findings by severity, and the rows."""
    lang, summary = contents.lang, contents.summary
    names = [say(lang, "verdict", verdict) for verdict in VERDICTS]
    numbers = [str(summary.total.of(verdict)) for verdict in VERDICTS]
    graver = [f"{say(lang, 'severity', name)} {count}" for name, count in summary.severities if count]
    comma = "，" if lang == "zh" else ", "
    lines = [_row(names), _row(["---:"] * len(names)), _row(numbers), ""]
    if graver:
        lines += [f"{say(lang, 'label', 'findings')}{_colon(lang)}{comma.join(graver)}", ""]
    if contents.audit.comparison is not None:
        lines += [cell(counts_text(contents.audit.comparison, lang)), ""]
    rows = rows_text(contents.audit, lang)
    return [*lines, f"{say(lang, 'label', 'rows')}{_colon(lang)}{cell(rows)}", ""]


def _findings(contents: Contents, room: int) -> list[str]:
    """As many findings as fit, the gravest first; the rest as a number."""
    lang, rows = contents.lang, contents.findings
    if rows.is_empty():
        return []
    names = ["severity", "rule", "sentence"]
    headings = [*(say(lang, "label", name) for name in names), _say(_WORDS, "place", lang)]
    lines = [_row(headings), _row(["---"] * len(headings))]
    left_out = _say(_WORDS, "left_out", lang)
    room -= sum(len(line) + 1 for line in lines) + len(left_out) + 50
    at = located(contents.audit, rows, contents.names)
    told = sorted(
        zip(rows.iter_rows(named=True), at, strict=True),
        key=lambda one: (one[0]["status"] == "persisting", SEVERITIES.index(one[0]["severity"])),
    )
    for done, (row, where) in enumerate(told):
        status = f" ({say(lang, 'status', row['status'])})" if row["status"] else ""
        cells = [
            say(lang, "severity", row["severity"]) + status,
            cell(row["rule"]),
            cell(finding_text(row, lang)),
            _place(where.first),
        ]
        line = _row(cells)
        if len(line) + 1 > room:
            return [*lines, "", fill(left_out, count=len(told) - done), ""]
        room -= len(line) + 1
        lines.append(line)
    return [*lines, ""]


def _gone(contents: Contents) -> list[str]:
    """What became of the findings of the baseline that are none now; folded."""
    if contents.gone is None:
        return []
    lines = [f"- {cell(gone_text(row, contents.lang), 300)}" for row in contents.gone.head(_GONE).iter_rows(named=True)]
    return _folded(say(contents.lang, "label", "gone"), contents.gone.height, _more(lines, contents.gone.height))


def _waived(contents: Contents) -> list[str]:
    """What is excused, by whom and why; folded."""
    lang, count = contents.lang, contents.waived.height
    excuses = {one.id: waiver_text(one, lang) for one in contents.audit.waivers.items} if contents.audit.waivers else {}
    lines = []
    for row in contents.waived.head(_GONE).iter_rows(named=True):
        who = say(lang, "label", "whole_log") if row["bearer"] == "*" else row["bearer"]
        about = " · ".join(filter(None, (who, row["key"], row[f"title_{lang}"], (row["due"] or "")[:10])))
        lines.append(f"- {cell(about, 300)}{_colon(lang)}{cell(excuses.get(row['waiver']) or row['waiver'], 400)}")
    return _folded(say(lang, "verdict", "waived"), count, _more(lines, count))


def _more(lines: list[str], count: int) -> list[str]:
    return lines if len(lines) == count else [*lines, f"- … {count - len(lines)}"]


def _unjudged(contents: Contents) -> list[str]:
    """How many duties cannot be judged, by rule; folded."""
    lang = contents.lang
    counted = [(rule.id, counts.of("unknown")) for rule, counts in contents.summary.rules if counts.of("unknown")]
    lines = [f"- {cell(name, 100)}{_colon(lang)}{count}" for name, count in counted[:_PROBLEMS]]
    if len(counted) > _PROBLEMS:
        lines.append(f"- … {sum(count for _, count in counted[_PROBLEMS:])}")
    return _folded(say(lang, "label", "unknowns"), contents.summary.total.of("unknown"), lines)


def _notes(contents: Contents) -> list[str]:
    lang = contents.lang
    lines = [f"- {cell(note_text(lang, n.code, n.about, n.count), 400)}" for n in together(contents.audit, lang)]
    return _folded(say(lang, "label", "notes"), len(lines), lines)


def _problems(problems: Sequence[Problem], lang: Lang, names: Mapping[str, str], *, is_open: bool = False) -> list[str]:
    graver = sorted(problems, key=lambda problem: ("error", "warning", "note").index(problem.level))
    lines = [
        f"- {_span(p.span, names)}{level_word(p, lang)} {cell(p.code)}{_colon(lang)}{cell(problem_text(p, lang), 300)}"
        for p in graver[:_PROBLEMS]
    ]
    if len(problems) > _PROBLEMS:
        lines.append(f"- {fill(_say(_WORDS, 'more_problems', lang), count=len(problems) - _PROBLEMS)}")
    return lines if is_open else _folded(say(lang, "label", "problems"), len(problems), lines)


def _folded(title: str, count: int, lines: list[str]) -> list[str]:
    if not lines:
        return []
    return ["<details>", f"<summary>{title} ({count})</summary>", "", *lines, "", "</details>", ""]


def _span(span: Span | None, names: Mapping[str, str]) -> str:
    return "" if span is None else cell(str(span).replace(span.file, names.get(span.file, span.file), 1), 200) + " "


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    sheet = "" if place.sheet is None else f"[{place.sheet}]"
    return cell(f"{place.file}{sheet}" + (f":{place.line}" if place.line else ""), 200)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _colon(lang: Lang) -> str:
    return "：" if lang == "zh" else ": "


def _say(table: Mapping[str, tuple[str, str]], word: str, lang: Lang) -> str:
    return table[word][0 if lang == "zh" else 1]
