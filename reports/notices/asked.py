"""What a notice asks for, per finding: the record that would have met the duty, and what its verdict leaves to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiben.reports.words import LANGS, Lang

_ASKED = {
    "late": (
        "已补做。请书面说明逾期原因和防止再次逾期的措施。",
        "Made up already. Please explain in writing why it was late, and what will prevent that from happening again.",
    ),
    "exceeded": (
        "请停止或纠正，并书面说明原因和防止再次发生的措施。",
        "Please stop or correct this, and explain in writing the cause and what will prevent it from happening again.",
    ),
    "short": (
        "请达到要求并报送记录；如当时已经达到，请报送当时的记录。",
        "Please reach what is required and submit the record; if it was reached at the time, please submit the record "
        "of that.",
    ),
    "missed": (
        "请补做并报送记录；如当时已经履行，请报送当时的记录。",
        "Please make up for it and submit the record; if it was done at the time, please submit the record of that.",
    ),
}


_DEEDS = ("count", "days", "distinct", "covers", "sum")  # measures of what is done; the others are of a level


def asked(row: Mapping[str, Any], measure: str, lang: Lang) -> str:
    """A sentence or two for one finding (`rows.explained`) of a rule with some measure."""
    kind = "late" if row["verdict"] == "late" else "missed" if measure in _DEEDS else "short"
    if kind != "late" and _is_exceeded(row):
        kind = "exceeded"
    told = _ASKED[kind][LANGS.index(lang)]
    remedy = row.get(f"remedy_{lang}")
    return f"{remedy}{'' if lang == 'zh' else ' '}{told}" if remedy else told


def _is_exceeded(row: Mapping[str, Any]) -> bool:
    """Whether too much was seen, not too little."""
    word, _, limits = row["required"].partition(" ")
    most = limits.rpartition(" and ")[2] if word in ("at_most", "exactly", "between") else ""
    if word == "at_most":
        return True
    return bool(most) and row["observed"] is not None and row["observed"] > float(most)
