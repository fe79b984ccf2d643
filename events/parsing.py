"""The events of a YAML text: by libyaml where it is sure to read the text as ruamel.yaml does, else by ruamel.yaml.

ruamel.yaml decides what is YAML here, and says what is wrong with what is not. It reads letter by letter in Python,
which takes longer than the audit of a small log. libyaml reads the same events from most texts; where the two may
differ (YAML 1.1 and 1.2 do so in corners), and where anything is wrong, its answer is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from zhiben.events.yaml_events import Event, Kind

# Tabs, carriage returns, other breaks of lines, marks of byte order and control characters are read in different ways.
_PLAIN = (
    ("\n", "\n"), (" ", "~"), ("\u00a0", "\u2027"), ("\u202a", "\ud7ff"), ("\ue000", "\ufefe"), ("\uff00", "\ufffd"),
    ("\U00010000", "\U0010ffff"),
)  # fmt: skip
_CORNER = re.compile(r"[\"']:\S")  # `"a":b`
_BEGINS: dict[str, Kind] = {"MappingStartEvent": "mapping", "SequenceStartEvent": "sequence"}


def parsed(text: str) -> Iterable[Event]:
    """The events of a text; a syntax error is raised where it is reached.

    Raises:
        NotYaml, ControlCharacter, and what ruamel.yaml stumbles over: the text is not YAML.
    """
    quick = by_libyaml(text)
    if quick is not None:
        return quick
    from zhiben.events.parsing_slowly import by_ruamel

    return by_ruamel(text)


def by_libyaml(text: str) -> list[Event] | None:
    """All events of a text; None where the text is not for it."""
    try:
        from yaml import CLoader, YAMLError, parse
    except ImportError:  # built without libyaml
        return None
    if not text.endswith("\n") or not all(map(_is_plain, set(text))) or _CORNER.search(text):
        return None
    try:
        found = [_event(event) for event in parse(text, CLoader)]
    except (YAMLError, _Corner, RecursionError, ValueError):
        return None
    events = [event for event in found if event is not None]
    return events if sum(event.kind == "document" for event in events) == 1 else None


def _is_plain(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _PLAIN)


class _Corner(Exception):
    """Something that the two may read in different ways, or that is refused anyway."""


def _event(event: Any) -> Event | None:
    """What libyaml's event says; None for what says nothing.

    Raises:
        _Corner: block scalars, values that are left out, anchors, tags, aliases, directives and marks
            of documents.
    """
    name, start, end = type(event).__name__, event.start_mark, event.end_mark
    if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
        raise _Corner
    place = start.line, start.column, end.line, end.column
    if name == "ScalarEvent":
        if event.style in ("|", ">") or (not event.value and not event.style):
            raise _Corner
        return Event("scalar", *place, event.value, event.style or "")
    if name in _BEGINS:
        return Event(_BEGINS[name], *place, is_flow=bool(event.flow_style))
    if name in ("MappingEndEvent", "SequenceEndEvent"):
        return Event("end", *place)
    if name == "DocumentStartEvent":
        if event.explicit or event.version or event.tags:
            raise _Corner
        return Event("document", *place)
    if name in ("StreamStartEvent", "StreamEndEvent") or (name == "DocumentEndEvent" and not event.explicit):
        return None
    raise _Corner
