"""Which format a log comes in, and how many files it is split over, is no part of what happened."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Callable, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.events.log import EventLog
from zhiben.events.reading import read_log
from zhiben.rules.model import Rulebook

from ..tables import Record
from .files import WRITERS
from .ledgers import assert_same
from .strategies import examples, judged
from .worlds import VOCABULARY, World


def _read(files: dict[str, Sequence[Record]], world: World) -> EventLog:
    """The log that is read from files of these names, with what each holds."""
    with tempfile.TemporaryDirectory() as folder:
        for name, events in files.items():
            WRITERS[name](events, Path(folder) / name)
        log = read_log([Path(folder) / name for name in files], VOCABULARY, world.scene.zone)
    assert log.account.accepted == log.account.read == len(world.events), log.problems
    return log


def _assert_read_the_same(example: tuple[Rulebook, World], read: Callable[[World], EventLog], name: str) -> None:
    rulebook, world = example
    assume(world.events)
    rest = (world.registry(), world.declared(), world.as_of())
    expected = evaluate(rulebook, world.log(), *rest)
    assert_same(evaluate(rulebook, read(world), *rest), expected, rulebook, world, (name, "as drawn"))


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_says_the_same(name: str) -> None:
    @settings(max_examples=examples(30))
    @given(judged())
    def same(example: tuple[Rulebook, World]) -> None:
        _assert_read_the_same(example, lambda world: _read({name: world.events}, world), name)

    same()


@settings(max_examples=examples(40))
@given(st.data())
def test_a_log_split_over_files_of_all_formats_says_the_same(data: st.DataObject) -> None:
    example = data.draw(judged())
    homes = data.draw(st.lists(st.sampled_from(tuple(WRITERS)), min_size=14, max_size=14))

    def read(world: World) -> EventLog:
        files: dict[str, list[Record]] = {}
        for event, home in zip(world.events, homes, strict=False):
            files.setdefault(home, []).append(event)
        return _read(dict(files), world)

    _assert_read_the_same(example, read, f"split over {homes}")
