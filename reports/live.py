"""Explanations of what the live monitor has just found, in the words of every report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from zhiben.engine.audit import Audit
from zhiben.engine.evaluate import Judgement
from zhiben.engine.kept import Kept
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import Explain
from zhiben.events.civil import from_micros
from zhiben.events.log import EventLog
from zhiben.reports.rows import explained
from zhiben.reports.values import finding_text
from zhiben.reports.words import LANGS
from zhiben.rules.model import Rulebook


def explainer(world: World) -> Explain:
    """Words for duties that were just breached, made up late, or cannot be judged."""

    def explain(
        rulebook: Rulebook, log: EventLog, as_of: AsOf, shown: list[Judgement], rows: pa.Table
    ) -> Mapping[str, Mapping[str, Any]]:
        audit = Audit(
            rulebook=rulebook,
            log=log,
            entities=world.entities,
            coverage=world.coverage,
            as_of=from_micros(as_of.clock),
            known_at=None,
            ledger=rows,
            notes=(),
            unseen=pa.table({}),
            whole=rulebook,
            waivers=world.waivers,
            kept=Kept(rulebook, log, shown),
        )
        return explanations(audit)

    return explain


def explanations(audit: Audit) -> dict[str, dict[str, str]]:
    """By duty of the audit's ledger: what was owed and seen, the nearest miss, and what would have met it."""
    duties = explained(audit, audit.ledger)
    return {row["duty"]: {lang: finding_text(row, lang) for lang in LANGS} for row in duties.iter_rows(named=True)}
