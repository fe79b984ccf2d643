"""Where decided duties that other rules read lie between two steps: a table of the state, a row for each duty."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

_TABLE = """
CREATE TABLE IF NOT EXISTS decided (
    duty INTEGER PRIMARY KEY, subject INTEGER NOT NULL, place INTEGER NOT NULL, at INTEGER NOT NULL,
    rule TEXT NOT NULL, severity TEXT NOT NULL, key TEXT, outcome TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS decided_subject ON decided (subject, place);
"""
_ASKED = 500  # duties or subjects that one question is about

# Duty, subject, place of the rule; when, name of the rule (of what is owed otherwise: its own), severity, key, outcome.
Decided = tuple[int, int, int, int, str, str, str | None, str]


class Readable:
    """The decided duties of a state; what is written belongs to the step that is under way."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        base.executescript(_TABLE)

    def keep(self, rows: Iterable[Decided]) -> None:
        """Remember some, in place of what was known of the same duties."""
        self._base.executemany("REPLACE INTO decided VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def forget(self, duties: Sequence[int]) -> list[tuple[int, int, int]]:
        """Forget some; subject, place, and instant of each."""
        found: list[tuple[int, int, int]] = []
        for at in range(0, len(duties), _ASKED):
            some = duties[at : at + _ASKED]
            where = f"FROM decided WHERE duty IN ({','.join('?' * len(some))})"
            found += self._base.execute(f"SELECT subject, place, at {where}", some).fetchall()
            self._base.execute(f"DELETE {where}", some)
        return found

    def of(self, subjects: Sequence[int] | None, places: Sequence[int]) -> list[Decided]:
        """Those of some subjects (None = of all) and rules."""
        # Not looked up by the place, too: of some thousand subjects and fifty rules most pairs have nothing.
        rules = f"+place IN ({','.join(map(str, places))})"
        if subjects is None:
            return self._base.execute(f"SELECT * FROM decided WHERE {rules}").fetchall()
        found: list[Decided] = []
        for at in range(0, len(subjects), _ASKED):
            some = subjects[at : at + _ASKED]
            where = f"subject IN ({','.join('?' * len(some))}) AND {rules}"
            found += self._base.execute(f"SELECT * FROM decided WHERE {where}", some).fetchall()
        return found
