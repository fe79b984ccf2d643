"""The column that a log map names: by its heading, else by one that differs in case, form or characters only."""

from __future__ import annotations

from zhiben.events.problem import Problem, nearest
from zhiben.events.sheet import Sheet
from zhiben.events.traditional import simplified
from zhiben.events.values import plain


def places(sheet: Sheet, name: str) -> list[int]:
    """Positions of the columns headed so; several where the heading repeats."""
    for told in (str, _folded, lambda heading: simplified(_folded(heading))):
        found = [i for i, heading in enumerate(sheet.headers) if told(heading) == told(name)]
        if found:
            return found
    return []


def column_problem(sheet: Sheet, name: str) -> Problem:
    """A column that the map names and the file does not have."""
    near = nearest(name, sheet.headers)
    hint = f"did you mean `{near}`?" if near else "headings: " + ", ".join(f"`{h}`" for h in sheet.headers[:12])
    message = f"the map names the column `{name}`, which this file does not have"
    return Problem("unknown-column", message, sheet.header_span(), hint, field=name)


def twice(sheet: Sheet, place: int, earlier: int) -> Problem:
    """A column that says what an earlier one says already."""
    heading, other = sheet.headers[place], sheet.headers[earlier]
    same = f"the column `{heading}` occurs twice"
    message = same if heading == other else f"the columns `{other}` and `{heading}` mean the same"
    return Problem("duplicate-column", message, sheet.header_span(), "keep one of them", field=heading)


def _folded(heading: str) -> str:
    """Headings are broken over lines and spaced out to fit their columns."""
    return "".join(plain(heading).split())
