"""Everything an audit is given, read and checked together; only the log itself is left for later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from zhiben.engine.asked import When, clock, in_zone, moment, today
from zhiben.engine.audited import Audit
from zhiben.engine.given import of_this_rulebook, wrong_type
from zhiben.engine.ledger import AsOf
from zhiben.engine.origin import Origin
from zhiben.engine.roles import Named, Role, files_of, missing_files, objects_of
from zhiben.engine.taken import baseline_of, coverage_of, entities_of, map_of, rulebook_of, waivers_of
from zhiben.events.attempts import Attempts
from zhiben.events.civil import calendar
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath, paths_of
from zhiben.events.log import EventLog
from zhiben.events.logmap import LogMap
from zhiben.events.problem import Problem, Unusable
from zhiben.rules.chosen import chosen
from zhiben.rules.model import Rulebook
from zhiben.rules.settings import settings_text
from zhiben.rules.waivers import Waivers

if TYPE_CHECKING:
    from zhiben.engine.baseline_reading import Baseline


class Inputs(Struct, frozen=True):
    """What an audit is judged by, and of which log.

    Attributes:
        files: the files of the log, or the log itself.
        book, whole: the rules that were asked for, and the rulebook they were chosen from.
        asked, known: as asked for, in terms of the rulebook's zone.
        stands: where the clock stands; None = `problems` say why that is not known.
        registry, declared, excuses, earlier: entities, coverage, waivers, baseline; None = none was given.
        rules: as asked for, `overrides` the parameters set.
        roles, objects: the files with what they are, and what was given as an object.
        problems: what makes an audit impossible.
    """

    files: list[Path] | EventLog
    book: Rulebook
    whole: Rulebook
    asked: dt.date
    known: dt.date | None
    stands: AsOf | None
    mapping: LogMap | None
    registry: Entities | None
    declared: Coverage | None
    excuses: Waivers | None
    earlier: Baseline | None
    rules: tuple[str, ...]
    overrides: Mapping[str, str]
    roles: tuple[tuple[Role, str], ...]
    objects: tuple[Role, ...]
    problems: list[Problem]

    @property
    def clock(self) -> AsOf:
        """Where the clock stands, of inputs without problems."""
        assert self.stands is not None
        return self.stands

    @property
    def origin(self) -> Origin:
        """What a ledger drawn up from them says of itself."""
        book = self.book
        return Origin(
            rulebook=book.name,
            version=book.version,
            digest=book.digest,
            profile=book.profile,
            timezone=book.timezone,
            as_of=self.asked.isoformat(),
            before=self.clock.before,
            rules=self.rules,
            parameters={p.name: str(p.value) for p in sorted(book.parameters.values(), key=lambda p: p.name)},
        )


def read_inputs(
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
    progress: Callable[[str], None],
) -> Inputs:
    """Read all but the log; arguments as of `audit`.

    Raises:
        Unusable: without the rulebook nothing else can be read, and without the map that was given, not the log. Other
            problems are the result's.
        TypeError: an argument is neither a path nor an object of its kind.
    """
    files = logs if isinstance(logs, EventLog) else paths_of(logs, "the log", "an EventLog from read_log")
    objects: tuple[Named, ...] = (
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
    attempts = Attempts()
    problems = attempts.problems

    progress("rulebook")
    asked = attempts.make(lambda: None if as_of is None else moment(as_of, "as-of"))
    known = attempts.make(lambda: None if known_at is None else moment(known_at, "known-at"))
    whole = attempts.make(lambda: rulebook_of(rulebook, profile, overrides))
    book = attempts.read(whole, lambda found: chosen(found, rules) if rules else found)
    if whole is None or book is None:
        problems.extend(missing_files(files, objects))
        raise Unusable(problems)
    if asked is None:
        asked = today(book)
    civil = calendar(book.timezone)
    asked = in_zone(asked, civil, book.timezone)
    known = None if known is None else in_zone(known, civil, book.timezone)
    stands = attempts.make(lambda: clock(asked, known, civil))

    progress("inputs")
    mapping = attempts.make(lambda: map_of(map, book))
    registry = attempts.make(lambda: entities_of(entities, book))
    declared = attempts.make(lambda: coverage_of(coverage, book, registry))
    if entities is None:
        problems.extend(_entities_needed(book))
    excuses = attempts.make(lambda: waivers_of(waivers, whole, registry))
    earlier = attempts.make(lambda: baseline_of(baseline))
    if earlier is not None and stands is not None:
        from zhiben.engine.baseline_reading import fitting

        problems.extend(fitting(earlier, whole, stands, rules))
    problems.extend(of_this_rulebook(logs, entities, book))
    if not isinstance(files, EventLog) and not files:
        problems.append(Problem("no-log", "no log is given", hint="give at least one file of events"))
    if map is not None and mapping is None:
        # Read without its map, a log would lack columns that it has under other names.
        raise Unusable([*problems, *missing_files(files, ())])

    return Inputs(
        files=files,
        book=book,
        whole=whole,
        asked=asked,
        known=known,
        stands=stands,
        mapping=mapping,
        registry=registry,
        declared=declared,
        excuses=excuses,
        earlier=earlier,
        rules=tuple(dict.fromkeys(rules)),
        overrides=overrides,
        roles=files_of(files, objects),
        objects=objects_of(logs, objects),
        problems=problems,
    )


def _entities_needed(rulebook: Rulebook) -> list[Problem]:
    kinds = sorted({rule.bearer for rule in rulebook.rules if rule.bearer})
    if len(kinds) < 2:
        return []
    message = f"rules of `{rulebook.name}` name several kinds of bearer ({', '.join(kinds)}), and no entities are given"
    hint = "give --entities a file with the columns id, kind, owner, valid_from, valid_to: only it says who is which"
    return [Problem("entities-needed", message, hint=hint)]
