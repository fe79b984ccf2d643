"""Variants that never apply (an earlier one, other days, a contradiction), and one that leaves the duty no case."""

from __future__ import annotations

from zhiben.events.spanned import Path_
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.checks.contradiction import contradicted
from zhiben.rules.model import ALWAYS, DateRange, Rule, Variant


def check_book(book: DraftBook) -> None:
    """Variants of rules and of what is owed otherwise."""
    for draft in book.rules:
        rule: Rule | None = draft.rule
        path = draft.path
        while rule is not None:
            _check(rule, path, draft.desk)
            rule, path = rule.otherwise, (*path, "otherwise")


def _check(rule: Rule, path: Path_, desk: Desk) -> None:
    for i, variant in enumerate(rule.variants):
        at = (*path, "variants", i)
        if _outside(variant.in_force, rule.in_force):
            message = f"variant `{variant.name}` never applies: its days lie outside those of the rule"
            desk.warning("variant-never-applies", message, (*at, "in_force"), key=True)
            continue
        if variant.when == ALWAYS and _contains(variant.in_force, rule.in_force):
            message = f"variant `{variant.name}` always applies, so the duty above it never does"
            desk.warning("base-never-applies", message, at, "when: {field: value}, or in_force: {from: DATE}", key=True)
        if (field := contradicted(rule.applies, variant)) is not None:
            message = f"variant `{variant.name}` never applies: its `when` contradicts `applies` on `{field}`"
            desk.warning("variant-never-applies", message, (*at, "when", field), key=True)
            continue
        earlier = next((e for e in rule.variants[:i] if _always_before(e, variant)), None)
        if earlier is not None:
            why = "holds always" if earlier.when == ALWAYS else "has the same `when`"
            message = f"variant `{variant.name}` never applies: `{earlier.name}` comes first and {why}"
            first = (*path, "variants", rule.variants.index(earlier))
            hint = "the first variant that holds is used"
            place = (*at, "when") if desk.value((*at, "when")) is not None else at
            desk.warning("variant-never-applies", message, place, hint, key=True, also=(desk.span(first),))


def _always_before(earlier: Variant, later: Variant) -> bool:
    return earlier.when in (later.when, ALWAYS) and _contains(earlier.in_force, later.in_force)


def _contains(outer: DateRange, inner: DateRange) -> bool:
    starts = outer.start is None or (inner.start is not None and outer.start <= inner.start)
    return starts and (outer.end is None or (inner.end is not None and inner.end <= outer.end))


def _outside(days: DateRange, of: DateRange) -> bool:
    return bool((days.start and of.end and days.start > of.end) or (days.end and of.start and days.end < of.start))
