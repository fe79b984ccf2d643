"""All blocks of a log laid down: by several processes, and told of in the order of the log.

A file that turns out not to be well-formed in one of its stretches is laid down once more as a whole; what was laid
down of it before is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from msgspec.structs import replace

from zhiben.events.blocks import Block, blocks
from zhiben.events.each import Each
from zhiben.events.laying_down import Laid, Laying, PartOf


def lay_down(
    files: Sequence[Path],
    laying: Laying,
    cut: Callable[[pa.ChunkedArray], PartOf],
    stretch: int,
    each: Each,
    progress: Callable[[int], None],
) -> list[Laid]:
    """What is told of every block, in the order of the log; arguments as of `dividing.divide`."""
    work = _Work(laying, cut, each, progress)
    found = list(work.done(blocks(files, laying.mapping, stretch)))
    whole = {one.path: one for one in work.done(map(Block, work.misread(found)))}
    told: dict[int, Laid] = {}
    for one in found:
        one = whole.get(one.path, one) if work.is_stretch(one) else one
        told[one.number] = one
    return list(told.values())


class _Work:
    """Blocks by number."""

    def __init__(
        self, laying: Laying, cut: Callable[[pa.ChunkedArray], PartOf], each: Each, progress: Callable[[int], None]
    ) -> None:
        self._laying, self._cut, self._each, self._progress = laying, cut, each, progress
        self._blocks: list[Block] = []
        self._read = 0

    def done(self, coming: Iterable[Block]) -> Iterator[Laid]:
        for one in self._done(self._numbered(coming)):
            self._read += one.read
            self._progress(self._read)
            yield one

    def _numbered(self, coming: Iterable[Block]) -> Iterator[tuple[int, Block]]:
        for block in coming:
            self._blocks.append(block)
            yield len(self._blocks) - 1, block

    def _done(self, coming: Iterator[tuple[int, Block]]) -> Iterator[Laid]:
        while self._laying.part_of is None and (item := next(coming, None)) is not None:
            yield self._first(item)
        yield from self._each(self._laying, coming)

    def _first(self, item: tuple[int, Block]) -> Laid:
        """Lay a block down here, since it is not known yet who belongs to which range."""
        laid, table = self._laying.read(item)
        if table.num_rows:
            self._laying = replace(self._laying, part_of=self._cut(table["subject"]))
        return self._laying.lay(laid, table)

    def is_stretch(self, laid: Laid) -> bool:
        return self._blocks[laid.number].stretch is not None

    def misread(self, found: Iterable[Laid]) -> list[Path]:
        """Files of which a stretch could not be read, or none has a row."""
        stretches = [one for one in found if self.is_stretch(one)]
        lost, filled = {one.path for one in stretches if not one.is_read}, {one.path for one in stretches if one.filled}
        return [path for path in dict.fromkeys(one.path for one in stretches) if path in lost or path not in filled]
