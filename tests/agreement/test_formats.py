"""Which format a log comes in, and how many files it is split over, is no part of what happened."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.events.log import EventLog
from zhiben.events.reading import read_log

from ..tables import Record
from .files import WRITERS
from .ledgers import assert_same
from .strategies import Example, examples, judged
from .worlds import VOCABULARY, World


def _read(files: dict[str, Sequence[Record]], world: World) -> EventLog:
    """The log that is read from files of these names, with what each holds."""
    with tempfile.TemporaryDirectory() as folder:
        for name, events in files.items():
            WRITERS[name](events, Path(folder) / name)
        log = read_log([Path(folder) / name for name in files], VOCABULARY, world.scene.zone)
    assert log.account.accepted == log.account.read == len(world.events), log.problems
    return log


def _assert_read_the_same(example: Example, files: dict[str, Sequence[Record]], name: str) -> None:
    read = _read(files, example.world)
    assert_same(example.judged(evaluate, read), example.judged(evaluate), (name, "as drawn"))


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_says_the_same(name: str) -> None:
    @settings(max_examples=examples(30))
    @given(judged())
    def same(example: Example) -> None:
        assume(example.world.events)
        _assert_read_the_same(example, {name: example.world.events}, name)

    same()


@settings(max_examples=examples(40))
@given(judged(), st.data())
def test_a_log_split_over_files_of_all_formats_says_the_same(example: Example, data: st.DataObject) -> None:
    files: dict[str, list[Record]] = {}
    for event in example.world.events:
        files.setdefault(data.draw(st.sampled_from(tuple(WRITERS))), []).append(event)
    assume(files)
    _assert_read_the_same(example, dict(files), "split")
