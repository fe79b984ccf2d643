"""What the report of a divided log is made from, on disk until it is put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from zhiben.engine.audited import Audit
from zhiben.engine.parts.merging import merged
from zhiben.engine.parts.store import Store
from zhiben.events.records import dataclass
from zhiben.reports.blocks import Block


@dataclass(frozen=True)
class Stores:
    """Rows that wait for their order: of the ledger, and of findings and waived duties, readable and explained."""

    ledger: Store
    findings: Store
    excused: Store
    names: Mapping[str, str]
    is_worded: bool

    @classmethod
    def at(cls, directory: Path, names: Mapping[str, str], *, is_worded: bool) -> Stores:
        ledger, findings, excused = (Store.at(directory / name) for name in ("ledger", "findings", "waived"))
        return cls(ledger, findings, excused, names, is_worded)

    def take(self, audit: Audit) -> None:
        """Lay down the rows of a part."""
        self.ledger.add(audit.ledger)
        if self.is_worded:
            self._word(audit, audit.findings, self.findings)
            self._word(audit, audit.waived, self.excused)

    def _word(self, audit: Audit, duties: pa.Table, store: Store) -> None:
        if not duties.num_rows:
            return
        block = Block(audit, duties, self.names)
        readable, told = block.readable(), block.told
        frame = readable.rename({"opens": "opens_at"}).with_columns(told=pl.struct(told))
        # In order by the instants themselves, not by how they are written.
        store.add(frame.to_arrow().append_column("opens", duties["opens"].combine_chunks()))


def worded(store: Store, rules: Sequence[str]) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Readable duties and why they stand as they do, in the order of the ledger."""
    for rows in merged(store.parts, rules):
        frame = pl.DataFrame(rows).drop("opens").rename({"opens_at": "opens"})
        yield frame.drop("told"), frame["told"].struct.unnest()
