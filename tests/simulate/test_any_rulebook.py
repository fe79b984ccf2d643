"""Whatever a rulebook asks for, something is simulated, and the engine judges it as the reference does."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from zhiben.engine.simulate.run import simulate

from ..agreement.rulebooks import rulebooks
from ..agreement.strategies import examples
from ..agreement.worlds import scenes
from .made import audited, differences, expected


@settings(
    max_examples=examples(25), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # shrinking simulates too often
@given(st.data())
def test_any_rulebook_is_simulated(data: st.DataObject) -> None:
    scene = data.draw(scenes())
    book = data.draw(rulebooks(scene))
    until = scene.day(data.draw(st.sampled_from((95, 62, 7, 0, -60))))
    entities, seed = data.draw(st.integers(1, 2)), data.draw(st.integers(0, 99))
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        done = simulate(book, directory, entities=entities, seed=seed, compliance=0.7, as_of=until, lang="en")
        assert done.rejected == 0
        assert not list(differences(audited(book, directory, done), expected(directory)))
