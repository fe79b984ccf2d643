"""Forward chaining on durable_rules; the one module that imports it.

What durable_rules does badly, and what is done about it (each has a test in tests/live/test_durable_traps.py):

- a posted event is consumed by the first rule that fires: everything is a fact, and its context is emptied after the
  step (one call, where to retract would take a call and a search per fact);
- facts are slow and large when many are alive: they live for one step, in a few contexts (`sid`), a few hundred at a
  time, under a dozen generic rules, never one rule per rule of a rulebook;
- facts and contexts are told apart by 32 bits of FNV-1a alone: contexts come from a fixed pool, every fact carries a
  number of its own as `id` (no two of the pool have one hash), its bearer as a number, and joins are on the bearer;
- a refused fact is an error, never a duplicate; so is one that led to no inference, as a wrong field name would;
- comparisons are loose: only integers are compared, and rules of this module are the only ones;
- exceptions in actions are swallowed, and its host makes three objects per match: there are no actions and no host;
  what has fired is fetched from its engine, match by match, and only the numbers of the facts are read;
- its timers and its own threads run on the wall clock: none is started, time is a fact.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from durable.engine import durable_rules_engine as native

from zhiben.engine.monitor.facts import FIRST_WORDS, Arrival, Change, Fact, Forward, Inference, InferenceError
from zhiben.engine.monitor.families import chunks
from zhiben.engine.monitor.patterns import definition, order, told

RULESET = "zhiben-live"
CONTEXTS = tuple(f"c{number}" for number in range(64))
MOST_IDS = 1 << 17  # decimal numbers below this have distinct hashes
# What has fired comes as text: the word, and the facts of each match as they were told, which begin with their numbers.
_FIRED = re.compile(r'\{"([a-z-]+)":')
_LAST = re.compile(r'"[mb]":\{"id":"([0-9]+)"')


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
        self._rules: int = native.create_ruleset(RULESET, json.dumps(definition()))

    def infer(self, facts: Iterable[Fact]) -> list[Inference]:
        """As `Forward.infer`."""
        if threading.get_ident() != self._thread:
            raise InferenceError("the rules are owned by another thread")
        found: list[Inference] = []
        for number, family in enumerate(chunks(facts)):
            found += self._step(CONTEXTS[number % len(CONTEXTS)], family)
        return found

    def _step(self, context: str, facts: list[Fact]) -> list[Inference]:
        if len(facts) > MOST_IDS:
            raise InferenceError(f"{len(facts)} facts that belong together, at most {MOST_IDS} can be told")
        # What leads to the same rule stands together, for then one match after the other is of the same word.
        facts = sorted(facts, key=order)
        telling = ",".join([told(fact, context, number) for number, fact in enumerate(facts)])
        try:
            refused, state = native.assert_facts(self._rules, f"[{telling}]")
            if refused:
                raise InferenceError("a fact was refused")
            found = [one for fired in self._fired(state) for one in _inferred(fired, facts)]
        finally:
            native.delete_state(self._rules, context)
        _check(facts, found)
        return found

    def _fired(self, state: int) -> Iterator[str]:
        """What has fired in a context, a rule at a time."""
        begun: tuple[str, str] | None = native.start_action_for_state(self._rules, state)
        fired = None if begun is None else begun[1]
        while fired is not None:
            yield fired
            fired = native.complete_and_start_action(self._rules, state)


def _inferred(fired: str, facts: list[Fact]) -> list[Inference]:
    """The last fact of each match of a rule, and the word that the rule says of it."""
    begins = _FIRED.match(fired)
    numbers = _LAST.findall(fired)
    if begins is None or not numbers:
        raise InferenceError(f"an answer that cannot be read: {fired[:100]}")
    word: Any = begins[1]
    named = (facts[int(number)] for number in numbers)
    return [Inference(word, fact.bearer, getattr(fact, "duty", -1)) for fact in named]


def _check(facts: list[Fact], found: list[Inference]) -> None:
    """Every event must touch its bearer and every change be one thing exactly: else a rule did not see its fact."""
    touched = sum(inference.word == "touched" for inference in found)
    said = [inference.duty for inference in found if inference.word in FIRST_WORDS]
    changed = {fact.duty for fact in facts if isinstance(fact, Change)}
    arrived = sum(isinstance(fact, Arrival) for fact in facts)
    if touched != arrived or len(said) != len(changed) or set(said) != changed:
        raise InferenceError("a fact led to nothing, or to two things")


_: type[Forward] = DurableForward
