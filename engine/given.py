"""Inputs given to an audit as objects: whether they are what they should be, and were read for this rulebook."""

from __future__ import annotations

from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.problem import Problem
from zhiben.rules.model import Rulebook

_READERS = {
    "Rulebook": "load_rulebook",
    "Entities": "read_entities",
    "Coverage": "read_coverage",
    "Waivers": "read_waivers",
    "Audit": "audit",
    "LogMap": "read_map",
}


def wrong_type(what: str, given: object, kind: type) -> TypeError:
    """The error for an argument that is neither a path nor an object of its kind."""
    reader, found = _READERS[kind.__name__], type(given).__qualname__
    expected = f"expected a path (str or Path), or the {kind.__name__} that {reader} returns"
    is_table = hasattr(given, "columns") or hasattr(given, "column_names")
    hint = "; write the table to a .csv or .parquet file and give its path" if is_table else ""
    return TypeError(f"{what}: {expected}; found {found}{hint}")


def of_this_rulebook(log: object, entities: object, book: Rulebook) -> list[Problem]:
    """What was read with another zone or vocabulary than the rulebook's: its days and words mean something else.

    What does not know how it was read, such as a table made by hand, is taken as it is.
    """
    problems: list[Problem] = []
    words = book.vocabulary
    for what, given, reader in (("log", log, "read_log"), ("entities", entities, "read_entities")):
        if not isinstance(given, (EventLog, Entities)):
            continue
        code, hint = f"{what}-of-another-rulebook", f"read it with {reader}(…, rulebook.vocabulary, rulebook.timezone)"
        if given.zone is not None and given.zone != book.timezone:
            message = f"the {what} was read in the zone {given.zone}, and `{book.name}` judges in {book.timezone}"
            problems.append(Problem(code, message, hint=hint))
        own = given.vocabulary
        if own is None:
            continue
        is_same = own.events == words.events if isinstance(given, EventLog) else own.entities == words.entities
        if not is_same:
            message = f"the {what} was read with another vocabulary than that of `{book.name}`"
            problems.append(Problem(code, message, hint=hint))
    return problems
