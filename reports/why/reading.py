"""A written report read back: all that `zhiben explain` tells comes from here, wherever the report was moved to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from zhiben.events.problem import Problem, Span, Unusable
from zhiben.reports import manifest
from zhiben.reports.parts import EVENTS, EXPLANATIONS, JSON, LEDGER
from zhiben.reports.why.stored import LABELS

_NAMED = 5  # ids listed where several would do


class Stored(Struct, frozen=True):
    """The parts of a report that explain its duties.

    Attributes:
        rules: by name, as findings.json has them: title, text, clauses, parameters.
        labels: of event types, fields and values (`stored.labels`).
        changed: files that are not what the manifest says was written.
    """

    ledger: pa.Table
    explanations: pa.Table
    events: pa.Table
    rules: Mapping[str, Any]
    labels: Mapping[str, Any]
    changed: tuple[str, ...] = ()


def read_report(place: Path) -> Stored:
    """The report in a directory (or beside the ledger that is named itself).

    Raises:
        Unusable: codes `no-report` and `report-unreadable`.
    """
    folder = place.parent if place.name == LEDGER else place
    parts = (manifest.NAME, LEDGER, EXPLANATIONS, EVENTS, JSON)
    missing = [name for name in parts if not (folder / name).is_file()]
    if missing:
        message = f"`{place}` is no whole report: it lacks {', '.join(f'`{name}`' for name in missing)}"
        hint = (
            "give --ledger the directory that `zhiben audit --out` wrote; reports of older versions lack some files, "
            "and so do those written with --only"
        )
        raise Unusable([Problem("no-report", message, Span(str(place)), hint)])
    try:
        told = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
        findings = json.loads((folder / JSON).read_text(encoding="utf-8"))
        tables = [pq.read_table(folder / name) for name in (LEDGER, EXPLANATIONS, EVENTS)]
        files = dict(told["files"])
        changed = [name for name in parts[1:] if files[name] != manifest.sha256(folder / name)]
        labels = json.loads((tables[2].schema.metadata or {})[LABELS])
        return Stored(tables[0], tables[1], tables[2], findings["rules"], labels, tuple(changed))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, pa.ArrowException) as error:
        message = f"the report in `{folder}` cannot be read: {error or type(error).__name__}"
        hint = "it was changed or cut short: run the audit again, or ask for a whole copy"
        raise Unusable([Problem("report-unreadable", message, Span(str(folder)), hint)]) from None


def changed_problem(stored: Stored) -> list[Problem]:
    """That files of the report are not those that the audit wrote; nothing where they are."""
    if not stored.changed:
        return []
    files = ", ".join(f"`{name}`" for name in stored.changed)
    hint = "what follows is told from the files as they are now; a fresh audit of the inputs says what holds"
    return [Problem("report-changed", f"changed since the report was written: {files}", hint=hint, level="warning")]


def duty_named(ledger: pa.Table, word: str) -> str:
    """The one duty whose id is, or begins with, `word`.

    Raises:
        Unusable: codes `unknown-duty` and `ambiguous-duty`, with the nearest ids, or how many there are.
    """
    wanted = word.strip().lower()
    ids = pc.unique(ledger["duty"])
    found = ids.filter(pc.starts_with(ids, wanted)) if wanted else ids
    if len(found) == 1:
        return str(found[0])
    if len(found) > 1:
        shown = ", ".join(f"`{one}`" for one in sorted(map(str, found[:_NAMED]))) + (
            " …" if len(found) > _NAMED else ""
        )
        message = f"{len(found)} of the {len(ids)} duties begin with `{word}`"
        raise Unusable([Problem("ambiguous-duty", message, hint=f"write more of the id: {shown}")])
    near = _nearest(ids, wanted)
    listed = ", ".join(f"`{one}`" for one in near)
    hint = f"the nearest: {listed}" if near else "ids stand in the column `duty` of findings.csv and ledger.parquet"
    raise Unusable([Problem("unknown-duty", f"none of the {len(ids)} duties is `{word}`", hint=hint)])


def _nearest(ids: pa.Array, wanted: str) -> list[str]:
    """The ids that share the longest beginning with a word, or, where none shares any, nothing."""
    for size in range(min(len(wanted), 16), 1, -1):
        found = ids.filter(pc.starts_with(ids, wanted[:size]))
        if len(found):
            return sorted(map(str, found[:_NAMED]))
    return []
