"""Explanations made while an audit judges, of every judgement as it is shown; nothing is judged twice, or kept.

A judgement is explained on a second core while the next one is made.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from zhiben.engine.alongside import Alongside
from zhiben.engine.evaluate import Judgement, Watch
from zhiben.engine.explain.asked import Asked, Wide
from zhiben.engine.explain.explaining import MOST, Explaining
from zhiben.engine.explain.mentioned import Mentioned
from zhiben.engine.explain.shape import Explanations, Told
from zhiben.engine.ledger import VERDICTS


def meanwhile(
    wide: Wide, verdicts: Collection[str], rules: Collection[str], misses: int | None = None
) -> tuple[Watch, Told]:
    """What `evaluate` is to show its judgements to, and what has been told when it is through.

    Args:
        verdicts: of the duties to explain.
        rules: names of the rules to explain, as the ledger has them.
        misses: how many near misses of each duty are told; None = the usual number.
    """
    codes, alongside = [VERDICTS.index(verdict) for verdict in verdicts], Alongside()
    mentioned = Mentioned.nothing(wide.log)
    made = Explaining(MOST if misses is None else misses, mentioned)

    def watch(judgement: Judgement) -> None:
        if judgement.rule.id not in rules:
            return
        rows = np.flatnonzero(np.isin(judgement.part.judged.verdict, codes)).astype(np.int64)
        if len(rows):
            alongside.begin(lambda: made.take(Asked(judgement, rows, wide.of(judgement))))

    def joined() -> Explanations:
        alongside.end()
        return made.joined()

    return watch, Told(frozenset(verdicts), joined, mentioned)
