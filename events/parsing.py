"""The events of a YAML text: by libyaml where it is sure to read the text as ruamel.yaml does, else by ruamel.yaml.

ruamel.yaml decides what is YAML here, and says what is wrong with what is not. It reads letter by letter in Python,
which takes longer than the audit of a small log. libyaml reads the same events from most texts; where the two may
differ (YAML 1.1 and 1.2 do so in corners), and where anything is wrong, its answer is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

# Tabs, carriage returns, other breaks of lines, marks of byte order and control characters are read in different ways.
_PLAIN = (
    ("\n", "\n"), (" ", "~"), ("\u00a0", "\u2027"), ("\u202a", "\ud7ff"), ("\ue000", "\ufefe"), ("\uff00", "\ufffd"),
    ("\U00010000", "\U0010ffff"),
)  # fmt: skip
_CORNER = re.compile(r"[\"']:\S")  # `"a":b`
_FLOW = {"MappingStartEvent": MappingStartEvent, "SequenceStartEvent": SequenceStartEvent}
_END = {"MappingEndEvent": MappingEndEvent, "SequenceEndEvent": SequenceEndEvent}


def parsed(text: str) -> Iterable[Event]:
    """The events of a text; a syntax error is raised where it is reached.

    Raises:
        YAMLError, and what ruamel.yaml stumbles over: the text is not YAML.
    """
    quick = by_libyaml(text)
    return YAML(typ="safe", pure=True).parse(text) if quick is None else quick


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
    return events if sum(isinstance(event, DocumentStartEvent) for event in events) == 1 else None


def _is_plain(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _PLAIN)


class _Corner(Exception):
    """Something that the two may read in different ways, or that is refused anyway."""


def _event(event: Any) -> Event | None:
    """The same event as ruamel.yaml gives it; None for what says nothing.

    Raises:
        _Corner: block scalars, values that are left out, anchors, tags, aliases, directives and marks
            of documents.
    """
    name, marks = type(event).__name__, (event.start_mark, event.end_mark)
    if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
        raise _Corner
    if name == "ScalarEvent":
        if event.style in ("|", ">") or (not event.value and not event.style):
            raise _Corner
        return ScalarEvent(None, None, event.implicit, event.value, *marks, style=event.style or None)
    if name in _FLOW:
        return _FLOW[name](None, None, event.implicit, *marks, flow_style=event.flow_style)
    if name in _END:
        return _END[name](*marks)
    if name == "DocumentStartEvent":
        if event.explicit or event.version or event.tags:
            raise _Corner
        return DocumentStartEvent(*marks, explicit=False)
    if name in ("StreamStartEvent", "StreamEndEvent") or (name == "DocumentEndEvent" and not event.explicit):
        return None
    raise _Corner
