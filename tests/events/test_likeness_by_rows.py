"""Twins and repeated texts of random registers are those that a reading row by row finds, word for word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.events.vocabulary import ZONE
from zhiben.events.likeness import alike
from zhiben.events.problem import Problem, Span
from zhiben.events.values import listed
from zhiben.events.vocabulary import Field, Kind, Vocabulary

TEXTS = ("a text", "a text, longer", "三号车间灭火器过期", "同上", "H-17", "H-18", "", None)
VOCABULARY = Vocabulary(
    entities={},
    events={
        "found": Kind("found", fields={"what": Field("what", "text"), "where": Field("where", "text")}),
        "closed": Kind("closed", fields={"what": Field("what", "text"), "number": Field("number", "text")}),
        "drill": Kind("drill"),
    },
)
ROW = st.fixed_dictionaries(
    {
        "id": st.sampled_from("abcdefgh"),
        "type": st.sampled_from(("found", "closed", "drill")),
        "subject": st.sampled_from(("甲", "乙")),
        "first": st.integers(0, 150).map(lambda h: dt.datetime(2024, 2, 27, tzinfo=dt.UTC) + dt.timedelta(hours=h)),
        "file": st.sampled_from(("r.xlsx", "s.csv")),
        "sheet": st.sampled_from(("一月", None)),
        "what": st.sampled_from(TEXTS),
        "where": st.sampled_from(TEXTS),
        "number": st.sampled_from(TEXTS[:6]),
    }
)
SCHEMA = pa.schema(
    {name: pa.string() for name in ("id", "type", "subject", "file", "sheet", "what", "where", "number")}
    | {"first": pa.timestamp("us", "UTC"), "line": pa.int64()}
)


def by_rows(rows: list[dict[str, object]], keys: frozenset[str]) -> Iterator[tuple[str, Span, str, str]]:
    """The notes as the definition says them: message, place, text told; of each kind in order of the first event."""
    clock = ZoneInfo(ZONE)
    twins, again = [], []
    for kind in VOCABULARY.events.values():
        mine = [row for row in rows if row["type"] == kind.name]
        texts = [name for name in kind.fields if name not in keys and is_prose([row[name] for row in mine])]
        said = [tuple(row[name] or "" for name in ("subject", *texts)) for row in mine]
        groups: dict[tuple[object, str], list[dict[str, object]]] = {}
        for row, words in zip(mine, said, strict=True):
            told = " ".join(str(word) for word in words[1:] if word)
            if len(told) >= 4 and said.count(words) > 1:
                groups.setdefault((row["subject"], told), []).append(row)
        for (subject, told), events in groups.items():
            days: dict[dt.date, list[dict[str, object]]] = {}
            for event in events:
                first = event["first"]
                assert isinstance(first, dt.datetime)
                days.setdefault(first.astimezone(clock).date(), []).append(event)
            for day, same in days.items():
                if len({event["id"] for event in same}) > 1:
                    where = listed(str(place(event)) for event in same[1:])
                    message = f"`{kind.name}` of `{subject}` on {day}, `{told[:40]}`: told {len(same)} times"
                    twins.append(("likely-twins", place(same[0]), f"{message}, also at {where}", told))
            if len(days) >= 3 and len(told) >= 8:
                message = f"`{kind.name}` of `{subject}` says `{told[:40]}` word for word on {len(days)} days"
                again.append(("repeated-text", place(events[0]), f"{message}, first here", told))
    yield from few(twins)
    yield from few(again)


def few(found: list[tuple[str, Span, str, str]]) -> list[tuple[str, Span, str, str]]:
    more = len(found) - 10
    rest = [
        (*one[:2], f"{more} more case{'s' if more > 1 else ''} of the same, first here", "") for one in found[10:11]
    ]
    return [*found[:10], *rest]


def is_prose(cells: list[object]) -> bool:
    words = {str(cell) for cell in cells if cell is not None}
    told = [word for word in words if any(not "!" <= letter <= "~" for letter in word)]
    return len(words) * 100 > sum(cell is not None for cell in cells) and len(told) * 2 > len(words)


def place(row: dict[str, object]) -> Span:
    sheet = row["sheet"]
    return Span(str(row["file"]), int(str(row["line"])), sheet=None if sheet is None else str(sheet))


@given(
    rows=st.lists(ROW, max_size=90),
    keys=st.sampled_from([frozenset[str](), frozenset({"what"}), frozenset({"where", "number"})]),
    coded=st.booleans(),
    cut=st.integers(0, 90),
)
def test_the_notes_are_those_found_row_by_row(
    rows: list[dict[str, object]], keys: frozenset[str], coded: bool, cut: int
) -> None:
    for line, row in enumerate(rows):
        row["line"] = line + 2
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    if coded:
        for name in ("type", "subject", "what"):
            at = table.column_names.index(name)
            table = table.set_column(at, name, table[name].combine_chunks().dictionary_encode())
    table = pa.concat_tables([table.slice(0, cut), table.slice(cut)])
    found = alike(table, VOCABULARY, ZONE, keys)
    assert [(p.code, p.span, p.message, p.value) for p in found] == list(by_rows(rows, keys))
    assert {problem for problem in found if (problem.hint, problem.level) != ("", "note")} == set[Problem]()
