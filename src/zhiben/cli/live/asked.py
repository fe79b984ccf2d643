"""The command line of `zhiben watch`, and all that its files hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from zhiben.cli.options import Lang
from zhiben.engine.asked import clock as clock_of
from zhiben.engine.asked import in_zone, moment
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import DAY
from zhiben.engine.monitor.state.store import VERSION
from zhiben.events.arriving import Arriving
from zhiben.events.attempts import Attempts
from zhiben.events.civil import calendar
from zhiben.events.coverage_reading import read_coverage
from zhiben.events.logmap import read_map
from zhiben.events.problem import Problem, Unusable
from zhiben.events.registry import read_entities
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rulebook
from zhiben.rules.waiver_reading import read_waivers

_UNITS = {"minute": DAY // 1_440, "hour": DAY // 24, "day": DAY, "week": 7 * DAY}
_LONGEST = 36_525 * DAY


class Asked(Struct, frozen=True):
    """The command line."""

    rulebook: str
    source: str
    state: str | None
    to: str | None
    aside: str | None
    ledger: str | None
    map: str | None
    entities: str | None
    coverage: str | None
    waivers: str | None
    profile: str | None
    settings: Mapping[str, str]
    as_of: str | None
    clock: str | None
    lateness: str
    leads: Mapping[str, str]
    batch: int
    once: bool
    explain: bool
    token_file: str | None
    body: int
    rate: float
    tui: bool
    lang: Lang


class Read(Struct, frozen=True):
    """What the files of the command line hold.

    Attributes:
        end: where the clock stands for good; None = nowhere.
        digest: of all that must be the same when a state is gone on with.
    """

    world: World
    arriving: Arriving
    end: AsOf | None
    digest: str


def duration(text: str, option: str) -> int:
    """Microseconds of a length of time in words, of minutes, hours, days or weeks.

    Raises:
        Unusable: anything else.
    """
    number, _, unit = text.strip().partition(" ")
    length = _UNITS.get(unit.strip().removesuffix("s"))
    if re.fullmatch(r"[0-9]{1,9}", number) and length is not None and int(number) * length <= _LONGEST:
        return int(number) * length
    hint = "write it as 7 days, 12 hours, 30 minutes or 2 weeks; at most 100 years are understood"
    raise Unusable([Problem("bad-duration", f"{option} `{text[:60]}` is no length of time", hint=hint)])


def read(asked: Asked) -> Read:
    """Read everything.

    Raises:
        Unusable: with every problem of every file.
    """
    attempts = Attempts()
    problems = attempts.problems
    book = attempts.make(lambda: load_rulebook(asked.rulebook, profile=asked.profile, settings=dict(asked.settings)))
    if book is None:
        raise Unusable(problems)
    words, zone = book.vocabulary, book.timezone
    mapping = attempts.read(asked.map, lambda file: read_map(file, words))
    registry = attempts.read(asked.entities, lambda file: read_entities(file, words, zone))
    declared = attempts.read(asked.coverage, lambda file: read_coverage(file, words, zone, registry))
    waivers = attempts.read(asked.waivers, lambda file: read_waivers(file, book, registry))
    end = attempts.read(asked.as_of, lambda day: _end(day, book))
    kinds = sorted({rule.bearer for rule in book.rules if rule.bearer})
    if not asked.entities and len(kinds) > 1:
        message = f"rules of `{book.name}` name several kinds of bearer ({', '.join(kinds)}), and no entities are given"
        problems.append(Problem("entities-needed", message, hint="give --entities a file that says who is which"))
    if problems:
        raise Unusable(problems)
    world = World.of(book, registry, declared, waivers)
    return Read(world, Arriving(words, zone, mapping, registry), end, _digest(book, asked))


def _end(as_of: str, book: Rulebook) -> AsOf:
    civil = calendar(book.timezone)
    return clock_of(in_zone(moment(as_of, "as-of"), civil, book.timezone), None, civil)


def _digest(book: Rulebook, asked: Asked) -> str:
    """Of all that must be the same when a state is gone on with."""
    found = hashlib.sha256(f"{VERSION} {book.digest}".encode())
    found.update(repr(sorted((p.name, str(p.value)) for p in book.parameters.values())).encode())
    for file in (asked.entities, asked.coverage, asked.waivers):
        found.update(b"-" if file is None else hashlib.sha256(Path(file).read_bytes()).digest())
    return found.hexdigest()
