"""What a reader of the verdicts has to know: what the judgement could not see, or was told not to look at."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.ledger import AsOf
from zhiben.events.civil import calendar, to_day
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.problem import Span
from zhiben.rules.model import EachEntity, Rulebook

_PLACES = 10  # of rows that lie after the as-of instant


class Note(Struct, frozen=True):
    """One such thing; `code` is stable, `about` names what it is about, `count` how many.

    Codes: no-entities, entity-rules-idle (about: rules), no-such-bearers (about: kinds), log-taken-as-complete,
    triggers-unseen (about: event type, then subjects), events-after-as-of (about: where they stand),
    events-not-known-yet, events-without-recordedtime, nothing-in-force,
    some-rules-only (about: the rules that were judged), waivers-forbidden, waivers-expired, waivers-expiring,
    waivers-unused (about: waivers), baseline-rulebook-changed (about: its version), baseline-parameters-changed (about:
    parameters), baseline-evidence-gone (about: the first event ids),
    judged-in-parts (the quality of the log was not looked at).
    """

    code: str
    about: tuple[str, ...] = ()
    count: int = 0


def notes_of(
    rulebook: Rulebook,
    log: EventLog,
    entities: Entities | None,
    coverage: Coverage | None,
    clock: AsOf,
    unseen: pa.Table,
) -> tuple[Note, ...]:
    """The notes of an audit; `unseen` as `unseen_triggers` gives it."""
    notes: list[Note] = []
    if entities is None:
        notes.append(Note("no-entities"))
        idle = tuple(rule.id for rule in rulebook.rules if isinstance(rule.duty.occasion, EachEntity))
        notes += [Note("entity-rules-idle", idle, len(idle))] if idle else []
    else:
        kinds = set(entities.table["kind"].unique().to_pylist())
        absent = tuple(sorted({rule.bearer for rule in rulebook.rules if rule.bearer} - kinds))
        notes += [Note("no-such-bearers", absent, len(absent))] if absent else []
    if coverage is None:
        notes.append(Note("log-taken-as-complete"))
    for event in pc.unique(unseen["type"]).to_pylist():
        subjects = unseen.filter(pc.equal(unseen["type"], event))["subject"].to_pylist()
        notes.append(Note("triggers-unseen", (event, *subjects), len(subjects)))
    notes += left_out(log, clock)
    start = rulebook.in_force.start
    if start is not None and calendar(rulebook.timezone).start(to_day(start)) >= clock.before:
        notes.append(Note("nothing-in-force"))
    return tuple(notes)


def _places(table: pa.Table) -> tuple[str, ...]:
    """Where the first events stand; one more than anybody is shown, so that it can be told that there are more."""
    if not {"file", "sheet", "line"} <= set(table.column_names):
        return ()
    rows = table.slice(0, _PLACES + 1).select(["file", "sheet", "line"]).to_pylist()
    return tuple(str(Span(row["file"], row["line"], sheet=row["sheet"])) for row in rows if row["file"])


def notes_of_parts() -> tuple[Note, ...]:
    """That the log was judged in parts, and what was not looked at therefore."""
    return (Note("judged-in-parts"),)


def notes_of_choice(rules: Sequence[str]) -> tuple[Note, ...]:
    """That only some rules were asked for, and which."""
    return (Note("some-rules-only", tuple(dict.fromkeys(rules)), len(set(rules))),) if rules else ()


def left_out(log: EventLog, clock: AsOf) -> list[Note]:
    """Accepted events that do not exist at the instants asked for."""
    notes: list[Note] = []
    after = pc.greater_equal(log.table["first"].cast(pa.int64()), clock.before)
    if count := pc.sum(after).as_py():
        notes.append(Note("events-after-as-of", _places(log.table.filter(after)), count))
    if clock.known_before is not None:
        late = pc.greater_equal(log.table["recordedtime"].cast(pa.int64()), clock.known_before)
        if count := pc.sum(pc.and_(pc.fill_null(late, False), pc.invert(after))).as_py():
            notes.append(Note("events-not-known-yet", count=count))
        if count := log.table["recordedtime"].null_count:
            notes.append(Note("events-without-recordedtime", count=count))
    return notes
