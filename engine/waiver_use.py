"""What became of each waiver: how many duties it excuses, whether it still holds, and why it excuses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import flags
from zhiben.engine.excuses import Excuses
from zhiben.engine.ledger import AsOf
from zhiben.engine.notes import Note
from zhiben.engine.search import Flags, Ints, counted
from zhiben.events.civil import CivilCalendar, to_day
from zhiben.rules.decided import chain
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import SOON, Waiver, Waivers

State = Literal["future", "valid", "expiring", "expired"]
Unused = Literal["", "forbidden", "not-judged", "out-of-scope", "not-needed", "not-valid-then", "another-waiver"]
_EXCUSABLE = ("pending", "breached", "late")


class WaiverUse(Struct, frozen=True):
    """One waiver as of the audit.

    Attributes:
        state: as of the last known day: not begun yet, valid, valid for no more than `SOON` days, or ended.
        excused: duties that are waived by it.
        forbidden: duties in its scope that would be, if their rule did not forbid it.
        elsewhen: duties in its scope that would be, if it held at their close (or now).
        unused: why it excuses nothing; empty where it excuses something.
    """

    waiver: Waiver
    state: State
    excused: int
    forbidden: int
    elsewhen: int
    unused: Unused


def uses_of(
    waivers: Waivers, rulebook: Rulebook, whole: Rulebook, ledger: pa.Table, as_of: AsOf, civil: CivilCalendar
) -> tuple[WaiverUse, ...]:
    """What became of each waiver, in the order given.

    Args:
        rulebook: the rules that were judged.
        whole: all rules that there are.
    """
    found = in_scope(waivers, whole, ledger, as_of, civil)
    return uses_from(waivers, rulebook, whole, found, as_of, civil)


def in_scope(waivers: Waivers, whole: Rulebook, ledger: pa.Table, as_of: AsOf, civil: CivilCalendar) -> Ints:
    """(w, 5) how many duties of a ledger each waiver concerns, in which of five ways (`uses_from` reads them).

    What is counted for the parts of a ledger adds up to what is counted for the whole. Waivers in the order of
    `Excuses`.
    """
    if not waivers.items:
        return np.zeros((0, 5), np.int64)
    excuses = Excuses.of(waivers.items, civil)
    row, which = excuses.scope(ledger)
    size = len(excuses.waivers)
    verdicts = ledger["verdict"]
    is_forbidden = flags(pc.is_in(ledger["rule"], value_set=pa.array(_forbidding(whole), pa.string())))[row]
    is_excusable = flags(pc.is_in(verdicts, value_set=pa.array(_EXCUSABLE)))[row]
    is_waived = flags(pc.equal(verdicts, "waived"))[row]
    holds = excuses.holds(ledger, row, which, as_of)
    named = excuses.names["id"].combine_chunks().take(pa.array(which))
    is_mine = flags(pc.equal(ledger["waiver"].combine_chunks().take(pa.array(row)), named))

    def told(chosen: Flags) -> Ints:
        return counted(which[chosen], size)

    return np.stack(
        [
            told(np.ones(len(row), np.bool_)),
            told(is_waived & is_mine),
            told(is_excusable & is_forbidden & holds),
            told((is_excusable | is_waived) & ~is_forbidden & ~holds),
            told(is_waived & ~is_mine & holds),
        ],
        axis=1,
    )


def uses_from(
    waivers: Waivers, rulebook: Rulebook, whole: Rulebook, found: Ints, as_of: AsOf, civil: CivilCalendar
) -> tuple[WaiverUse, ...]:
    """As `uses_of`, from what `in_scope` counted."""
    ordered, forbidding = Excuses.of(waivers.items, civil).waivers if waivers.items else (), _forbidding(whole)
    judged = {step.id for rule in rulebook.rules for step in chain(rule)}
    today = int(civil.days(np.array([as_of.before - 1]))[0])
    uses = {
        waiver.id: _use(waiver, numbers, today, waiver.rule is None or waiver.rule in judged, forbidding)
        for waiver, numbers in zip(ordered, found, strict=True)
    }
    return tuple(uses[waiver.id] for waiver in waivers.items)


def _forbidding(whole: Rulebook) -> list[str]:
    """The rules that may not be waived."""
    return [step.id for rule in whole.rules for step in chain(rule) if not step.waivable]


def notes_of_waivers(uses: Sequence[WaiverUse]) -> Iterator[Note]:
    """Which waivers were refused, have ended, end soon, or excuse nothing."""
    for code, chosen in (
        ("waivers-forbidden", [use for use in uses if use.forbidden or use.unused == "forbidden"]),
        ("waivers-expired", [use for use in uses if use.state == "expired"]),
        ("waivers-expiring", [use for use in uses if use.state == "expiring"]),
        ("waivers-unused", [use for use in uses if use.unused not in ("", "forbidden", "not-judged")]),
    ):
        if chosen:
            yield Note(code, tuple(use.waiver.id for use in chosen), len(chosen))


def _use(waiver: Waiver, numbers: Ints, today: int, is_judged: bool, forbidding: Sequence[str]) -> WaiverUse:
    in_scope, excused, forbidden, elsewhen, shared = (int(number) for number in numbers)
    unused: Unused = ""
    if not excused:
        if waiver.rule in forbidding or forbidden:
            unused = "forbidden"
        elif not is_judged:
            unused = "not-judged"
        elif not in_scope:
            unused = "out-of-scope"
        elif shared:
            unused = "another-waiver"
        else:
            unused = "not-valid-then" if elsewhen else "not-needed"
    return WaiverUse(waiver, _state(waiver, today), excused, forbidden, elsewhen, unused)


def _state(waiver: Waiver, today: int) -> State:
    if today < to_day(waiver.start):
        return "future"
    last = to_day(waiver.end)
    if today > last:
        return "expired"
    return "expiring" if last - today <= SOON else "valid"
