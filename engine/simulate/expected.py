"""What is expected of every duty, by the reference evaluator over the files as they were written.

It is slow, so it is asked one rule and one owner tree at a time, about the events that can matter there.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from zhiben.engine.ledger import SCHEMA, AsOf
from zhiben.engine.reference.evaluate import evaluate
from zhiben.engine.simulate.parts import DECIDED, chain, duties, ending_of, types_of, until_of
from zhiben.events.entities import Entities
from zhiben.events.log import ENVELOPE, EventLog
from zhiben.rules.model import EachEvent, Rule, Rulebook

Progress = Callable[[str], None]
_WORTH_SAYING = 60  # seconds


def expected(
    book: Rulebook,
    log: EventLog,
    entities: Entities | None,
    as_of: AsOf,
    say: Callable[[float], None] = lambda seconds: None,
) -> pa.Table:
    """The ledger by the reference evaluator, in the order of a ledger.

    Args:
        say: told once, after a part of the work, how many seconds all of it will take, where that is long.
    """
    readers = {rule.id for rule in book.rules if DECIDED in types_of(rule)}
    trees = _trees(entities)
    whole = [rule for rule in book.rules if not _is_by_tree(rule) and rule.id not in readers]
    tables: list[pa.Table] = [SCHEMA.empty_table()]
    tables += [_of_rule(book, rule, log, entities, as_of) for rule in whole]
    begun = time.monotonic()
    is_said = False
    by_tree = [rule for rule in book.rules if _is_by_tree(rule) and rule.id not in readers]
    for number, (part_log, part_entities) in enumerate(_parts(log, entities, trees), 1):
        tables += [_of_rule(book, rule, part_log, part_entities, as_of) for rule in by_tree]
        estimate = (time.monotonic() - begun) / number * len(trees)
        if not is_said and estimate > _WORTH_SAYING:
            is_said = True
            say(estimate)
    if readers:
        table = evaluate(book, log, entities, None, as_of)
        ids = [one.id for rule in book.rules if rule.id in readers for one in chain(rule)]
        tables.append(table.filter(pc.is_in(table["rule"], value_set=pa.array(ids, pa.string()))))
    return _ordered(book, pa.concat_tables(tables))


def _is_by_tree(rule: Rule) -> bool:
    """Whether what becomes of a bearer depends on events and entities of its own owner tree alone."""
    if rule.bearer is None:
        return False
    whose = [duty.whose for one in chain(rule) for duty in duties(one)]
    whose += [d.occasion.whose for one in chain(rule) for d in duties(one) if isinstance(d.occasion, EachEvent)]
    pairs = [pair for one in chain(rule) for d in duties(one) for pair in d.same]
    for until in (found(d) for one in chain(rule) for d in duties(one) for found in (until_of, ending_of)):
        pairs += until.same if until is not None else ()
    # A subject that a trigger names may be anybody.
    return "any" not in whose and not any(
        ours == "subject" and theirs not in ("subject", "id") for ours, theirs in pairs
    )


def _of_rule(book: Rulebook, rule: Rule, log: EventLog, entities: Entities | None, as_of: AsOf) -> pa.Table:
    types = pa.array(sorted(types_of(rule)), pa.string())
    table = log.table.filter(pc.is_in(log.table["type"].cast(pa.string()), value_set=types))
    filled = [n for n in table.column_names if n in ENVELOPE or table[n].null_count < table.num_rows]
    return evaluate(replace(book, rules=(rule,)), EventLog(table.select(filled)), entities, None, as_of)


def _trees(entities: Entities | None) -> list[list[str]]:
    """Ids of the entities of each owner tree."""
    if entities is None:
        return []
    owner: dict[str, str | None] = {}
    for name, above in zip(entities.table["id"].to_pylist(), entities.table["owner"].to_pylist(), strict=True):
        owner[name] = owner.get(name) or above
    found: dict[str, list[str]] = {}
    for name in owner:
        top, passed = name, {name}
        while (above := owner.get(top)) is not None and above in owner and above not in passed:
            passed.add(above)
            top = above
        found.setdefault(top, []).append(name)
    return list(found.values())


def _parts(
    log: EventLog, entities: Entities | None, trees: list[list[str]]
) -> Iterator[tuple[EventLog, Entities | None]]:
    if entities is None:
        yield log, None
        return
    subjects = log.table["subject"].cast(pa.string())
    for tree in trees:
        names = pa.array(tree, pa.string())
        events = log.table.filter(pc.is_in(subjects, value_set=names))
        rows = entities.table.filter(pc.is_in(entities.table["id"].cast(pa.string()), value_set=names))
        yield dataclasses.replace(log, table=events, unsettled=None), replace(entities, table=rows)


def _ordered(book: Rulebook, table: pa.Table) -> pa.Table:
    """Rows by rule, bearer, key, opens (null first), raised_by."""
    ids = pa.array([one.id for rule in book.rules for one in chain(rule)], pa.string())
    keyed = table.append_column("rank", pc.index_in(table["rule"], value_set=ids))
    place = pc.if_else(keyed["opens"].is_null(), -(2**62), keyed["opens"].cast(pa.int64()))
    keyed = keyed.append_column("place", place)
    keys = [(name, "ascending") for name in ("rank", "bearer", "key", "place", "raised_by")]
    return table.take(pc.sort_indices(keyed, sort_keys=keys))
