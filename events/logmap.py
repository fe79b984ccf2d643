"""Reading a log map: its words checked, its names held against the vocabulary."""

from __future__ import annotations

from typing import Iterable, Mapping

from zhiben.events.document import Document, Path_
from zhiben.events.given import FilePath, path_of
from zhiben.events.logmap_form import Cell, LogMap, Read, TypeColumn
from zhiben.events.problem import Problem, Unusable, nearest
from zhiben.events.spanned import read_yaml, validate
from zhiben.events.vocabulary import DUTY_DECIDED, LOG_INSTEAD, NOT_LOGGED, Field, Vocabulary

__all__ = ["LogMap", "Read", "entries", "read_map"]


def read_map(path: FilePath, vocabulary: Vocabulary) -> LogMap:
    """The log map in a YAML file, its names checked against the vocabulary.

    Raises:
        Unusable: with every problem found.
        TypeError: `path` is no path.
    """
    document = read_yaml(path_of(path, "the log map"))
    found = validate(document, LogMap)
    problems = [*_unknown_names(found, vocabulary, document)]
    for number, one in enumerate(found.maps):
        problems += _unknown_names(one, vocabulary, document, ("maps", number))
    if problems:
        raise Unusable(problems)
    return found


def entries(mapping: LogMap, vocabulary: Vocabulary) -> tuple[LogMap, ...]:
    """One map for each event that a row may give; a map without `events` is its own only one.

    Fields common to all events are read for the types that have them; an event's own field goes before a common one.
    """
    if not mapping.events:
        return (mapping,)
    found = []
    for event in mapping.events:
        kind = vocabulary.events.get(event.type)
        own = kind.fields if kind is not None else {}
        common = {name: cell for name, cell in (mapping.fields or {}).items() if name in own}
        changed = {"type": event.type, "time": event.time, "fields": {**common, **event.fields}, "events": ()}
        if event.recordedtime is not None:
            changed["recordedtime"] = event.recordedtime
        found.append(mapping.model_copy(update=changed))
    return tuple(found)


def _unknown_names(found: LogMap, vocabulary: Vocabulary, document: Document, at: Path_ = ()) -> Iterable[Problem]:
    types, fields = list(vocabulary.events), vocabulary.event_fields()
    if isinstance(found.type, str) and found.type not in types:
        yield _unknown("type", found.type, types, document, (*at, "type"))
    if isinstance(found.type, TypeColumn):
        for old, new in found.type.values.items():
            if new not in types:
                yield _unknown("type", new, types, document, (*at, "type", "values", old))
    own: Mapping[str, Field] = fields
    if isinstance(found.type, str) and found.type in types:
        own = vocabulary.events[found.type].fields
    named = [vocabulary.events[event.type].fields for event in found.events if event.type in types]
    if found.events and len(named) == len(found.events):
        own = {name: field for kind in named for name, field in kind.items()}
    yield from _fields(found.fields or {}, own, document, (*at, "fields"))
    for number, event in enumerate(found.events):
        place: Path_ = (*at, "events", number)
        if event.type not in types:
            yield _unknown("type", event.type, types, document, (*place, "type"))
        own = vocabulary.events[event.type].fields if event.type in types else fields
        yield from _fields(event.fields, own, document, (*place, "fields"))
    for number, case in enumerate(found.cases):
        place = (*at, "cases", number)
        for word in ("opens", "closes"):
            kind = getattr(case, word)
            if kind not in types:
                yield _unknown("type", kind, types, document, (*place, word))
            elif case.key not in vocabulary.events[kind].fields:
                yield _unknown("field", case.key, list(vocabulary.events[kind].fields), document, (*place, "key"))


def _fields(
    given: Mapping[str, str | Cell], own: Mapping[str, Field], document: Document, place: Path_
) -> Iterable[Problem]:
    for name, cell in given.items():
        field = own.get(name)
        if field is None:
            yield _unknown("field", name, list(own), document, (*place, name), key=True)
        elif isinstance(cell, Cell):
            yield from _misfits(field, cell, document, (*place, name))


def _misfits(field: Field, cell: Cell, document: Document, place: Path_) -> Iterable[Problem]:
    """What is said of a field's cells that its type does not allow."""

    def misfit(word: str, message: str, hint: str) -> Problem:
        return Problem("misfit", message, document.span((*place, word), key=True), hint)

    if cell.split is not None and not field.many:
        hint = "a field that holds a list is declared with `many: true` in the vocabulary"
        yield misfit("split", f"`{field.name}` holds one value, which is not split", hint)
    if cell.columns and (field.storage != "text" or field.many or field.type == "category"):
        message = f"`{field.name}` is a {field.type}; several columns together make a text or a ref"
        yield misfit("columns", message, "name one column")
    for word in ("means", "format"):
        if getattr(cell, word) and field.storage != "time":
            message = f"`{field.name}` is a {field.type}, not a date"
            yield misfit(word, message, f"`{word}` is for fields of type date or time")


def _unknown(what: str, word: str, known: list[str], document: Document, path: Path_, key: bool = False) -> Problem:
    if what == "type" and word == DUTY_DECIDED:
        return Problem("reserved-type", NOT_LOGGED, document.span(path), LOG_INSTEAD)
    near = nearest(word, known)
    hint = f"did you mean `{near}`?" if near else f"{what}s: " + ", ".join(known[:12])
    noun = "event type" if what == "type" else "field"
    return Problem(f"unknown-{what}", f"the vocabulary has no {noun} `{word}`", document.span(path, key=key), hint)
