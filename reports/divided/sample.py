"""The duties of a divided log that its summary shows, with all that is needed to word them; never more than a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.audited import Audit
from zhiben.engine.explain.shape import Explanations, Told
from zhiben.engine.ledger import FINDINGS, SCHEMA
from zhiben.events.log import references_of
from zhiben.events.reading import joined
from zhiben.events.vocabulary import Vocabulary
from zhiben.reports.blocks import references
from zhiben.reports.rows import varied
from zhiben.reports.terminal import FIRST

EXPLAINED = frozenset({*FINDINGS, "waived"})


class Sample(Struct, frozen=True):
    """Of some parts, what would be shown first of each.

    Attributes:
        duties: rows of the ledger, findings before waived ones.
        events: rows of the log that they and their explanations name.
    """

    duties: pa.Table
    explanations: Explanations
    events: pa.Table

    @classmethod
    def of(cls, audit: Audit) -> Sample:
        """Of an audit that explains these duties."""
        duties = pa.concat_tables([varied(audit.findings, FIRST), varied(audit.waived, FIRST)])
        found = audit.explanations_of(EXPLAINED)
        own = {name: _of(getattr(found, name), duties["duty"]) for name in _TABLES}
        named = [pa.array(each.to_arrow(), pa.string()) for each in references(duties)]
        named += [own["misses"]["event"].combine_chunks(), pc.list_flatten(own["asks"]["values"]).combine_chunks()]
        is_named = pc.is_in(references_of(audit.log.table), value_set=pa.concat_arrays(named))
        return cls(duties, Explanations(**own), audit.log.table.filter(is_named))

    @classmethod
    def joined(cls, parts: Sequence[Sample], rules: Sequence[str], vocabulary: Vocabulary) -> Sample:
        """Of several; `rules`: every name that a ledger may give, in its order."""
        duties = pa.concat_tables([SCHEMA.empty_table(), *(part.duties for part in parts)])
        place = pc.index_in(duties["rule"], value_set=pa.array(rules, pa.string())).to_numpy()
        duties = duties.take(pa.array(np.argsort(place, kind="stable")))
        found = Explanations.joined([part.explanations for part in parts])
        return cls(duties, found, joined([part.events for part in parts], vocabulary))

    def shown_by(self, audit: Audit) -> Audit:
        """An audit that has these duties, and no others, and can word them."""
        told = Told(EXPLAINED, partial(_given, self.explanations))
        return replace(audit, ledger=self.duties, log=replace(audit.log, table=self.events), told=told, kept=None)


_TABLES = ("remedies", "asks", "values", "misses", "failed")


def _of(table: pa.Table, duties: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table["duty"], value_set=duties.combine_chunks()))


def _given(explanations: Explanations) -> Explanations:
    return explanations
