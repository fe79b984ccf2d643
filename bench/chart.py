"""Time and memory of the plain workload over its sizes as SVG, both axes logarithmic: what is linear is straight."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from bench.processes import Measured
from bench.record import Record

CHARTS = ("times.svg", "memory.svg")


def write_charts(record: Record, folder: Path) -> None:
    """`times.svg` and `memory.svg` in `folder`; empty without the plain workload."""
    sizes = sorted(result.size for result in record.results if result.workload == "plain")
    seconds = _lines(record, sizes, lambda one: one.seconds)
    megabytes = _lines(record, sizes, lambda one: None if one.peak is None else one.peak / 1e6)
    for name, title, lines in zip(CHARTS, ("seconds", "peak memory, MB"), (seconds, megabytes), strict=True):
        labels = [f"{size:,}" for size in sizes]
        (folder / name).write_text(drawn(f"{title}, by number of events", labels, lines), encoding="utf-8")


Lines = dict[str, list[float | None]]


def _lines(record: Record, sizes: list[int], value: Callable[[Measured], float | None]) -> Lines:
    """For each program its value at every size, None where it has none."""
    results = {result.size: result for result in record.results if result.workload == "plain"}
    names = dict.fromkeys(one.name for size in sizes for one in results[size].measured)
    found = {(size, one.name): value(one) for size in sizes for one in results[size].measured}
    return {name: [found.get((size, name)) for size in sizes] for name in names}


def drawn(title: str, labels: list[str], lines: Lines, *, is_logarithmic: bool = True) -> str:
    """Lines over labels, as SVG without scripts."""
    import pygal

    # It leaves a finder behind that later Pythons do not know; see reports/html/charts.py.
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    config = pygal.Config(
        no_prefix=True, js=[], width=760, height=420, logarithmic=is_logarithmic, legend_at_bottom=True,
        legend_at_bottom_columns=3, truncate_legend=-1, title=title, dots_size=4,
    )  # fmt: skip
    chart = pygal.Line(config)
    chart.x_labels = labels
    chart.value_formatter = lambda value: f"{value:,.4g}"
    for name, values in lines.items():
        chart.add(name, values)
    # Its scripts would hold all of its settings and do nothing where a picture is shown.
    return re.sub(r"<script.*?</script>", "", str(chart.render(is_unicode=True)), flags=re.DOTALL)
