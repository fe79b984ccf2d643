"""Rows become events: names become ids of the registry, resends become one event, rows without an id get one.

A row's identity rests on its content, its subject included; so when a log meets a registry that it was not read with,
it is settled again from its rows, and is then the log that would have been read with that registry.
"""

from __future__ import annotations

import dataclasses
from typing import Iterable, Iterator

from msgspec.structs import replace

from zhiben.events import subjects
from zhiben.events.civil import calendar
from zhiben.events.collective import crowds
from zhiben.events.entities import Entities
from zhiben.events.identity import Identified, identify
from zhiben.events.likeness import alike
from zhiben.events.log import Account, EventLog, Unsettled, rows_of
from zhiben.events.ordering import in_order
from zhiben.events.problem import Problem
from zhiben.events.vocabulary import Vocabulary


def settle(rows: Unsettled, vocabulary: Vocabulary, zone: str, entities: Entities | None) -> EventLog:
    """The log of rows as read.

    Args:
        rows: as read from the files.
        vocabulary: which fields hold references.
        zone: IANA zone on whose civil days aliases are valid.
        entities: the registry; subjects and references that are aliases in it become ids, others are a warning.
    """
    table, problems = rows.table, list(rows.problems)
    if entities is not None and table.num_rows:
        table, strangers = subjects.resolve(table, entities, vocabulary, calendar(zone))
        problems += strangers
    elif table.num_rows:
        problems += crowds(table)
    found = identify(table, has_distinct_ids=rows.has_distinct_ids)
    account = _account(rows, found)
    if rows.keys is not None:
        problems += alike(found.table, vocabulary, zone, rows.keys)
    kept = replace(rows, settled=found.table, entities=entities)
    said = in_order(_once([*problems, *found.said]), table["file"].unique().to_pylist())
    return EventLog(found.table, tuple(said), account, zone, vocabulary, kept)


def _account(rows: Unsettled, found: Identified) -> Account:
    """What became of the rows: events are counted, or where a row may give several, the rows they come from."""
    if rows.faulty is None:
        return dataclasses.replace(
            rows.account,
            accepted=found.table.num_rows,
            duplicates=found.duplicates,
            rejected=rows.account.rejected + found.rejected,
        )
    conflicting = rows_of(found.conflicting) - rows.faulty
    lost = rows.faulty | conflicting
    accepted = rows_of(found.table) - lost
    return dataclasses.replace(
        rows.account,
        accepted=len(accepted),
        duplicates=len(rows_of(rows.table) - lost - accepted),
        rejected=rows.account.rejected + len(conflicting),
        events=found.table.num_rows,
    )


def met(log: EventLog, entities: Entities, vocabulary: Vocabulary, zone: str) -> EventLog:
    """A log in the terms of a registry: the one that would have been read with it.

    A log made by hand, or changed since it was read, has no rows to settle again: its names become ids as it stands.
    """
    rows = log.unsettled
    if rows is not None and rows.settled is log.table:
        return log if rows.entities is entities else settle(rows, vocabulary, zone, entities)
    if not log.table.num_rows:
        return log
    table, strangers = subjects.resolve(log.table, entities, vocabulary, calendar(zone))
    return dataclasses.replace(log, table=table, problems=tuple(_once([*log.problems, *strangers])))


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Warnings and notes that the sheets of one file share are given once."""
    seen: set[Problem] = set()
    for problem in problems:
        if problem.level == "error" or problem not in seen:
            yield problem
        if problem.level != "error":
            seen.add(problem)
