"""Where one record is said to be enough, exactly that record is added to a random log, and the duty becomes what was said."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest
from hypothesis import given, settings

from ..agreement.strategies import THEMES, Example, examples, judged
from .adding import kinds
from .test_remedies import held
from .worlds import audit_of_example

LOOKED_AT = 4  # duties of an example: each is judged again up to five times


@pytest.mark.parametrize("theme", THEMES)
def test_the_record_that_is_named_would_have_met_it(theme: str) -> None:
    @settings(max_examples=examples(10))
    @given(judged(**THEMES[theme]))
    def keeps_its_word(example: Example) -> None:
        found = audit_of_example(example)
        explained = found.explanations
        open_ones = found.ledger.filter(pc.not_equal(found.ledger["verdict"], "met"))["duty"].to_pylist()
        assert sorted(kinds(explained)) == sorted(open_ones), "every duty that is not met is explained, once"
        told = kinds(explained)
        claimed = [duty for duty in open_ones if told[duty]["kind"] in ("one", "several")]
        wrong = [f"{duty}: {text}" for duty in claimed[:LOOKED_AT] for text in held(found, explained, duty)]
        assert not wrong, "\n".join(wrong)

    keeps_its_word()
