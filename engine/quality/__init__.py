"""The quality of the log itself: what is missing from it, what is odd about it, and when it was written down.

One module per check, found by its file name, which is the code of its remarks (`recorded_late.py`: `recorded-late`).
A module defines

    check(seen: Seen) -> list[Remark]      # the most remarkable first, cut by `few` or `remarks_of`

and its thresholds as constants with a word on why. Remarks are findings about data, not about duties: no verdict, no
count of findings and no exit code rests on them. Every check is linear in the number of events or duties.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Protocol, cast

from zhiben.engine.abreast import abreast, cores
from zhiben.engine.quality._remark import Remark as Remark
from zhiben.engine.quality._seen import Seen as Seen

_LARGE = 100_000  # events from which on threads pay


class Check(Protocol):
    """A module of this folder."""

    def check(self, seen: Seen) -> list[Remark]:
        """Its remarks."""
        ...


def codes() -> tuple[str, ...]:
    """The code of every check, sorted."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name.replace("_", "-") for name in names if not name.startswith("_")))


def check_named(code: str) -> Check:
    """The module that makes the remarks of a code."""
    return cast(Check, import_module(f"{__name__}.{code.replace('-', '_')}"))


def remarks(seen: Seen) -> tuple[Remark, ...]:
    """The remarks of every check: warnings first, then by code, then as the check has them."""
    at_once = cores() if len(seen.rows) > _LARGE else 1
    found = [
        remark for told in abreast(lambda code: check_named(code).check(seen), codes(), at_once) for remark in told
    ]
    grave = {remark.code for remark in found if remark.level == "warning"}
    return tuple(sorted(found, key=lambda remark: (remark.code not in grave, remark.code)))
