"""File names of notices: readable, no two alike on any file system, and never a way to another directory."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from zhiben.reports.safe import visible
from zhiben.reports.words import Lang, say

_WORD = {"zh": "整改通知书", "en": "rectification-notice"}
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')  # on one system or another
_LIKE_A_MARK = re.compile(r"-[0-9a-f]{8}$", re.IGNORECASE)  # so that nobody is called like somebody else's file
_LONGEST = 150  # bytes of the enterprise's part; a name may have 255, and a byte order or an e-mail may lengthen it


def file_names(bearers: Iterable[str], lang: Lang) -> dict[str, str]:
    """The file of each bearer's notice, such as `整改通知书-示例己客运集团.docx`.

    A name that cannot be written as it is, and names that some file system takes for one, end in part of a hash.
    """
    plain = {bearer: _plain(say(lang, "label", "whole_log") if bearer == "*" else bearer) for bearer in bearers}
    same = Counter(_folded(name) for name, _ in plain.values())
    return {
        bearer: f"{_WORD[lang]}-{name}{'' if is_whole and same[_folded(name)] == 1 else _mark(bearer)}.docx"
        for bearer, (name, is_whole) in plain.items()
    }


def _plain(bearer: str) -> tuple[str, bool]:
    """What of a name can stand in a file's name, and whether that is all of it."""
    wanted = unicodedata.normalize("NFC", bearer)
    name = _FORBIDDEN.sub("_", visible(wanted)).strip("._ ")
    cut = name.encode()[:_LONGEST].decode(errors="ignore").rstrip("._ ")
    return cut, cut == wanted and not _LIKE_A_MARK.search(cut)


def _folded(name: str) -> str:
    """Equal for names that a file system may take for one: neither case nor width of letters counts."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _mark(bearer: str) -> str:
    return "-" + hashlib.sha256(bearer.encode("utf-8", "surrogatepass")).hexdigest()[:8]
