"""What the monitor says: one record per change of a duty, as plain values that become a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from zhiben.engine.monitor.facts import STANDING, Word
from zhiben.events.civil import NEVER, from_micros

What = Literal[
    "opened", "due-soon", "met", "breached", "late", "unknown", "waived", "reopened", "withdrawn"
]  # `reopened` and `withdrawn` take back what was said before
VERDICT = {code: verdict for verdict, code in STANDING.items()}


@dataclass(frozen=True)
class Told:
    """One change.

    Attributes:
        what: the word of it.
        was: the verdict before, "" = there was none.
        row: the ledger row as it is now, instants as us; of what is withdrawn only duty, rule and bearer.
        follows: the breach of the same step that raised the duty; "" = none.
        is_revised: the verdict is the same, and was decided at another instant.
        explained: the duty's explanation, where there is one (`engine.explain`).
    """

    what: What
    was: str
    row: Mapping[str, Any]
    follows: str = ""
    is_revised: bool = False
    explained: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """As the ledger has it now; "" = the duty is owed no longer."""
        return str(self.row.get("verdict", ""))


def words(first: Word, was: int, now: int) -> list[What]:
    """The words of a change that the rules called `first`."""
    verdict: Any = VERDICT.get(now, "")
    if first == "opened":
        return ["opened"]
    if first == "withdrawn":
        return ["withdrawn"]
    if first == "reopened":
        return ["reopened"] if verdict == "pending" else ["reopened", verdict]
    return [verdict]


def record(told: Told, seq: int, clock: int) -> dict[str, Any]:
    """A change as the output has it.

    Args:
        seq: its sequence number.
        clock: where the clock stood when it was found.
    """
    row = told.row
    found: dict[str, Any] = {"seq": seq, "change": told.what, "was": told.was or None, "clock": instant(clock)}
    for name, value in row.items():
        found[name] = instant(value) if name in _INSTANTS else value
    if "clause" in row:
        found["clause"] = [part for part in str(row["clause"]).split(";") if part]
    if told.follows:
        found["follows"] = told.follows
    if told.is_revised:
        found["revised"] = True
    if told.explained:
        found["explanation"] = dict(told.explained)
    return found


def encoded(told: Told, seq: int, clock: int) -> str:
    """The same as a line of JSON."""
    return _JSON(record(told, seq, clock))


_JSON = json.JSONEncoder(ensure_ascii=False).encode
_INSTANTS = frozenset({"opens", "closes", "due", "decided", "cured"})


@lru_cache(maxsize=1 << 14)  # many duties open and close together
def instant(value: int | None) -> str | None:
    """An instant, us since the epoch, as ISO text in UTC; None where there is none."""
    return None if value is None or value >= NEVER else from_micros(value).isoformat().replace("+00:00", "Z")
