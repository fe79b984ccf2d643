"""The events of the tables of one file: what each column supplies, and whether a table is a log at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from zhiben.events.arranging import arrange
from zhiben.events.binding import bind
from zhiben.events.civil import CivilCalendar, calendar
from zhiben.events.logmap import LogMap, entries
from zhiben.events.looking_over import looked_over
from zhiben.events.problem import Problem, Span
from zhiben.events.register import Bound, read_register, with_derived
from zhiben.events.rows import EMPTY, Part, read_rows
from zhiben.events.sheet import Broken, Sheet
from zhiben.events.values import counted, plain
from zhiben.events.vocabulary import Vocabulary


def read_sheet(sheet: Sheet, vocabulary: Vocabulary, zone: str, mapping: LogMap | None = None) -> Part:
    """The events of a single table that is perhaps in no file, such as what has just arrived; ids are not settled."""
    own = mapping.for_file(Path(sheet.file).name) if mapping is not None else None
    [(fitted, bound)] = bound_of([sheet], vocabulary, own)
    return part_of(fitted, bound, vocabulary, calendar(zone), own)


def map_for(path: Path, mapping: LogMap | None) -> LogMap | None:
    """The map that is meant for a file."""
    return None if mapping is None else mapping.for_file(path.name)


def bound_of(
    sheets: Sequence[Sheet], vocabulary: Vocabulary, mapping: LogMap | None
) -> Iterator[tuple[Sheet, Bound | None]]:
    """Binds the sheets of one file. A worksheet beside others that is no log is left out with a warning."""
    defaults = [None if sheet.name is None else _type_named(sheet.name, vocabulary) for sheet in sheets]
    found = [_fitted(s, vocabulary, mapping, d) if s.headers else None for s, d in zip(sheets, defaults, strict=True)]
    one_is_read = any(fitted is not None and _is_usable(fitted[1]) for fitted in found)
    for sheet, default, fitted in zip(sheets, defaults, found, strict=True):
        if fitted is None:
            yield sheet, None
        elif one_is_read and default is None and sheet.name is not None and _is_foreign(fitted[1]):
            hint = "name it after an event type, or give it columns for type, subject and time"
            message = f"the sheet `{sheet.name}` is no log of events; {counted(len(sheet.lines), 'row')} not read"
            unread = Problem("unread-sheet", message, replace(sheet.header_span(), line=0), hint, "warning")
            yield replace(sheet, headers=(), problems=(unread,)), None
        else:
            yield fitted


def _fitted(
    sheet: Sheet, vocabulary: Vocabulary, mapping: LogMap | None, default_type: str | None
) -> tuple[Sheet, Bound]:
    """A sheet as the map arranges it, and what each of the events of its rows takes from where."""
    if mapping is None:
        return sheet, [(None, bind(sheet, vocabulary, None, default_type))]
    arranged, errors = arrange(sheet, mapping)
    bound = [(entry, bind(arranged, vocabulary, entry, default_type)) for entry in entries(mapping, vocabulary)]
    known = bound[0][1].problems
    if not any(problem.code == "title-row" for problem in known):
        known.extend(error for error in errors if error not in known)
    return arranged, bound


def _is_usable(bound: Bound) -> bool:
    return all(binding.is_usable for _, binding in bound)


def _is_foreign(bound: Bound) -> bool:
    """Whether a sheet is something else: not usable, and without most of the columns that the map names.

    A sheet that lacks one of many is meant, and misspelt; with a mere warning it would be a month that nobody misses.
    """
    if _is_usable(bound):
        return False
    lacking = {p.field for _, binding in bound for p in binding.problems if p.code == "unknown-column"}
    present = {
        place for _, binding in bound for place in (*binding.envelope.values(), *(at for _, at in binding.fields))
    }
    return len(present) <= len(lacking)


def part_of(
    sheet: Sheet, bound: Bound | None, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None
) -> Part:
    if bound is None:
        return Part(EMPTY, sheet.spoiled, 0, sheet.spoiled, sheet.problems)
    problems = [*sheet.problems, *dict.fromkeys(p for _, binding in bound for p in binding.problems)]
    try:
        if _is_usable(bound):
            sheet, doubts = looked_over(sheet, vocabulary)
            problems += doubts
            part = _events(sheet, bound, vocabulary, civil, mapping)
            said = (*problems, *sorted(part.problems, key=_line))
            return replace(part, read=part.read + sheet.skipped, ignored=part.ignored + sheet.skipped, problems=said)
    except Broken as why:
        problems.append(Problem("damaged-file", f"the file is damaged inside: {why}", Span(sheet.file)))
    lost = len(sheet.lines) + sheet.spoiled
    return Part(EMPTY, lost + sheet.skipped, sheet.skipped, lost, tuple(problems))


def _events(sheet: Sheet, bound: Bound, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None) -> Part:
    if mapping is not None and mapping.is_spread:
        return read_register(sheet, bound, vocabulary, civil)
    entry, binding = bound[0]
    whole, problems = with_derived(sheet, binding)
    part = read_rows(whole, binding, vocabulary, civil, entry)
    return replace(part, problems=(*problems, *part.problems))


def _type_named(name: str, vocabulary: Vocabulary) -> str | None:
    """The event type whose name or label a worksheet has."""
    for kind in vocabulary.events.values():
        if plain(name) in {plain(word) for word in (kind.name, kind.label.zh, kind.label.en) if word}:
            return kind.name
    return None


def _line(problem: Problem) -> int:
    return problem.span.line if problem.span is not None else 0
