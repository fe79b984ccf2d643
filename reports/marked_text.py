"""Text that stays text in Markdown: nothing in it becomes a mark, a link or the name of somebody."""

from __future__ import annotations

import re

from zhiben.reports.safe import visible
from zhiben.reports.text import shortened

_CELL = 700  # columns of one cell
# What Markdown, HTML or GitHub take for more than text. GitHub looks for people, issues and addresses in what is
# rendered already, where an escape is no longer seen; it does not look into code.
_MARKS = re.compile(
    r"(?P<code>://|@|#(?=\d)|(?<=www)\.|(?<=GH)-(?=\d))|(?P<entity>[<>&|$])|(?P<plain>[\\`*_~\[\]]|^[#+=-]|(?<=^\d)[.)])",
    re.IGNORECASE,
)


def cell(said: str, room: int = _CELL) -> str:
    """Text that stays text wherever it stands in Markdown, on one line, of bounded length."""
    return _MARKS.sub(_harmless, shortened(visible(said[: 4 * room]), room))


def _harmless(found: re.Match[str]) -> str:
    if found["code"]:
        return f"<code>{found[0]}</code>"
    return f"&#{ord(found[0])};" if found["entity"] else "\\" + found[0]
