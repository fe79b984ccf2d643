"""A thousand rules over one log, beside one of them over the same log: what a rule more costs.

Every rule asks for checks of its own topic in every year or half-year; five types of events have 200 topics each, so
a rule has a thousandth of the events to count. An enterprise has twenty events of every topic on average, so that few
duties are breached, as in the plain workload: what is compared is judging, not the wording of findings.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from bench.case import Case
from bench.made import SEED, Numbers, instants, named, write_entities, write_log, write_rulebook
from bench.zhiben import audit, ledger_of

TITLE = "1,000 rules over one log"
SIZES = (1_000_000,)
ROUNDS = 2
RULES = 1_000
TYPES = 5
EVENTS_EACH = 20  # of one topic and enterprise, over the three years


def case(root: Path, size: int) -> Case:
    """Zhiben with all rules and with one."""
    folder = data(root, size)
    log = [folder / "events.parquet"]
    every = audit("zhiben, 1,000 rules", folder, log, rulebook=folder / "all")
    one = audit("zhiben, one of the rules", folder, log, rulebook=folder / "one")
    return Case("many_rules", size, (every, one), ledger=ledger_of(every))


def data(root: Path, size: int, rules: int = RULES, types: int = TYPES) -> Path:
    """The events; the rulebooks `all` and `one`, rule number r for type r mod `types`."""
    folder = root / f"many_rules-{size}"
    topics = rules // types
    write_rulebook(folder / "all", vocabulary(types, topics), [rule(number, types) for number in range(rules)])
    write_rulebook(folder / "one", vocabulary(types, topics), [rule(0, types)])
    if not (folder / "events.parquet").exists():
        write_entities(folder, bearers(size, rules))
        write_log(folder, columns(size, types, topics))
    return folder


def columns(size: int, types: int, topics: int) -> dict[str, pl.Series]:
    """Events of all types and topics, equally many of each and of each enterprise."""
    rng = np.random.default_rng(SEED)

    def drawn(below: int) -> Numbers:
        return rng.integers(0, below, size)

    return {
        "subject": named("E", drawn(bearers(size, types * topics)), 7),
        "time": pl.Series(instants(rng, size)),
        "type": named("check_", drawn(types), 1),
        "topic": named("t", drawn(topics), 3),
    }


def bearers(size: int, rules: int) -> int:
    """How many enterprises there are."""
    return max(size // (EVENTS_EACH * rules), 1)


def rule(number: int, types: int) -> str:
    """A check of one topic in every half-year (even rules), or one to three in every year (odd ones)."""
    event, topic = number % types, number // types
    asked = f"at_least: {1 + number % 3}, every: year" if number % 2 else "at_least: 1, every: half-year"
    duty = f"event: check_{event}, where: {{topic: t{topic:03}}}, {asked}"
    return f"- id: rule-{number:04}\n  bearer: enterprise\n  duty: {{{duty}}}"


def vocabulary(types: int, topics: int) -> str:
    """Types check_0 and so on, each with a category of topics t000 and so on."""
    values = ", ".join(f"t{topic:03}" for topic in range(topics))
    events = "\n".join(
        f"  check_{n}: {{fields: {{topic: {{type: category, values: [{values}]}}}}}}" for n in range(types)
    )
    return f"entities: {{enterprise: {{fields: {{high_risk: {{type: flag}}}}}}}}\nevents:\n{events}\n"
