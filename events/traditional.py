"""Traditional characters to simplified ones: a second look at a word of a form that is not known as it stands.

Only fixed words are looked at so: headings, event types, values of categories. Names and texts stay as they are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast


def simplified(word: str) -> str:
    """The word in simplified characters; the same word where it has no traditional ones."""
    return word if word.isascii() else _simplified(word)


@lru_cache(maxsize=4096)
def _simplified(word: str) -> str:
    return str(_converter().convert(word))


@lru_cache(maxsize=1)
def _converter() -> Any:
    # Read by the few logs that need it: its tables take a moment to load.
    from opencc import OpenCC

    return cast(Any, OpenCC)("t2s")
