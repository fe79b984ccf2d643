"""Findings that are none any more: what became of each, and why. Every one has exactly one outcome and one reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import flags, ints, is_null
from zhiben.engine.ledger import EVIDENCE_SHOWN, FINDINGS
from zhiben.engine.ledger import SCHEMA as LEDGER
from zhiben.engine.pairs import pairs
from zhiben.engine.search import Flags, Ints, counted
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.chosen import rule_names
from zhiben.rules.decided import chain
from zhiben.rules.model import EachEntity, EachEvent, Rulebook

_KEPT = ("duty", "rule", "variant", "clause", "severity", "bearer", "key", "raised_by", "opens", "closes", "due")
SCHEMA = pa.schema(
    [
        *(LEDGER.field(name) for name in _KEPT),
        ("was", pa.string()),  # verdict in the baseline: breached or late
        ("now", pa.string()),  # verdict now; "" = the duty is not there
        ("outcome", pa.string()),  # cured | revised | waived | unsettled | not-owed
        ("reason", pa.string()),
        ("detail", pa.string()),  # waiver, reason of the unknown, parameters, or what raised it
        ("added", pa.list_(pa.string())),  # evidence that it has now and had not in the baseline
    ]
)
# In order: the first that holds is the reason. What is met now:
MET = (
    ("revised", "parameter-changed"),
    ("revised", "requirement-changed"),
    ("revised", "record-replaced"),
    ("cured", "record-added"),
    ("revised", "record-withdrawn"),
    ("revised", "facts-changed"),
)
# What is not owed any more:
NOT_OWED = (
    "rule-removed",
    "raiser-waived",
    "raiser-changed",
    "trigger-gone",
    "entity-gone",
    "bearer-gone",
    "bearer-not-in-force",
    "parameter-changed",
    "window-changed",
    "rulebook-changed",
    "facts-changed",
)
_OTHERS = (("waived", "waived", "waiver"), ("unknown", "unsettled", "unknown"), ("pending", "unsettled", "pending"))
_Words = npt.NDArray[np.object_]


@dataclass
class Departed:
    """The findings of an earlier ledger against a later one, of the same rules.

    Attributes:
        before, ledger: the earlier and the later ledger.
        changed: names of parameters with another value.
        is_same: the files of the rulebook are the same.
    """

    before: pa.Table
    ledger: pa.Table
    rulebook: Rulebook
    log: EventLog
    entities: Entities | None
    changed: tuple[str, ...]
    is_same: bool

    def table(self) -> pa.Table:
        """The gone ones as `SCHEMA`, in the order of the earlier ledger."""
        was = self.before.filter(pc.is_in(self.before["verdict"], value_set=pa.array(FINDINGS)))
        place = self._place(was["duty"])
        verdict = self._now("verdict", place)
        is_gone = ~flags(pc.is_in(verdict, value_set=pa.array(FINDINGS)))
        was, place, verdict = was.filter(pa.array(is_gone)), place[is_gone], verdict.filter(pa.array(is_gone))
        added, shrank = self._evidence(was, place)
        outcome, reason, detail = self._explained(was, place, verdict, counted(_owners(added), len(added)) > 0, shrank)
        texts = [pa.array(words, pa.string()) for words in (outcome, reason, detail)]
        columns = [was[name].combine_chunks() for name in _KEPT]
        return pa.table([*columns, was["verdict"], verdict.fill_null(""), *texts, added], schema=SCHEMA)

    def _explained(
        self, was: pa.Table, place: Ints, verdict: pa.Array, grew: Flags, shrank: Flags
    ) -> tuple[_Words, _Words, _Words]:
        size = was.num_rows
        outcome, reason, detail = (np.full(size, "", object) for _ in range(3))
        is_there = place >= 0
        tests = dict(zip(MET, self._met(was, place, grew, shrank), strict=True))
        left = flags(pc.equal(verdict, "met"))
        for (what, why), holds in tests.items():
            outcome[left & holds], reason[left & holds] = what, why
            left &= ~holds
        for word, what, why in _OTHERS:
            now = flags(pc.equal(verdict, word))
            outcome[now], reason[now] = what, why
        left = ~is_there
        outcome[left] = "not-owed"
        for why, holds in zip(NOT_OWED, self._not_owed(was), strict=True):
            reason[left & holds] = why
            left &= ~holds
        for why, said in (
            ("waiver", self._now("waiver", place)),
            ("unknown", self._now("reason", place)),
            ("trigger-gone", was["raised_by"]),
            ("entity-gone", was["raised_by"]),
            ("raiser-waived", was["raised_by"]),
            ("raiser-changed", was["raised_by"]),
            ("parameter-changed", self._parameters_of(was["rule"])),
        ):
            mine = reason == why
            detail[mine] = np.asarray(said.filter(pa.array(mine)), object)
        return outcome, reason, detail

    def _met(self, was: pa.Table, place: Ints, grew: Flags, shrank: Flags) -> tuple[Flags, ...]:
        differs = np.zeros(len(place), np.bool_)
        for name in ("required", "variant", "closes", "due"):
            now, old = self._now(name, place), was[name].combine_chunks()
            differs |= flags(pc.not_equal(now, old)) | (is_null(now) != is_null(old))
        return (self._has_changed_parameter(was), differs, grew & shrank, grew, shrank, np.ones(len(place), np.bool_))

    def _not_owed(self, was: pa.Table) -> tuple[Flags, ...]:
        size, rules = was.num_rows, self.rulebook.rules
        steps = [step for rule in rules for step in chain(rule)]
        by_event = [step.id for step in steps if isinstance(step.duty.occasion, EachEvent)]
        by_entity = [step.id for step in steps if isinstance(step.duty.occasion, EachEntity)]
        raiser = was["raised_by"].combine_chunks()
        earlier = ints(pc.index_in(raiser, value_set=self.before["duty"].combine_chunks()), null=-1)
        is_duty = earlier >= 0
        verdict_then = self.before["verdict"].combine_chunks().take(pa.array(earlier, mask=~is_duty))
        verdict_now = self._now("verdict", self._place(raiser)).fill_null("")
        is_logged = flags(pc.is_in(raiser, value_set=self.log.references()))
        names, subjects = self._names(), was["bearer"].combine_chunks()
        is_whole = flags(pc.equal(subjects, "*"))
        is_known = is_whole | flags(pc.is_in(subjects, value_set=names))
        return (
            ~flags(pc.is_in(was["rule"], value_set=pa.array(rule_names(rules), pa.string()))),
            is_duty & flags(pc.equal(verdict_now, "waived")),
            is_duty
            & flags(pc.not_equal(verdict_now, verdict_then))
            & ~flags(pc.is_in(verdict_now, pa.array(FINDINGS))),
            _is_in(was["rule"], by_event) & ~is_duty & ~is_logged,
            _is_in(was["rule"], by_entity) & ~flags(pc.is_in(raiser, value_set=names)),
            ~is_known,
            ~is_whole & ~self._is_in_force(was),
            self._has_changed_parameter(was),
            self._has_another_window(was),
            np.full(size, not self.is_same),
            np.ones(size, np.bool_),
        )

    def _place(self, duties: pa.Array | pa.ChunkedArray) -> Ints:
        """(g,) row of the later ledger that each duty is; -1 = none."""
        return ints(pc.index_in(duties, value_set=self.ledger["duty"].combine_chunks()), null=-1)

    def _now(self, name: str, place: Ints) -> pa.Array:
        return self.ledger[name].combine_chunks().take(pa.array(place, mask=place < 0))

    def _names(self) -> pa.Array:
        """Who can owe anything."""
        given = self.log.table["subject"] if self.entities is None else self.entities.table["id"]
        return pc.unique(given.cast(pa.string()))

    def _is_in_force(self, was: pa.Table) -> Flags:
        """(g,) whether the bearer is valid when the window opens and, unless something raised it, when it is due."""
        size = was.num_rows
        if self.entities is None:
            return np.ones(size, np.bool_)
        table = self.entities.table
        bearers = pa.table({"bearer": table["id"].cast(pa.string())})
        row, other = pairs(was.select(["bearer"]), bearers, size, len(table))
        days = [was[name].cast(pa.date32()) for name in ("opens", "due")]
        start, end = (table[name].cast(pa.date32()) for name in ("valid_from", "valid_to"))
        low = ints(start, null=-(10**9))[other] - 1  # a day of slack for the zone: better no reason than a wrong one
        high = ints(end, null=10**9)[other] + 1
        found = []
        for day, null in zip(days, (0, 0), strict=True):
            at, is_open = ints(day, null=null)[row], is_null(day)
            found.append((counted(row[(low <= at) & (at <= high)], size) > 0) | is_open)
        is_raised = ~flags(pc.equal(was["raised_by"], ""))
        return found[0] & (found[1] | is_raised)

    def _has_another_window(self, was: pa.Table) -> Flags:
        """(g,) whether another duty of the same rule, bearer and key closes when this one did."""
        names = ["rule", "bearer", "key", "closes"]
        row, _ = pairs(was.select(names), self.ledger.select(names), was.num_rows, self.ledger.num_rows)
        found: Flags = counted(row, was.num_rows) > 0
        return found

    def _has_changed_parameter(self, was: pa.Table) -> Flags:
        return ~flags(pc.equal(self._parameters_of(was["rule"]), ""))

    def _parameters_of(self, rules: pa.ChunkedArray) -> pa.Array:
        """(g,) names of the changed parameters that each rule depends on, joined by `;`."""
        steps = [step for rule in self.rulebook.rules for step in chain(rule)]
        names = pa.array([step.id for step in steps], pa.string())
        told = pa.array([";".join(n for n in step.parameters if n in self.changed) for step in steps], pa.string())
        return told.take(pc.index_in(rules.combine_chunks(), value_set=names)).fill_null("")

    def _evidence(self, was: pa.Table, place: Ints) -> tuple[pa.Array, Flags]:
        """(g,) the evidence that is there now and was not, and whether some that was is not; of the first few shown."""
        size = len(place)
        old, new = was["evidence"].combine_chunks(), self._now("evidence", place)
        words = pa.concat_arrays([old.flatten(), new.flatten()]).dictionary_encode()
        width = len(words.dictionary) + 1
        codes = ints(words.indices)
        split = len(old.flatten())
        before, after = _owners(old) * width + codes[:split], _owners(new) * width + codes[split:]
        is_added, is_lost = ~np.isin(after, before), ~np.isin(before, after)
        counts = [ints(was["evidence_count"]), ints(self._now("evidence_count", place))]
        # Where only the first are shown, one that is missing may merely have been pushed out by an earlier one.
        is_whole = counts[1] <= EVIDENCE_SHOWN
        shrank = (is_whole & (counted(_owners(old)[is_lost], size) > 0)) | (counts[1] < counts[0])
        owners = _owners(new)[is_added]
        offsets = np.concatenate([[0], np.cumsum(counted(owners, size))]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), new.flatten().filter(pa.array(is_added))), shrank & (
            place >= 0
        )


def _owners(lists: pa.Array) -> Ints:
    """(e,) which list each element belongs to."""
    return ints(pc.list_parent_indices(lists))


def _is_in(column: pa.ChunkedArray, words: list[str]) -> Flags:
    return flags(pc.is_in(column, value_set=pa.array(words, pa.string())))
