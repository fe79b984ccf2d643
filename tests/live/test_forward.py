"""The rules on durable_rules say what a plain program says, and fail aloud where durable_rules would be silent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine.monitor.facts import (
    ABSENT,
    BREACHED,
    LATE,
    MET,
    PENDING,
    Arrival,
    Change,
    Fact,
    Inference,
    InferenceError,
    Open,
    Tick,
)
from zhiben.engine.monitor.forward import CONTEXTS, DurableForward
from zhiben.engine.monitor.patterns import told as as_told

from ..agreement.strategies import examples


def plainly(facts: Iterable[Fact]) -> list[Inference]:
    """What follows from facts, said by loops."""
    facts = list(facts)
    found = [Inference("touched", fact.bearer) for fact in facts if isinstance(fact, Arrival)]
    for tick in facts:
        for duty in facts:
            if isinstance(tick, Tick) and isinstance(duty, Open) and tick.bearer == duty.bearer:
                if duty.closes <= tick.at:
                    found.append(Inference("due", duty.bearer, duty.duty))
                elif duty.soon <= tick.at and not duty.is_told:
                    found.append(Inference("due-soon", duty.bearer, duty.duty))
    changes = [fact for fact in facts if isinstance(fact, Change)]
    for change in changes:
        was, now = change.was, change.now
        if now == ABSENT:
            word: Any = "withdrawn"
        elif was == ABSENT and now == PENDING:
            word = "opened"
        elif was <= PENDING:
            word = "decided"
        elif (was, now) == (BREACHED, LATE):
            word = "cured"
        else:
            word = "revised" if was == now else "reopened"
        found.append(Inference(word, change.bearer, change.duty))
        for parent in changes:
            raised = (parent.bearer, parent.duty) == (change.bearer, change.parent)
            if raised and parent.now >= BREACHED and was == ABSENT:
                found.append(Inference("follows", change.bearer, change.duty))
    return found


NOW = 1_750_000_000_000_000
_INSTANTS = st.sampled_from((0, NOW - 1, NOW, NOW + 1, 2**62))


@st.composite
def _steps(draw: st.DrawFn) -> list[Fact]:
    """Facts about a few bearers, now and then too many for one context."""
    bearers = range(draw(st.sampled_from((1, 2, 5, 90))))
    facts: list[Fact] = []
    duty = 0
    for bearer in bearers:
        facts += draw(st.sampled_from(([], [Arrival(bearer)])))
        if draw(st.booleans()):
            facts.append(Tick(bearer, NOW))
            for _ in range(draw(st.sampled_from((0, 1, 2, 300 if bearer == 0 else 1)))):
                duty += 1
                facts.append(Open(bearer, duty, draw(_INSTANTS), draw(_INSTANTS), draw(st.booleans())))
        for _ in range(draw(st.sampled_from((0, 1, 2, 5)))):
            duty += 1
            was = draw(st.sampled_from(range(7)))
            now = draw(st.sampled_from(range(1 if was == ABSENT else 0, 7)))
            if was == now == PENDING:
                now = MET
            facts.append(Change(bearer, duty, was, now, draw(st.sampled_from((-1, duty - 1)))))
    return facts


@settings(max_examples=examples(30))
@given(_steps())
def test_the_rules_say_what_a_plain_program_says(facts: list[Fact]) -> None:
    found = DurableForward().infer(facts)
    assert sorted(map(repr, found)) == sorted(map(repr, plainly(facts)))


def _fnv(text: str) -> int:
    found = 0x811C9DC5
    for letter in text.encode():
        found = (found ^ letter) * 16_777_619 & 0xFFFFFFFF
    return found


def test_no_two_contexts_and_no_two_numbers_of_facts_have_one_hash() -> None:
    assert len({_fnv(context) for context in CONTEXTS}) == len(CONTEXTS)
    assert len({_fnv(str(number)) for number in range(1 << 17)}) == 1 << 17
    assert _fnv("costarring") == _fnv("liquid")  # the hash is the one that durable_rules uses


def test_a_fact_that_leads_to_nothing_is_an_error() -> None:
    with pytest.raises(InferenceError):
        DurableForward().infer([Change(1, 1, PENDING, PENDING)])


def test_an_answer_that_cannot_be_read_is_an_error_and_nothing_is_left_of_the_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forward = DurableForward()
    with monkeypatch.context() as patched:
        patched.setattr("zhiben.engine.monitor.forward._LAST", re.compile("never"))
        with pytest.raises(InferenceError, match="cannot be read"):
            forward.infer([Arrival(1)])
    assert forward.infer([Arrival(1), Change(1, 2, BREACHED, LATE)]) == [
        Inference("touched", 1),
        Inference("cured", 1, 2),
    ]


def test_a_step_that_fails_half_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    forward = DurableForward()
    raised = [Change(1, 2, PENDING, BREACHED), Change(1, 3, ABSENT, PENDING, 2)]
    with monkeypatch.context() as patched:
        patched.setattr("zhiben.engine.monitor.forward._inferred", failing)
        with pytest.raises(ZeroDivisionError):
            forward.infer(raised)
    assert Inference("follows", 1, 3) not in forward.infer(raised[1:])
    assert Inference("follows", 1, 3) in forward.infer(raised)


def failing(*_: object) -> list[Inference]:
    raise ZeroDivisionError("half way")


def test_another_thread_may_not_use_the_rules() -> None:
    import threading

    forward, caught = DurableForward(), list[BaseException]()

    def run() -> None:
        try:
            forward.infer([Arrival(1)])
        except InferenceError as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_facts_hold_integers_only() -> None:
    for fact in (Arrival(1), Tick(1, NOW), Open(1, 2, 0, NOW, True), Change(1, 2, 0, 1)):
        told = json.loads(as_told(fact, "c0", 7))
        assert (told.pop("sid"), told.pop("id")) == ("c0", "7")
        assert all(type(value) is int for value in told.values())
