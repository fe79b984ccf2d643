"""`$name` put in wherever a scalar stands in a rule file; names nobody declared, and values that are missing."""

from __future__ import annotations

from itertools import takewhile
from typing import Any, Mapping

from msgspec import Struct
from msgspec.structs import replace

from zhiben.events.problem import Problem, Span, nearest
from zhiben.events.spanned import Document, Path_
from zhiben.rules.form.duty import DutyForm
from zhiben.rules.model import Parameter

# What is wrong with a value itself, rather than with the place where it is used.
_OF_A_VALUE = (
    "wrong-type", "bad-duration", "unknown-value", "bad-count", "no-such-date", "date-out-of-range",
    "too-many-decimals", "number-too-large", "unknown-category-value", "negative-bound", "bound-out-of-reach",
)  # fmt: skip
_DUTY = frozenset(field.alias or name for name, field in DutyForm.model_fields.items())
# What stands under a key that holds a mapping.
PARTS: Mapping[str, frozenset[str]] = {
    "duty": _DUTY,
    "otherwise": _DUTY,
    "in_force": frozenset(("from", "through")),
}


class Filled(Struct, frozen=True):
    """A rule file with its parameters put in.

    Attributes:
        document: the file; places are those of the `$name`s.
        names: for each rule the parameters that it reads, by level: "" is the rule itself, "/otherwise" what is owed
            otherwise, and so on.
        gaps: for each rule whether something in it has no value; such entries are left out.
        problems: undefined names and empty values.
        put_in: for each place of a `$name` its name; None where there is no such parameter.
    """

    document: Document
    names: tuple[dict[str, set[str]], ...]
    gaps: tuple[bool, ...]
    problems: tuple[Problem, ...]
    put_in: Mapping[tuple[int, int], str | None]

    def explained(self, problems: list[Problem], defaults: Mapping[str, Span]) -> list[Problem]:
        """Problems of values that came from a parameter say so; those of values that never came are left out.

        A value that cannot be right at all stands where its default is written, with the use as the other place.
        """
        explained: list[Problem] = []
        for problem in problems:
            place = (problem.span.line, problem.span.column) if problem.span else (0, 0)
            if place in self.put_in:
                name = self.put_in[place]
                if name is None:
                    continue
                problem = replace(problem, message=f"{problem.message} (the value of `${name}`)")
                if problem.span and name in defaults and problem.code in _OF_A_VALUE:
                    problem = replace(problem, span=defaults[name], also=(*problem.also, problem.span))
                if any(p.message == problem.message and p.span == problem.span for p in explained):
                    continue
            explained.append(problem)
        return explained


def substitute(document: Document, parameters: Mapping[str, Parameter] | None, declared: set[str]) -> Filled:
    """The rules of a file with parameters put in.

    Parameters None (no rulebook.yaml to be had) puts in and reports nothing; a `declared` name without a value has a
    mistake of its own and is not reported again.
    """
    work = _Work(document, parameters, declared)
    rules = document.value if isinstance(document.value, list) else []
    filled, names, gaps = [], [], []
    for i, rule in enumerate(rules):
        work.names, work.has_gap = {"": set()}, False
        filled.append(work.visit(rule, (i,), ""))
        names.append(work.names)
        gaps.append(work.has_gap)
    return Filled(replace(document, value=filled), tuple(names), tuple(gaps), tuple(work.problems), work.put_in)


class _Work:
    def __init__(self, document: Document, parameters: Mapping[str, Parameter] | None, declared: set[str]) -> None:
        self.document, self.parameters, self.declared = document, parameters, declared
        self.names: dict[str, set[str]] = {}
        self.has_gap = False
        self.problems: list[Problem] = []
        self.put_in: dict[tuple[int, int], str | None] = {}

    def visit(self, node: Any, path: Path_, level: str) -> Any:
        if isinstance(node, dict):
            node = self._without_outdented(node, path)
            entries = {key: self._entry(key, value, path, level) for key, value in node.items()}
            return {key: value for key, value in entries.items() if value is not None}
        if isinstance(node, list):
            return [self.visit(value, (*path, i), level) for i, value in enumerate(node)]
        if node is None:
            self.has_gap = True
            name = f"`{path[-1]}`" if isinstance(path[-1], str) else "this"
            span, hint = self.document.span(path, key=True), "write a value, or leave the key out"
            problem = Problem("empty-value", f"{name} has no value", span, hint)
            self.problems += self.document.reconsidered(problem, path, key=True)
            # Said once is enough.
            value = self.document.span(path)
            self.put_in[value.line, value.column] = None
        return self._value(node[1:], path, level) if isinstance(node, str) and node.startswith("$") else node

    def _without_outdented(self, node: dict[str, Any], path: Path_) -> dict[str, Any]:
        """A mapping without an empty key whose parts stand beside it instead of under it; reported once."""
        for key, parts in PARTS.items():
            if key not in node or node[key] is not None:
                continue
            rest = [*node][[*node].index(key) + 1 :]
            strays = [*takewhile(lambda name, parts=parts: name in parts, rest)]  # type: ignore[misc]
            if not strays:
                continue
            self.has_gap = True
            at = self.document.span((*path, key), key=True)
            message = f"`{key}` has no value: the lines below it are not indented under it"
            hint = f"indent {', '.join(f'`{name}`' for name in strays)} two spaces further than `{key}`"
            self.problems.append(Problem("empty-value", message, at, hint))
            return self._without_outdented({k: v for k, v in node.items() if k not in (key, *strays)}, path)
        return node

    def _entry(self, key: str, value: Any, path: Path_, level: str) -> Any:
        if key == "title":
            return value
        if key == "otherwise":
            level += "/otherwise"
            self.names[level] = set()
        return self.visit(value, (*path, key), level)

    def _value(self, name: str, path: Path_, level: str) -> object:
        span = self.document.span(path)
        if self.parameters is not None and name in self.parameters:
            self.put_in[span.line, span.column] = name
            self.names[level].add(name)
            held = self.parameters[name].value
            return list(held) if isinstance(held, tuple) else held
        self.put_in[span.line, span.column] = None
        if self.parameters is not None and name not in self.declared:
            near = nearest(name, self.parameters)
            hint = (f"did you mean `${near}`? " if near else "") + "parameters are declared in rulebook.yaml"
            self.problems.append(Problem("undefined-parameter", f"there is no parameter `${name}`", span, hint))
        return f"${name}"
