"""A rulebook, its parameters and the clauses of its source."""

from __future__ import annotations

from typing import Literal, Mapping

from msgspec import Struct, field

from zhiben.events.problem import Problem
from zhiben.events.vocabulary import Label, Vocabulary
from zhiben.rules.model.lengths import DateRange
from zhiben.rules.model.rule import Rule


class Parameter(Struct, frozen=True):
    """A value a document left open, or fixed: where it comes from is shown beside every finding that depends on it."""

    name: str
    value: object
    origin: str = "choice"
    reason: str = ""
    source: str = ""
    confidence: str = ""
    set_by: str = "default"  # "default", "profile NAME" or "--set"


class Clause(Struct, frozen=True):
    """A numbered item of the source document."""

    id: str
    title: Label = Label()
    force: Literal["duty", "guidance", "context"] = "duty"
    why: str = ""


class Rulebook(Struct, frozen=True):
    """A loaded rulebook; `digest` is the SHA-256 over its files, `problems` holds warnings only."""

    name: str
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    version: str = ""
    title: Label = Label()
    source: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "Asia/Shanghai"
    holidays: str = "CN"
    in_force: DateRange = DateRange()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    profile: str = ""
    digest: str = ""
    problems: tuple[Problem, ...] = ()
