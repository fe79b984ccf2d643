"""Mutants: each rule with one number, unit, comparison, condition, window or option changed by one step.

A rule's worked cases are good when they notice every mutant of it. The modules follow the model: `conditions`, `steps`
(numbers, dates, durations, bounds), `parts` (occasion, measure, window, options), `rule` (variants and `otherwise`).
"""

from __future__ import annotations

from zhiben.rules.mutants.rule import Mutant, mutants_of

__all__ = ["Mutant", "mutants_of"]
