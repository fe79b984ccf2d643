"""A simulation from beginning to end: who exists, what happens, how it is answered, and what is expected of it."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from msgspec import Struct

from zhiben.engine.evaluate import evaluate
from zhiben.engine.ledger import AsOf
from zhiben.engine.simulate.author import Author
from zhiben.engine.simulate.casting import cast_of
from zhiben.engine.simulate.draft import Draft
from zhiben.engine.simulate.expected import expected
from zhiben.engine.simulate.occurrences import Occurrences
from zhiben.engine.simulate.owed import read_ledger
from zhiben.engine.simulate.palette import Palette
from zhiben.engine.simulate.plan import Plan
from zhiben.engine.simulate.writing import ENTITIES, EXPECTED, LOG, Hand, instant_text, write
from zhiben.events.civil import calendar, from_day, to_day
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities
from zhiben.rules.model import Rulebook

_ROUNDS = 8  # of answering what the answers before raised
_FIRST_DAY = dt.date(2024, 1, 1)  # where a rulebook does not say when it begins
_YEARS = 2  # and where it does not say when it ends
_COLUMNS = ("duty", "rule", "variant", "bearer", "key", "raised_by", "opens", "closes", "verdict", "reason", "intended")


class Simulation(Struct, frozen=True):
    """What was written.

    Attributes:
        as_of: the day that the verdicts are for.
        entities, events: how many were made up; resends are not counted.
        rejected: rows that could not be read back, which would be a mistake of the simulation.
        verdicts: how many duties are expected to have each; None where nothing was asked of the reference.
        planned, reached: how many duties something was meant to become of, and of how many it did.
    """

    as_of: dt.date
    entities: int
    events: int
    rejected: int
    verdicts: dict[str, int] | None
    planned: int = 0
    reached: int = 0


def simulate(
    book: Rulebook,
    directory: Path,
    *,
    entities: int,
    seed: int,
    compliance: float = 0.9,
    as_of: dt.date | None = None,
    lang: str = "zh",
    with_expected: bool = True,
    say: Callable[[float], None] = lambda seconds: None,
) -> Simulation:
    """Write entities.csv (where the vocabulary has kinds of entities), log.csv and expected.csv into a directory.

    The same rulebook, numbers and language give the same bytes.

    Args:
        entities: how many of the kind of entity that owes most rules; at least 1. Others follow from the rules.
        compliance: share of the duties that are to be kept, 0 to 1.
        as_of: None = `last_day`.
        with_expected: ask the reference evaluator, which is slow.
        say: told how many seconds the reference will take, where that is long.
    """
    civil = calendar(book.timezone)
    until = as_of if as_of is not None else last_day(book)
    end = to_day(until)
    begin = min(to_day(book.in_force.start or min(_FIRST_DAY, from_day(end - 365))), end)
    name = f"{book.name}/{seed}/{entities}"
    palette = Palette(book, civil, lang)
    cast = cast_of(book, palette, entities, (begin, end), lang, random.Random(f"{name}/entities"))
    author = Author(book, cast, palette, civil, random.Random(f"{name}/author"))
    happenings = Occurrences(book, cast, palette, author, civil, (begin, end), random.Random(f"{name}/occurrences"))
    stands = AsOf.at(until, civil)
    plan = Plan(book, cast, civil, author, name, compliance, stands)
    plan.drafts.update((draft.id, draft) for draft in (*happenings.triggers(), *happenings.noise()))
    hand = Hand(book, civil, lang)
    if book.vocabulary.entities:
        hand.entities(cast, directory / ENTITIES)
    log, registry = _read(book, directory, hand, _sorted(plan))
    for _ in range(_ROUNDS):
        if not plan.answer(read_ledger(book, evaluate(book, log, registry, None, stands), plan.drafts)):
            break
        log, registry = _read(book, directory, hand, _sorted(plan))
    drafts = _sorted(plan)
    log, registry = _read(book, directory, hand, drafts + happenings.resends(drafts))
    done = Simulation(until, len(cast.ids()), len(drafts), log.account.rejected, None)
    if not with_expected:
        return done
    table = expected(book, log, registry, stands, say)
    rows, planned, reached = _intended(table, plan)
    write(directory / EXPECTED, _COLUMNS, rows)
    verdicts = dict(sorted(Counter(table["verdict"].to_pylist()).items()))
    return Simulation(until, len(cast.ids()), len(drafts), log.account.rejected, verdicts, planned, reached)


def last_day(book: Rulebook) -> dt.date:
    """The day a simulation is judged as of, unless it is said: five sixths into the rulebook's time."""
    start = book.in_force.start or _FIRST_DAY
    if book.in_force.end is None:
        return from_day(to_day(start) + _YEARS * 365)
    if start > book.in_force.end:
        return book.in_force.end
    return from_day(to_day(start) + (to_day(book.in_force.end) - to_day(start)) * 5 // 6)


def _sorted(plan: Plan) -> list[Draft]:
    return sorted(plan.drafts.values(), key=lambda draft: (draft.first, draft.id))


def _read(book: Rulebook, directory: Path, hand: Hand, drafts: list[Draft]) -> tuple[EventLog, Entities | None]:
    """Write the log and read it, and the entities, as an audit does."""
    hand.log(drafts, directory / LOG)
    registry = None
    if book.vocabulary.entities:
        registry = read_entities(directory / ENTITIES, book.vocabulary, book.timezone)
    return read_log(directory / LOG, book.vocabulary, book.timezone, entities=registry), registry


def _intended(table: pa.Table, plan: Plan) -> tuple[list[list[str]], int, int]:
    """Rows of expected.csv; how many duties were planned, and how many became what was meant."""
    rows, planned, reached = [], 0, 0
    for row in table.to_pylist():
        series = (row["rule"], row["bearer"], row["key"], row["raised_by"])
        intent = plan.intents.get(row["duty"], "none")
        if row["opens"] is not None and series in plan.cadence:
            opens = round(row["opens"].timestamp() * 1_000_000)
            intent = plan.cadence[series].get(opens, "none")
        if intent != "none":
            planned += 1
            wanted = plan.missed.get(row["duty"], ()) if intent == "near-miss" else (intent,)
            reached += row["verdict"] in wanted
        texts = [str(row[name]) for name in ("duty", "rule", "variant", "bearer", "key", "raised_by")]
        times = [instant_text(row[name]) for name in ("opens", "closes")]
        rows.append([*texts, *times, row["verdict"], row["reason"], intent])
    return rows, planned, reached
