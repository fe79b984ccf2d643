"""Subjects and references of a log in terms of the registry: names become ids, unknown subjects are pointed out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.aliases import Names
from zhiben.events.civil import CivilCalendar, Days
from zhiben.events.entities import Entities
from zhiben.events.problem import Problem, Span, nearest
from zhiben.events.values import counted
from zhiben.events.vocabulary import Vocabulary

_COMPARISONS = 200_000  # comparing words is slow: so many pairs of names at most


def resolve(
    table: pa.Table, entities: Entities, vocabulary: Vocabulary, civil: CivilCalendar
) -> tuple[pa.Table, list[Problem]]:
    """The table with ids in `subject` and in fields of type `ref`, and a warning per unknown subject."""
    names = Names.of(entities)
    days = civil.days(table["first"].cast(pa.int64()).to_numpy())
    subjects, unknown = names.resolve(_whole(table["subject"]), days)
    problems = _unknown(table, unknown, names)
    table = table.set_column(table.column_names.index("subject"), "subject", subjects)
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


def _unknown(table: pa.Table, unknown: np.ndarray[tuple[int], np.dtype[np.bool_]], names: Names) -> list[Problem]:
    rows = np.flatnonzero(unknown)
    if not len(rows):
        return []
    strange = table.select(["subject", "file", "sheet", "line"]).take(pa.array(rows)).to_pylist()
    first: dict[str, int] = {}
    counts: dict[str, int] = {}
    for i, row in enumerate(strange):
        first.setdefault(row["subject"], i)
        counts[row["subject"]] = counts.get(row["subject"], 0) + 1
    known = names.known()
    budget = _COMPARISONS // max(len(known), 1)
    problems: list[Problem] = []
    for subject, i in first.items():
        near = nearest(subject, known) if len(problems) < budget and len(subject) < 80 else None
        where = Span(strange[i]["file"], strange[i]["line"], sheet=strange[i]["sheet"])
        events = counted(counts[subject], "event")
        message = f"`{subject}` is not in the registry on the day of the event: {events}, first here"
        hint = (
            f"did you mean `{near}`?" if near and near != subject else "add it to the entities, or give it as an alias"
        )
        problems.append(Problem("unknown-subject", message, where, hint, "warning", field="subject", value=subject))
    return problems
