"""Do the worked cases of a rulebook notice when a rule is changed by one step?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from zhiben.engine.trial import Prepared, tried, tried_alone
from zhiben.engine.trials import Trials
from zhiben.rules.decided import levels, readings, reads
from zhiben.rules.equivalent import Excuse, read_excuses
from zhiben.rules.model import Rule, Rulebook
from zhiben.rules.mutants import Mutant, mutants_of


@dataclass
class Mutation:
    """What came of it.

    Attributes:
        made: how many mutants there were.
        surviving: those that no case notices and nobody has explained.
        excused: those that a reason is given for.
        stale: reasons for a mutant that does not survive, or that there is none of.
    """

    made: int
    surviving: list[Mutant]
    excused: list[tuple[Mutant, Excuse]]
    stale: list[Excuse]


def mutate(trials: Trials, folder: Path, progress: Callable[[str, int, int], None] | None = None) -> Mutation:
    """Try every mutant of every rule on the cases that name it; those with a profile or settings are left out.

    A case that cannot be judged with the mutant has another ledger. A mutant that no rulebook could hold is not made.

    Raises:
        Unusable: the list of equivalent mutants cannot be read.
    """
    book = trials.rulebook
    excuses = {(excuse.rule, excuse.mutant): excuse for excuse in read_excuses(folder, book)}
    failed = {example.name for example, _ in trials.failed}
    cases = [
        c for c in trials.prepared if not (c.example.profile or c.example.settings) and c.example.name not in failed
    ]
    readers = {rule.id for rule in book.rules if readings(rule)}
    surviving: list[Mutant] = []
    made = 0
    for number, rule in enumerate(book.rules):
        if progress:
            progress(rule.id, number, len(book.rules))
        naming = [case for case in cases if any(name.partition("/")[0] == rule.id for name in case.example.rules)]
        for mutant in mutants_of(rule, book.vocabulary, book.in_force):
            changed = _exchanged(book, mutant.root)
            if _is_circular(changed, mutant.root):  # nobody could have written it: rules that wait for each other
                continue
            made += 1
            notices = next((n for n, case in enumerate(naming) if _is_noticed(case, changed, rule.id, readers)), None)
            if notices is None:
                surviving.append(mutant)
            else:  # what noticed one change of a rule will most likely notice the next one, too
                naming.insert(0, naming.pop(notices))
    excused = [(m, excuses[m.rule, m.change]) for m in surviving if (m.rule, m.change) in excuses]
    used = {(mutant.rule, mutant.change) for mutant, _ in excused}
    stale = [excuse for key, excuse in excuses.items() if key not in used]
    return Mutation(made, [m for m in surviving if (m.rule, m.change) not in used], excused, stale)


def _is_noticed(case: Prepared, changed: Rulebook, name: str, readers: Collection[str]) -> bool:
    """Whether a case that holds no longer does; `name`: of the changed rule, `readers`: rules that read decided duties.

    What is owed under other rules stays as it was, unless they read decided duties.
    """
    if tried_alone(case, changed, name):
        return True
    others = {other.partition("/")[0] for other in case.example.rules} - {name}
    return not others.isdisjoint(readers) and bool(tried(case, changed))


def _is_circular(book: Rulebook, changed: Rule) -> bool:
    """Whether rules wait for each other now; only a rule that reads decided duties can have closed a circle."""
    return bool(readings(changed)) and levels(reads(book.rules)) is None


def _exchanged(book: Rulebook, rule: Rule) -> Rulebook:
    return replace(book, rules=tuple(rule if other.id == rule.id else other for other in book.rules))
