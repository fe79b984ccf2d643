"""An audit from beginning to end: read everything, judge it, and say what the judgement could not see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.evaluate import evaluate
from zhiben.engine.ledger import FINDINGS, AsOf
from zhiben.engine.unseen import unseen_triggers
from zhiben.events.civil import FIRST_YEAR, LAST_YEAR, CivilCalendar, calendar
from zhiben.events.coverage import Coverage
from zhiben.events.coverage_reading import read_coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.logmap import LogMap, read_map
from zhiben.events.problem import Problem, Unusable
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities
from zhiben.events.scalars import BadScalar, resolve
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import EachEntity, Rulebook
from zhiben.rules.shipped import rulebook_path

if TYPE_CHECKING:
    import pandas as pd

FilePath = str | PathLike[str]
When = dt.date | dt.datetime | str
Role = Literal["log", "map", "entities", "coverage"]
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader of the verdicts has to know; `code` is stable, `about` names what it is about, `count` how many.

    Codes: no-entities, entity-rules-idle (about: rules), log-taken-as-complete, triggers-unseen (about: event type,
    then subjects), events-after-as-of, events-not-known-yet, nothing-in-force.
    """

    code: str
    about: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Attributes:
        as_of, known_at: as asked: a civil date of the rulebook's zone, or an instant.
        ledger: every duty (`ledger.SCHEMA`).
        unseen: (type, subject) whose trigger events the log is not declared complete for.
        inputs: the files that were read, with their role, in the order given.
        settings: parameters set by the caller.
    """

    rulebook: Rulebook
    log: EventLog
    entities: Entities | None
    coverage: Coverage | None
    as_of: dt.date
    known_at: dt.date | None
    ledger: pa.Table
    notes: tuple[Note, ...]
    unseen: pa.Table
    inputs: tuple[tuple[Role, str], ...] = ()
    settings: Mapping[str, str] | None = None

    @cached_property
    def findings(self) -> pa.Table:
        """The breached and the late duties, in the order of the ledger."""
        return self.ledger.filter(pc.is_in(self.ledger["verdict"], value_set=pa.array(FINDINGS)))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the inputs: rulebook (warnings), entities, coverage, log."""
        registry = self.entities.problems if self.entities else ()
        declared = self.coverage.problems if self.coverage else ()
        return (*self.rulebook.problems, *registry, *declared, *self.log.problems)

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """The problems of the data that are errors: rejected rows count as findings."""
        given = (self.entities, self.coverage, self.log)
        return tuple(p for source in given if source for p in source.problems if p.level == "error")

    def to_pandas(self) -> pd.DataFrame:
        """The ledger as a DataFrame, one row per duty."""
        frame: pd.DataFrame = self.ledger.to_pandas()
        return frame


def audit(
    logs: FilePath | Iterable[FilePath] | EventLog,
    rulebook: FilePath | Rulebook,
    *,
    map: FilePath | LogMap | None = None,
    entities: FilePath | Entities | None = None,
    coverage: FilePath | Coverage | None = None,
    as_of: When | None = None,
    known_at: When | None = None,
    profile: str | None = None,
    settings: Mapping[str, str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Audit:
    """Judge event logs by a rulebook.

    Args:
        logs: files to read, or a log already read. Files are read with the rulebook's vocabulary and time zone.
        rulebook: name of a shipped rulebook, directory, or loaded rulebook (then without `profile` and `settings`).
        map: how to read foreign columns; for files only.
        entities: who exists; without it the bearers are the subjects seen in the log.
        coverage: for what the log is complete; without it the log counts as complete up to `as_of`.
        as_of: date (everything through it is known) or instant; default is today in the rulebook's zone.
        known_at: what was recorded later does not exist; not before `as_of`.
        settings: parameter values by name, as text.
        progress: told in a word what begins: "rulebook", "inputs", "log", "judging".

    Raises:
        Unusable: with every problem of every input that could be found, never just the first.
    """
    report = progress or _silent
    problems: list[Problem] = []

    def attempt(step: Callable[[], _Read]) -> _Read | None:
        try:
            return step()
        except Unusable as error:
            problems.extend(p for p in error.problems if p not in problems)
            return None

    report("rulebook")
    asked = attempt(lambda: _moment(as_of, "--as-of"))
    known = attempt(lambda: _moment(known_at, "--known-at"))
    book = attempt(lambda: _rulebook(rulebook, profile, settings))
    if book is None:
        problems.extend(_missing_files(logs, map, entities, coverage))
        raise Unusable(problems)
    if asked is None:
        asked = today(book)
    civil = calendar(book.timezone)
    clock = attempt(lambda: _clock(asked, known, civil))

    report("inputs")
    vocabulary, zone = book.vocabulary, book.timezone
    mapping = attempt(lambda: read_map(Path(map), vocabulary) if isinstance(map, (str, PathLike)) else map)
    registry = attempt(
        lambda: read_entities(Path(entities), vocabulary, zone) if isinstance(entities, (str, PathLike)) else entities
    )
    declared = attempt(
        lambda: (
            read_coverage(Path(coverage), vocabulary, zone, registry)
            if isinstance(coverage, (str, PathLike))
            else coverage
        )
    )
    if entities is None:
        problems.extend(_entities_needed(book))
    if not isinstance(logs, EventLog) and not logs:
        problems.append(Problem("no-log", "no log is given", hint="give at least one file of events"))

    report("log")
    log = attempt(
        lambda: (
            logs
            if isinstance(logs, EventLog)
            else read_log(_files(logs), vocabulary, zone, mapping=mapping, entities=registry)
        )
    )
    if log is not None:
        problems.extend(p for p in log.problems if _is_of_whole_file(p))
    if problems or log is None or clock is None:
        raise Unusable(problems)

    report("judging")
    ledger = evaluate(book, log, registry, declared, clock)
    unseen = unseen_triggers(book, log, registry, declared, clock)
    return Audit(
        rulebook=book,
        log=log,
        entities=registry,
        coverage=declared,
        as_of=asked,
        known_at=known,
        ledger=ledger,
        notes=_notes(book, log, registry, declared, clock, unseen),
        unseen=unseen,
        inputs=_inputs(logs, map, entities, coverage),
        settings=settings,
    )


def today(rulebook: Rulebook) -> dt.date:
    """The civil date at this moment in the rulebook's zone."""
    return dt.datetime.now(ZoneInfo(rulebook.timezone)).date()


def read_day(text: str) -> dt.date:
    """A civil date as written on a command line.

    Raises:
        Unusable: code `bad-date` or `no-such-date`.
    """
    found = _moment(text, "--as-of")
    if found is None or isinstance(found, dt.datetime):
        raise Unusable([Problem("bad-date", f"--as-of `{text}` is not a day", hint="write it as 2025-04-30")])
    return found


def _silent(step: str) -> None:
    del step


def _moment(when: When | None, name: str) -> dt.date | None:
    """A date or instant as asked; text is an ISO date or instant."""
    code, message, found = "bad-date", f"{name} `{when}` is neither a date nor an instant", None
    try:
        found = resolve(when.strip()) if isinstance(when, str) else when
    except BadScalar as error:
        code, message = error.code, f"{name}: {error.message}"
    if when is None or (isinstance(found, dt.date) and FIRST_YEAR <= found.year <= LAST_YEAR):
        return found if isinstance(found, dt.date) else None
    hint = f"write 2025-04-30, or 2025-04-30T12:00:00+08:00; years {FIRST_YEAR} to {LAST_YEAR} are understood"
    raise Unusable([Problem(code, message, hint=hint)])


def _rulebook(given: FilePath | Rulebook, profile: str | None, settings: Mapping[str, str] | None) -> Rulebook:
    if not isinstance(given, Rulebook):
        return load_rulebook(rulebook_path(given), profile=profile, settings=settings)
    if profile or settings:
        message = "profile and settings are put in when a rulebook is loaded, and this one is loaded already"
        raise Unusable([Problem("already-loaded", message, hint="give them to load_rulebook")])
    return given


def _clock(as_of: dt.date, known_at: dt.date | None, civil: CivilCalendar) -> AsOf:
    clock = AsOf.at(as_of, civil, known_at)
    if clock.known_before is not None and clock.known_before < clock.before:
        message = f"known-at {known_at} lies before as-of {as_of}: nobody knew then what had happened since"
        raise Unusable([Problem("known-before-as-of", message, hint="known-at is the as-of date or a later one")])
    return clock


def _files(logs: FilePath | Iterable[FilePath]) -> list[Path]:
    return [Path(file) for file in ([logs] if isinstance(logs, (str, PathLike)) else logs)]


def _is_of_whole_file(problem: Problem) -> bool:
    """A file that cannot be read, or lacks a column, is unusable; judged without it, everybody would look idle."""
    whole = problem.span is None or problem.span.line == 0 or problem.code.endswith("-column")
    return problem.level == "error" and whole


def _inputs(
    logs: FilePath | Iterable[FilePath] | EventLog, map: object, entities: object, coverage: object
) -> tuple[tuple[Role, str], ...]:
    given: list[tuple[Role, object]] = [("log", f) for f in ([] if isinstance(logs, EventLog) else _files(logs))]
    given += [("map", map), ("entities", entities), ("coverage", coverage)]
    return tuple((role, str(file)) for role, file in given if isinstance(file, (str, PathLike)))


def _missing_files(
    logs: FilePath | Iterable[FilePath] | EventLog, map: object, entities: object, coverage: object
) -> list[Problem]:
    """Without a rulebook nothing can be read, but a file that is not there can still be said."""
    return [
        Problem("no-such-file", f"there is no file `{file}` ({role})")
        for role, file in _inputs(logs, map, entities, coverage)
        if not _exists(file)
    ]


def _exists(file: str) -> bool:
    try:
        return Path(file).exists()
    except (OSError, ValueError):
        return False


def _entities_needed(rulebook: Rulebook) -> list[Problem]:
    kinds = sorted({rule.bearer for rule in rulebook.rules if rule.bearer})
    if len(kinds) < 2:
        return []
    message = f"rules of `{rulebook.name}` name several kinds of bearer ({', '.join(kinds)}), and no entities are given"
    hint = "give --entities a file with the columns id, kind, owner, valid_from, valid_to: only it says who is which"
    return [Problem("entities-needed", message, hint=hint)]


def _notes(
    rulebook: Rulebook,
    log: EventLog,
    entities: Entities | None,
    coverage: Coverage | None,
    clock: AsOf,
    unseen: pa.Table,
) -> tuple[Note, ...]:
    notes: list[Note] = []
    if entities is None:
        notes.append(Note("no-entities"))
        idle = tuple(rule.id for rule in rulebook.rules if isinstance(rule.duty.occasion, EachEntity))
        notes += [Note("entity-rules-idle", idle, len(idle))] if idle else []
    if coverage is None:
        notes.append(Note("log-taken-as-complete"))
    for event in pc.unique(unseen["type"]).to_pylist():
        subjects = unseen.filter(pc.equal(unseen["type"], event))["subject"].to_pylist()
        notes.append(Note("triggers-unseen", (event, *subjects), len(subjects)))
    after = pc.greater_equal(log.table["first"].cast(pa.int64()), clock.before)
    if count := pc.sum(after).as_py():
        notes.append(Note("events-after-as-of", count=count))
    if clock.known_before is not None:
        late = pc.greater_equal(log.table["recordedtime"].cast(pa.int64()), clock.known_before)
        if count := pc.sum(pc.and_(pc.fill_null(late, False), pc.invert(after))).as_py():
            notes.append(Note("events-not-known-yet", count=count))
    start = rulebook.in_force.start
    if start is not None and calendar(rulebook.timezone).start((start - dt.date(1970, 1, 1)).days) >= clock.before:
        notes.append(Note("nothing-in-force"))
    return tuple(notes)
