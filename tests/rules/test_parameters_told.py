"""A profile that is not there is told of with those that are, or that there are none."""

from __future__ import annotations

import pytest

from zhiben.events.problem import Unusable
from zhiben.rules.loading import load_rulebook
from zhiben.rules.shipped import rulebook_path


@pytest.mark.parametrize(
    ("book", "hint"),
    [
        ("workshop-safety", "this rulebook has none; leave --profile out"),
        ("dongsheng-2024-21", "did you mean `law`? profiles: law, lenient, strict"),
    ],
)
def test_the_advice_on_an_unknown_profile(book: str, hint: str) -> None:
    with pytest.raises(Unusable) as caught:
        load_rulebook(rulebook_path(book), profile="lawe")
    assert [(p.code, p.hint) for p in caught.value.problems if p.level == "error"] == [("unknown-profile", hint)]
