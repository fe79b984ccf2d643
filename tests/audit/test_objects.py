"""Inputs given as objects already read: the same ledger as from their files, and no silent mixing of rulebooks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from msgspec.structs import replace

import zhiben
from zhiben.events.log import EventLog
from zhiben.rules.shipped import rulebook_path

BOOK = rulebook_path("workshop-safety")
LOG, ENTITIES = BOOK / "demo" / "log.csv", BOOK / "demo" / "entities.csv"
AS_OF = "2024-12-31"


def codes(error: pytest.ExceptionInfo[zhiben.Unusable]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def write(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def book(tmp_path: Path) -> zhiben.Rulebook:
    folder = tmp_path / "book"
    (folder / "tasks").mkdir(parents=True)
    parameters = "parameters: {days: {default: 30}, span: {default: 30 days}, on: {default: true}}"
    write(folder / "rulebook.yaml", "rulebook: visits", "version: '1'", "timezone: Asia/Shanghai", parameters)
    write(folder / "vocabulary.yaml", "entities: {site: {}}", "events: {visit: {fields: {by: {type: ref}}}}")
    rule = "- {id: visited, bearer: site, duty: {event: visit, at_least: 1, every: quarter}}"
    write(folder / "tasks" / "rules.yaml", rule)
    return zhiben.load_rulebook(str(folder))


@pytest.fixture
def entities(tmp_path: Path) -> Path:
    return write(
        tmp_path / "entities.csv",
        "id,kind,aliases,valid_from,valid_to",
        "a,site,old a,2024-01-01,2024-12-31",
        "b,site,,2024-01-01,2024-12-31",
    )


ROWS = (
    "6,visit,old a,2024-02-01,old a",
    "7,visit,old a,2024-05-01,b",
    "7,visit,a,2024-05-01,b",  # a resend of the one above, once the alias is known
    "8,visit,b,2024-08-01,a",
    "9,visit,nobody,2024-08-01,a",
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "log.csv", "id,type,subject,time,by", *ROWS)


def test_a_log_read_without_entities_is_judged_as_its_file_is(book: zhiben.Rulebook, log: Path, entities: Path) -> None:
    # Rows without an id are named by their content, the resolved subject included.
    nameless = write(log.with_name("nameless.csv"), "type,subject,time,by", "visit,old a,2024-11-01,a")
    read = zhiben.audit([log, nameless], book, entities=entities, as_of=AS_OF)
    alone = zhiben.read_log([log, nameless], book.vocabulary, book.timezone)
    given = zhiben.audit(alone, book, entities=entities, as_of=AS_OF)
    assert "met" in read.ledger["verdict"].to_pylist()
    assert given.ledger.equals(read.ledger)
    assert given.log.table.equals(read.log.table)
    assert given.log.account == read.log.account
    assert given.log.account.duplicates == 1
    assert given.problems == read.problems
    assert "unknown-subject" in {p.code for p in given.problems}
    assert given.log.table["by"].to_pylist() == ["a", "b", "a", "a", "a"]
    assert "old a" in alone.table["subject"].to_pylist()  # the object given is left as it was


def test_a_log_read_with_the_entities_stays_as_it_is(book: zhiben.Rulebook, log: Path, entities: Path) -> None:
    registry = zhiben.read_entities(entities, book.vocabulary, book.timezone)
    whole = zhiben.read_log(str(log), book.vocabulary, book.timezone, entities=registry)
    given = zhiben.audit(whole, book, entities=registry, as_of=AS_OF)
    assert given.log.table.equals(whole.table)
    assert given.log.problems == whole.problems
    again = zhiben.audit(given.log, book, entities=entities, as_of=AS_OF)
    assert again.ledger.equals(given.ledger)
    assert again.log.problems == whole.problems


def test_a_log_changed_since_it_was_read_is_judged_as_changed(book: zhiben.Rulebook, log: Path, entities: Path) -> None:
    whole = zhiben.read_log(log, book.vocabulary, book.timezone)
    changed = dataclasses.replace(whole, table=whole.table.filter(pc.equal(whole.table["by"], "old a")))
    given = zhiben.audit(changed, book, entities=entities, as_of=AS_OF)
    assert given.log.table["subject"].to_pylist() == ["a"]
    assert given.log.table["by"].to_pylist() == ["a"]


def test_a_log_made_by_hand_is_resolved_too(book: zhiben.Rulebook, log: Path, entities: Path) -> None:
    table = zhiben.read_log(log, book.vocabulary, book.timezone).table
    hand = EventLog(table.filter(pc.equal(table["by"], "old a")))
    assert zhiben.audit(hand, book, entities=entities, as_of=AS_OF).log.table["subject"].to_pylist() == ["a"]


def test_coverage_read_without_entities_is_that_of_its_file(
    book: zhiben.Rulebook, log: Path, entities: Path, tmp_path: Path
) -> None:
    file = write(
        tmp_path / "coverage.csv",
        "subject,type,from,through",
        "old a,visit,2024-01-01,2024-12-31",
        "nobody,visit,2024-01-01,2024-12-31",
    )
    read = zhiben.audit(log, book, entities=entities, coverage=file, as_of=AS_OF)
    alone = zhiben.read_coverage(str(file), book.vocabulary, book.timezone)
    given = zhiben.audit(log, book, entities=entities, coverage=alone, as_of=AS_OF)
    assert {"breached", "unknown"} <= set(read.ledger["verdict"].to_pylist())
    assert given.ledger.equals(read.ledger)
    assert [p.value for p in given.problems if p.code == "unknown-subject"] == ["nobody", "nobody"]


@pytest.mark.parametrize("role", ["log", "entities"])
@pytest.mark.parametrize("other", ["zone", "vocabulary"])
def test_what_was_read_for_another_rulebook_is_refused(
    role: str, other: str, book: zhiben.Rulebook, log: Path, entities: Path
) -> None:
    words = zhiben.load_rulebook("workshop-safety").vocabulary
    zone = "UTC" if other == "zone" else book.timezone
    foreign = replace(
        book.vocabulary,
        **{("events" if role == "log" else "entities"): getattr(words, "events" if role == "log" else "entities")},
    )
    vocabulary = foreign if other == "vocabulary" else book.vocabulary
    if role == "entities":
        table = zhiben.read_entities(entities, book.vocabulary, zone)
        registry = replace(table, vocabulary=vocabulary)
        with pytest.raises(zhiben.Unusable) as error:
            zhiben.audit(log, book, entities=registry, as_of=AS_OF)
    else:
        with pytest.raises(zhiben.Unusable) as error:
            zhiben.audit(zhiben.read_log(log, vocabulary, zone), book, entities=entities, as_of=AS_OF)
    assert codes(error) == [f"{role}-of-another-rulebook"]


def test_paths_may_be_text_or_path(book: zhiben.Rulebook, log: Path, entities: Path) -> None:
    words, zone = book.vocabulary, book.timezone
    assert zhiben.read_log(str(log), words, zone).table.equals(zhiben.read_log([log], words, zone).table)
    assert zhiben.read_entities(str(entities), words, zone).table.equals(
        zhiben.read_entities(entities, words, zone).table
    )
    mapping = write(log.with_name("map.yaml"), "type: visit")
    assert zhiben.read_map(str(mapping), words) == zhiben.read_map(mapping, words)


def test_a_rulebook_is_loaded_by_shipped_name_text_or_path() -> None:
    assert zhiben.load_rulebook("workshop-safety") == zhiben.load_rulebook(BOOK) == zhiben.load_rulebook(str(BOOK))
    with pytest.raises(zhiben.Unusable) as error:
        zhiben.load_rulebook("workshop-safty")
    assert "did you mean `workshop-safety`?" in error.value.problems[0].hint


def test_a_path_means_the_directory_where_there_is_one(
    book: zhiben.Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "book").rename(tmp_path / "workshop-safety")
    monkeypatch.chdir(tmp_path)
    assert zhiben.load_rulebook(Path("workshop-safety")).name == book.name
    assert zhiben.load_rulebook("./workshop-safety").name == book.name
    assert zhiben.load_rulebook("workshop-safety").name != book.name


FRAME = pd.DataFrame({"id": ["1"], "type": ["visit"]})


@pytest.mark.parametrize("given", [FRAME, FRAME.to_dict(), 5, None, b"log.csv", [5], pa.table({"id": ["1"]})])
def test_what_is_no_path_is_a_type_error_that_teaches(given: object, book: zhiben.Rulebook) -> None:
    words, zone = book.vocabulary, book.timezone
    with pytest.raises(TypeError, match=r"the log: expected the path of a file"):
        zhiben.audit(given, book)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match=r"the entities: expected the path of a file"):
        zhiben.read_entities(given, words, zone)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match=r"the rulebook: expected .* shipped name"):
        zhiben.load_rulebook(given)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("role", ["entities", "coverage", "map", "rulebook"])
def test_a_table_where_a_file_is_expected_is_a_type_error(role: str, log: Path) -> None:
    options: dict[str, object] = {"logs": log, "rulebook": "workshop-safety", role: FRAME}
    with pytest.raises(TypeError, match=rf"{role}: expected a path .* found DataFrame; write the table to a \.csv"):
        zhiben.audit(**options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("name", "value", "held"), [("days", 5, 5), ("days", 5.0, 5), ("on", False, False), ("span", "7 days", "7 days")]
)
def test_settings_may_be_values(name: str, value: object, held: object, tmp_path: Path, book: zhiben.Rulebook) -> None:
    again = zhiben.load_rulebook(tmp_path / "book", settings={name: value})
    assert again.parameters[name].value == held
    assert again.parameters[name].set_by == "--set"


@pytest.mark.parametrize("settings", [{"days": None}, {"days": object()}, {5: "x"}, ["days=5"]])
def test_settings_that_are_no_values_are_a_type_error(settings: object) -> None:
    with pytest.raises(TypeError, match="expected"):
        zhiben.audit(LOG, "workshop-safety", settings=settings)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_unusable_says_where() -> None:
    with pytest.raises(zhiben.Unusable) as error:
        zhiben.audit("nope.csv", "workshop-safety", as_of=AS_OF)
    assert str(error.value) == "nope.csv: there is no such file"
    many = zhiben.Unusable([*error.value.problems, *(zhiben.Problem("x", f"m{n}") for n in range(4))])
    assert str(many) == "nope.csv: there is no such file; m0; m1; … and 2 more"
    slight = zhiben.Problem("y", "only a warning", level="warning")
    assert str(zhiben.Unusable([slight, *many.problems[1:2]])) == "m0"


def test_an_audit_is_shown_in_a_line() -> None:
    found = zhiben.audit(LOG, "workshop-safety", entities=ENTITIES, as_of=dt.date(2025, 4, 30))
    said = repr(found)
    assert len(said) < 150
    for part in (
        f"{found.ledger.num_rows} duties",
        f"{found.findings.num_rows} findings",
        "workshop-safety",
        "2025-04-30",
    ):
        assert part in said


def test_the_manifest_says_what_was_given_as_an_object(
    book: zhiben.Rulebook, log: Path, entities: Path, tmp_path: Path
) -> None:
    whole = zhiben.read_log(log, book.vocabulary, book.timezone)
    zhiben.write_report(zhiben.audit(whole, book, entities=entities, as_of=AS_OF), tmp_path / "out")
    inputs = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert [(i["role"], i["name"], i.get("given"), "sha256" in i) for i in inputs] == [
        ("entities", "entities.csv", None, True),
        ("log", None, "object", False),
    ]


def test_a_report_in_an_unknown_language_is_refused(tmp_path: Path) -> None:
    found = zhiben.audit(LOG, "workshop-safety", entities=ENTITIES, as_of=AS_OF)
    with pytest.raises(ValueError, match="there is no language 'fr'; languages: 'zh', 'en'"):
        zhiben.write_report(found, tmp_path / "out", lang="fr")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert not (tmp_path / "out").exists()


def test_every_public_name_has_a_home_and_no_other_name_has() -> None:
    for name in zhiben.__all__:
        assert getattr(zhiben, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        zhiben.nothing  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
