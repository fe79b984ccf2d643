"""The whole story of one duty as text: what was owed, what raised it, what was seen, what would have met it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.compute as pc

from zhiben.reports.safe import visible
from zhiben.reports.sentences import required_text
from zhiben.reports.why.reading import Stored
from zhiben.reports.why.recorded import duty_line, event_line, field_lines, moment_text, row_of
from zhiben.reports.words import Lang, say

_SHOWN = 20  # children of a duty
_WORDS = {
    "duty": ("义务", "Duty"),
    "owed": ("应履行什么", "What was owed"),
    "variant": ("适用情形", "variant"),
    "bearer": ("责任主体", "owed by"),
    "key": ("事项", "about"),
    "window": ("时限", "window"),
    "grace": ("宽限至", "with grace until"),
    "required": ("要求", "required"),
    "observed": ("实际", "seen"),
    "raised": ("由何触发", "What raised it"),
    "evidence": ("计入的记录", "What was counted"),
    "no_evidence": ("没有计入的记录", "Nothing was counted"),
    "verdict": ("判定", "Verdict"),
    "decided": ("确定于", "decided on"),
    "cured": ("补做于", "made up on"),
    "waiver": ("豁免", "waiver"),
    "reason": ("原因", "reason"),
    "misses": ("差一点计入的记录", "What nearly counted"),
    "remedy": ("怎样才算履行", "What would meet it"),
    "parent": ("由此义务未履行而来", "It follows from this duty"),
    "children": ("由此引起", "What follows from it"),
    "more": ("另有 {} 项", "{} more"),
    "entity": ("对象", "entity"),
    "none": ("无", "none"),
    "start": ("不限起始", "no beginning"),
    "end": ("无终止日", "no end"),
}


def story(stored: Stored, duty: str, lang: Lang) -> str:
    """Everything that a report knows about one duty."""
    return "\n".join(visible(line) for line in _lines(stored, duty, lang)) + "\n"


def _lines(stored: Stored, duty: str, lang: Lang) -> Iterator[str]:
    row = row_of(stored.ledger, "duty", duty)
    told = row_of(stored.explanations, "duty", duty)
    rule = stored.rules.get(row["rule"], {})
    title = (rule.get("title") or {}).get(lang) or row["rule"]
    marks = [say(lang, "verdict", row["verdict"]), say(lang, "severity", row["severity"])]
    yield f"{_word(lang, 'duty')} {duty}  {title}"
    yield f"  {' · '.join(marks)}"
    yield from _owed(stored, row, rule, lang)
    yield from _raised(stored, row, lang)
    yield from _evidence(stored, row, lang)
    yield from _verdict(stored, row, lang)
    misses = told.get("misses") or []
    if misses:
        yield from _head(lang, "misses")
        for number, miss in enumerate(misses, 1):
            yield f"  {number}. {miss[lang] or miss['event']}"
            yield from field_lines(stored, miss["event"], lang)
    remedy = told.get("remedy") or {}
    if remedy.get(lang):
        yield from _head(lang, "remedy")
        yield f"  {remedy[lang]}"
        yield from _record(told.get("record"), stored, lang)
    yield from _children(stored, row, lang)


def _owed(stored: Stored, row: Mapping[str, Any], rule: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    yield from _head(lang, "owed")
    for line in (rule.get("text") or {}).get(lang, row["rule"]).splitlines():
        yield f"  {line.strip()}"
    bearer = say(lang, "label", "whole_log") if row["bearer"] == "*" else row["bearer"]
    yield f"  {_word(lang, 'bearer')}: {bearer}"
    if row["variant"]:
        yield f"  {_word(lang, 'variant')}: {row['variant']}"
    if row["key"]:
        yield f"  {_word(lang, 'key')}: {row['key']}"
    opens = moment_text(row["opens"], stored) or _word(lang, "start")
    due = moment_text(row["due"], stored, is_end=True) or _word(lang, "end")
    span = f"{opens} – {due}"
    if row["closes"] and row["due"] and row["closes"] - row["due"] > dt.timedelta(microseconds=1):
        last = moment_text(row["closes"] - dt.timedelta(microseconds=1), stored, is_end=True)
        span += f" ({_word(lang, 'grace')} {last})"
    yield f"  {_word(lang, 'window')}: {span}"
    yield f"  {_word(lang, 'required')}: {required_text(row['required'], lang)}"


def _raised(stored: Stored, row: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    raiser = row["raised_by"]
    if not raiser:
        return
    yield from _head(lang, "raised")
    parent = row_of(stored.ledger, "duty", raiser)
    if parent:
        yield f"  {_word(lang, 'parent')}: {duty_line(stored, parent, lang)}"
    elif row_of(stored.events, "reference", raiser):
        yield f"  {event_line(stored, raiser, lang)}"
        yield from field_lines(stored, raiser, lang)
    else:
        yield f"  {_word(lang, 'entity')}: {raiser}"


def _evidence(stored: Stored, row: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    shown, count = row["evidence"] or [], row["evidence_count"] or 0
    if not count:
        yield from _head(lang, "no_evidence")
        return
    yield from _head(lang, "evidence", f" ({count})")
    for reference in shown:
        yield f"  {event_line(stored, reference, lang)}"
        yield from field_lines(stored, reference, lang)
    if count > len(shown):
        yield "  " + _word(lang, "more").format(count - len(shown))


def _verdict(stored: Stored, row: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    yield from _head(lang, "verdict")
    parts = [say(lang, "verdict", row["verdict"])]
    if row["observed"] is not None:
        parts.append(f"{_word(lang, 'observed')} {row['observed']:.6f}".rstrip("0").rstrip("."))
    for name in ("decided", "cured"):
        if row[name]:
            parts.append(f"{_word(lang, name)} {moment_text(row[name], stored, is_end=True)}")
    if row["waiver"]:
        parts.append(f"{_word(lang, 'waiver')} {row['waiver']}")
    if row["reason"]:
        parts.append(f"{_word(lang, 'reason')}: {say(lang, 'reason', row['reason'])}")
    yield "  " + ("；" if lang == "zh" else "; ").join(parts)


def _record(record: Mapping[str, Any] | None, stored: Stored, lang: Lang) -> Iterator[str]:
    """The record as it could be entered."""
    if not record:
        return
    said = [f"type={record['type']}"] + ([f"subject={record['subject']}"] if record["subject"] else [])
    said += [f"{item['field']}={'、'.join(item['values'])}" for item in record["fields"] or []]
    yield "  " + "  ".join(said)


def _children(stored: Stored, row: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    children = stored.ledger.filter(pc.equal(stored.ledger["raised_by"], row["duty"]))
    if not children.num_rows:
        return
    yield from _head(lang, "children")
    for child in children.slice(0, _SHOWN).to_pylist():
        yield f"  {duty_line(stored, child, lang)}"
    if children.num_rows > _SHOWN:
        yield "  " + _word(lang, "more").format(children.num_rows - _SHOWN)


def _head(lang: Lang, name: str, more: str = "") -> Iterator[str]:
    yield ""
    yield _word(lang, name) + more


def _word(lang: Lang, name: str) -> str:
    return _WORDS[name][lang != "zh"]
