"""A log that is laid down on disk and judged part by part gives the ledger that it gives in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.engine.ledger import SCHEMA
from zhiben.engine.parts.crew import Crew
from zhiben.engine.parts.judging import judge_parts
from zhiben.engine.parts.laying import laid_down
from zhiben.engine.parts.merging import merged
from zhiben.engine.parts.store import Store
from zhiben.rules.chosen import rule_names

from ..in_parts import inputs_of
from ..tables import Record
from .files import WRITERS
from .ledgers import assert_same
from .strategies import THEMES, Example, examples, judged


@pytest.mark.parametrize(
    "theme", ["anything", "groups", "decided duties of groups", "waivers of chains", "entities below"]
)
def test_the_disk_changes_nothing(theme: str) -> None:
    @settings(max_examples=examples(15))
    @given(judged(**THEMES[theme]), st.data(), st.sampled_from((1, 20)), st.sampled_from((1, 2, 1000)))
    def same(example: Example, data: st.DataObject, size: int, stretch: int) -> None:
        files: dict[str, list[Record]] = {}
        for event in example.world.events:
            files.setdefault(data.draw(st.sampled_from(("columns.parquet", "comma.csv"))), []).append(event)
        assume(files)
        with tempfile.TemporaryDirectory() as folder:
            for name, events in files.items():
                WRITERS[name](events, Path(folder) / name)
            found = _on_disk(example, [Path(folder) / name for name in files], size, stretch)
        assert_same(found, example.judged(evaluate), ("on disk", "in memory"))

    same()


def _on_disk(example: Example, files: list[Path], size: int, stretch: int) -> pa.Table:
    world = example.world
    seen: list[tuple[int, int]] = []
    given = inputs_of(files, example.rulebook, world.registry(), world.declared(), world.as_of(), example.waivers)
    with laid_down(given, Crew(0), size=size, stretch=stretch, read=lambda done, of: seen.append((done, of))) as run:
        store = Store.at(run.directory / "ledger")
        taken = list(judge_parts(run, lambda number, audit: store.add(number, audit.ledger), Crew(0)))
        assert sum(each.account.accepted for each in taken) == run.log.account.read == seen[-1][0]
        blocks = list(merged([each.what for each in taken if each.what], rule_names(example.rulebook.rules)))
    return pa.concat_tables([SCHEMA.empty_table(), *blocks]).combine_chunks()
