"""An audit from beginning to end: read everything, judge it, and say what the judgement could not see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.asked import When, clock, in_zone, moment, today
from zhiben.engine.baseline import Comparison, compare, notes_of_comparison
from zhiben.engine.baseline_reading import Baseline, fitting, ledger_file, read_baseline
from zhiben.engine.evaluate import Watch, evaluate
from zhiben.engine.given import of_this_rulebook, wrong_type
from zhiben.engine.kept import Kept
from zhiben.engine.ledger import FINDINGS, NOT_MET, AsOf
from zhiben.engine.notes import Note, notes_of, notes_of_choice
from zhiben.engine.origin import Origin
from zhiben.engine.quality import Remark, Seen, remarks
from zhiben.engine.unseen import unseen_triggers
from zhiben.engine.waiver_use import WaiverUse, notes_of_waivers, uses_of
from zhiben.events import coverage_reading, settling
from zhiben.events.civil import calendar
from zhiben.events.coverage import Coverage
from zhiben.events.coverage_reading import read_coverage
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath, paths_of
from zhiben.events.log import EventLog
from zhiben.events.logmap import LogMap, read_map
from zhiben.events.problem import Problem, Unusable
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities
from zhiben.rules.chosen import chosen, rule_names, with_read
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rulebook
from zhiben.rules.settings import settings_text
from zhiben.rules.waiver_reading import checked, read_waivers
from zhiben.rules.waivers import Waivers

if TYPE_CHECKING:
    import pandas as pd

    from zhiben.engine.explain.shape import Explanations, Told

Role = Literal["log", "map", "entities", "coverage", "waivers", "baseline"]
_Read = TypeVar("_Read")


@dataclass(frozen=True, repr=False)
class Audit:
    """What an audit found.

    Attributes:
        as_of, known_at: as asked: a civil date of the rulebook's zone, or an instant on the clocks of that zone.
        ledger: every duty (`ledger.SCHEMA`).
        unseen: (type, subject) whose trigger events the log is not declared complete for.
        quality: what is odd about the log itself, or missing from it; no verdict and no exit code rests on it.
        inputs: the files that were read, with their role, in the order given.
        settings: parameters set by the caller, as text.
        objects: the roles that were given as objects already read; no file is known of them.
        rules: names of the only rules that were asked for; empty = all.
        whole: the rulebook that `rules` chose from, which says more than theirs where they read decided duties.
        origin: what the ledger says of where it comes from.
        waivers: as given, in terms of the registry; None = none were given.
        waiver_uses: what became of each waiver, in the order given.
        comparison: with the baseline; None = none was given.
        kept: the judgements of a small audit; its explanations need not judge again.
        told: the explanations that were made while judging, where they were asked for.
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
    quality: tuple[Remark, ...] = ()
    inputs: tuple[tuple[Role, str], ...] = ()
    settings: Mapping[str, str] | None = None
    objects: tuple[Role, ...] = ()
    rules: tuple[str, ...] = ()
    whole: Rulebook | None = field(default=None, repr=False)
    origin: Origin | None = None
    waivers: Waivers | None = None
    waiver_uses: tuple[WaiverUse, ...] = ()
    comparison: Comparison | None = None
    kept: Kept | None = field(default=None, compare=False)
    told: Told | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        counted = f"{self.ledger.num_rows} duties, {self.findings.num_rows} findings"
        return f"<Audit of {self.log.table.num_rows} events by {self.rulebook.name}: {counted}, as of {self.as_of}>"

    @cached_property
    def findings(self) -> pa.Table:
        """The breached and the late duties, in the order of the ledger; with a baseline also their `status`."""
        compared = self.comparison
        table = self.ledger if compared is None else self.ledger.append_column("status", compared.status)
        return table.filter(pc.is_in(table["verdict"], value_set=pa.array(FINDINGS)))

    @cached_property
    def waived(self) -> pa.Table:
        """The waived duties, in the order of the ledger."""
        return self.ledger.filter(pc.equal(self.ledger["verdict"], "waived"))

    @cached_property
    def explanations(self) -> Explanations:
        """Why each duty that is not met stands as it does, and what would have met it.

        Found when first read, where `audit` was not asked to find it while it judged; the duties are then judged again,
        unless there are few.
        """
        from zhiben.engine.explain.explaining import explanations

        if self.told is not None and self.told.verdicts >= NOT_MET:
            return self.told.explanations
        return explanations(self, self.ledger.filter(pc.not_equal(self.ledger["verdict"], "met")))

    def explanations_of(self, verdicts: Collection[str]) -> Explanations:
        """The explanations of at least the duties with these verdicts; no more are found than there are at hand."""
        if self.told is not None and self.told.verdicts.issuperset(verdicts):
            return self.told.explanations
        return self.explanations

    def explain(self, duty: str) -> dict[str, Any]:
        """Why one duty stands as it does, whatever its verdict: `explain.one_duty.explanation`.

        Raises:
            KeyError: the ledger has no such duty.
        """
        from zhiben.engine.explain.one_duty import explanation

        return explanation(self, duty)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the inputs: rulebook (warnings), entities, coverage, waivers, log."""
        excused = self.waivers.problems if self.waivers else ()
        registry = self.entities.problems if self.entities else ()
        declared = self.coverage.problems if self.coverage else ()
        return (*self.rulebook.problems, *registry, *declared, *excused, *self.log.problems)

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """The problems of the data that are errors: rejected rows count as findings."""
        given = (self.entities, self.coverage, self.log)
        return tuple(p for source in given if source for p in source.problems if p.level == "error")

    def counts(self, by: str | Sequence[str]) -> pa.Table:
        """Counts of every verdict by one word or several of `engine.grouping`, such as `["bearer", "year"]`.

        A row per group (`aggregates.counts`): the words, every verdict, `duties` and `findings`.

        Raises:
            ValueError: a word by which nothing can be counted; the message names the nearest one.
        """
        from zhiben.engine.aggregates import counts

        return counts(self.ledger, [by] if isinstance(by, str) else list(by), self.rulebook, self.entities)

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
    waivers: FilePath | Waivers | None = None,
    baseline: FilePath | Audit | None = None,
    as_of: When | None = None,
    known_at: When | None = None,
    profile: str | None = None,
    settings: Mapping[str, object] | None = None,
    rules: Sequence[str] = (),
    explain: Collection[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Audit:
    """Judge event logs by a rulebook.

    Args:
        logs: files to read, or a log already read, with the rulebook's vocabulary and time zone; its names are resolved
            by `entities` just as those of files are.
        rulebook: name of a shipped rulebook, directory, or loaded rulebook (then without `profile` and `settings`).
        map: how to read foreign columns; for files only.
        entities: who exists; without it the bearers are the subjects seen in the log.
        coverage: for what the log is complete; without it the log counts as complete up to `as_of`.
        waivers: duties that are excused, by whom and why.
        baseline: an earlier audit to compare with, its ledger.parquet, or the directory of its report.
        as_of: date (everything through it is known) or instant; default is today in the rulebook's zone.
        known_at: what was recorded later does not exist; not before `as_of`.
        profile: name of a profile of the rulebook, whose parameter values stand in for the defaults.
        settings: parameter values by name, stronger than the profile's: text as on the command line, or a number, flag,
            date or list.
        rules: names of the only rules to judge, each with its `otherwise`; empty = all of them.
        explain: verdicts whose duties are explained while they are judged; for who wants explanations anyway.
        progress: told in a word what begins: "rulebook", "inputs", "log", "judging".

    Raises:
        Unusable: with every problem of every input that could be found, never just the first.
        TypeError: an argument is neither a path nor an object of its kind.
    """
    report = progress or _silent
    files = logs if isinstance(logs, EventLog) else paths_of(logs, "the log", "an EventLog from read_log")
    objects: tuple[tuple[Role, object, type], ...] = (
        ("map", map, LogMap),
        ("entities", entities, Entities),
        ("coverage", coverage, Coverage),
        ("waivers", waivers, Waivers),
        ("baseline", baseline, Audit),
    )
    for what, given, kind in objects:
        if not (given is None or isinstance(given, (str, PathLike, kind))):
            raise wrong_type(what, given, kind)
    if not isinstance(rulebook, (str, PathLike, Rulebook)):
        raise wrong_type("rulebook", rulebook, Rulebook)
    overrides = settings_text(settings)
    if isinstance(rules, str):
        raise TypeError("rules is a list of names, as in rules=['evacuation-drill']")
    problems: list[Problem] = []

    def attempt(step: Callable[[], _Read]) -> _Read | None:
        try:
            return step()
        except Unusable as error:
            problems.extend(p for p in error.problems if p not in problems)
            return None

    report("rulebook")
    asked = attempt(lambda: None if as_of is None else moment(as_of, "as-of"))
    known = attempt(lambda: None if known_at is None else moment(known_at, "known-at"))
    whole = attempt(lambda: _rulebook(rulebook, profile, overrides))
    book = None if whole is None else attempt(lambda: chosen(whole, rules) if rules else whole)
    if whole is None or book is None:
        problems.extend(_missing_files(files, objects))
        raise Unusable(problems)
    if asked is None:
        asked = today(book)
    civil = calendar(book.timezone)
    asked = in_zone(asked, civil, book.timezone)
    known = None if known is None else in_zone(known, civil, book.timezone)
    stands = attempt(lambda: clock(asked, known, civil))

    report("inputs")
    vocabulary, zone = book.vocabulary, book.timezone
    mapping = attempt(lambda: read_map(map, vocabulary) if isinstance(map, (str, PathLike)) else map)
    registry = attempt(
        lambda: read_entities(entities, vocabulary, zone) if isinstance(entities, (str, PathLike)) else entities
    )
    declared = attempt(
        lambda: (
            read_coverage(coverage, vocabulary, zone, registry) if isinstance(coverage, (str, PathLike)) else coverage
        )
    )
    if declared is not None and registry is not None and isinstance(coverage, Coverage):
        declared = coverage_reading.met(declared, registry)
    if entities is None:
        problems.extend(_entities_needed(book))
    excuses = attempt(lambda: _waivers(waivers, whole, registry))
    earlier = attempt(lambda: _baseline(baseline))
    if earlier is not None and stands is not None:
        problems.extend(fitting(earlier, whole, stands, rules))
    problems.extend(of_this_rulebook(logs, entities, book))
    if not isinstance(files, EventLog) and not files:
        problems.append(Problem("no-log", "no log is given", hint="give at least one file of events"))

    report("log")
    if isinstance(files, EventLog):
        log = files if problems or registry is None else settling.met(files, registry, vocabulary, zone)
    else:
        log = read_log(files, vocabulary, zone, mapping=mapping, entities=registry)
    log = replace(log, unsettled=None)  # the judgement needs the memory more than the rows as written
    problems.extend(p for p in log.problems if _is_of_whole_file(p))
    if problems or stands is None:
        raise Unusable(problems)

    report("judging")
    asked_for = with_read(whole, rules) if rules else whole
    kept = None if explain else Kept(whole, log)
    watch: Watch | None = None if kept is None else kept.watch
    told: Told | None = None
    if explain:
        from zhiben.engine.explain.asked import Wide
        from zhiben.engine.explain.meanwhile import meanwhile

        wide = Wide(whole, log, registry, declared, stands)
        watch, told = meanwhile(wide, explain, frozenset(rule_names(book.rules)))
    ledger = evaluate(asked_for, log, registry, declared, stands, watch=watch, waivers=excuses)
    ledger = ledger.filter(pc.is_in(ledger["rule"], value_set=pa.array(rule_names(book.rules)))) if rules else ledger
    unseen = unseen_triggers(book, log, registry, declared, stands)
    uses = () if excuses is None else uses_of(excuses, book, whole, ledger, stands, civil)
    compared = None if earlier is None else compare(earlier, ledger, book, whole, log, registry)
    return Audit(
        rulebook=book,
        log=log,
        entities=registry,
        coverage=declared,
        as_of=asked,
        known_at=known,
        ledger=ledger,
        notes=(
            *notes_of_choice(rules),
            *notes_of(book, log, registry, declared, stands, unseen),
            *notes_of_waivers(uses),
            *(notes_of_comparison(compared) if compared is not None else ()),
        ),
        unseen=unseen,
        quality=remarks(Seen(book, log, registry, ledger, stands)),
        inputs=_inputs(files, objects),
        settings=overrides or None,
        objects=_objects(logs, objects),
        rules=tuple(dict.fromkeys(rules)),
        whole=whole,
        origin=_origin(book, asked, stands, rules),
        waivers=excuses,
        waiver_uses=uses,
        comparison=compared,
        kept=kept,
        told=told,
    )


def _silent(step: str) -> None:
    del step


def _rulebook(given: FilePath | Rulebook, profile: str | None, settings: Mapping[str, str]) -> Rulebook:
    if not isinstance(given, Rulebook):
        given = load_rulebook(given, profile=profile, settings=settings)
    elif profile or settings:
        message = "profile and settings are put in when a rulebook is loaded, and this one is loaded already"
        raise Unusable([Problem("already-loaded", message, hint="give them to load_rulebook")])
    return given


def _waivers(given: FilePath | Waivers | None, book: Rulebook, registry: Entities | None) -> Waivers | None:
    if given is None:
        return None
    return checked(given, book, registry) if isinstance(given, Waivers) else read_waivers(given, book, registry)


def _baseline(given: FilePath | Audit | None) -> Baseline | None:
    if not isinstance(given, Audit):
        return None if given is None else read_baseline(given)
    if given.origin is None:
        raise Unusable([Problem("ledger-without-origin", "the baseline does not say what drew it up")])
    return Baseline(given.ledger, given.origin)


def _origin(book: Rulebook, asked: dt.date, stands: AsOf, rules: Sequence[str]) -> Origin:
    return Origin(
        rulebook=book.name,
        version=book.version,
        digest=book.digest,
        profile=book.profile,
        timezone=book.timezone,
        as_of=asked.isoformat(),
        before=stands.before,
        rules=tuple(dict.fromkeys(rules)),
        parameters={p.name: str(p.value) for p in sorted(book.parameters.values(), key=lambda p: p.name)},
    )


def _is_of_whole_file(problem: Problem) -> bool:
    """A file that cannot be read, or lacks a column, is unusable; judged without it, everybody would look idle."""
    whole = problem.span is None or problem.span.line == 0 or problem.code.endswith("-column")
    return problem.level == "error" and whole


def _inputs(logs: list[Path] | EventLog, given: Sequence[tuple[Role, object, type]]) -> tuple[tuple[Role, str], ...]:
    read: list[tuple[Role, str]] = [] if isinstance(logs, EventLog) else [("log", str(file)) for file in logs]
    for role, value, _ in given:
        if isinstance(value, (str, PathLike)):
            read.append((role, str(ledger_file(value) if role == "baseline" else value)))
    return tuple(read)


def _objects(logs: object, given: Sequence[tuple[Role, object, type]]) -> tuple[Role, ...]:
    objects: tuple[tuple[Role, object, type], ...] = (("log", logs, EventLog), *given)
    return tuple(role for role, value, kind in objects if isinstance(value, kind))


def _missing_files(logs: list[Path] | EventLog, given: Sequence[tuple[Role, object, type]]) -> list[Problem]:
    """Without a rulebook nothing can be read, but a file that is not there can still be said."""
    return [
        Problem("no-such-file", f"there is no file `{file}` ({role})")
        for role, file in _inputs(logs, given)
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
