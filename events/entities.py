"""Entities: who exists, from when to when, below whom, with which attributes.

Columns of `Entities.table`, one row per entity and stretch of unchanged attributes, sorted by (id, valid_from):

    id, kind      string
    owner         string, null      id of the entity it belongs to
    valid_from    date32, null      first day, null = always
    valid_to      date32, null      last day (included), null = no end
    ATTRIBUTE     per vocabulary    see `vocabulary.ARROW`; null where missing
    file, sheet, line               where the row stands

Rows of one id never overlap here: equal ones are merged, contradicting ones are a problem of the input.
"""

from __future__ import annotations

import pyarrow as pa
from msgspec import Struct

from zhiben.events.problem import Problem
from zhiben.events.vocabulary import Vocabulary


class Entities(Struct, frozen=True):
    """The registry, its other names (`alias, id, valid_from, valid_to`) and what was wrong with its rows.

    `zone` and `vocabulary` are what it was read with; None = not known, as of a registry made by hand.
    """

    table: pa.Table
    aliases: pa.Table
    problems: tuple[Problem, ...] = ()
    zone: str | None = None
    vocabulary: Vocabulary | None = None
