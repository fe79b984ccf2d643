"""Markdown tables of the live monitor's figures."""

from __future__ import annotations

from bench.live.figures import Live, LiveRecord, Stage
from bench.table import NOTHING, digits, facts, table

HEADING = [
    "",
    "events",
    "at a time",
    "events/s",
    "per CPU second",
    "p50 ms",
    "p99 ms",
    "p99 in all",
    "of a plain loop",
    "open duties",
    "durable_rules",
    "MB",
]


def machine(record: LiveRecord) -> str:
    """The machine and the versions, in one paragraph."""
    return facts(record.facts)


def rates(record: LiveRecord) -> str:
    """For each run its whole log in batches, its last tenth of that, and its events one by one."""
    rows = []
    for run in record.runs:
        head = [f"**{run.name}**, {run.entities:,} entities, {run.rules:,} rules", *[""] * (len(HEADING) - 1)]
        rows.append(head)
        if run.together:
            rows.append(["the whole log", *_figures(run.together)])
            rows.append(["its first tenth", *_figures(run.together[:1])])
            rows.append(["its last tenth", *_figures(run.together[-1:])])
        if run.steady is not None:
            rows.append([f"then {run.steady.rate:,.0f} a second", *_figures((run.steady,))])
        if run.singly is not None:
            rows.append(["then one by one", *_figures((run.singly,))])
    failures = "".join(f"\n\n{run.name}: {run.failed}." for run in record.runs if run.failed)
    return table(HEADING, rows) + failures if rows else NOTHING


def tenths(record: LiveRecord) -> str:
    """Megabytes of memory after each tenth of a log, and those of the state on disk at the end."""
    runs = [run for run in record.runs if run.together]
    if not runs:
        return NOTHING
    most = max(len(run.together) for run in runs)
    rows = []
    for run in runs:
        held = [f"{stage.megabytes:,.0f}" for stage in run.together]
        rows.append([run.name, *held, *[""] * (most - len(held)), f"{run.disk:,.0f}"])
    return table(["MB of memory after", *(f"{number}/{most}" for number in range(1, most + 1)), "on disk"], rows)


def _figures(stages: tuple[Stage, ...]) -> list[str]:
    """Of some stretches together; of the times of a decision the median of medians and the greatest p99."""
    events, cpu = sum(stage.events for stage in stages), sum(stage.cpu for stage in stages)
    middle = sorted(stage.p50 for stage in stages)[len(stages) // 2]
    longest = max(stage.in_all for stage in stages)
    plain = max(stage.plain for stage in stages)
    durable = sum(stage.durable * stage.cpu for stage in stages) / cpu
    return [
        f"{events:,}",
        f"{stages[0].batch:,}",
        digits(events / sum(stage.seconds for stage in stages)),
        digits(events / cpu),
        digits(middle * 1e3),
        digits(max(stage.p99 for stage in stages) * 1e3),
        digits(longest * 1e3) if longest else "",
        digits(plain * 1e3) if plain else "",
        f"{stages[-1].open:,}",
        f"{durable:.0%}",
        f"{stages[-1].megabytes:,.0f}",
    ]


def page(record: LiveRecord) -> str:
    """All tables below each other: what `live.md` holds."""
    sections = {"Speed": rates(record), "Memory": tenths(record)}
    told = [f"## {title}\n\n{text}" for title, text in sections.items()]
    counts = [_counts(run) for run in record.runs]
    return "\n\n".join(["# The live monitor", machine(record), *told, *counts]) + "\n"


def _counts(run: Live) -> str:
    return f"{run.name}: {run.changes:,} changes told, {run.facts:,} facts given to durable_rules."
