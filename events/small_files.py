"""Small files of the same columns read together: what is found out of each by itself takes longer than its rows.

This is done only where nothing is to be said of any of them, no row is lost and every file counts alike; in all other
cases each file is read by itself, like a large one, so that whatever is said has its place in its own file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from zhiben.events.column_doubts import is_in_proportion
from zhiben.events.logmap_form import LogMap
from zhiben.events.rows import Part
from zhiben.events.sheet import Broken, Sheet, held
from zhiben.events.vocabulary import Vocabulary

SMALL = 1_000  # rows of a small file
MOST = 50_000  # rows read together
_PIECES = 8  # into which files are parted where something is to be said of one of them


def small(sheets: Sequence[Sheet], mapping: LogMap | None) -> Sheet | None:
    """The only table of a small file that may be read with others; None where it is to be read by itself."""
    if len(sheets) != 1 or (mapping is not None and (mapping.is_spread or mapping.arranges)):
        return None
    [sheet] = sheets
    is_odd = sheet.name is not None or sheet.problems or sheet.spoiled or sheet.skipped or sheet.is_cut or sheet.merged
    is_small = bool(sheet.headers) and 0 < len(sheet.lines) <= SMALL
    return sheet if is_small and not is_odd and _cells([sheet], 1) is not None else None


def are_alike(one: Sheet, other: Sheet) -> bool:
    """Whether two small tables have the same columns."""
    return one.headers == other.headers and one.has_serials == other.has_serials


def together(sheets: Sequence[Sheet]) -> Sheet | None:
    """The rows of alike tables as one, named after the first; None where cells are not all text, or cannot be read."""
    columns = _cells(sheets, len(sheets[0].headers))
    if columns is None:
        return None
    lines = np.concatenate([sheet.lines for sheet in sheets])
    return replace(sheets[0], read=held([pa.concat_arrays(column) for column in columns]), lines=lines)


def _cells(sheets: Sequence[Sheet], width: int) -> list[tuple[pa.Array, ...]] | None:
    """The cells of so many columns, by column and table."""
    try:
        columns = list(zip(*(sheet.read(range(width)) for sheet in sheets), strict=True))
    except Broken:
        return None
    return columns if all(pa.types.is_string(cells.type) for column in columns for cells in column) else None


def with_files(part: Part, sheets: Sequence[Sheet], vocabulary: Vocabulary) -> Part | None:
    """The events of tables that were read together, each with its file; None where something is to be said of them."""
    if part.problems or part.rejected or part.ignored:
        return None
    fields = vocabulary.event_fields()
    numbers = [name for name in part.table.column_names if name in fields and fields[name].storage == "number"]
    if not all(is_in_proportion(part.table[name]) for name in numbers):  # each file has a usual size of its own
        return None
    sizes = [len(sheet.lines) for sheet in sheets]
    codes = np.repeat(np.arange(len(sheets), dtype=np.int32), sizes)
    files = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array([sheet.file for sheet in sheets], pa.string()))
    at = part.table.column_names.index("file")
    return replace(part, table=part.table.set_column(at, "file", files), has_distinct_ids=False)


def in_pieces(
    sheets: Sequence[Sheet], read: Callable[[Sequence[Sheet]], Part | None]
) -> Iterator[tuple[Sequence[Sheet], Part | None]]:
    """Alike tables as they can be read, as many at once as it goes; of none nothing.

    Args:
        read: several tables together; None where that cannot be.

    Returns:
        The tables in order; with what has been read of them, or None of a single one that is to be read by itself.
    """
    part = read(sheets) if len(sheets) > 1 else None
    if part is not None or len(sheets) < 2:
        yield from [(sheets, part)] if sheets else []
        return
    cuts = np.linspace(0, len(sheets), min(_PIECES, len(sheets)) + 1).astype(int).tolist()
    for begin, end in pairwise(cuts):
        yield from in_pieces(sheets[begin:end], read)
