"""Reads waivers from YAML or from a table, and checks them against rules and entities; one mistake refuses the file.

Half a file of waivers would judge somebody by what nobody decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from zhiben.events.aliases import Names
from zhiben.events.civil import calendar, to_day
from zhiben.events.entities import Entities
from zhiben.events.given import FilePath, path_of
from zhiben.events.problem import Problem, Span, Unusable, nearest
from zhiben.events.spanned import Document, Path_, read_yaml, validate
from zhiben.rules.decided import chain
from zhiben.rules.form.waiver import WaiverForm, WaiversForm
from zhiben.rules.model import DateRange, Rule, Rulebook
from zhiben.rules.waiver_sheets import read_sheets, waiver_of
from zhiben.rules.waivers import SELECTORS, Waiver, Waivers

_YAML = (".yaml", ".yml")
_WHOLE_LOG = "*"


def read_waivers(path: FilePath, rulebook: Rulebook, entities: Entities | None = None) -> Waivers:
    """The waivers in a YAML, CSV, XLSX, JSONL or Parquet file.

    Args:
        path: the file.
        rulebook: whose rules they name, and in whose zone their days are.
        entities: the registry; a bearer that is an alias on the first day of its waiver becomes the id.

    Raises:
        Unusable: with every problem found.
        TypeError: `path` is no path.
    """
    file = path_of(path, "the waivers")
    if file.suffix.lower() in _YAML:
        found = _of_document(read_yaml(file))
    else:
        found = read_sheets(file, calendar(rulebook.timezone))
    return checked(found, rulebook, entities)


def checked(waivers: Waivers, rulebook: Rulebook, entities: Entities | None) -> Waivers:
    """Waivers in the terms of a rulebook and a registry.

    Raises:
        Unusable: a waiver without a scope, days in the wrong order, an id that repeats, a rule or a bearer that there
            is not.
    """
    problems = list(waivers.problems)
    rules = {step.id: step for rule in rulebook.rules for step in chain(rule)}
    first: dict[str, Waiver] = {}
    for waiver in waivers.items:
        problems += _of_one(waiver, rules)
        if waiver.id in first:
            also = [span for span in (first[waiver.id].span("id"),) if span]
            message = f"there are two waivers `{waiver.id}`"
            hint = "a ledger names the waiver of a duty by its id: each needs its own"
            problems.append(Problem("duplicate-id", message, waiver.span("id"), hint, also=tuple(also)))
        first.setdefault(waiver.id, waiver)
    items = list(waivers.items)
    if entities is not None:
        items, unknown = _named(items, entities)
        problems += unknown
    if any(problem.level == "error" for problem in problems):
        raise Unusable(dict.fromkeys(problems))
    return Waivers(tuple(items), tuple(dict.fromkeys(problems)))


def _of_one(waiver: Waiver, rules: dict[str, Rule]) -> Iterator[Problem]:
    if waiver.window == DateRange() and not any(getattr(waiver, name) for name in SELECTORS):
        message = f"waiver `{waiver.id}` names no duty, rule, bearer, key or window, so it would excuse everything"
        yield Problem("waiver-without-scope", message, waiver.span(), "say which duties it excuses")
    if waiver.start > waiver.end:
        message = f"`from: {waiver.start}` is after `through: {waiver.end}`"
        yield Problem("range-reversed", message, waiver.span("from"), "both days are included")
    begins, ends = waiver.window.start, waiver.window.end
    if begins and ends and begins > ends:
        message = f"the window begins on {begins} and ends on {ends}, which is earlier"
        yield Problem("range-reversed", message, waiver.span("window"), "both days are included")
    if waiver.rule is None:
        return
    rule = rules.get(waiver.rule)
    if rule is None:
        near = nearest(waiver.rule, rules)
        hint = f"did you mean `{near}`?" if near else "`zhiben rules explain` lists the rules"
        yield Problem("unknown-rule", f"there is no rule `{waiver.rule}`", waiver.span("rule"), hint)
        return
    if not rule.waivable:
        message = f"rule `{rule.id}` may not be waived; waiver `{waiver.id}` excuses none of its duties"
        yield Problem("not-waivable", message, waiver.span("rule"), "the rule says `waivable: false`", "warning")
    if waiver.bearer == _WHOLE_LOG and rule.bearer is not None:
        message = f"`{_WHOLE_LOG}` is the log as a whole, and `{rule.id}` is owed by each {rule.bearer}"
        yield Problem("unknown-bearer", message, waiver.span("bearer"), "leave `bearer` out to mean all of them")


def _named(waivers: Sequence[Waiver], entities: Entities) -> tuple[list[Waiver], list[Problem]]:
    """The waivers with ids for bearers, and the bearers that nobody knows."""
    names = Names.of(entities)
    words = pa.array([w.bearer for w in waivers], pa.string())
    days = np.array([to_day(w.start) for w in waivers], np.int64)
    found, unknown = names.resolve(words, days)
    known = names.known()
    problems: list[Problem] = []
    for waiver, is_unknown in zip(waivers, unknown.tolist(), strict=True):
        if not is_unknown or waiver.bearer in (None, _WHOLE_LOG):
            continue
        near = nearest(str(waiver.bearer), known) if len(problems) < 100 else None
        hint = f"did you mean `{near}`?" if near else "bearers are ids or aliases of entities"
        message = f"`{waiver.bearer}` is not in the registry"
        problems.append(Problem("unknown-bearer", message, waiver.span("bearer"), hint))
    ids = found.cast(pa.string()).to_pylist()
    return [replace(waiver, bearer=name) for waiver, name in zip(waivers, ids, strict=True)], problems


def _of_document(document: Document) -> Waivers:
    """A YAML list of waivers, or a mapping with such a list under `waivers`."""
    if isinstance(document.value, list):
        made: list[Waiver] = []
        problems: list[Problem] = []
        for number, _ in enumerate(document.value):
            try:
                made.append(_waiver(validate(document, WaiverForm, (number,)), document, (number,)))
            except Unusable as unusable:
                problems += unusable.problems
        return Waivers(tuple(made), tuple(problems))
    form = validate(document, WaiversForm)
    return Waivers(tuple(_waiver(one, document, ("waivers", n)) for n, one in enumerate(form.waivers)))


def _waiver(form: WaiverForm, document: Document, at: Path_) -> Waiver:
    fields = ("id", "reason", "approved_by", "from", "through", *SELECTORS, "window")
    spans: dict[str, Span] = {name: document.span((*at, name)) for name in fields}
    return waiver_of(form, {"": document.span(at), **spans})
