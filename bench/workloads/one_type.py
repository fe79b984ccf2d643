"""A hundred rules over a log of one event type, beside one of them: each rule chooses a hundredth of the events."""

from __future__ import annotations

from pathlib import Path

from bench.case import Case
from bench.made import write_entities, write_log, write_rulebook
from bench.workloads.many_rules import bearers, columns, rule, vocabulary
from bench.zhiben import audit, ledger_of

TITLE = "100 rules over one event type"
SIZES = (1_000_000,)
ROUNDS = 2
RULES = 100


def case(root: Path, size: int) -> Case:
    """Zhiben with all rules and with one."""
    folder = data(root, size)
    log = [folder / "events.parquet"]
    every = audit("zhiben, 100 rules", folder, log, rulebook=folder / "all")
    one = audit("zhiben, one of the rules", folder, log, rulebook=folder / "one")
    return Case("one_type", size, (every, one), ledger=ledger_of(every))


def data(root: Path, size: int) -> Path:
    """Events of type check_0 with 100 topics, one rule for each topic."""
    folder = root / f"one_type-{size}"
    write_rulebook(folder / "all", vocabulary(1, RULES), [rule(number, 1) for number in range(RULES)])
    write_rulebook(folder / "one", vocabulary(1, RULES), [rule(0, 1)])
    if not (folder / "events.parquet").exists():
        write_entities(folder, bearers(size, RULES))
        write_log(folder, columns(size, 1, RULES))
    return folder
