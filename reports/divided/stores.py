"""What the report of a divided log is made from, on disk until it is put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.audited import Audit
from zhiben.engine.inputs import Inputs
from zhiben.engine.parts.merging import Pieces
from zhiben.engine.parts.store import Store
from zhiben.reports import parts
from zhiben.reports.blocks import Block
from zhiben.reports.divided.lines import as_lines
from zhiben.reports.divided.sample import Sample
from zhiben.reports.divided.whole import Told
from zhiben.reports.findings_csv import csv_lines
from zhiben.reports.findings_json import json_lines

WAIVED = "waived"  # the duties that findings.json has beside the findings


class Laid(Struct, frozen=True):
    """What there is of a part: what it tells, what may be shown of it, and the rows of each file on disk."""

    told: Told
    sample: Sample
    files: Mapping[str, Pieces]


class Stores(Struct, frozen=True):
    """Rows that wait for their order: duties of the ledger, and lines of the other files.

    Attributes:
        given: without entities and log, which are the part's; `is_registered` = there are entities.
        names: how to write the names of log files.
        stores: by file of the report, and `WAIVED`.
    """

    given: Inputs
    is_registered: bool
    names: Mapping[str, str]
    stores: Mapping[str, Store]

    @classmethod
    def at(cls, directory: Path, given: Inputs, names: Mapping[str, str], wanted: frozenset[str]) -> Stores:
        """For the files wanted."""
        kept = sorted(wanted | {WAIVED} if parts.JSON in wanted else wanted)
        stores = {name: Store.at(directory / name) for name in kept}
        return cls(replace(given, files=[], registry=None), given.registry is not None, names, stores)

    def __call__(self, number: int, audit: Audit) -> Laid:
        """Lay down the rows of a part."""
        rows = dict(self._rows(audit))
        sample = Sample.of(audit)
        files = {name: store.add(number, rows[name]) for name, store in self.stores.items() if name in rows}
        return Laid(Told.of(audit, self.given, self.is_registered), sample, files)

    def _rows(self, audit: Audit) -> Iterator[tuple[str, pa.Table]]:
        yield parts.LEDGER, audit.ledger
        if self.stores.keys() & {parts.CSV, parts.JSON} and audit.findings.num_rows:
            block = Block(audit, audit.findings, self.names)
            readable = block.readable()
            if parts.CSV in self.stores:
                yield parts.CSV, as_lines(block.duties, csv_lines(readable))
            if parts.JSON in self.stores:
                yield parts.JSON, as_lines(block.duties, json_lines(readable, block.told))
        if WAIVED in self.stores and audit.waived.num_rows:
            block = Block(audit, audit.waived, self.names)
            yield WAIVED, as_lines(block.duties, json_lines(block.readable(), block.told))
