"""Windows: an occasion becomes one or many [opens, closes). One module per word of the language.

Each module has `cut(stage, rule, occasions, elements) -> Windows`; the file name is the word of the rule file.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Callable

from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.stage import Stage
from zhiben.rules.model import Rule

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """The windows of a rule's occasions that have opened as of the audit.

    Args:
        elements: the matching events under a variant number; asked for only where events themselves make windows.
    """
    word = _CAPITAL.sub("_", type(rule.duty.window).__name__).lower()  # SinceLast is in since_last.py
    module = import_module(f"zhiben.engine.windows.{word}")
    windows: Windows = module.cut(stage, rule, occasions, elements)
    return windows.take(windows.raised < stage.as_of.before)
