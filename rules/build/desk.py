"""Where a rule file is worked on: its document, what is known, and the pile of problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, Mapping

from pydantic_core import PydanticCustomError

from zhiben.events.mistakes import choices, said
from zhiben.events.problem import Level, Problem, Span, nearest
from zhiben.events.spanned import Document, Path_
from zhiben.events.vocabulary import Vocabulary
from zhiben.rules.decided import CLAUSE, RULE
from zhiben.rules.model import DateRange

NAMING = (RULE, CLAUSE)

# What may come of a word that holds Chinese punctuation.
_OF_A_WORD = (
    "unknown-event", "unknown-entity", "unknown-field", "unknown-category-value", "unknown-operator", "wrong-type",
    "bad-duration", "no-such-date", "listed-twice",
)  # fmt: skip


@dataclass(slots=True)
class Desk:
    """One rule file at work.

    `is_open`: the vocabulary has gaps, reported on their own; names that are not in it may be right. `mentioned`:
    (stored field, value, place) of the rules and clauses that conditions over decided duties name.
    """

    document: Document
    vocabulary: Vocabulary
    zone: str
    in_force: DateRange
    problems: list[Problem] = field(default_factory=list)
    is_open: bool = False
    mentioned: list[tuple[str, str, Path_]] = field(default_factory=list)

    def named(self, stored: str, value: object, path: Path_) -> None:
        """Notes a rule or clause that a condition over decided duties names; what there is, is known at the end."""
        if stored in NAMING and isinstance(value, str):
            self.mentioned.append((stored, value, path))

    def span(self, path: Path_, key: bool = False) -> Span:
        """The place of a value, or of its key."""
        return self.document.span(path, key)

    def value(self, path: Path_) -> object:
        """What stands at a path, None where nothing does."""
        node: object = self.document.value
        for part in path:
            if isinstance(node, dict) and isinstance(part, str):
                node = node.get(part)
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return None
        return node

    def error(
        self, code: str, message: str, path: Path_, hint: str = "", *, key: bool = False, also: tuple[Span, ...] = ()
    ) -> None:
        """Adds an error at a place of the document."""
        self._add(code, message, path, hint, key, "error", also)

    def warning(
        self, code: str, message: str, path: Path_, hint: str = "", *, key: bool = False, also: tuple[Span, ...] = ()
    ) -> None:
        """Adds a warning at a place of the document."""
        self._add(code, message, path, hint, key, "warning", also)

    def unknown(
        self,
        code: str,
        message: str,
        path: Path_,
        word: str,
        known: Iterable[str],
        what: str,
        labels: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Adds an error about a word that is not known: whose label it is, or the nearest one that is, and all."""
        known = list(known)
        labelled = [name for name in known if labels and word in labels.get(name, ())]
        near = None if labelled else nearest(word, known)
        hint = f"`{word}` is the label of `{labelled[0]}`" if labelled else choices(near, known, what)
        is_key = bool(path) and path[-1] == word
        self._add(code, message, path, hint, is_key, "error", ())

    def said(self, error: PydanticCustomError, path: Path_) -> None:
        """Adds what a form's own check said."""
        code, message, hint = said(error)
        self._add(code, message, path, hint, False, "error", ())

    def _add(
        self, code: str, message: str, path: Path_, hint: str, key: bool, level: Level, also: tuple[Span, ...]
    ) -> None:
        problem = Problem(code, message, self.span(path, key), hint, level, also=also)
        for told in self.document.reconsidered(problem, path, key) if code in _OF_A_WORD else [problem]:
            # Base and variants share fields, so the same thing may be found several times.
            if told not in self.problems:
                self.problems.append(told)
