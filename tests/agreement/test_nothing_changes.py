"""Order of rows, chunks, encodings and empty columns are no part of what happened."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine import evaluate as evaluating
from zhiben.engine.evaluate import Judgement, evaluate
from zhiben.engine.windows import every
from zhiben.events.log import ENVELOPE

from .ledgers import assert_same
from .strategies import Example, examples, judged


def _reversed(table: pa.Table) -> pa.Table:
    return table.take(list(range(table.num_rows))[::-1])


def _in_chunks(table: pa.Table) -> pa.Table:
    """Every row a chunk of its own, with empty ones in between; then nothing can lean on one array per column."""
    pieces = [table.slice(n, length) for n in range(table.num_rows) for length in (1, 0)]
    return pa.concat_tables([table.slice(0, 0), *pieces])


def _plain(table: pa.Table) -> pa.Table:
    """Plain text instead of dictionaries."""
    return table.cast(
        pa.schema([f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in table.schema])
    )


def _coded(table: pa.Table) -> pa.Table:
    """Dictionaries instead of plain text, each chunk with words of its own."""
    columns = {}
    for name in table.column_names:
        column = table[name]
        columns[name] = column.dictionary_encode() if pa.types.is_string(column.type) and name != "id" else column
    return pa.table(columns)


def _chunks_with_own_dictionaries(table: pa.Table) -> pa.Table:
    return _coded(_in_chunks(_plain(table)))


def _without_empty_columns(table: pa.Table) -> pa.Table:
    """A field that no row carries may be absent."""
    unused = [n for n in table.column_names if n not in ENVELOPE and table[n].null_count == table.num_rows]
    return table.drop_columns(unused)


CHANGES: dict[str, Callable[[pa.Table], pa.Table]] = {
    "rows in reverse": _reversed,
    "a chunk per row": _in_chunks,
    "plain text": _plain,
    "dictionaries": _coded,
    "dictionaries that differ by chunk": _chunks_with_own_dictionaries,
    "no empty columns": _without_empty_columns,
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_shape_of_the_log_changes_nothing(change: str) -> None:
    @settings(max_examples=examples(40))
    @given(judged())
    def same(example: Example) -> None:
        log = example.world.log()
        changed = replace(log, table=CHANGES[change](log.table))
        assert_same(example.judged(evaluate, changed), example.judged(evaluate), (change, "as drawn"))

    same()


@settings(max_examples=examples(100))
@given(judged(), st.data())
def test_the_order_of_rows_changes_nothing(example: Example, data: st.DataObject) -> None:
    log = example.world.log()
    order = data.draw(st.permutations(range(log.table.num_rows)))
    shuffled = replace(log, table=log.table.take(pa.array(order, pa.int64())))
    assert_same(example.judged(evaluate, shuffled), example.judged(evaluate), ("shuffled", "as drawn"))


@settings(max_examples=examples(60))
@given(judged())
def test_inputs_are_left_as_they_were(example: Example) -> None:
    world = example.world
    log, registry, declared = world.log(), world.registry(), world.declared()
    evaluate(example.rulebook, log, registry, declared, world.as_of())
    again = (world.log(), world.registry(), world.declared())
    for used, untouched in zip((log, registry, declared), again, strict=True):
        assert used is None or (untouched is not None and used.table.equals(untouched.table))


@settings(max_examples=examples(60))
@given(judged())
def test_rules_judged_beside_each_other_are_judged_alike(example: Example) -> None:
    """And their judgements are shown in the same order."""

    def shown(beside: bool) -> tuple[pa.Table, list[tuple[str, int, list[str]]]]:
        order: list[tuple[str, int, list[str]]] = []

        def watch(judgement: Judgement) -> None:
            order.append((judgement.rule.id, judgement.number, judgement.ids.to_pylist()))

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(evaluating, "_LARGE", -1 if beside else 10**9)
            patched.setattr(evaluating, "cores", lambda: 2)
            return example.judged(partial(evaluate, watch=watch)), order

    (found, order), (expected, in_turn) = shown(True), shown(False)
    assert_same(found, expected, ("beside each other", "one after the other"))
    assert order == in_turn


@pytest.mark.parametrize("most", [1, 3])
def test_periods_laid_a_few_at_a_time_are_the_same(most: int) -> None:
    """However many of a life are laid before its terms are read again."""

    @settings(max_examples=examples(60))
    @given(judged())
    def same(example: Example) -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(every, "MOST", most)
            found = example.judged(evaluate)
        assert_same(found, example.judged(evaluate), (f"{most} at a time", "many"))

    same()
