"""Audits to explain: those of the case tables, and of random rulebooks."""

from __future__ import annotations

from zhiben.engine.audit import Audit
from zhiben.rules.waivers import Waivers

from ..agreement.strategies import Example
from ..cases.judging import clock_of, rulebook
from ..cases.shorthand import declaration, entity, event, waiver
from ..cases.tables import Case
from ..tables import coverage_table, entity_table, event_log
from .adding import audit_of


def audit_of_case(case: Case) -> Audit:
    """The audit of one case."""
    book, said, clock = rulebook(case), case.setting, clock_of(case)
    fields, attributes = book.vocabulary.event_fields(), book.vocabulary.entity_fields()
    log = event_log([event(line, n, fields, clock) for n, line in enumerate(case.log, 1)], fields, clock.civil)
    entities = coverage = None
    if said["entities"] is not None:
        entities = entity_table([entity(line, attributes, clock) for line in said["entities"]], attributes, clock.civil)
    if said["coverage"] is not None:
        coverage = coverage_table([declaration(line) for line in said["coverage"]])
    known = None if said["known_at"] is None else clock.time(said["known_at"])
    excused = None if said["waivers"] is None else Waivers(tuple(waiver(line) for line in said["waivers"]))
    return audit_of(book, log, entities, coverage, clock.time(said["as_of"]), known, excused)


def audit_of_example(example: Example) -> Audit:
    """The audit of a random world by a random rulebook."""
    world = example.world
    given = (world.log(), world.registry(), world.declared(), world.when, world.known, example.waivers)
    return audit_of(example.rulebook, *given)
