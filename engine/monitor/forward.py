"""The forward-chaining rules of the live monitor, on durable_rules; the one module that imports it.

What durable_rules does badly, and what is done about it (each has a test in tests/live/test_durable_traps.py):

- a posted event is consumed by the first rule that fires: everything is a fact, and is retracted after the step;
- facts are slow and large when many are alive: they live for one step, in a few contexts (`sid`), a few hundred at a
  time, under a dozen generic rules, never one rule per rule of a rulebook;
- facts and contexts are told apart by 32 bits of FNV-1a alone: contexts come from a fixed pool, every fact carries a
  number of its own as `id` (no two of the pool have one hash), its bearer as a number, and joins are on the bearer;
- a refused fact is an error, never a duplicate; so is one that led to no inference, as a wrong field name would;
- comparisons are loose: only integers are compared, and rules of this module are the only ones;
- exceptions in actions are swallowed: actions only note down what fired, and a context's `exception` is looked for;
- its timers and its own threads run on the wall clock: none is started, time is a fact.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from durable import engine

from zhiben.engine.monitor.facts import (
    ABSENT,
    BREACHED,
    FIRST_WORDS,
    LATE,
    MET,
    PENDING,
    Arrival,
    Change,
    Fact,
    Forward,
    Inference,
    InferenceError,
    Open,
    Tick,
    Word,
)

RULESET = "zhiben-live"
CONTEXTS = tuple(f"c{number}" for number in range(64))
MOST_IDS = 1 << 17  # decimal numbers below this have distinct hashes
CHUNK = 128  # facts of a context at a time, where bearers have so few
AT_ONCE = 1 << 10  # matches of a rule that one action sees; from 65,536 on each would be seen alone

_ARRIVAL, _TICK, _OPEN, _CHANGE = 1, 2, 3, 4

_Pattern = Mapping[str, Any]


def _that(kind: int, *conditions: _Pattern) -> _Pattern:
    return {"$and": [{"kind": kind}, *conditions]}


def _same(field: str, other: str) -> _Pattern:
    """`field` equals that of the fact `a`, which stands first."""
    return {field: {"a": other}}


# word: the facts that together lead to it, the first called `a`, the second `b`; it is said of the last of them.
RULES: Mapping[Word, tuple[_Pattern, ...]] = {
    "touched": (_that(_ARRIVAL),),
    "due": (_that(_TICK), _that(_OPEN, _same("bearer", "bearer"), {"$lte": {"closes": {"a": "at"}}})),
    "due-soon": (
        _that(_TICK),
        _that(
            _OPEN,
            _same("bearer", "bearer"),
            {"told": 0},
            {"$lte": {"soon": {"a": "at"}}},
            {"$gt": {"closes": {"a": "at"}}},
        ),
    ),
    "opened": (_that(_CHANGE, {"was": ABSENT}, {"now": PENDING}),),
    "decided": (_that(_CHANGE, {"$lte": {"was": PENDING}}, {"$gte": {"now": MET}}),),
    "cured": (_that(_CHANGE, {"was": BREACHED}, {"now": LATE}),),
    "reopened": (_that(_CHANGE, {"$gte": {"was": MET}}, {"$gte": {"now": PENDING}}, {"turn": 2}),),
    "revised": (_that(_CHANGE, {"turn": 1}),),
    "withdrawn": (_that(_CHANGE, {"$gte": {"was": PENDING}}, {"now": ABSENT}),),
    "follows": (
        _that(_CHANGE, {"$gte": {"now": BREACHED}}),
        _that(_CHANGE, {"was": ABSENT}, _same("bearer", "bearer"), _same("parent", "duty")),
    ),
}
_NAMES = ("a", "b")
_ORDER = ("kind", "turn", "was", "now")


class _Host(engine.Host):  # type: ignore[misc]  # ships no types
    """A host without the threads that durable_rules starts for timers and for work left over."""

    def _run(self) -> None:
        return None


class DurableForward:
    """`Forward` on durable_rules. One per process, and one thread: the rules are registered when it is first made."""

    _only: DurableForward | None = None

    def __new__(cls) -> DurableForward:
        if cls._only is None:
            cls._only = super().__new__(cls)
            cls._only._register()
        return cls._only

    def _register(self) -> None:
        self._thread = threading.get_ident()
        self._found: list[Inference] = []
        self._failures: list[BaseException] = []
        self._host = _Host()
        self._host.register_rulesets(
            {
                RULESET: {
                    word: {"all": list(_named(patterns)), "cap": AT_ONCE, "run": self._action(word, len(patterns))}
                    for word, patterns in RULES.items()
                }
            }
        )

    def infer(self, facts: Iterable[Fact]) -> list[Inference]:
        """As `Forward.infer`."""
        if threading.get_ident() != self._thread:
            raise InferenceError("the rules are owned by another thread")
        found: list[Inference] = []
        for number, family in enumerate(_chunks(facts)):
            found += self._step(CONTEXTS[number % len(CONTEXTS)], family)
        return found

    def _step(self, context: str, facts: list[Fact]) -> list[Inference]:
        if len(facts) > MOST_IDS:
            raise InferenceError(f"{len(facts)} facts that belong together, at most {MOST_IDS} can be told")
        # What leads to the same rule stands together, for then one action sees it all.
        plain = sorted(map(_plain, facts), key=lambda fact: [fact.get(name, 0) for name in _ORDER])
        told = [{"sid": context, "id": str(number), **fact} for number, fact in enumerate(plain)]
        self._found = []
        try:
            self._host.assert_facts(RULESET, told)
        except (engine.MessageObservedException, engine.MessageNotHandledException) as refusal:
            raise InferenceError("a fact was refused") from refusal
        finally:
            self._host.retract_facts(RULESET, told)
        state = self._host.get_state(RULESET, context)
        if self._failures or "exception" in state:
            cause = self._failures.pop() if self._failures else None
            raise InferenceError(f"an action failed: {state.get('exception')}") from cause
        _check(facts, self._found)
        return self._found

    def _action(self, word: Word, size: int) -> Any:
        """What notes down all matches of a rule at once: an action for each would cost three times as much."""
        name = "m" if size == 1 else _NAMES[size - 1]

        def fired(closure: Any) -> None:
            try:
                for fact in _matched(closure, name):
                    self._found.append(Inference(word, fact["bearer"], fact["duty"] if "duty" in fact else -1))  # noqa: SIM401
            except BaseException as error:  # noqa: BLE001  # durable_rules would swallow it
                self._failures.append(error)

        return fired


def _matched(closure: Any, name: str) -> Iterator[Any]:
    """The facts called `name`, one of each match; a single match comes in another shape than several."""
    alone = vars(closure).get("_m")
    for match in [alone] if alone is not None else closure.m:
        yield match[name] if name in match else match  # noqa: SIM401  # they are no dicts


def _named(patterns: tuple[_Pattern, ...]) -> Iterator[_Pattern]:
    names = ("m",) if len(patterns) == 1 else _NAMES
    for name, pattern in zip(names, patterns, strict=True):
        yield {name: pattern}


def _plain(fact: Fact) -> dict[str, int]:
    match fact:
        case Arrival(bearer):
            return {"kind": _ARRIVAL, "bearer": bearer}
        case Tick(bearer, at):
            return {"kind": _TICK, "bearer": bearer, "at": at}
        case Open(bearer, duty, soon, closes, is_told):
            told = int(is_told)
            return {"kind": _OPEN, "bearer": bearer, "duty": duty, "soon": soon, "closes": closes, "told": told}
        case Change(bearer, duty, was, now, parent):
            # 1: the same verdict again; 2: another one, which is no mere cure; 0: what had not been decided.
            turn = 0 if was <= PENDING or (was, now) == (BREACHED, LATE) else 1 if was == now else 2
            return {
                "kind": _CHANGE, "bearer": bearer, "duty": duty, "was": was, "now": now, "parent": parent, "turn": turn,
            }  # fmt: skip


def _chunks(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Facts a few at a time, those of one bearer never apart."""
    of_bearer: dict[int, list[Fact]] = {}
    for fact in facts:
        of_bearer.setdefault(fact.bearer, []).append(fact)
    chunk: list[Fact] = []
    for family in chain.from_iterable(_families(own) for own in of_bearer.values()):
        if chunk and len(chunk) + len(family) > CHUNK:
            yield chunk
            chunk = []
        chunk += family
    if chunk:
        yield chunk


def _families(facts: list[Fact]) -> Iterator[list[Fact]]:
    """What belongs together of one bearer: everything, or, where that is much, a breach and what it raised."""
    if len(facts) <= CHUNK:
        yield facts
        return
    ticks = [fact for fact in facts if isinstance(fact, Tick)]
    rest = [fact for fact in facts if isinstance(fact, Arrival | Open)]
    for at in range(0, len(rest), CHUNK):
        yield [*ticks, *rest[at : at + CHUNK]]
    changes = [fact for fact in facts if isinstance(fact, Change)]
    parents = {change.duty: change.parent for change in changes}
    families: dict[int, list[Fact]] = {}
    for change in changes:
        root = change.duty
        while parents.get(parents[root]) is not None:
            root = parents[root]
        families.setdefault(root, []).append(change)
    yield from families.values()


def _check(facts: list[Fact], found: list[Inference]) -> None:
    """Every event must touch its bearer and every change be one thing exactly: else a rule did not see its fact."""
    touched = sum(inference.word == "touched" for inference in found)
    said = [inference.duty for inference in found if inference.word in FIRST_WORDS]
    changed = [fact.duty for fact in facts if isinstance(fact, Change)]
    if touched != sum(isinstance(fact, Arrival) for fact in facts) or sorted(said) != sorted(changed):
        raise InferenceError("a fact led to nothing, or to two things")


_: type[Forward] = DurableForward
