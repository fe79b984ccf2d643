"""Reads examples/*.yaml: worked cases, each with what is given and what the ledger must then hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from zhiben.events.problem import Problem, Span, Unusable, nearest
from zhiben.events.spanned import Document, Path_, read_yaml, validate
from zhiben.events.vocabulary import Label
from zhiben.rules.chosen import rule_names
from zhiben.rules.form.example import ExampleForm, ExamplesForm, ExpectForm, GivenForm, SharedForm
from zhiben.rules.model import Rulebook
from zhiben.rules.relative import counted_day, is_relative_day

EQUIVALENT = "equivalent.yaml"  # not a file of examples: mutants that change nothing


class Row(Struct, frozen=True):
    """A given row: column to value, and where it stands."""

    cells: Mapping[str, Any]
    span: Span


class Expected(Struct, frozen=True):
    """What is expected of some rows of one rule; dates are days, "none" stands for null."""

    rule: str
    verdict: str
    count: int
    columns: Mapping[str, Any]
    span: Span


class Example(Struct, frozen=True):
    """A worked case; `entities`, `coverage` or `waivers` None = none is given."""

    name: str
    title: Label
    profile: str | None
    settings: Mapping[str, str]
    as_of: dt.date
    events: tuple[Row, ...]
    entities: tuple[Row, ...] | None
    coverage: tuple[Row, ...] | None
    waivers: tuple[Row, ...] | None
    expected: tuple[Expected, ...]
    span: Span

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the rules it speaks of, `otherwise` included."""
        return tuple(dict.fromkeys(expected.rule for expected in self.expected))


def read_examples(folder: Path, rulebook: Rulebook) -> tuple[list[Example], list[Problem]]:
    """The examples of a rulebook's folder in order of file and line, and everything wrong with them."""
    problems: list[Problem] = []
    found: list[Example] = []
    names = rule_names(rulebook.rules)
    for path in sorted((folder / "examples").glob("*.y*ml")):
        if path.name != EQUIVALENT and path.suffix.lower() in (".yaml", ".yml"):
            try:
                found += _file(read_yaml(path), names, problems)
            except Unusable as unusable:
                problems += unusable.problems
    first: dict[str, Span] = {}
    for example in found:
        if example.name in first:
            message = f"two examples are called `{example.name}`"
            problems.append(
                Problem(
                    "duplicate-example",
                    message,
                    example.span,
                    "each has a name of its own",
                    also=(first[example.name],),
                )
            )
        first.setdefault(example.name, example.span)
    return found, problems


def _file(document: Document, names: list[str], problems: list[Problem]) -> list[Example]:
    shared: SharedForm = SharedForm()
    at: Path_ = ()
    value = document.value
    if isinstance(value, dict):
        whole = validate(document, ExamplesForm)
        shared, forms, at = whole, list(whole.examples), ("examples",)
    elif isinstance(value, list):
        forms = []
        for number, _ in enumerate(value):
            try:
                forms.append(validate(document, ExampleForm, (number,)))
            except Unusable as unusable:
                problems += unusable.problems
        if len(forms) != len(value):
            return []
    else:
        hint = "- example: …\n  given: {…}\n  expect: […]"
        raise Unusable([Problem("wrong-type", "a file of examples is a list", document.span(), hint)])
    made = []
    for number, form in enumerate(forms):
        example = _Reader(document, (*at, number), form, shared, problems).example(names)
        made += [example] if example is not None else []
    return made


class _Reader:
    """One example with what it shares with the others of its file."""

    def __init__(
        self, document: Document, at: Path_, form: ExampleForm, shared: SharedForm, problems: list[Problem]
    ) -> None:
        self.document, self.at, self.form, self.shared, self.problems = document, at, form, shared, problems
        self.start = form.start or shared.start

    def example(self, names: list[str]) -> Example | None:
        form, shared = self.form, self.shared
        wrong = len(self.problems)
        own, common = self._given(form.given), self._given(shared.given)
        path, above = (*self.at, "given"), ("given",)
        events = [*self._rows(common.events, above, "events", shared), *self._rows(own.events, path, "events", form)]
        entities = self._either("entities", own, common)
        coverage = self._either("coverage", own, common)
        waivers = self._either("waivers", own, common)
        as_of = form.as_of if form.as_of is not None else shared.as_of
        span = self.document.span((*self.at, "example"))
        if as_of is None:
            self._problem(
                "missing-field", "`as_of` is missing", self.at, "as_of: 2024-12-31, here or for the whole file"
            )
        expected = tuple(self._expected(n, e, names) for n, e in enumerate(form.expect))
        settings = {name: text(value) for name, value in ((shared.settings or {}) | (form.settings or {})).items()}
        day = self._day(as_of, (*self.at, "as_of"))
        if len(self.problems) > wrong or not isinstance(day, dt.date):
            return None
        title, profile = form.title or Label(), form.profile or shared.profile
        given = (tuple(events), entities, coverage, waivers)
        return Example(form.example, title, profile, settings, day, *given, expected, span)

    def _given(self, given: GivenForm | tuple[dict[str, Any], ...]) -> GivenForm:
        return given if isinstance(given, GivenForm) else GivenForm(events=given)

    def _either(self, name: str, own: GivenForm, common: GivenForm) -> tuple[Row, ...] | None:
        for given, path, form in ((own, (*self.at, "given"), self.form), (common, ("given",), self.shared)):
            rows = getattr(given, name)
            if rows is not None:
                return tuple(self._rows(rows, path, name, form))
        return None

    def _rows(self, rows: tuple[dict[str, Any], ...], path: Path_, name: str, form: SharedForm) -> list[Row]:
        at = path if not isinstance(form.given, GivenForm) else (*path, name)
        return [
            Row(
                {column: self._day(value, (*at, n, column)) for column, value in row.items()},
                self.document.span((*at, n)),
            )
            for n, row in enumerate(rows)
        ]

    def _expected(self, number: int, form: ExpectForm, names: list[str]) -> Expected:
        path = (*self.at, "expect", number)
        if form.rule not in names:
            near = nearest(form.rule, names)
            hint = f"did you mean `{near}`?" if near else "`zhiben rules explain DIR` lists the rules"
            self._problem("unknown-rule", f"there is no rule `{form.rule}`", (*path, "rule"), hint)
        columns = {
            name: self._day(value, (*path, name))
            for name, value in form.model_dump(exclude={"rule", "verdict", "count"}).items()
            if value is not None
        }
        return Expected(form.rule, form.verdict, form.count, columns, self.document.span(path))

    def _day(self, value: Any, path: Path_) -> Any:
        """A relative day as the day it is; anything else as it stands."""
        if not isinstance(value, str) or not is_relative_day(value):
            return value
        if self.start is None:
            self._problem(
                "no-start", f"`{value}` is counted from `start`, which is not given", path, "start: 2024-04-01"
            )
            return value
        try:
            return counted_day(value, self.start)
        except ValueError:
            self._problem("date-out-of-range", f"`{value}` from {self.start} is outside the calendar", path)
            return value

    def _problem(self, code: str, message: str, path: Path_, hint: str = "") -> None:
        self.problems.append(Problem(code, message, self.document.span(path), hint))


def text(value: Any) -> str:
    """A value as somebody would write it into a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "、".join(text(item) for item in value)
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else str(value)
