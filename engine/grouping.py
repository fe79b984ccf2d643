"""By what duties can be counted: each word gives every duty its values; a duty with several falls in several groups.

    rule, variant, clause, severity, bearer, key, reason   as in the ledger; a duty of several clauses falls in each
    clause:N     the first N parts of the clause: `2.1.1.a` falls in `2.1` by `clause:2`
    task         the file of the rulebook's `tasks/` that holds the rule, without `.yaml`
    kind         what kind of entity the bearer is; empty without an entities file
    group        the bearer itself and everybody above it by `owner`, so that an owner's number is its whole group's
    year, half-year, quarter, month   the civil period, in the rulebook's zone, in which the duty is due

Nothing drops out: what has no value falls in the group with the empty name. A duty without a due date (an open end, or
one that cannot be known) has no period. Owners are read at the duty's opening; where the bearer is not in the registry
then, at its first row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints, is_null
from zhiben.engine.existing import codes
from zhiben.engine.ledger import AsOf
from zhiben.engine.registry import Registry
from zhiben.engine.search import Ints
from zhiben.engine.stage import Stage
from zhiben.events.civil import ALWAYS
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.problem import nearest
from zhiben.events.vocabulary import ARROW
from zhiben.rules.decided import chain
from zhiben.rules.model import Rulebook

_OF_LEDGER = ("rule", "variant", "severity", "bearer", "key", "reason")
_PERIODS = {
    "year": pl.col("due").dt.to_string("%Y"),
    "half-year": pl.format("{}-H{}", pl.col("due").dt.to_string("%Y"), (pl.col("due").dt.month() + 5) // 6),
    "quarter": pl.format("{}-Q{}", pl.col("due").dt.to_string("%Y"), pl.col("due").dt.quarter()),
    "month": pl.col("due").dt.to_string("%Y-%m"),
}
WORDS = (*_OF_LEDGER, "clause", "clause:N", "task", "kind", "group", *_PERIODS)
SEVERAL = ("clause", "group")  # words by which a duty may fall in several groups
_HEADING = re.compile(r"clause:([1-9])\Z")


def wrong_word(words: Sequence[str], said: Callable[[str], str] = str) -> str | None:
    """What is wrong with a choice of words, and the nearest right one; None where nothing is.

    Args:
        said: says a sentence in another language.
    """
    for place, word in enumerate(words):
        if word not in WORDS[: WORDS.index("clause:N")] + WORDS[WORDS.index("task") :] and not _HEADING.match(word):
            near = nearest(word, WORDS)
            hint = said("did you mean `{near}`? ").format(near=near) if near else ""
            message = said("duties cannot be counted by `{word}`; {hint}words: {words}")
            return message.format(word=word, hint=hint, words=", ".join(WORDS))
        if word in words[:place]:
            return said("`{word}` is named twice").format(word=word)
    return None if words else said("name at least one word to count by")


def grouped(ledger: pa.Table, words: Sequence[str], rulebook: Rulebook, entities: Entities | None) -> pl.DataFrame:
    """One row per duty and combination of its values: `_duty` (its place in the ledger), `verdict`, and each word."""
    asked = [_HEADING.sub("clause", word) for word in words]
    needed = {"verdict", *(name for name in asked if name in ("clause", *_OF_LEDGER))}
    frame = pl.DataFrame(ledger.select(sorted(needed))).with_row_index("_duty")
    columns: list[pl.Series | pl.Expr] = []
    for word in words:
        if heading := _HEADING.match(word):
            columns.append(_clauses(int(heading[1])).alias(word))
        elif word == "clause":
            columns.append(_clauses(None).alias(word))
        elif word == "task":
            columns.append(_looked_up(pl.Series(ledger["rule"]), _tasks(rulebook)).alias(word))
        elif word in _PERIODS:
            columns.append(_periods(ledger, word, rulebook.timezone).alias(word))
        elif word in ("group", "kind"):
            registry = registry_of(rulebook, entities)
            found = _groups(registry, ledger) if word == "group" else _kinds(registry, ledger)
            columns.append(found.alias(word))
    frame = frame.with_columns(columns).select("_duty", "verdict", *words)
    for word in words:
        if isinstance(frame.schema[word], pl.List):
            frame = frame.explode(word)
    return frame


def _clauses(parts: int | None) -> pl.Expr:
    """The clauses of each duty, each once, or their headings of so many parts."""
    listed = pl.col("clause").str.split(";")
    if parts is not None:
        cut = pl.element().str.split(".").list.head(parts).list.join(".")
        listed = listed.list.eval(cut)
    return listed.list.unique(maintain_order=True)


def _tasks(rulebook: Rulebook) -> dict[str, str]:
    return {
        step.id: PurePath(rule.span.file).stem if rule.span else "" for rule in rulebook.rules for step in chain(rule)
    }


def _looked_up(column: pl.Series, words: dict[str, str]) -> pl.Series:
    return column.replace_strict(words, default="", return_dtype=pl.String)


def _periods(ledger: pa.Table, word: str, zone: str) -> pl.Series:
    due = pl.DataFrame(ledger.select(["due"])).with_columns(pl.col("due").dt.convert_time_zone(zone))
    return due.select(_PERIODS[word].fill_null(""))[:, 0]


def registry_of(rulebook: Rulebook, entities: Entities | None) -> Registry:
    """Who exists; who was only seen in the log is below nobody, and owns nobody."""
    envelope = {"id": pa.string(), "type": pa.string(), "subject": pa.string(), "first": ARROW["time"]}
    nothing = EventLog(pa.schema(list(envelope.items())).empty_table())
    return Stage.of(rulebook, nothing, entities, None, AsOf(0, 0)).registry


def _kinds(registry: Registry, ledger: pa.Table) -> pl.Series:
    if registry.is_empty or not len(registry.code):
        return pl.repeat("", ledger.num_rows, dtype=pl.String, eager=True)
    who, names = codes(ledger["bearer"])
    code = _codes_of(names, registry)
    kind = np.append(registry.kind_of, -1)[code]
    words = pl.Series([*registry.kinds[1], ""], dtype=pl.String)
    return words.gather(np.where(kind < 0, len(words) - 1, kind)[who])


def _groups(registry: Registry, ledger: pa.Table) -> pl.Series:
    """(d,) lists: each bearer, then everybody above it."""
    who, names = codes(ledger["bearer"])
    texts = pl.Series(names)
    if registry.is_empty or not len(registry.code):
        return texts.gather(who).reshape((-1, 1)).cast(pl.List(pl.String)) if len(who) else pl.Series([[]]).clear()
    opens = np.where(is_null(ledger["opens"]), ALWAYS, ints(ledger["opens"]))
    # Many duties share a bearer and an opening: each pair is looked up once.
    asked, which = np.unique(np.stack([who, opens]), axis=1, return_inverse=True)
    duty, above = _above(registry, _codes_of(names, registry)[asked[0]], asked[1])
    pairs = pl.DataFrame(
        {
            "at": np.concatenate([np.arange(asked.shape[1]), duty]),
            "name": pl.concat([texts.gather(asked[0]), pl.Series(registry.names).gather(above)]),
        }
    )
    lists = pairs.group_by("at", maintain_order=True).agg(pl.col("name").unique(maintain_order=True)).sort("at")
    return lists["name"].gather(which.reshape(-1))


def _above(registry: Registry, who: Ints, when: Ints) -> tuple[Ints, Ints]:
    """(p,) places in `who` and (p,) codes of everybody above, level by level."""
    place, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    at, here = np.flatnonzero(who >= 0).astype(np.int64), who[who >= 0]
    while len(here):
        row = registry.row_at(here, when[at])
        row = np.where(row < len(registry.code), row, registry.row_starts(here))
        is_known = np.append(registry.code, -1)[row] == here
        owner = np.where(is_known, np.append(registry.owner, -1)[row], -1)
        at, here = at[owner >= 0], owner[owner >= 0]
        place.append(at)
        found.append(here)
    return np.concatenate(place), np.concatenate(found)


def _codes_of(names: pa.Array, registry: Registry) -> Ints:
    """(w,) code of each name, -1 = not in the registry."""
    return ints(pc.index_in(names.cast(pa.string()), value_set=registry.names), null=-1)
