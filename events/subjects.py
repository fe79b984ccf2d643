"""Subjects and references of a log in terms of the registry: names become ids, unknown subjects are pointed out."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.aliases import Names
from zhiben.events.civil import CivilCalendar, Days
from zhiben.events.collective import COLLECTIVE_HINT, everybody, is_collective, several
from zhiben.events.entities import Entities
from zhiben.events.problem import Problem
from zhiben.events.strangers import SHOWN, Flags, Stranger, grouped, likely_name, strangers
from zhiben.events.validity import is_outside, spans_of
from zhiben.events.values import counted
from zhiben.events.vocabulary import Vocabulary

_ZEROS, _AS_TEXT = "a spreadsheet program may have dropped the zeros in front", "format the column as text"
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_COMPARISONS = 200_000  # comparing words is slow: so many pairs of names at most
_VALIDITY = "correct `valid_from` or `valid_to` of the entity, or the time of the event"


def resolve(
    table: pa.Table, entities: Entities, vocabulary: Vocabulary, civil: CivilCalendar, names: Names | None = None
) -> tuple[pa.Table, list[Problem]]:
    """The table with ids in `subject` and in fields of type `ref`, and warnings about strange subjects.

    Args:
        names: of the entities, where they are known already.
    """
    names = Names.of(entities) if names is None else names
    days = civil.days(table["first"].cast(pa.int64()).to_numpy())
    subjects, unknown = names.resolve(_whole(table["subject"]), days)
    problems = _unknown(table, unknown, names)
    table = table.set_column(table.column_names.index("subject"), "subject", subjects)
    problems += _outside(table, days, entities)
    for field in vocabulary.event_fields().values():
        if field.type == "ref" and field.name in table.column_names:
            column = _whole(table[field.name])
            found = _items(column, days, names) if field.many else names.resolve(column, days)[0].cast(pa.string())
            table = table.set_column(table.column_names.index(field.name), field.name, found)
    return table, problems


def _whole(column: pa.ChunkedArray) -> pa.Array:
    column = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column
    found = column.combine_chunks()
    return pa.concat_arrays(found.chunks) if isinstance(found, pa.ChunkedArray) else found


def _items(lists: pa.ListArray, days: Days, names: Names) -> pa.ListArray:
    parents = pc.list_parent_indices(lists).to_numpy()
    found = names.resolve(lists.flatten(), days[parents])[0].cast(pa.string())
    lengths = pc.list_value_length(lists).fill_null(0).to_numpy()
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
    return pa.ListArray.from_arrays(offsets, found, mask=lists.is_null())


def _unknown(table: pa.Table, unknown: Flags, names: Names) -> list[Problem]:
    if not unknown.any():
        return []
    known = names.known()
    compared = 0

    def said(stranger: Stranger) -> tuple[str, str]:
        nonlocal compared
        name, events = stranger.name, counted(stranger.events, "event")
        if name in names.aliases:
            meant = ", ".join(dict.fromkeys(f"`{id_}`" for id_, _, _ in names.aliases[name]))
            message = f"`{name}` is a name of {meant} on other days, but of nobody on the day of the event"
            return f"{message}: {events}, first here", "correct the validity of the name, or of the row that gives it"
        if is_collective(name):
            return f"{everybody(name)}: {events}, first here", COLLECTIVE_HINT
        if several(name):
            message = f"`{name}` seems to name several units: {events}, first here"
            return message, 'a log map gives each an event of its own: subject: {column: …, split: "、；,"}'
        compared += len(known)
        near = likely_name(name, known) if compared <= _COMPARISONS else None
        hint = f"did you mean `{near}`?" if near else "add it to the entities, or give it as an alias"
        if near and name.isdigit():
            hint = f"{hint} {_ZEROS}; {_AS_TEXT}"
        elif _ROUNDED.fullmatch(name):
            hint = "a spreadsheet program has rounded a long number; format the column as text and enter it again"
        return f"`{name}` is not in the registry: {events}, first here", hint

    return grouped(strangers(table, unknown), "unknown-subject", said, "are not in the registry")


def _outside(table: pa.Table, days: Days, entities: Entities) -> list[Problem]:
    """Warnings about entities with events on days on which they are not valid; such events count for nobody."""
    found = strangers(table, is_outside(_whole(table["subject"]), days, entities))
    if not found:
        return []
    spans = spans_of(entities, [stranger.name for stranger in found[: SHOWN + 1]])

    def said(stranger: Stranger) -> tuple[str, str]:
        lie = "lies" if stranger.events == 1 else "lie"
        message = f"`{stranger.name}` is valid only {spans[stranger.name]}"
        return f"{message}: {counted(stranger.events, 'event')} {lie} outside, first here", _VALIDITY

    return grouped(found, "outside-validity", said, "have events outside their validity")
