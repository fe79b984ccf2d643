"""Windows: an occasion becomes one or many [opens, closes). One module per word of the language.

Each module has `cut(stage, rule, occasions, elements) -> Windows`; the file name is the word of the rule file.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any, Callable, Hashable

from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.stage import Stage
from zhiben.rules.model import BearerInForce, Every, Rule

_FEW, _KEPT = 10_000, 64  # windows that are kept for rules with the same ones, and how many such sets
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """The windows of a rule's occasions that have opened as of the audit.

    Args:
        elements: the matching events under a variant number; asked for only where events themselves make windows.
    """
    shared = _shared(rule)
    if shared is not None and shared in stage.laid:
        return stage.laid[shared]
    windows: Windows = _module(type(rule.duty.window).__name__).cut(stage, rule, occasions, elements)
    windows = windows.take(windows.raised < stage.as_of.before)
    if shared is not None and len(windows) <= _FEW and len(stage.laid) < _KEPT:
        stage.laid[shared] = windows.unchangeable()
    return windows


@cache
def _module(name: str) -> Any:
    """The module of a kind of window: `SinceLast` is in since_last.py."""
    return import_module(f"zhiben.engine.windows.{_CAPITAL.sub('_', name).lower()}")


def _shared(rule: Rule) -> Hashable | None:
    """All that the windows of a rule depend on, where many rules may have the same: periods of bearers in force."""
    duty = rule.duty
    if rule.variants or not isinstance(duty.occasion, BearerInForce) or not isinstance(duty.window, Every):
        return None
    return rule.bearer, rule.in_force, rule.applies, duty.window, duty.partial, duty.from_
