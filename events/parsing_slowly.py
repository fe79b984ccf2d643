"""The events of any YAML text, as ruamel.yaml reads them: letter by letter, and with a word for what is wrong.

Imported where a text is not plain enough for libyaml: ruamel.yaml takes longer to import than most rulebooks to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from zhiben.events.yaml_events import ControlCharacter, Event, Kind, NotYaml

# What the parser was about when a bracket or a quotation mark was not closed.
_OPEN = ("while parsing a flow", "while scanning a quoted scalar")


def by_ruamel(text: str) -> Iterator[Event]:
    """The events of a text; a syntax error is raised where it is reached.

    Raises:
        NotYaml, ControlCharacter: what the text is, as the parser says.
        RecursionError, ValueError, IndexError, AttributeError, TypeError: the parser itself stumbled.
    """
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if (told := _told(event)) is not None:
                yield told
    except ReaderError as error:
        position = error.position if isinstance(error.position, int) else None
        raise ControlCharacter(error.character, position) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(str(part) for part in (error.context, error.problem) if part)
        if mark is None:
            raise NotYaml(what) from None
        begun = error.context_mark if str(error.context).startswith(_OPEN) else None
        opening = None if begun is None else (begun.line, begun.column)
        raise NotYaml(what, mark.line, mark.column, opening) from None
    except YAMLError:
        raise NotYaml("") from None


def _told(event: Any) -> Event | None:
    """What ruamel.yaml's event says; None for what says nothing."""
    start, end = event.start_mark, event.end_mark
    if isinstance(event, DocumentStartEvent):
        return Event("document", *_place(start, end), is_directed=bool(event.version or event.tags))
    if isinstance(event, ScalarEvent):
        return Event("scalar", *_place(start, end), event.value, event.style or "", event.anchor, event.ctag)
    if isinstance(event, AliasEvent):
        return Event("alias", *_place(start, end), anchor=event.anchor)
    if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
        kind: Kind = "mapping" if isinstance(event, MappingStartEvent) else "sequence"
        return Event(kind, *_place(start, end), anchor=event.anchor, tag=event.ctag, is_flow=bool(event.flow_style))
    return Event("end", *_place(start, end)) if isinstance(event, (MappingEndEvent, SequenceEndEvent)) else None


def _place(start: Any, end: Any) -> tuple[int, int, int, int]:
    return start.line, start.column, end.line, end.column
