"""`zhiben.audit`: what can be given, what comes back, what is refused."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import zhiben
from zhiben.engine.ledger import SCHEMA
from zhiben.rules.shipped import rulebook_path

BOOK = rulebook_path("workshop-safety")
LOG, ENTITIES = BOOK / "demo" / "log.csv", BOOK / "demo" / "entities.csv"


def codes(error: pytest.ExceptionInfo[zhiben.Unusable]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def write(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_it_returns_ledger_findings_and_a_data_frame() -> None:
    found = zhiben.audit([LOG], "workshop-safety", entities=ENTITIES, as_of="2025-04-30")
    assert isinstance(found.ledger, pa.Table)
    assert found.ledger.schema.equals(SCHEMA)
    assert set(found.findings["verdict"].to_pylist()) == {"breached", "late"}
    frame = found.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) == found.ledger.num_rows
    assert frame["verdict"].isin(["breached", "late"]).sum() == found.findings.num_rows


def test_paths_and_loaded_objects_give_the_same() -> None:
    book = zhiben.load_rulebook(BOOK)
    entities = zhiben.read_entities(ENTITIES, book.vocabulary, book.timezone)
    log = zhiben.read_log([LOG], book.vocabulary, book.timezone, entities=entities)
    loaded = zhiben.audit(log, book, entities=entities, as_of=dt.date(2025, 4, 30))
    read = zhiben.audit(str(LOG), str(BOOK), entities=str(ENTITIES), as_of="2025-04-30")
    assert loaded.ledger.equals(read.ledger)
    assert loaded.inputs == ()
    assert read.inputs == (("log", str(LOG)), ("entities", str(ENTITIES)))


def test_a_date_an_instant_and_a_naive_time_are_understood() -> None:
    def at(when: str | dt.date) -> pa.Table:
        return zhiben.audit(LOG, "workshop-safety", entities=ENTITIES, as_of=when).ledger

    # A duty that closes with the day is pending at its last minute and decided as of the whole day.
    assert not at("2025-03-31T23:59:00").equals(at("2025-03-31"))
    assert at("2025-03-31T23:59:00").equals(at("2025-03-31T15:59:00Z"))
    assert at("2025-03-31T23:59").equals(at(dt.datetime(2025, 3, 31, 23, 59)))


def test_problems_are_those_of_all_inputs() -> None:
    found = zhiben.audit(LOG, "workshop-safety", entities=ENTITIES, as_of="2025-04-30")
    assert [p.code for p in found.rejected] == ["bad-date"]
    assert {p.code for p in found.problems} >= {"bad-date"}


def test_progress_is_told_what_begins() -> None:
    steps: list[str] = []
    zhiben.audit(LOG, "workshop-safety", entities=ENTITIES, as_of="2025-04-30", progress=steps.append)
    assert steps == ["rulebook", "inputs", "log", "judging"]


def test_what_was_recorded_later_is_not_known(tmp_path: Path) -> None:
    log = write(
        tmp_path / "log.csv",
        "id,type,subject,time,recordedtime",
        "1,drill,甲,2024-02-01,2024-02-01",
        "2,drill,甲,2024-03-01,2024-09-01",
        "3,drill,甲,2024-12-01,2024-12-01",
    )
    found = zhiben.audit(log, "workshop-safety", as_of="2024-06-30", known_at="2024-07-31")
    notes = {note.code: note.count for note in found.notes}
    assert notes["events-not-known-yet"] == 1
    assert notes["events-after-as-of"] == 1
    places = {note.code: note.about for note in found.notes}
    assert places["events-after-as-of"] == (f"{log}:4",)


def test_an_audit_before_anything_is_in_force_says_so() -> None:
    found = zhiben.audit(LOG, "workshop-safety", entities=ENTITIES, as_of="2023-06-30")
    assert found.ledger.num_rows == 0
    assert "nothing-in-force" in {note.code for note in found.notes}


def test_without_entities_it_says_who_cannot_be_noticed() -> None:
    found = zhiben.audit(LOG, "workshop-safety", as_of="2025-04-30")
    notes = {note.code: note.about for note in found.notes}
    assert "no-entities" in notes
    assert notes["entity-rules-idle"] == ("every-workshop-inspected",)


def test_entities_that_name_nobody_who_owes_are_no_silent_pass(tmp_path: Path) -> None:
    file = write(tmp_path / "entities.csv", "id,kind", "甲一车间,workshop")
    found = zhiben.audit(LOG, "workshop-safety", entities=file, as_of="2025-04-30")
    assert {note.code: note.about for note in found.notes}["no-such-bearers"] == ("company",)


def test_every_note_is_in_words() -> None:
    from zhiben.engine import baseline, notes, waiver_use
    from zhiben.reports.words import NOTE

    sources = "".join(inspect.getsource(module) for module in (notes, baseline, waiver_use))
    said = set(re.findall(r'Note\("([a-z-]+)"', sources)) | set(re.findall(r'"(waivers-[a-z]+)"', sources))
    assert said == set(NOTE)


def coverage(tmp_path: Path, *rows: str) -> zhiben.Audit:
    file = write(tmp_path / "coverage.csv", "subject,type,from,through", *rows)
    return zhiben.audit(LOG, "workshop-safety", entities=ENTITIES, coverage=file, as_of="2025-04-30")


def unseen(found: zhiben.Audit) -> set[tuple[str, str]]:
    return {(row["type"], row["subject"]) for row in found.unseen.to_pylist()}


def test_full_coverage_leaves_nothing_unseen(tmp_path: Path) -> None:
    found = coverage(tmp_path, "*,*,2024-01-01,2025-04-30")
    assert unseen(found) == set()
    assert "log-taken-as-complete" not in {note.code for note in found.notes}


def test_triggers_outside_coverage_are_named(tmp_path: Path) -> None:
    found = coverage(
        tmp_path,
        "示例甲集团,*,2024-01-01,2025-04-30",
        "示例乙集团,hot_work,2024-01-01,2024-06-30",
        "示例乙集团,hot_work,2024-07-01,2025-04-30",  # adjacent: unbroken
        "示例乙集团,hazard_found,2024-01-01,2025-04-29",  # a day short
        "示例丙集团,hot_work,2024-05-13,2025-04-30",  # from its first day
    )
    assert unseen(found) == {("hazard_found", "示例乙集团"), ("hazard_found", "示例丙集团")}
    (note,) = [note for note in found.notes if note.code == "triggers-unseen"]
    assert note.about == ("hazard_found", "示例丙集团", "示例乙集团")


def test_coverage_without_rows_covers_nothing(tmp_path: Path) -> None:
    found = coverage(tmp_path)
    companies = ("示例甲集团", "示例乙集团", "示例丙集团")
    assert unseen(found) == {(event, who) for event in ("hazard_found", "hot_work") for who in companies}
    assert "breached" not in set(
        found.ledger.filter(pc.equal(found.ledger["rule"], "drills-not-too-far-apart"))["verdict"].to_pylist()
    )


def test_without_entities_the_subjects_of_the_log_are_looked_at(tmp_path: Path) -> None:
    file = write(tmp_path / "coverage.csv", "subject,type,from,through", "示例甲集团,*,2024-01-01,2025-04-30")
    found = zhiben.audit(LOG, "workshop-safety", coverage=file, as_of="2025-04-30")
    assert unseen(found) == {(e, who) for e in ("hazard_found", "hot_work") for who in ("示例乙集团", "示例丙集团")}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"as_of": "2025-02-30"}, "no-such-date"),
        ({"as_of": "soon"}, "bad-date"),
        ({"as_of": dt.date(1850, 1, 1)}, "bad-date"),
        ({"known_at": "2025-04-01"}, "known-before-as-of"),
        ({"rulebook": "workshop-safty"}, "no-such-rulebook"),
        ({"logs": "absent.csv"}, "unreadable-file"),
        ({"logs": [LOG, "absent.csv"]}, "unreadable-file"),
        ({"logs": []}, "no-log"),
        ({"rulebook": BOOK, "profile": "absent"}, None),
        ({"settings": {"absent": "1"}}, None),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_code(options: dict[str, object], code: str | None) -> None:
    given: dict[str, object] = {"logs": LOG, "rulebook": "workshop-safety", "entities": ENTITIES, "as_of": "2025-04-30"}
    with pytest.raises(zhiben.Unusable) as error:
        zhiben.audit(**(given | options))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert code is None or codes(error) == [code]


def test_a_loaded_rulebook_takes_no_settings() -> None:
    with pytest.raises(zhiben.Unusable) as error:
        zhiben.audit(LOG, zhiben.load_rulebook(BOOK), entities=ENTITIES, settings={"accountability_days": "1 days"})
    assert codes(error) == ["already-loaded"]


def test_files_that_are_missing_are_named_even_without_a_rulebook() -> None:
    with pytest.raises(zhiben.Unusable) as error:
        zhiben.audit("absent.csv", "no-such-rulebook", entities="nobody.csv", as_of="never")
    assert codes(error) == ["bad-date", "no-such-rulebook", "no-such-file", "no-such-file"]


def test_several_kinds_of_bearer_need_entities(tmp_path: Path) -> None:
    (tmp_path / "tasks").mkdir()
    write(tmp_path / "rulebook.yaml", "rulebook: two-kinds", "version: '1'", "timezone: UTC")
    write(tmp_path / "vocabulary.yaml", "entities: {a: {}, b: {}}", "events: {visit: {}}")
    rule = "- {{id: {0}-visited, bearer: {0}, duty: {{event: visit, at_least: 1, every: month}}}}"
    write(tmp_path / "tasks" / "rules.yaml", rule.format("a"), rule.format("b"))
    log = write(tmp_path / "log.csv", "id,type,subject,time", "1,visit,x,2024-01-01")
    with pytest.raises(zhiben.Unusable) as error:
        zhiben.audit(log, tmp_path, as_of="2024-02-28")
    assert codes(error) == ["entities-needed"]
    assert "a, b" in error.value.problems[0].message
