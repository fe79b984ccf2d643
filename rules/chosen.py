"""Some rules of a rulebook by name, where not all of it is to be judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from zhiben.events.problem import Problem, Unusable, nearest
from zhiben.rules.decided import chain, with_all_read
from zhiben.rules.model import Rule, Rulebook


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


def with_read(rulebook: Rulebook, names: Sequence[str]) -> Rulebook:
    """The named rules and those whose decided duties they read, however many steps away."""
    asked = (place for place, rule in enumerate(rulebook.rules) if rule.id in names)
    wanted = with_all_read(rulebook.rules, asked)
    return replace(rulebook, rules=tuple(rule for n, rule in enumerate(rulebook.rules) if n in wanted))


def rule_names(rules: Iterable[Rule]) -> list[str]:
    """Every name that a ledger may give, `otherwise` included."""
    return [step.id for rule in rules for step in chain(rule)]


def _unknown(rulebook: Rulebook, name: str, ids: list[str]) -> Problem:
    near = nearest(name, ids)
    hint = f"did you mean `{near}`?" if near else f"`zhiben rules explain {rulebook.name}` lists them"
    if "/" in name and name.partition("/")[0] in ids:
        hint = f"an `otherwise` is judged with the rule it belongs to: `{name.partition('/')[0]}`"
    return Problem("unknown-rule", f"`{rulebook.name}` has no rule `{name}`", hint=hint)
