"""What reports say about rules: titles, parameters with their origin, and every rule by the name a ledger gives it."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.rules.model import Parameter, Rule, Rulebook, Severity

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")  # gravest first


def all_rules(rulebook: Rulebook) -> Iterator[Rule]:
    """Every rule in the order of the rulebook, each `otherwise` right after its parent."""
    for rule in rulebook.rules:
        step: Rule | None = rule
        while step is not None:
            yield step
            step = step.otherwise


def parameters_of(rulebook: Rulebook, rule: Rule) -> list[Parameter]:
    """The parameters a rule's values came from."""
    return [rulebook.parameters[name] for name in rule.parameters if name in rulebook.parameters]


def reaches(severity: str, limit: str) -> bool:
    """True where `severity` is at least as grave as `limit`."""
    order: list[str] = list(SEVERITIES)
    return order.index(severity) <= order.index(limit)
