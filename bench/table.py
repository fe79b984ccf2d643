"""Markdown tables of a run. Times and memory are those of whole processes; ratios are of medians within one case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bench.case import Result
from bench.processes import Measured
from bench.record import Record
from bench.workloads import workloads

NOTHING = "–"
_NUMBERS_FROM = 1  # the columns before are words
# What everything is a multiple of, and what it is called in a heading.
_TO = {
    "Polars by hand": "Polars",
    "DuckDB by hand": "DuckDB",
    "ledger in Polars by hand": "ledger by hand",
    "floor: decoding alone": "floor",
}


def facts(told: Mapping[str, str]) -> str:
    """The machine and the versions, in one paragraph."""
    return ", ".join(f"{name} {value}" for name, value in told.items()) + "." if told else NOTHING


def plain(record: Record) -> str:
    """The plain workload: a table for each size, with what everything is a multiple of."""
    return "\n\n".join(map(_plain_of_one_size, _plain(record))) or NOTHING


def _plain_of_one_size(result: Result) -> str:
    heading = ["", "seconds", "CPU seconds", "peak MB", "µs per event"]
    heading += [f"time x {name}" for name in _TO.values()] + ["memory x Polars"]
    by_name = {one.name: one for one in result.measured}
    rows = []
    for one in result.measured:
        ratios = [_ratio(one.seconds, _seconds(by_name.get(name))) for name in _TO]
        ratios.append(_ratio(one.peak, _peak(by_name.get(next(iter(_TO))))))
        rows.append([one.name, *_figures(one), _per_event(one, result.size), *ratios])
    agreed = "All found the same violations." if not result.disagreements else "**They disagree:** " + "; ".join(
        result.disagreements
    )  # fmt: skip
    duties = f", {result.duties:,} duties" if result.duties else ""
    return f"{result.size:,} events{duties}. {agreed}\n\n{table(heading, rows)}{_failures(result)}"


def linear(record: Record) -> str:
    """Microseconds per event at every size, and the greatest size's as a multiple of the least size's."""
    results = _plain(record)
    if not results:
        return NOTHING
    names = list(dict.fromkeys(one.name for result in results for one in result.measured))
    rows = []
    for name in names:
        found = [next((one for one in result.measured if one.name == name), None) for result in results]
        each = [seconds / result.size if (seconds := _seconds(one)) is not None else None
                for one, result in zip(found, results, strict=True)]  # fmt: skip
        rows.append([name, *(_micro(value) for value in each), _ratio(each[-1], each[0])])
    sizes = [f"{result.size:,} events" for result in results]
    return table(["µs per event", *sizes, "last x first"], rows)


def special(record: Record) -> str:
    """All other workloads, a line for each program; the first program's multiple of each yardstick beside it."""
    titles = {name: workload.TITLE for name, workload in workloads().items()}
    rows = []
    for result in record.results:
        if result.workload == "plain":
            continue
        first = result.measured[0]
        events = f"{result.size:,}" if result.size else ""
        for number, one in enumerate(result.measured):
            multiples = [_ratio(first.seconds, one.seconds), _ratio(first.peak, one.peak)] if number else ["", ""]
            head = [f"**{titles.get(result.workload, result.workload)}**", events] if not number else ["", ""]
            rows.append([*head, one.name, *_figures(one), *multiples])
    heading = ["workload", "events", "program", "seconds", "CPU seconds", "peak MB", "time x", "memory x"]
    failed = "".join(_failures(result) for result in record.results if result.workload != "plain")
    return table(heading, rows, words=3) + failed if rows else NOTHING


def imports(record: Record) -> str:
    """Milliseconds by package of every command; packages below 2 ms in all of them stand together."""
    if not record.imports:
        return NOTHING
    commands = list(record.imports)
    greatest = {name: max(times.get(name, 0.0) for times in record.imports.values())
                for times in record.imports.values() for name in times}  # fmt: skip
    shown = sorted((name for name in greatest if greatest[name] >= 0.002), key=lambda name: -greatest[name])
    rows = [[name, *(_milli(record.imports[command].get(name, 0.0)) for command in commands)] for name in shown]
    rest = {command: sum(v for name, v in record.imports[command].items() if name not in shown) for command in commands}
    rows.append(["others", *(_milli(rest[command]) for command in commands)])
    rows.append(["**all**", *(_milli(sum(record.imports[command].values())) for command in commands)])
    return table(["ms", *(f"`{command}`" for command in commands)], rows)


def short(record: Record, words: Sequence[str]) -> str:
    """For the README: Zhiben's programs at every size, with ratios.

    Args:
        record: the run.
        words: eight headings: program, events, seconds, peak memory, time as a multiple of Polars, DuckDB, the ledger
            by hand, decoding.
    """
    rows = []
    for result in _plain(record):
        by_name = {one.name: one for one in result.measured}
        for one in result.measured:
            if one.name.startswith("zhiben"):
                ratios = [_ratio(one.seconds, _seconds(by_name.get(name))) for name in _TO]
                seconds, _, peak = _figures(one)
                rows.append([one.name, f"{result.size:,}", seconds, peak, *ratios])
    return table(words, rows) if rows else NOTHING


def table(heading: Sequence[str], rows: Iterable[Sequence[str]], words: int = _NUMBERS_FROM) -> str:
    """A Markdown table: the first `words` columns to the left, the others to the right."""
    line = ["---" if number < words else "---:" for number in range(len(heading))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heading, line, *rows))


def _plain(record: Record) -> list[Result]:
    return sorted((result for result in record.results if result.workload == "plain"), key=lambda result: result.size)


def _figures(one: Measured) -> list[str]:
    """Seconds, seconds of processor time, megabytes."""
    if one.seconds is None or one.cpu is None or one.peak is None:
        return [NOTHING] * 3
    return [digits(one.seconds), digits(one.cpu), f"{one.peak / 1e6:,.0f}"]


def _per_event(one: Measured, size: int) -> str:
    return _micro(one.seconds / size if one.seconds is not None else None)


def _micro(seconds: float | None) -> str:
    return NOTHING if seconds is None else digits(seconds * 1e6)


def _milli(seconds: float) -> str:
    return f"{seconds * 1e3:.0f}" if seconds else ""


def _ratio(one: float | None, other: float | None) -> str:
    return digits(one / other) if one is not None and other else NOTHING


def digits(value: float) -> str:
    """Three digits, for what they are worth."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _failures(result: Result) -> str:
    return "".join(f"\n\n{one.name}, {result.size:,} events: {one.failed}." for one in result.measured if one.failed)


def _seconds(one: Measured | None) -> float | None:
    return one.seconds if one else None


def _peak(one: Measured | None) -> float | None:
    return one.peak if one else None
