"""Where the evidence stands: file and line of every event that a duty names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.log import EventLog


def event_places(log: EventLog, references: pl.Series, names: dict[str, str] | None = None) -> pl.DataFrame:
    """The places of some events.

    Args:
        references: event references as a ledger writes them; repeats and unknown ones (entity ids, duty ids) are fine.
        names: how to write file names; default: as the log has them.

    Returns:
        (id, file, sheet, line, place), one row per reference that is an event of the log; `place` is `file:line` or
        `file[sheet]:row`.
    """
    wanted = pa.array(references.drop_nulls().unique().to_list(), pa.string())
    known = log.references()
    rows = pc.indices_nonzero(pc.is_in(known, value_set=wanted))
    table = log.table.select(["file", "sheet", "line"]).take(rows)
    frame = pl.DataFrame(
        {
            "id": pl.Series(pc.take(known, rows).to_pylist(), dtype=pl.String),
            "file": pl.Series(_text(table["file"]), dtype=pl.String),
            "sheet": pl.Series(_text(table["sheet"]), dtype=pl.String),
            "line": pl.Series(table["line"].to_pylist(), dtype=pl.Int64),
        }
    ).unique("id", keep="first", maintain_order=True)
    if names:
        frame = frame.with_columns(pl.col("file").replace(names))
    sheet = pl.when(pl.col("sheet").is_null()).then(pl.lit("")).otherwise(pl.format("[{}]", "sheet"))
    return frame.select(
        "id", "file", "sheet", "line", place=pl.concat_str(pl.col("file"), sheet, pl.format(":{}", "line"))
    )


def short_names(files: Iterable[str]) -> dict[str, str]:
    """File names without the directories of one machine.

    Relative paths stay as given; absolute ones are cut to as few last parts as tell them apart.
    """
    paths = {file: PurePath(file) for file in files}
    ends = Counter(path.parts[-depth:] for path in paths.values() for depth in range(1, len(path.parts) + 1))
    found: dict[str, str] = {}
    for file, path in paths.items():
        if not path.is_absolute():
            found[file] = path.as_posix()
            continue
        depth = 1
        while depth < len(path.parts) - 1 and ends[path.parts[-depth:]] > 1:
            depth += 1
        found[file] = "/".join(path.parts[-depth:])
    return found


def _text(column: pa.ChunkedArray) -> list[str | None]:
    words: list[str | None] = column.cast(pa.string()).to_pylist()
    return words
