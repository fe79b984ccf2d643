"""Waivers put to use: before a breach raises anything, or is told, what a waiver covers is waived."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.excuses import Excuses
from zhiben.engine.judge import WAIVED, Judged, waived
from zhiben.engine.ledger import AsOf
from zhiben.rules.model import Rule


def excused(
    excuses: Excuses | None, rule: Rule, judged: Judged, ledger: pa.Table, as_of: AsOf
) -> tuple[Judged, pa.Table]:
    """Verdicts and ledger rows of one rule's duties, with what a waiver covers waived and its id beside it."""
    if excuses is None or not rule.waivable:
        return judged, ledger
    by = excuses.covering(ledger, as_of)
    found = waived(judged, by >= 0)
    is_waived = found.verdict == WAIVED
    ids = excuses.names["id"].combine_chunks().take(pa.array(by, mask=~is_waived)).fill_null("")
    verdict = pc.if_else(pa.array(is_waived), "waived", ledger["verdict"])
    places = ledger.schema.names
    ledger = ledger.set_column(places.index("verdict"), ledger.schema.field("verdict"), verdict)
    return found, ledger.set_column(places.index("waiver"), ledger.schema.field("waiver"), ids)
