"""Waivers in words: what excuses a duty, by whom it was approved and why, and what became of each waiver."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.engine.waiver_use import WaiverUse
from zhiben.reports.words import LANGS, Lang, say
from zhiben.rules.waivers import Waiver, Waivers

_TEXT = {
    "zh": "{id}，{by}批准，{start}至{end}有效：{reason}",
    "en": "{id}, approved by {by}, {start} through {end}: {reason}",
}


def waiver_text(waiver: Waiver, lang: Lang) -> str:
    """Id, approver, days and reason, as the brackets of a sentence hold them."""
    days = {"start": waiver.start.isoformat(), "end": waiver.end.isoformat()}
    reason = waiver.reason.strip().rstrip("。.")
    return _TEXT[lang].format(id=waiver.id, by=waiver.approved_by, reason=reason, **days)


def waivers_by_id(waivers: Waivers | None, lang: Lang) -> pl.Expr:
    """(n,) what is said of the waiver of each row; only its id where nothing else is known."""
    told = {} if waivers is None else {waiver.id: waiver_text(waiver, lang) for waiver in waivers.items}
    return pl.col("waiver").replace(told)


def use_text(use: WaiverUse, lang: Lang) -> str:
    """What became of a waiver, in one line."""
    told = f"{waiver_text(use.waiver, lang)} — {say(lang, 'state', use.state)}"
    joint = "，" if lang == "zh" else ", "
    if not use.excused:
        return f"{told}{joint}{say(lang, 'unused', use.unused)}"
    return f"{told}{joint}{say(lang, 'label', 'excuses').format(count=use.excused)}"


def uses_as_json(audit: Audit) -> Iterator[dict[str, object]]:
    """Each waiver as findings.json has it."""
    for use in audit.waiver_uses:
        one = use.waiver
        told: dict[str, object] = {
            "id": one.id,
            "reason": one.reason,
            "approved_by": one.approved_by,
            "from": one.start.isoformat(),
            "through": one.end.isoformat(),
            "duty": one.duty,
            "rule": one.rule,
            "bearer": one.bearer,
            "key": one.key,
            "window_from": one.window.start.isoformat() if one.window.start else None,
            "window_through": one.window.end.isoformat() if one.window.end else None,
            "state": use.state,
            "excused": use.excused,
            "unused": use.unused or None,
        }
        yield told | {lang: use_text(use, lang) for lang in LANGS}
