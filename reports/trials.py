"""What `rules test` says: each mismatch with what was expected and what the ledger has, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhiben.engine.expectation import SHOWN, Mismatch
from zhiben.engine.mutation import Mutation
from zhiben.engine.trials import Trials
from zhiben.events.problem import Problem
from zhiben.events.values import counted
from zhiben.reports.words import Lang, say
from zhiben.rules.examples import Example, Expected

_WORDS = {
    "expected": ("应为", "expected"),
    "found": ("实为", "found"),
    "nobody": ("没有例子预期这一行", "no expectation is left for this row"),
    "no_row": ("台账中没有这样的行", "the ledger has no such row"),
    "differs": ("不同之处", "differs in"),
    "line": ("行", "line"),
}


def mismatch_text(example: Example, mismatches: Sequence[Mismatch], lang: Lang) -> list[str]:
    """All mismatches of one example, as lines."""
    lines = [f"{example.span}: {example.name}"]
    for one in mismatches:
        lines.append(f"  {one.rule}")
        if one.expected is not None:
            where = one.expected.span.line
            lines.append(
                f"    {_word(lang, 'expected')}: {_expected(one.expected, lang)}  ({_word(lang, 'line')} {where})"
            )
        if one.row is not None:
            lines.append(f"    {_word(lang, 'found')}: {_row(one.row, lang)}")
        if one.expected is None:
            lines.append(f"    {_word(lang, 'nobody')}")
        elif one.row is None:
            lines.append(f"    {_word(lang, 'no_row')}")
        else:
            lines.append(f"    {_word(lang, 'differs')}: {', '.join(one.differing)}")
    return lines


def mutation_lines(mutation: Mutation, lang: Lang) -> list[str]:
    """Mutants that no case notices, and reasons that excuse nothing."""
    zh = lang == "zh"
    lines = [
        f"{mutant.rule}: {mutant.change}  ({'没有例子发现' if zh else 'no case notices'})"
        for mutant in mutation.surviving
    ]
    why = "没有这样未被发现的变异，删去即可" if zh else "no such mutant survives; take it out"
    return lines + [f"{excuse.span}: {excuse.rule}: {excuse.mutant}  ({why})" for excuse in mutation.stale]


def mutation_summary(mutation: Mutation, lang: Lang) -> str:
    """How many mutants, how many noticed, equivalent, not noticed."""
    counts = (mutation.made, len(mutation.excused), len(mutation.surviving))
    noticed = counts[0] - counts[1] - counts[2]
    if lang == "zh":
        return f"{counts[0]} 个变异：{noticed} 个被例子发现，{counts[1]} 个等价（已说明理由），{counts[2]} 个未被发现"
    made = counted(counts[0], "mutant")
    return f"{made}: {noticed} noticed, {counts[1]} equivalent (with a reason), {counts[2]} not noticed"


def trials_summary(trials: Trials, lang: Lang) -> str:
    """How many examples, how many not as expected, mistakes, rules not proven."""
    examples, failed = len(trials.examples), len(trials.failed)
    mistakes, open_ = len(trials.problems), len(trials.unproven)
    if lang == "zh":
        return f"{examples} 个例子，{failed} 个不符，{mistakes} 个错误，{open_} 条规则缺少履行或违反的例子"
    return (
        f"{counted(examples, 'example')}: {failed} not as expected, {counted(mistakes, 'mistake')}, "
        f"{counted(open_, 'rule')} without a met or a breached case"
    )


def unproven(rule: str, verdicts: Sequence[str]) -> Problem:
    """That a rule lacks a case with one of the two verdicts that prove it."""
    message = f"no example expects `{rule}` to be {' or '.join(verdicts)}"
    hint = "every rule needs a case in which it is kept and one in which it is breached"
    return Problem("no-example", message, hint=hint)


def _expected(one: Expected, lang: Lang) -> str:
    parts = [say(lang, "verdict", one.verdict), *(f"{name} {_value(value)}" for name, value in one.columns.items())]
    return ", ".join([*parts, f"x {one.count}"] if one.count > 1 else parts)


def _row(row: Mapping[str, Any], lang: Lang) -> str:
    parts = [say(lang, "verdict", str(row["verdict"]))]
    parts += [f"{name} {_value(row[name])}" for name in SHOWN[1:] if row[name] not in (None, "")]
    return ", ".join(parts)


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "[" + ", ".join(map(str, value)) + "]" if isinstance(value, (list, tuple)) else str(value)


def _word(lang: Lang, name: str) -> str:
    return _WORDS[name][lang != "zh"]
