"""An audit from beginning to end: read everything, judge it, and say what the judgement could not see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.asked import When
from zhiben.engine.audited import Audit as Audit
from zhiben.engine.evaluate import Watch, evaluate
from zhiben.engine.giving_back import give_back
from zhiben.engine.inputs import Inputs, read_inputs
from zhiben.engine.kept import Kept
from zhiben.engine.notes import Note, notes_of, notes_of_choice
from zhiben.engine.quality import Seen, remarks
from zhiben.engine.unseen import SCHEMA as UNSEEN
from zhiben.engine.unseen import unseen_triggers
from zhiben.engine.waiver_use import notes_of_waivers, uses_of
from zhiben.events import settling
from zhiben.events.civil import calendar
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath
from zhiben.events.log import EventLog
from zhiben.events.logmap import LogMap
from zhiben.events.problem import Problem, Unusable
from zhiben.events.reading import read_log
from zhiben.rules.chosen import rule_names, with_read
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers

if TYPE_CHECKING:
    from zhiben.engine.baseline import Comparison
    from zhiben.engine.explain.shape import Told

_LARGE = 1_000_000  # events or duties from which on it is worth some hundredths of a second to look for free memory


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
    misses: int | None = None,
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
        misses: how many near misses of each of these are found, the nearest first; None = the usual five.
        progress: told in a word what begins: "rulebook", "inputs", "log", "judging".

    Raises:
        Unusable: with every problem of every input that could be found, never just the first.
        TypeError: an argument is neither a path nor an object of its kind.
    """
    report = progress or _silent
    given = read_inputs(
        logs,
        rulebook,
        map=map,
        entities=entities,
        coverage=coverage,
        waivers=waivers,
        baseline=baseline,
        as_of=as_of,
        known_at=known_at,
        profile=profile,
        settings=settings,
        rules=rules,
        progress=report,
    )
    report("log")
    book, problems = given.book, given.problems
    if not isinstance(given.files, EventLog):
        log = read_log(given.files, book.vocabulary, book.timezone, mapping=given.mapping, entities=given.registry)
    elif problems or given.registry is None:
        log = given.files
    else:
        log = settling.met(given.files, given.registry, book.vocabulary, book.timezone)
    log = replace(log, unsettled=None)  # the judgement needs the memory more than the rows as written
    problems.extend(p for p in log.problems if is_of_whole_file(p))
    if problems:
        raise Unusable(problems)

    report("judging")
    found = judged(given, log, explain, misses)
    is_large = max(log.table.num_rows, found.ledger.num_rows) >= _LARGE
    if is_large:
        give_back()  # what judging took, before the log is looked over
    found = _looked_over(found, given)
    if is_large:
        give_back()  # and all of it before a report is written
    return found


def judged(given: Inputs, log: EventLog, explain: Collection[str] = (), misses: int | None = None) -> Audit:
    """What the rules find in a log that has been read, by inputs without problems; nothing is said of the log itself.

    Args:
        log: the whole log, or a part that holds all that the rules look at for the entities of `given`.
        explain, misses: as of `audit`.
    """
    book, whole, registry, declared, stands = given.book, given.whole, given.registry, given.declared, given.clock
    asked_for = with_read(whole, given.rules) if given.rules else whole
    kept = None if explain else Kept(whole, log)
    watch: Watch | None = None if kept is None else kept.watch
    told: Told | None = None
    if explain:
        from zhiben.engine.explain.asked import Wide
        from zhiben.engine.explain.meanwhile import meanwhile

        wide = Wide(whole, log, registry, declared, stands)
        watch, told = meanwhile(wide, explain, frozenset(rule_names(book.rules)), misses)
    ledger = evaluate(asked_for, log, registry, declared, stands, watch=watch, waivers=given.excuses)
    if given.rules:
        ledger = ledger.filter(pc.is_in(ledger["rule"], value_set=pa.array(rule_names(book.rules))))
    return Audit(
        rulebook=book,
        log=log,
        entities=registry,
        coverage=declared,
        as_of=given.asked,
        known_at=given.known,
        ledger=ledger,
        notes=(),
        unseen=UNSEEN.empty_table(),
        inputs=given.roles,
        settings=given.overrides or None,
        objects=given.objects,
        rules=given.rules,
        whole=whole,
        origin=given.origin,
        waivers=given.excuses,
        kept=kept,
        told=told,
    )


def _looked_over(found: Audit, given: Inputs) -> Audit:
    """An audit with what is to be said of its log as a whole, of its waivers, and against its baseline."""
    book, whole, log, ledger, stands = given.book, given.whole, found.log, found.ledger, given.clock
    registry, declared = given.registry, given.declared
    unseen = unseen_triggers(book, log, registry, declared, stands)
    uses = () if given.excuses is None else uses_of(given.excuses, book, whole, ledger, stands, calendar(book.timezone))
    compared: Comparison | None = None
    changed: Iterable[Note] = ()
    if given.earlier is not None:
        from zhiben.engine.baseline import compare, notes_of_comparison

        compared = compare(given.earlier, ledger, book, whole, log, registry)
        changed = notes_of_comparison(compared)
    return replace(
        found,
        notes=(
            *notes_of_choice(given.rules),
            *notes_of(book, log, registry, declared, stands, unseen),
            *notes_of_waivers(uses),
            *changed,
        ),
        unseen=unseen,
        quality=remarks(Seen(book, log, registry, ledger, stands)),
        waiver_uses=uses,
        comparison=compared,
    )


def _silent(step: str) -> None:
    del step


def is_of_whole_file(problem: Problem) -> bool:
    """What cannot be read, file or headings, is unusable; judged without it, everybody would look idle."""
    is_of_headings = problem.code.endswith("-column") or problem.code in ("title-row", "bad-delimiter")
    whole = problem.span is None or problem.span.line == 0 or is_of_headings
    return problem.level == "error" and whole
