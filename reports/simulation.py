"""The files of a simulation, whole or not at all; the same rulebook, numbers and language give the same bytes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

from zhiben import __version__
from zhiben.engine.simulate.run import Simulation, simulate
from zhiben.reports import manifest
from zhiben.reports.bundle import replaced
from zhiben.rules.model import Rulebook


def write_simulation(
    book: Rulebook,
    out: Path,
    *,
    entities: int,
    seed: int,
    compliance: float = 0.9,
    as_of: dt.date | None = None,
    lang: str = "zh",
    with_expected: bool = True,
    say: Callable[[float], None] = lambda seconds: None,
) -> Simulation:
    """Write entities.csv, log.csv, expected.csv and manifest.json to the directory `out`, in place of older ones.

    Args: as those of `simulate`.

    Raises:
        Unusable: when `out` holds something else, or cannot be written.
    """
    with replaced(out) as directory:
        done = simulate(
            book,
            directory,
            entities=entities,
            seed=seed,
            compliance=compliance,
            as_of=as_of,
            lang=lang,
            with_expected=with_expected,
            say=say,
        )
        content = {
            "schema": manifest.SCHEMA,
            "zhiben": __version__,
            "rulebook": {"name": book.name, "version": book.version, "sha256": book.digest, "profile": book.profile},
            "simulated": {
                "entities": entities,
                "seed": seed,
                "compliance": compliance,
                "as_of": done.as_of.isoformat(),
                "lang": lang,
            },
            "files": {file.name: manifest.sha256(file) for file in sorted(directory.iterdir())},
        }
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (directory / manifest.NAME).write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    return done
