"""Values are found that satisfy a condition, and a near miss fails exactly one test of it."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine.reference.conditions import holds
from zhiben.engine.simulate.author import Author
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.palette import Palette
from zhiben.engine.simulate.parts import DECIDED, duties, every_rule
from zhiben.events.civil import calendar, to_day
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import ALWAYS, Rulebook
from zhiben.rules.shipped import rulebook_path, shipped_rulebooks


def author_of(book: Rulebook, seed: int) -> tuple[Author, Palette]:
    civil = calendar(book.timezone)
    palette = Palette(book, civil, "zh")
    return Author(book, Cast(()), palette, civil, random.Random(seed)), palette


BOOKS = {name: load_rulebook(rulebook_path(name)) for name in shipped_rulebooks()}


@given(st.sampled_from(sorted(BOOKS)), st.integers(0, 1000))
@settings(max_examples=10)
def test_every_shipped_condition_can_be_met_and_just_missed(name: str, seed: int) -> None:
    book = BOOKS[name]
    author, palette = author_of(book, seed)
    assert book.in_force.start is not None
    moment = palette.whole_day(to_day(book.in_force.start) + 40)
    for rule in every_rule(book):
        for duty in duties(rule):
            if duty.where == ALWAYS or duty.events == (DECIDED,):  # nobody can log a decided duty
                continue
            found = [made for type_ in duty.events if (made := author.event(type_, "示例", moment, duty.where))]
            assert found, f"{rule.id}: nothing satisfies its condition"
            for draft, way in found:
                assert holds(duty.where, draft.read)
                near = author.near(draft, duty.where, way, {})
                assert near is not None, rule.id
                assert not holds(duty.where, near.read)
                failed = [test for test, wanted in way if holds(test, near.read) is not wanted]
                assert len(failed) == 1, rule.id
                changed = {n for n in {*draft.fields, *near.fields} if draft.fields.get(n) != near.fields.get(n)}
                assert changed == {failed[0].field}
