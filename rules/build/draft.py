"""A rulebook in the making: every rule with the place it stands in, and what the checks of the whole book need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping

from msgspec import Struct

from zhiben.events.problem import Problem
from zhiben.events.spanned import Document, Path_
from zhiben.events.vocabulary import Vocabulary
from zhiben.rules.build.desk import Desk
from zhiben.rules.form.rule import RuleForm
from zhiben.rules.form.rulebook import RulebookForm
from zhiben.rules.form.vocabulary import VocabularyForm
from zhiben.rules.model import Parameter, Rule


class DraftRule(Struct, frozen=True):
    """A rule, the form it was made from, and where it stands."""

    rule: Rule
    form: RuleForm
    path: Path_
    desk: Desk


@dataclass(slots=True)
class DraftBook:
    """All of a rulebook that could be read; parts that could not be are None or left out.

    Attributes:
        is_whole: every rule could be read, so that what is missing is missing and not merely unread.
        used: names of the parameters that some rule reads.
    """

    rules: list[DraftRule] = field(default_factory=list)
    book: RulebookForm | None = None
    book_document: Document | None = None
    words: VocabularyForm | None = None
    words_document: Document | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    is_whole: bool = True
    problems: list[Problem] = field(default_factory=list)
