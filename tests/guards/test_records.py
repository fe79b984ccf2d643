"""Records are made in one way: as msgspec structs, which nothing is compiled for when a program starts (decision 9)."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("engine", "events", "reports", "rules", "src/zhiben/cli")
FROZEN = re.compile(r"^@dataclass\(.*frozen=True.*\)\nclass (\w+)", re.MULTILINE)
# Frozen data classes, and what structs do not know.
DATA_CLASSES = {
    "Account": "events are not shown",
    "EventLog": "rows as written take no part in comparison",
    "Audit": "what is kept for reports takes no part in comparison",
    "Waiver": "places in its file take no part in comparison",
    "CivilCalendar": "a table that follows from the zone takes no part in comparison",
    "Cast": "its indexes are made after it",
    "Owed": "a function takes no part in comparison",
}


def test_frozen_records_are_structs_but_for_those_named_here() -> None:
    texts = (path.read_text(encoding="utf-8") for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")
             if "reference" not in path.relative_to(ROOT).parts)  # fmt: skip
    assert sorted(name for text in texts for name in FROZEN.findall(text)) == sorted(DATA_CLASSES)
