"""Events that were noted while a log was judged are the ones that are found by their ids."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from tests.reports.worlds import demo
from zhiben.engine.audit import Audit, audit
from zhiben.engine.ledger import FINDINGS, NOT_MET
from zhiben.events.log import EventLog
from zhiben.reports.blocks import named_by, references
from zhiben.reports.referred import Referred


def explained(found: Audit) -> Audit:
    return audit(
        found.log, found.rulebook, entities=found.entities, coverage=found.coverage, as_of=found.as_of, explain=NOT_MET
    )


def test_evidence_what_raised_a_duty_and_its_misses_are_noted() -> None:
    found = explained(demo())
    assert found.told is not None and found.told.mentioned is not None
    duties = found.ledger.filter(pa.array([verdict in NOT_MET for verdict in found.ledger["verdict"].to_pylist()]))
    named = [*references(duties), *named_by(found.explanations_of(FINDINGS))]
    assert sum(map(len, named)) > 50
    noted = Referred.of(found.log, named, likely=found.told.mentioned.rows)
    sought = Referred.of(found.log, named)
    assert noted.words.equals(sought.words)
    assert noted.rows.tolist() == sought.rows.tolist()
    assert set(sought.rows[sought.rows >= 0].tolist()) <= set(found.told.mentioned.rows.tolist())


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("has_sources", [False, True])
def test_what_was_not_noted_is_sought(seed: int, has_sources: bool) -> None:
    random = np.random.default_rng(seed)
    ids = [f"{number}" for number in random.permutation(30)]
    sources = ["a" if random.random() < 0.5 else None for _ in ids]
    columns = {"id": ids, "source": sources if has_sources else [None] * 30}
    log = EventLog(pa.table(columns, schema=pa.schema([("id", pa.string()), ("source", pa.string())])))
    asked = [*random.choice([*log.references().to_pylist(), "nobody", ""], 20), None]
    likely = np.flatnonzero(random.random(30) < random.random())
    series = [pl.Series(asked, dtype=pl.String)]
    noted, sought = Referred.of(log, series, likely=likely), Referred.of(replace(log), series)
    assert noted.rows.tolist() == sought.rows.tolist()
    places = {word: place for place, word in enumerate(log.references().to_pylist())}
    assert sought.rows.tolist() == [places.get(word, -1) for word in sought.words.to_pylist()]
