"""The small objects of OSCAL: ids that follow from what they are for, names, properties, lines, the one time."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from zhiben.engine.ledger import AsOf
from zhiben.events.civil import calendar
from zhiben.reports.contents import Contents
from zhiben.reports.safe import visible
from zhiben.reports.words import LANGS, Lang, say

_NAMESPACE = UUID("6f0c1d2e-5b0a-5f43-9a59-6d4f1c8f4b7a")
_NS = "urn:zhiben"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_WORDS = {
    "title": ("义务履行审计：{title}", "Audit of obligations: {title}"),
    "plan": (
        "未另行编制评估计划，以规则库代之。",
        "There is no assessment plan of its own: the rulebook stands in its place.",
    ),
    "none": ("未注明条款的规则", "Rules that cite no clause"),
}
Json = dict[str, Any]


def prop(name: str, value: str) -> Json:
    """A property of our own namespace."""
    return {"name": name, "ns": _NS, "value": line(value)}


def party(bearer: str) -> str:
    """The id of a bearer as a party."""
    return uuid_of("party", bearer)


def bearer_name(bearer: str, lang: Lang) -> str:
    """A bearer as people call it; `*` is the log as a whole."""
    return say(lang, "label", "whole_log") if bearer == "*" else bearer


def uuid_of(kind: str, *parts: str) -> str:
    """A UUID that follows from what it is for (RFC 4122, version 5)."""
    return str(uuid5(_NAMESPACE, "\0".join((kind, *parts)).encode("utf-8", "backslashreplace").decode()))


def token(kind: str, word: str) -> str:
    """A name as OSCAL allows it, different for different words: letters, digits, `.`, `-` and `_`."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", word)
    return "-".join((kind, plain) if plain == word else (kind, plain[:60], uuid_of("token", word)[:8]))


def line(said: str) -> str:
    """One line without blanks around it, never empty."""
    return visible(said).strip() or "-"


def say_here(word: str, lang: Lang) -> str:
    """What only this format says: `title`, `plan`, `none`."""
    return _WORDS[word][LANGS.index(lang)]


def as_of_text(contents: Contents) -> str:
    """The instant at which the clock stands, in the rulebook's zone."""
    zone = contents.audit.rulebook.timezone
    clock = AsOf.at(contents.audit.as_of, calendar(zone)).clock
    return (_EPOCH + dt.timedelta(microseconds=clock)).astimezone(ZoneInfo(zone)).isoformat()
