"""Reads the registry of entities; a registry with a mistake is refused as a whole.

A half-read registry would wrong somebody: an enterprise that is missing owes nothing, one with a missing attribute owes
the wrong thing. So every problem is collected, and then nothing is handed over.
"""

from __future__ import annotations

from typing import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.civil import calendar
from zhiben.events.contradictions import contradictions
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath, path_of
from zhiben.events.opening import open_sheets
from zhiben.events.problem import Problem, Unusable
from zhiben.events.registry_sheet import DAY, RegistrySheet
from zhiben.events.succession import merged
from zhiben.events.vocabulary import ARROW, LAST, Vocabulary


def read_entities(path: FilePath, vocabulary: Vocabulary, zone: str) -> Entities:
    """The registry in a CSV, XLSX, JSONL or Parquet file.

    Columns `id, kind, owner, aliases, valid_from, valid_to` (or everyday words for them) and attributes by name, label
    or `aka`. `valid_to` is included. Several rows of one id say how its attributes change over time.

    Args:
        path: the file.
        vocabulary: entity kinds and their attributes.
        zone: IANA zone whose civil days the validity is in.

    Returns:
        Entities, with warnings about columns that were not read.

    Raises:
        Unusable: with every problem found.
        TypeError: `path` is no path.
    """
    file = path_of(path, "the entities")
    civil = calendar(zone)
    tables, problems = [], []
    for sheet in open_sheets(file):
        reader = RegistrySheet(sheet, vocabulary, civil)
        tables.append(reader.table())
        problems += [*sheet.problems, *sorted(reader.problems, key=lambda p: p.span.line if p.span else 0)]
    if any(p.level == "error" for p in problems):
        if all(table.num_columns for table in tables):
            problems += _among_the_sound(_joined(tables, vocabulary), problems)
        raise Unusable(problems)
    table = _joined(tables, vocabulary)
    problems += contradictions(table)
    if any(p.level == "error" for p in problems):
        raise Unusable(problems)
    aliases = _aliases(table)
    return Entities(merged(table.drop_columns(["aliases"])), aliases, tuple(problems), zone, vocabulary)


def _among_the_sound(table: pa.Table, problems: Sequence[Problem]) -> list[Problem]:
    """What rows without a mistake of their own say against each other, so that all is told at once.

    A row with a mistake still has its id: nobody is said to be missing for the want of it.
    """
    faulty = {(p.span.sheet, p.span.line) for p in problems if p.level == "error" and p.span is not None}
    rows = zip(table["sheet"].to_pylist(), table["line"].to_pylist(), strict=True)
    sound = table.filter(pa.array([row not in faulty for row in rows], pa.bool_()))
    known = set(table["id"].to_pylist())
    return [p for p in contradictions(sound) if p.code != "unknown-owner" or p.value not in known]


def _joined(tables: list[pa.Table], vocabulary: Vocabulary) -> pa.Table:
    """One table with every attribute of the vocabulary, sorted by (id, valid_from)."""
    kinds: dict[str, pa.DataType] = {
        "id": pa.string(), "kind": pa.string(), "owner": pa.string(), "valid_from": DAY, "valid_to": DAY,
        "aliases": pa.list_(pa.string()), "file": pa.string(), "sheet": pa.string(), "line": pa.int64(),
    }  # fmt: skip
    for name, field in vocabulary.entity_fields().items():
        kinds[name] = pa.list_(pa.string()) if field.many else ARROW[field.storage]
        if field.storage == "time":
            kinds[name + LAST] = ARROW["time"]
    schema = pa.schema(list(kinds.items()))
    filled = [
        pa.table(
            [t[f.name].cast(f.type) if f.name in t.column_names else pa.nulls(t.num_rows, f.type) for f in schema],
            schema=schema,
        )
        for t in tables
    ]
    table = pa.concat_tables(filled).combine_chunks()
    keys = [("id", "ascending", "at_end"), ("valid_from", "ascending", "at_start"), ("line", "ascending", "at_end")]
    order = pc.sort_indices(table, sort_keys=keys)
    return table.take(order)


def _aliases(table: pa.Table) -> pa.Table:
    """One row per alias and stretch of validity, not naming an entity by its own id."""
    lists = table["aliases"].combine_chunks()
    rows = pc.list_parent_indices(lists)
    found = pa.table(
        {
            "alias": lists.flatten(),
            "id": table["id"].take(rows),
            "valid_from": table["valid_from"].take(rows),
            "valid_to": table["valid_to"].take(rows),
        }
    )
    return found.filter(pc.not_equal(found["alias"], found["id"]))
