"""Some rules of a rulebook by name, where not all of it is to be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhiben.events.problem import Problem, Unusable, nearest
from zhiben.rules.model import Rulebook


def chosen(rulebook: Rulebook, names: Sequence[str]) -> Rulebook:
    """The rulebook with the named rules only, in its own order; a rule brings its `otherwise` with it.

    Raises:
        Unusable: code `unknown-rule`, for every name that no rule has.
    """
    ids = [rule.id for rule in rulebook.rules]
    unknown = [name for name in dict.fromkeys(names) if name not in ids]
    if unknown:
        raise Unusable([_unknown(rulebook, name, ids) for name in unknown])
    return replace(rulebook, rules=tuple(rule for rule in rulebook.rules if rule.id in names))


def _unknown(rulebook: Rulebook, name: str, ids: list[str]) -> Problem:
    near = nearest(name, ids)
    hint = f"did you mean `{near}`?" if near else f"`zhiben rules explain {rulebook.name}` lists them"
    if "/" in name and name.partition("/")[0] in ids:
        hint = f"an `otherwise` is judged with the rule it belongs to: `{name.partition('/')[0]}`"
    return Problem("unknown-rule", f"`{rulebook.name}` has no rule `{name}`", hint=hint)
