"""Which column of a sheet supplies what: decided by the log map where it speaks, else by the headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, Sequence

from msgspec import Struct

from zhiben.events.delimiting import delimiter_problem
from zhiben.events.headings import EVENT_WORDS, Headings
from zhiben.events.logmap_form import Cell, Column, LogMap, Subject, TimeColumn, TypeColumn
from zhiben.events.named import column_problem, places, twice
from zhiben.events.problem import Problem, nearest
from zhiben.events.sheet import Sheet
from zhiben.events.title_row import title_problem
from zhiben.events.vocabulary import Kind, Vocabulary


class Derived(Struct, frozen=True):
    """A column that no file has: cells that a map says are not meant as they stand.

    Attributes:
        cell: how they are meant.
        at: the column, or the columns that make the value together.
        dates: for each word of `cell.means` the column of the date it stands for.
    """

    cell: Cell
    at: tuple[int, ...]
    dates: tuple[int, ...] = ()


@dataclass(slots=True)
class Binding:
    """Positions of the columns that are read; those past the headings are the derived ones, in their order.

    Attributes:
        envelope: position by attribute (id, source, type, subject, time, recordedtime).
        constants: attributes that are the same for every row.
        fields: field name and position; a heading that stands for several fields occurs several times.
        identity: positions whose cells together make the id, where the map says so.
        patterns: `strptime` formats of `time`, `recordedtime` and fields.
        derived: columns that are made of others.
        problems: an error here means that the sheet cannot be read.
    """

    envelope: dict[str, int] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    fields: list[tuple[str, int]] = field(default_factory=list)
    identity: tuple[int, ...] = ()
    patterns: dict[str, str] = field(default_factory=dict)
    derived: list[Derived] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_usable(self) -> bool:
        """Whether nothing is missing that every row needs."""
        return not any(p.level == "error" for p in self.problems)


def bind(sheet: Sheet, vocabulary: Vocabulary, mapping: LogMap | None, default_type: str | None) -> Binding:
    """The columns of a sheet.

    Args:
        sheet: with its headings.
        vocabulary: event types and fields.
        mapping: the log map, if one is given.
        default_type: event type of a worksheet named after it, used where neither map nor headings give one.
    """
    found = Binding()
    named, shared = _by_map(sheet, mapping, found) if mapping is not None else (set(), set())
    _by_headings(sheet, vocabulary, mapping, (named, shared), found)
    if default_type is not None and "type" not in found.envelope:
        found.constants.setdefault("type", default_type)
    for name in ("type", "subject", "time"):
        told = mapping is not None and getattr(mapping, name) is not None
        if name not in found.envelope and name not in found.constants and not told:
            shown = ", ".join(f"`{h}`" for h in sheet.headers[:12] if h)
            words = ", ".join((name, *EVENT_WORDS[name][-3:]))
            found.problems.append(
                Problem(
                    "missing-column",
                    f"no column gives the {name} of an event; headings: {shown}",
                    sheet.header_span(),
                    f"name a column {words}, or say in a log map which one it is",
                    field=name,
                )
            )
    if not (found.is_usable or found.envelope or found.fields):
        headings = Headings(EVENT_WORDS, vocabulary.events.values())
        reason = delimiter_problem(sheet, headings) or title_problem(sheet, headings)
        # Which columns such a row does not have is no news.
        found.problems = found.problems if reason is None else [reason]
    return found


def _by_map(sheet: Sheet, mapping: LogMap, found: Binding) -> tuple[set[int], set[int]]:
    """Binds what the map says; gives the positions that it uses, and those that are parts of an identity only."""
    named: set[int] = set()
    shared: set[int] = set()

    def at(name: str, is_shared: bool = False) -> int | None:
        where = places(sheet, name)
        if not where:
            missing = column_problem(sheet, name)
            found.problems.extend([missing] if missing not in found.problems else [])
            return None
        if len(where) > 1:
            found.problems.append(twice(sheet, where[1], where[0]))
        (shared if is_shared else named).add(where[0])
        return where[0]

    def of(cell: Cell) -> int | None:
        columns = [at(name, bool(cell.columns)) for name in cell.columns or (cell.column or "",)]
        dates = [at(name, True) for name in cell.means.values()]
        known = tuple(p for p in columns if p is not None)
        if len(known) < len(columns) or None in dates:
            return None
        if cell.is_plain:
            return known[0]
        found.derived.append(Derived(cell, known, tuple(p for p in dates if p is not None)))
        return len(sheet.headers) + len(found.derived) - 1

    for attribute in ("type", "subject", "time", "recordedtime", "source"):
        given = getattr(mapping, attribute)
        if isinstance(given, str):
            found.constants[attribute] = given
        elif isinstance(given, Column | TypeColumn):
            if (place := at(given.column)) is not None:
                found.envelope[attribute] = place
        elif isinstance(given, Subject | TimeColumn):
            if (place := of(given.cell)) is not None:
                found.envelope[attribute] = place
            if given.cell.format is not None:
                found.patterns[attribute] = given.cell.format
    if mapping.id is not None:
        about = [at(name, mapping.id.column is None) for name in mapping.id.names]
        found.identity = tuple(p for p in about if p is not None) if mapping.id.columns else ()
        if mapping.id.column is not None and about[0] is not None:
            found.envelope["id"] = about[0]
    for name, source in (mapping.fields or {}).items():
        cell = Cell(column=source) if isinstance(source, str) else source
        if (place := of(cell)) is not None:
            found.fields.append((name, place))
        if cell.format is not None:
            found.patterns[name] = cell.format
    return named, shared - named


def _by_headings(
    sheet: Sheet, vocabulary: Vocabulary, mapping: LogMap | None, taken: tuple[set[int], set[int]], found: Binding
) -> None:
    named, shared = taken
    headings = Headings(EVENT_WORDS, vocabulary.events.values())
    settled = set(found.envelope) | set(found.constants) | ({"id"} if found.identity else set())
    mapped_fields = mapping is not None and mapping.fields is not None
    used: dict[str, int] = {}
    seen: set[str] = set()
    for place, heading in enumerate(sheet.headers):
        meaning = headings.meaning(heading)
        if isinstance(meaning, str):
            if meaning in settled or place in named:
                continue
            if meaning in used:
                found.problems.append(twice(sheet, place, used[meaning]))
            used[meaning] = found.envelope[meaning] = place
        elif mapped_fields or not heading:
            continue
        elif meaning is not None:
            earlier = [used[name] for name in meaning if name in used]
            if earlier:
                found.problems.append(twice(sheet, place, earlier[0]))
            used.update(dict.fromkeys(meaning, place))
            found.problems.extend(_ambiguous(sheet, heading, meaning, vocabulary.events.values()))
            found.fields.extend((name, place) for name in meaning)
        elif place not in named | shared and heading not in seen:
            seen.add(heading)
            near = nearest(heading, headings.known())
            hint = (
                f"did you mean `{near}`?" if near else "name it after a field of the vocabulary, or leave it as it is"
            )
            message = f"no event has a field `{heading}`; the column is not read"
            found.problems.append(Problem("unknown-column", message, sheet.header_span(), hint, "warning", heading))


def _ambiguous(sheet: Sheet, heading: str, names: Sequence[str], kinds: Iterable[Kind]) -> list[Problem]:
    if len(names) < 2:
        return []
    for kind in kinds:
        own = [name for name in names if name in kind.fields]
        if len(own) > 1:
            message = f"`{heading}` may be {' or '.join(f'`{n}`' for n in own)} of `{kind.name}`"
            return [
                Problem("ambiguous-column", message, sheet.header_span(), "use the field's own name", field=heading)
            ]
    return []
