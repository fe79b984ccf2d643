"""Judging one case: its rulebook goes through the YAML loader, its log straight into tables."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Callable, Mapping

import pyarrow as pa
import yaml

from zhiben.engine.ledger import AsOf
from zhiben.events.civil import calendar, to_micros
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers

from ..tables import coverage_table, entity_table, event_log
from .shorthand import Clock, declaration, entity, event, waiver
from .tables import Case

Judge = Callable[..., pa.Table]
_INSTANTS = ("opens", "closes", "due", "decided", "cured")


def rulebook(case: Case) -> Rulebook:
    """The case's rule `r`, and the others after it, as a rulebook on disk, loaded; cases of one rule load it once."""
    said = case.setting
    rule = {"id": "r", "bearer": "enterprise", "duty": said["duty"], **said["rule"]}
    whole = {
        "rulebook": "cases",
        "version": "1",
        "title": {"en": case.table},
        "timezone": said["zone"],
        "holidays": said["holidays"],
        "in_force": said["in_force"],
    }
    vocabulary = {
        "entities": {kind: {"fields": _fields(fields)} for kind, fields in said["attributes"].items()},
        "events": {name: {"fields": _fields(fields)} for name, fields in said["events"].items()},
    }
    return _loaded(_yaml(whole), _yaml(vocabulary), _yaml([_without_null(rule), *said["others"]]))


@cache
def _loaded(whole: str, vocabulary: str, rules: str) -> Rulebook:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "tasks").mkdir()
        for name, text in (("rulebook", whole), ("vocabulary", vocabulary), ("tasks/rules", rules)):
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_rulebook(folder)


def ledger(case: Case, loaded: Rulebook, judge: Judge) -> list[dict[str, Any]]:
    """The rows that `judge` finds; instants as microseconds."""
    said, clock = case.setting, clock_of(case)
    fields = loaded.vocabulary.event_fields()
    log = event_log([event(line, n, fields, clock) for n, line in enumerate(case.log, 1)], fields, clock.civil)
    entities = coverage = None
    if said["entities"] is not None:
        attributes = loaded.vocabulary.entity_fields()
        entities = entity_table([entity(line, attributes, clock) for line in said["entities"]], attributes, clock.civil)
    if said["coverage"] is not None:
        coverage = coverage_table([declaration(line) for line in said["coverage"]])
    known = None if said["known_at"] is None else clock.time(said["known_at"])
    as_of = AsOf.at(clock.time(said["as_of"]), clock.civil, known)
    given = None if said["waivers"] is None else Waivers(tuple(waiver(line) for line in said["waivers"]))
    table = judge(loaded, log, entities, coverage, as_of, waivers=given)
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.int64()))
    return list(table.to_pylist())


def expected(row: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """What an entry of `expect` asks of its row."""
    clock = clock_of(case)
    return {
        name: to_micros(clock.instant(value)) if name in _INSTANTS and value is not None else value
        for name, value in row.items()
    }


def clock_of(case: Case) -> Clock:
    """The case's zone and base."""
    return Clock(calendar(case.setting["zone"]), dt.date.fromisoformat(str(case.setting["base"])))


def _fields(types: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    return {
        name: {"type": word.removeprefix("many "), **({"many": True} if word.startswith("many ") else {})}
        for name, word in (types or {}).items()
    }


def _without_null(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if value is not None}


def _yaml(content: object) -> str:
    return str(yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True))
