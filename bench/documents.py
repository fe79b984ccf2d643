"""Figures in documents: what stands between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->` is written from a run.

So no figure is typed by hand; a test compares the documents with bench/results/results.json.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from bench import table
from bench.record import Record, read

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "performance.md")
_MARKED = re.compile(r"(<!-- bench:(?P<name>[a-z-]+) -->\n).*?(<!-- /bench:(?P=name) -->)", re.DOTALL)
_ENGLISH = (
    "", "events", "seconds", "peak MB", "time x Polars", "time x DuckDB", "time x ledger in Polars",
    "time x decoding alone",
)  # fmt: skip
_CHINESE = (
    "", "记录数", "秒", "内存峰值 MB", "耗时 x Polars", "耗时 x DuckDB", "耗时 x Polars 写出全部义务", "耗时 x 仅解码",
)  # fmt: skip

BLOCKS: dict[str, Callable[[Record], str]] = {
    "facts": lambda record: table.facts(record.facts),
    "plain": table.plain,
    "linear": table.linear,
    "special": table.special,
    "imports": table.imports,
    "short": lambda record: table.short(record, _ENGLISH),
    "short-zh": lambda record: table.short(record, _CHINESE),
}


def filled(text: str, record: Record) -> str:
    """The text with every marked block written from the record; KeyError for a name that is none of `BLOCKS`."""
    return filled_by(text, lambda name: BLOCKS[name](record))


def filled_by(text: str, told: Callable[[str], str]) -> str:
    """The text with every marked block written anew, by its name."""
    return _MARKED.sub(lambda at: f"{at[1]}{told(at['name'])}\n{at[3]}", text)


def write_documents(record: Record) -> None:
    """Fill all of them in place."""
    for document in DOCUMENTS:
        document.write_text(filled(document.read_text(encoding="utf-8"), record), encoding="utf-8")


def kept() -> Record:
    """The run that is kept in the repository."""
    return read(RESULTS / "results.json")


def page(record: Record) -> str:
    """All tables below each other: what `results.md` holds."""
    parts = {"plain": "By hand and by Zhiben", "linear": "Time per event", "special": "Other workloads"}
    parts["imports"] = "What importing costs"
    sections = [f"## {title}\n\n{BLOCKS[name](record)}" for name, title in parts.items()]
    return "\n\n".join(["# Benchmarks", BLOCKS["facts"](record), *sections]) + "\n"


if __name__ == "__main__":
    write_documents(kept())
