"""What the monitor keeps of itself between two steps, so that it may be stopped at any instant: one SQLite file.

A step is one transaction: events, ids, duties, changes, the clock and how far each source was read become true together
or not at all. Larger parts of the events are files beside it (`kept_events`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from zhiben.engine.monitor.state.kept_events import KeptEvents
from zhiben.engine.monitor.state.readable import Readable

VERSION = 4  # of the state's form; one of another form cannot be gone on with
FILE = "state.db"
SIDE, CONFLICT = -1, -2  # in place of an event's number: too late, and contradicted

_TABLES = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
    source TEXT NOT NULL, id TEXT NOT NULL, print INTEGER NOT NULL, recorded INTEGER, number INTEGER NOT NULL,
    PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS part (id INTEGER PRIMARY KEY, level INTEGER NOT NULL, content BLOB, file TEXT);
CREATE TABLE IF NOT EXISTS name (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS gone (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS stand (unit INTEGER PRIMARY KEY, rows BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS resting (unit INTEGER NOT NULL, latest INTEGER NOT NULL, rows BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS resting_unit ON resting (unit);
CREATE TABLE IF NOT EXISTS opening (
    at INTEGER NOT NULL, name TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (at, name, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change (seq INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS side (seq INTEGER PRIMARY KEY, record TEXT NOT NULL);
"""

_CHANGES = 1_000  # rows written from which on what is in the log of writes is moved to where it belongs
_PAGES = 20_000  # of that log, at which this is done at once, however long it takes
_ASKED = 500  # ids that one question is about

Seen = tuple[int, int | None, int]  # fingerprint, recorded time, number


class Store:
    """The state of one monitor. One thread uses it; nothing is kept of a step that was not committed."""

    def __init__(self, folder: Path | None) -> None:
        """Open the state in a folder, which is made if need be; None = in memory, for as long as the process lives."""
        self.folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(":memory:" if folder is None else folder / FILE, isolation_level=None)
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}")
        self._base.execute("PRAGMA cache_size = -16000")
        self._base.executescript(_TABLES)
        self.readable = Readable(self._base)
        self.events = KeptEvents(self._base, folder)
        self._moved = 0  # how many rows had been written when that was done last

    def close(self) -> None:
        """Give the file up."""
        self._base.close()

    # --- a step ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """What follows becomes true together."""
        self._base.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """It is true now, whatever happens."""
        self._base.execute("COMMIT")
        self.events.sweep()

    def tidy(self) -> None:
        """Between two steps: SQLite moves what was written to its place, which takes longer than to write it."""
        if self._base.total_changes - self._moved >= _CHANGES:
            self._moved = self._base.total_changes
            self._base.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def rollback(self) -> None:
        """It never was."""
        if self._base.in_transaction:
            self._base.execute("ROLLBACK")

    def facts(self) -> dict[str, Any]:
        """Single values by name."""
        return {name: json.loads(value) for name, value in self._base.execute("SELECT name, value FROM fact")}

    def say(self, **facts: object) -> None:
        """Remember single values."""
        self._base.executemany("REPLACE INTO fact VALUES (?, ?)", [(k, json.dumps(v)) for k, v in facts.items()])

    # --- ids of events -----------------------------------------------------------------------------------------------

    def seen(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Seen]:
        """What is known of the ids of events, each with its source; of those that have never come, nothing."""
        found: dict[tuple[str, str], Seen] = {}
        by_source: dict[str, list[str]] = {}
        for source, name in keys:
            by_source.setdefault(source, []).append(name)
        for source, names in by_source.items():
            for at in range(0, len(names), _ASKED):
                some = names[at : at + _ASKED]
                places = ",".join("?" * len(some))
                rows = self._base.execute(
                    f"SELECT id, print, recorded, number FROM seen WHERE source = ? AND id IN ({places})",
                    (source, *some),
                )
                found.update(((source, name), (mark, recorded, number)) for name, mark, recorded, number in rows)
        return found

    def see(self, rows: Iterable[tuple[str, str, int, int | None, int]]) -> None:
        """Remember ids: source, id, fingerprint, recorded time, number."""
        self._base.executemany("REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", rows)

    # --- duties and changes ------------------------------------------------------------------------------------------

    def stand(self, units: Iterable[tuple[int, bytes]]) -> None:
        """Remember how the duties of some units stand: rows of `stand.ROW` as bytes."""
        self._base.executemany("REPLACE INTO stand VALUES (?, ?)", units)

    def stands(self) -> Iterator[tuple[int, bytes]]:
        """How the duties of every unit stood."""
        yield from self._base.execute("SELECT unit, rows FROM stand")

    def rest(self, units: Iterable[tuple[int, int, bytes]]) -> None:
        """Put rows of some units away, each with the latest instant at which one of them was settled."""
        self._base.executemany("INSERT INTO resting VALUES (?, ?, ?)", units)

    def resting(self) -> Iterator[tuple[int, int]]:
        """The units of which rows are put away, and the latest instant at which one of them was settled."""
        yield from self._base.execute("SELECT unit, max(latest) FROM resting GROUP BY unit")

    def recalled(self, unit: int) -> list[bytes]:
        """The rows of a unit that were put away; they are no longer."""
        found = self._base.execute("SELECT rows FROM resting WHERE unit = ? ORDER BY rowid", (unit,)).fetchall()
        self._base.execute("DELETE FROM resting WHERE unit = ?", (unit,))
        return [rows for (rows,) in found]

    def open_later(self, rows: Iterable[tuple[int, str, int]]) -> None:
        """Remember instants at which something opens, for whom, under which rule."""
        self._base.executemany("INSERT OR IGNORE INTO opening VALUES (?, ?, ?)", rows)

    def opened(self, now: int) -> list[tuple[str, int]]:
        """Those that have come: for whom, and under which rule, the earliest first; they are forgotten."""
        found = self._base.execute("SELECT name, place FROM opening WHERE at <= ? ORDER BY at, name, place", (now,))
        came = found.fetchall()
        if came:
            self._base.execute("DELETE FROM opening WHERE at <= ?", (now,))
        return came

    def next_opening(self) -> int | None:
        """When the first of those still to come does; None = there are none."""
        found: tuple[int | None] = self._base.execute("SELECT min(at) FROM opening").fetchone()
        return found[0]

    def tell(self, table: str, rows: Iterable[tuple[int, str]]) -> None:
        """Put records into the output, by sequence number; `table` is `change` or `side`."""
        self._base.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)

    def told(self, table: str, after: int) -> Iterator[tuple[int, str]]:
        """The records of the output after a sequence number."""
        yield from self._base.execute(f"SELECT seq, record FROM {table} WHERE seq > ? ORDER BY seq", (after,))

    def forget(self, table: str, through: int) -> None:
        """Records that have arrived where they should."""
        self._base.execute(f"DELETE FROM {table} WHERE seq <= ?", (through,))
