"""Windows: an occasion becomes one or many [opens, closes). One module per word of the language.

Each module has `cut(stage, rule, occasions, elements) -> Windows`; the file name is the word of the rule file.
"""

from __future__ import annotations

from importlib import import_module
from typing import Callable

from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.stage import Stage
from zhiben.rules.model import Before, By, Every, Rule, SinceLast, Throughout, Window, Within

_WORDS: dict[type[Window], str] = {
    Before: "before",
    By: "by",
    Every: "every",
    SinceLast: "since_last",
    Throughout: "throughout",
    Within: "within",
}


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """The windows of a rule's occasions that have opened as of the audit.

    Args:
        elements: the matching events under a variant number; asked for only where events themselves make windows.
    """
    module = import_module(f"zhiben.engine.windows.{_WORDS[type(rule.duty.window)]}")
    windows: Windows = module.cut(stage, rule, occasions, elements)
    return windows.take(windows.raised < stage.as_of.before)
