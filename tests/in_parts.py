"""A log in memory, judged in parts as one on disk is: the same driver, and no other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa

from zhiben.engine.inputs import Inputs
from zhiben.engine.ledger import AsOf
from zhiben.engine.parts.crew import Crew
from zhiben.engine.parts.judging import ledger_in_parts
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers


def inputs_of(
    files: EventLog | list[Path],
    rulebook: Rulebook,
    entities: Entities | None,
    coverage: Coverage | None,
    as_of: AsOf,
    waivers: Waivers | None,
) -> Inputs:
    """Inputs that are all given as objects."""
    return Inputs(
        files=files,
        book=rulebook,
        whole=rulebook,
        asked=dt.date(2024, 12, 31),
        known=None,
        stands=as_of,
        mapping=None,
        registry=entities,
        declared=coverage,
        excuses=waivers,
        earlier=None,
        rules=(),
        overrides={},
        roles=(),
        objects=(),
        problems=[],
    )


def evaluate_in_parts(
    rulebook: Rulebook,
    log: EventLog,
    entities: Entities | None,
    coverage: Coverage | None,
    as_of: AsOf,
    *,
    waivers: Waivers | None = None,
    size: int = 1,
    crew: Crew | None = None,
) -> pa.Table:
    """As `evaluate`."""
    given = inputs_of(log, rulebook, entities, coverage, as_of, waivers)
    return ledger_in_parts(given, crew or Crew(0), size=size)
