"""Columns and words packed into one text that can stand anywhere in a page: numbers as bytes, compressed, in base64.

Base64 has neither `<` nor quotes, so nothing that a log holds can end the element it stands in. What is packed:

    4 bytes    length of the header, little-endian
    header     JSON, UTF-8, padded with blanks so that the columns begin at a multiple of 8
    columns    one after the other, each at a multiple of 8, little-endian; the header's `columns` says
               {name: [type, first byte, how many]}, counted from the end of the header
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.int32] | npt.NDArray[np.float64] | npt.NDArray[np.uint8]
_LEVEL = 2  # 6 % larger than with level 4, in three fifths of the time; a million events are 11 MB
_TYPES = {"i": "<i4", "f": "<f8", "u": "u1"}


def packed(header: Mapping[str, object], columns: Mapping[str, Column] | None = None) -> str:
    """Header and (n,) columns of int32, float64 or uint8 as base64 of gzip; the same content gives the same text."""
    table: dict[str, tuple[str, int, int]] = {}
    body = bytearray()
    for name, column in (columns or {}).items():
        table[name] = (column.dtype.kind, len(body), len(column))
        body += np.ascontiguousarray(column, dtype=_TYPES[column.dtype.kind]).tobytes()
        body += bytes(-len(body) % 8)
    text = json.dumps({**header, "columns": table}, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )
    text += b" " * (-(len(text) + 4) % 8)
    whole = len(text).to_bytes(4, "little") + text + bytes(body)
    return base64.b64encode(gzip.compress(whole, compresslevel=_LEVEL, mtime=0)).decode("ascii")
