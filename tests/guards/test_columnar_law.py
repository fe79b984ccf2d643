"""The engine works on columns: no Python loop over events or duties (STYLE "Columns, not rows")."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "engine"
HASHES = ENGINE.with_name("events") / "hashes.py"  # what the engine hashes by is held to the same law

# Ways to go through rows one by one. Each allowed place goes over something that does not grow with events or duties.
ROW_BY_ROW = {"to_pylist", "tolist", "iterrows", "itertuples", "iter_rows", "as_py", "vectorize", "apply_along_axis"}
ALLOWED = {
    "arrow.py": "columns of eight values at most, and texts to be encoded, sixty-four at most",
    "baseline.py": "the first hundred records that are gone, for a note",
    "hashes.py": "the few distinct texts that are longer than all the others, word by word",
    "existing.py": "distinct event types",
    "registry.py": "distinct entity kinds",
    "_remark.py": "remarks of one code, as many as are shown",
    "_seen.py": "distinct event types",
    "value_never_seen.py": "distinct event types",
    "silent_among_peers.py": "distinct event types",
    "merging.py": "distinct rules, and the first and last bearers of pieces",
    "correlation.py": "distinct numbers, dates and durations of `same` fields, as texts of `key`",
}
LOOPS_ALLOWED = {
    "crew.py": "seconds in which the process that asked is still there",
    "hashes.py": "blocks of some thousand texts",
    "merging.py": "pieces of some ten thousand rows",
}
# Not on the path of judgement: they read a finished ledger, try worked cases, or ask for three windows.
APART = {
    "one_duty.py",
    "trial.py",
    "trials.py",
    "expectation.py",
    "audit.py",
    "ahead.py",
    "unseen.py",
    "ledger.py",
    "notes.py",
}


def modules() -> list[Path]:
    """Every module that judges, but for the reference evaluator, which is row by row on purpose.

    The simulation judges nothing: it makes up events, one after the other. Nor does the monitor: it asks for judgements,
    and goes over the events that have just arrived and the duties that have just changed.
    """
    apart = {"reference", "simulate", "monitor"}
    found = [path for path in sorted(ENGINE.rglob("*.py")) if not apart & set(path.relative_to(ENGINE).parts)]
    return [HASHES, *(path for path in found if path.name not in APART)]


def row_by_row(source: str) -> list[str]:
    """Names of row-by-row calls in a source text."""
    return [
        node.func.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ROW_BY_ROW
    ]


def counted_loops(source: str) -> list[int]:
    """Lines of loops that step through positions: `while`, `for … in range(len(…))`, `for … in np.…`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.For | ast.comprehension) and _steps(node.iter):
            found.append(node.iter.lineno)
        if isinstance(node, ast.While) and not _shrinks(node):
            found.append(node.lineno)
    return found


def _steps(over: ast.expr) -> bool:
    text = ast.unparse(over)
    return text.startswith(("np.", "range(len(", "enumerate(np.")) or "range(0, len(" in text


def _shrinks(loop: ast.While) -> bool:
    """A loop over whole arrays that ends when they are empty (levels of ownership, periods), or down a chain of rules."""
    text = ast.unparse(loop.test)
    return text.startswith("len(") or text.endswith("is not None")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE.parent)))
def test_no_module_goes_row_by_row(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path.name not in ALLOWED:
        assert row_by_row(source) == []
    if path.name not in LOOPS_ALLOWED:
        assert counted_loops(source) == []


def test_every_exception_is_still_needed() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in modules()}
    for name in ALLOWED:
        assert row_by_row(sources[name])
    for name in LOOPS_ALLOWED:
        assert counted_loops(sources[name])


@pytest.mark.parametrize(
    "breach",
    [
        "for i in range(len(events)): pass",
        "for x in np.flatnonzero(y): pass",
        "while at < end: at += 1",
        "[f(i) for i in range(len(duties))]",
    ],
)
def test_the_check_sees_a_loop(breach: str) -> None:
    assert counted_loops(breach)


def test_the_check_sees_rows_turned_into_objects() -> None:
    assert row_by_row("for row in table.to_pylist(): pass") == ["to_pylist"]
