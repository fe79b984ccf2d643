"""`zhiben.audit_in_parts`: the report of a log that does not fit into memory, from Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path

from msgspec import Struct

from zhiben.engine.asked import When
from zhiben.engine.inputs import read_inputs
from zhiben.engine.ledger import VERDICTS
from zhiben.engine.notes import Note
from zhiben.engine.parts.laying import SIZE
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath
from zhiben.events.log import Account, EventLog
from zhiben.events.logmap import LogMap
from zhiben.events.problem import Problem
from zhiben.reports.divided.report import FILES, write_report_in_parts
from zhiben.reports.parts import chosen_files
from zhiben.reports.words import Lang
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers


class AuditInParts(Struct, frozen=True):
    """What is known of an audit whose ledger was never held.

    Attributes:
        directory: where the report is; its ledger.parquet has every duty.
        counts: duties by verdict.
        account: what became of the rows of the log.
    """

    directory: Path
    counts: Mapping[str, int]
    account: Account
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]


def audit_in_parts(
    logs: FilePath | Iterable[FilePath],
    rulebook: FilePath | Rulebook,
    out: str | PathLike[str],
    *,
    map: FilePath | LogMap | None = None,
    entities: FilePath | Entities | None = None,
    coverage: FilePath | Coverage | None = None,
    waivers: FilePath | Waivers | None = None,
    as_of: When | None = None,
    known_at: When | None = None,
    profile: str | None = None,
    settings: Mapping[str, object] | None = None,
    rules: Sequence[str] = (),
    lang: Lang = "en",
    only: Sequence[str] = (),
    size: int = SIZE,
    workers: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> AuditInParts:
    """Audit files that need not fit into memory; write ledger.parquet, findings.csv, findings.json and manifest.json.

    Args:
        logs: files; a bearer's events, and with some rules those of its whole tree of owners, have to fit into memory.
        out: the directory of the report.
        map, entities, coverage, waivers, as_of, known_at, profile, settings, rules: as of `audit`.
        lang, only: as of `write_report`; only these three files can be chosen among.
        size: events of a part, about; near misses are looked for within a part.
        workers: processes that judge parts side by side, each of which holds one; 0 = none besides this one. None = one
            for each core that there is, at most eight, and for each 500,000 rows. The files do not depend on it.
        progress: told a word, how many rows are done, and of how many; 0 of 0 where rows are not counted.

    Raises:
        Unusable: as of `audit` and `write_report`.
        TypeError: an argument is neither a path nor an object of its kind; a log in memory.
        ValueError: `only` asks for something else.
    """
    if isinstance(logs, EventLog):
        raise TypeError("audit_in_parts is for files; give a log in memory to audit")
    if lost := sorted(chosen_files(only) - frozenset(FILES)) if only else []:
        raise ValueError(f"{', '.join(lost)} cannot be written in parts; {', '.join(FILES)} can")
    report = progress or (lambda step, done, of: None)
    given = read_inputs(
        logs,
        rulebook,
        map=map,
        entities=entities,
        coverage=coverage,
        waivers=waivers,
        as_of=as_of,
        known_at=known_at,
        profile=profile,
        settings=settings,
        rules=rules,
        progress=lambda step: report(step, 0, 0),
    )
    found = write_report_in_parts(given, out, lang=lang, only=only, size=size, workers=workers, progress=report)
    counts = {verdict: found.summary.total.of(verdict) for verdict in VERDICTS}
    audit = found.audit
    return AuditInParts(Path(out), counts, audit.log.account, audit.problems, audit.notes)
