"""What an audit found, and everything it was found from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.kept import Kept
from zhiben.engine.ledger import FINDINGS, NOT_MET
from zhiben.engine.notes import Note
from zhiben.engine.origin import Origin
from zhiben.engine.quality import Remark
from zhiben.engine.roles import Role
from zhiben.engine.waiver_use import WaiverUse
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.problem import Problem
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers

if TYPE_CHECKING:
    import pandas as pd

    from zhiben.engine.baseline import Comparison
    from zhiben.engine.explain.shape import Explanations, Told


@dataclass(frozen=True, repr=False)
class Audit:
    """What an audit found.

    Attributes:
        as_of, known_at: as asked: a civil date of the rulebook's zone, or an instant on the clocks of that zone.
        ledger: every duty (`ledger.SCHEMA`).
        unseen: (type, subject) whose trigger events the log is not declared complete for.
        quality: what is odd about the log itself, or missing from it; no verdict and no exit code rests on it.
        inputs: the files that were read, with their role, in the order given.
        settings: parameters set by the caller, as text.
        objects: the roles that were given as objects already read; no file is known of them.
        rules: names of the only rules that were asked for; empty = all.
        whole: the rulebook that `rules` chose from, which says more than theirs where they read decided duties.
        origin: what the ledger says of where it comes from.
        waivers: as given, in terms of the registry; None = none were given.
        waiver_uses: what became of each waiver, in the order given.
        comparison: with the baseline; None = none was given.
        kept: the judgements of a small audit; its explanations need not judge again.
        told: the explanations that were made while judging, where they were asked for.
    """

    rulebook: Rulebook
    log: EventLog
    entities: Entities | None
    coverage: Coverage | None
    as_of: dt.date
    known_at: dt.date | None
    ledger: pa.Table
    notes: tuple[Note, ...]
    unseen: pa.Table
    quality: tuple[Remark, ...] = ()
    inputs: tuple[tuple[Role, str], ...] = ()
    settings: Mapping[str, str] | None = None
    objects: tuple[Role, ...] = ()
    rules: tuple[str, ...] = ()
    whole: Rulebook | None = field(default=None, repr=False)
    origin: Origin | None = None
    waivers: Waivers | None = None
    waiver_uses: tuple[WaiverUse, ...] = ()
    comparison: Comparison | None = None
    kept: Kept | None = field(default=None, compare=False)
    told: Told | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        counted = f"{self.ledger.num_rows} duties, {self.findings.num_rows} findings"
        return f"<Audit of {self.log.table.num_rows} events by {self.rulebook.name}: {counted}, as of {self.as_of}>"

    @cached_property
    def findings(self) -> pa.Table:
        """The breached and the late duties, in the order of the ledger; with a baseline also their `status`."""
        compared = self.comparison
        table = self.ledger if compared is None else self.ledger.append_column("status", compared.status)
        return table.filter(pc.is_in(table["verdict"], value_set=pa.array(FINDINGS)))

    @cached_property
    def waived(self) -> pa.Table:
        """The waived duties, in the order of the ledger."""
        return self.ledger.filter(pc.equal(self.ledger["verdict"], "waived"))

    @cached_property
    def explanations(self) -> Explanations:
        """Why each duty that is not met stands as it does, and what would have met it.

        Found when first read, where `audit` was not asked to find it while it judged; the duties are then judged again,
        unless there are few.
        """
        from zhiben.engine.explain.explaining import explanations

        if self.told is not None and self.told.verdicts >= NOT_MET:
            return self.told.explanations
        return explanations(self, self.ledger.filter(pc.not_equal(self.ledger["verdict"], "met")))

    def explanations_of(self, verdicts: Collection[str]) -> Explanations:
        """The explanations of at least the duties with these verdicts; no more are found than there are at hand."""
        if self.told is not None and self.told.verdicts.issuperset(verdicts):
            return self.told.explanations
        return self.explanations

    def explain(self, duty: str) -> dict[str, Any]:
        """Why one duty stands as it does, whatever its verdict: `explain.one_duty.explanation`.

        Raises:
            KeyError: the ledger has no such duty.
        """
        from zhiben.engine.explain.one_duty import explanation

        return explanation(self, duty)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the inputs: rulebook (warnings), entities, coverage, waivers, log."""
        excused = self.waivers.problems if self.waivers else ()
        registry = self.entities.problems if self.entities else ()
        declared = self.coverage.problems if self.coverage else ()
        return (*self.rulebook.problems, *registry, *declared, *excused, *self.log.problems)

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """The problems of the data that are errors: rejected rows count as findings."""
        given = (self.entities, self.coverage, self.log)
        return tuple(p for source in given if source for p in source.problems if p.level == "error")

    def counts(self, by: str | Sequence[str]) -> pa.Table:
        """Counts of every verdict by one word or several of `engine.grouping`, such as `["bearer", "year"]`.

        A row per group (`aggregates.counts`): the words, every verdict, `duties` and `findings`.

        Raises:
            ValueError: a word by which nothing can be counted; the message names the nearest one.
        """
        from zhiben.engine.aggregates import counts

        return counts(self.ledger, [by] if isinstance(by, str) else list(by), self.rulebook, self.entities)

    def to_pandas(self) -> pd.DataFrame:
        """The ledger as a DataFrame, one row per duty."""
        frame: pd.DataFrame = self.ledger.to_pandas()
        return frame
