"""The judgements of a small audit, kept for its explanations, which would otherwise have to judge everything again."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhiben.engine.evaluate import Judgement
from zhiben.events.log import EventLog
from zhiben.rules.model import Rulebook

MOST_EVENTS = 50_000  # of a log
MOST_ROWS = 500_000  # duties, and events that may answer them, of all rules together: at most some hundred megabytes


@dataclass(eq=False)
class Kept:
    """What `evaluate` shows, as long as it is small.

    Attributes:
        rulebook, log: what was judged.
        is_whole: every judgement is here; else there is none.
    """

    rulebook: Rulebook
    log: EventLog
    judgements: list[Judgement] = field(default_factory=list)
    is_whole: bool = True
    _rows: int = 0

    def watch(self, judgement: Judgement) -> None:
        """Take one more, or, where it grows too large, let all of them go."""
        self._rows += len(judgement.ids) + len(judgement.elements.first) + len(judgement.occasions)
        self.is_whole = self.is_whole and self._rows <= MOST_ROWS and self.log.table.num_rows <= MOST_EVENTS
        if self.is_whole:
            self.judgements.append(judgement)
        else:
            self.judgements.clear()

    def is_of(self, rulebook: Rulebook, log: EventLog) -> bool:
        """True where these are all the judgements of a log by a rulebook."""
        return self.is_whole and self.rulebook is rulebook and self.log is log
