"""What is said of duties that were judged again: the changes, as the forward-chaining rules call them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from zhiben.engine.arrow import ints
from zhiben.engine.monitor.facts import ABSENT, FIRST_WORDS, PENDING, Change, Fact, Forward, Inference, Open, Tick
from zhiben.engine.monitor.judging import Again
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import SHOWN
from zhiben.engine.monitor.state.stand import Rows
from zhiben.engine.monitor.telling import VERDICT, Told, What, instant, json_of, line, members, words
from zhiben.engine.search import Ints


@dataclass
class Said:
    """What a step says: lines by sequence number, how many of each kind, and the last of the changes themselves."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    latest: deque[Told] = field(default_factory=lambda: deque(maxlen=SHOWN))

    def add(self, more: Said) -> None:
        """Some changes more."""
        if more.lines:
            self.lines += more.lines
            self.words.update(more.words)
            self.latest.extend(more.latest)


def said(again: Again, world: World, forward: Forward, names: Sequence[str], clock: int, seq: int) -> Said:
    """The changes among duties, in the order in which they became true; notes in `again.new` what is now told.

    Args:
        names: of units, by number.
        seq: the last sequence number before them.
    """
    new, old, found = again.new, again.old, again.found
    after = np.concatenate([found.came, found.after])
    order = after.argsort()
    was = np.full(len(after), ABSENT)
    was[len(found.came) :] = old["standing"][found.before]
    after, was = after[order], was[order]
    is_soon = (new["standing"] == PENDING) & ~new["told"] & (new["soon"] <= clock) & (new["closes"] > clock)
    soon = is_soon.nonzero()[0]
    new["told"][soon] = True
    if not (len(after) or len(soon) or len(found.gone)):
        return Said()
    picked = np.union1d(after, soon) if len(soon) else after
    rows = _of_ledger(again.ledger, picked)
    changed = rows if len(after) == len(picked) else _of_ledger(again.ledger, after)
    inferred = forward.infer(_facts(again, changed, after, was, soon, clock))
    explained = again.explain(changed)
    before = dict(zip(after.tolist(), was.tolist(), strict=True))
    items = _of_rows(inferred, rows, picked, new, before, explained)
    items += _withdrawn(inferred, old, len(new), world, names)
    items.sort(key=lambda item: item.place)
    moment = json_of(instant(clock))
    return Said(
        [(nth, line(nth, item.what, item.was, moment, item.says)) for nth, item in enumerate(items, seq + 1)],
        Counter(item.what for item in items),
        deque((item.told for item in items[-SHOWN:]), maxlen=SHOWN),
    )


def _of_ledger(ledger: pa.Table, rows: Ints) -> pa.Table:
    """Some rows, ascending; what lies one behind the other is not copied."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return ledger if len(rows) == ledger.num_rows else ledger.slice(int(rows[0]), len(rows))
    return ledger.take(pa.array(rows))


class _Item(NamedTuple):
    """A change before it has its number.

    Attributes:
        place: changes are told in the order in which they became true, then by rule, bearer and duty.
        was: the verdict before, "" = there was none.
        says: members of its line.
    """

    place: tuple[int, str, str, str, bool, int]
    what: What
    was: str
    says: str
    key: str = ""

    @property
    def told(self) -> Told:
        """As people are shown it."""
        at, rule, bearer, *_ = self.place
        return Told(self.what, rule, bearer, self.key, at or None)


def _of_rows(
    inferred: Sequence[Inference], rows: pa.Table, picked: Ints, new: Rows, before: Mapping[int, int],
    explained: Mapping[str, Mapping[str, Any]],
) -> list[_Item]:  # fmt: skip
    """What is said of duties that stand in the ledger.

    Args:
        rows: (p,) those that changed or are due soon, and their (p,) places among all that were judged.
        before: how duties stood, by place.
    """
    says, place_of = members(rows), {place: row for row, place in enumerate(picked.tolist())}
    at, rules, bearers, duties, keys, raised_by = (
        _moments(rows).tolist(), *(rows[name].to_pylist() for name in ("rule", "bearer", "duty", "key", "raised_by"))
    )  # fmt: skip
    standing = new["standing"][picked].tolist()
    follows = {one.duty for one in inferred if one.word == "follows"}
    items = []
    for one in inferred:
        row = place_of.get(one.duty)
        is_soon = one.word == "due-soon"
        if row is None or not (is_soon or one.word in FIRST_WORDS):
            continue
        said = says[row]
        if not is_soon and one.duty in follows:
            said += f', "follows": {json_of(raised_by[row])}'
        if one.word == "revised":
            said += ', "revised": true'
        was = "pending" if is_soon else VERDICT.get(before[one.duty], "")
        whats: list[What] = ["due-soon"] if is_soon else words(one.word, before[one.duty], standing[row])
        verdict = VERDICT[standing[row]]
        for nth, what in enumerate(whats):
            more = "" if what != verdict or not explained.get(duties[row]) else _explanation(explained[duties[row]])
            place = (at[row], rules[row], bearers[row], duties[row], is_soon, nth)
            items.append(_Item(place, what, was, said + more, keys[row]))
    return items


def _explanation(words: Mapping[str, Any]) -> str:
    return f', "explanation": {json_of(dict(words))}'


def _withdrawn(
    inferred: Sequence[Inference], old: Rows, first: int, world: World, names: Sequence[str]
) -> Iterator[_Item]:
    """What is said of duties that there are no more; their numbers are those of `old`, from `first` on."""
    for one in inferred:
        if one.word == "withdrawn" and one.duty >= first:
            gone = old[one.duty - first]
            duty, rule = f"{int(gone['duty']):016x}", world.rulebook.rules[int(gone["rule"])].id
            bearer = names[one.bearer]
            says = f'"duty": "{duty}", "rule": {json_of(rule)}, "bearer": {json_of(bearer)}'
            place = (0, rule, bearer, duty, False, 0)
            yield _Item(place, "withdrawn", VERDICT.get(int(gone["standing"]), ""), says)


def _moments(rows: pa.Table) -> Ints:
    """(n,) when what a row says became true, 0 = has always been."""
    cured, decided, opens = (ints(rows[name], null=0) for name in ("cured", "decided", "opens"))
    found: Ints = np.where(cured != 0, cured, np.where(decided != 0, decided, opens))
    return found


def _facts(again: Again, changed: pa.Table, after: Ints, was: Ints, soon: Ints, clock: int) -> list[Fact]:
    new, units = again.new, again.units
    standing = new["standing"][after].tolist()
    facts: list[Fact] = list(
        map(Change, units[after].tolist(), after.tolist(), was.tolist(), standing, _parents(changed, after))
    )
    for at in again.found.gone.tolist():
        facts.append(Change(int(again.old_units[at]), len(new) + at, int(again.old["standing"][at]), ABSENT))
    facts += [Tick(unit, clock) for unit in np.unique(units[soon]).tolist()]
    for at in soon.tolist():
        facts.append(Open(int(units[at]), at, int(new["soon"][at]), int(new["closes"][at]), is_told=False))
    return facts


def _parents(changed: pa.Table, after: Ints) -> list[int]:
    """(a,) the number of the changed duty that raised each, or -1."""
    raised_by = changed["raised_by"].to_pylist()
    if not any(raised_by):
        return [-1] * len(after)
    number_of = dict(zip(changed["duty"].to_pylist(), after.tolist(), strict=True))
    return [number_of.get(duty, -1) for duty in raised_by]
