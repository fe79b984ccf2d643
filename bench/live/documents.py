"""The live monitor's figures in docs/monitor.md, its charts, and its page of results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.chart import drawn
from bench.documents import RESULTS, ROOT, filled_by
from bench.live import tables
from bench.live.figures import LiveRecord, Stage, read, write

DOCUMENT = ROOT / "docs" / "monitor.md"
RAW, PAGE = "live.json", "live.md"
CHARTS: dict[str, tuple[str, Callable[[Stage], float]]] = {
    "live-rates.svg": ("events per second of processor time", lambda stage: stage.events / stage.cpu),
    "live-memory.svg": ("MB of memory", lambda stage: stage.megabytes),
}
BLOCKS: dict[str, Callable[[LiveRecord], str]] = {
    "live-machine": tables.machine,
    "live-rates": tables.rates,
    "live-memory": tables.tenths,
}


def filled(text: str, record: LiveRecord) -> str:
    """The text with every marked block written from the record; KeyError for a name that is none of `BLOCKS`."""
    return filled_by(text, lambda name: BLOCKS[name](record))


def write_results(record: LiveRecord, folder: Path) -> None:
    """`live.json`, `live.md` and the charts."""
    write(record, folder / RAW)
    (folder / PAGE).write_text(tables.page(record), encoding="utf-8")
    stretches = max((len(run.together) for run in record.runs), default=0)
    labels = [f"{number}/{stretches}" for number in range(1, stretches + 1)]
    for name, (title, value) in CHARTS.items():
        lines: dict[str, list[float | None]] = {run.name: [*map(value, run.together)] for run in record.runs}
        text = drawn(f"{title}, by tenth of the log", labels, lines, is_logarithmic=False)
        (folder / name).write_text(text, encoding="utf-8")


def write_document(record: LiveRecord) -> None:
    """Fill it in place."""
    DOCUMENT.write_text(filled(DOCUMENT.read_text(encoding="utf-8"), record), encoding="utf-8")


def kept() -> LiveRecord:
    """The run that is kept in the repository."""
    return read(RESULTS / RAW)
