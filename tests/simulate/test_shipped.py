"""What is simulated for the shipped rulebooks: an audit gives the expected verdicts, and most intents come out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from zhiben.engine.simulate.parts import DECIDED, types_of
from zhiben.engine.simulate.run import simulate
from zhiben.rules.loading import load_rulebook
from zhiben.rules.shipped import rulebook_path, shipped_rulebooks

from .made import audited, differences, expected

SIZES = {"workshop-safety": 6, "dongsheng-2024-21": 1}  # the reference is slow


@pytest.mark.parametrize("name", shipped_rulebooks())
def test_an_audit_gives_the_expected_verdicts(name: str, tmp_path: Path) -> None:
    """Every row: the files are read as anybody's are, and the engine says what the reference says.

    Most duties become what was meant, not all: what answers one rule may answer another one's duty that was to stay
    unanswered, and a few rules forbid what others ask for.
    """
    book = load_rulebook(rulebook_path(name))
    done = simulate(book, tmp_path, entities=SIZES.get(name, 1), seed=3)
    rows = expected(tmp_path)
    assert done.rejected == 0
    assert not list(differences(audited(book, tmp_path, done), rows))
    assert sum((done.verdicts or {}).values()) == len(rows) > 50
    assert done.planned > len(rows) / 2
    assert done.reached / done.planned > 0.93
    assert {"met", "breached", "near-miss"} <= {row["intended"] for row in rows}
    kept = sum(row["verdict"] == "met" for row in rows) / len(rows)
    assert 0.75 < kept < 0.97  # compliance is 0.9


def test_ten_enterprises_see_every_verdict_and_every_kind_of_entity(tmp_path: Path) -> None:
    book = load_rulebook(rulebook_path("dongsheng-2024-21"))
    done = simulate(book, tmp_path, entities=10, seed=1, with_expected=False)
    assert done.rejected == 0
    ledger = audited(book, tmp_path, done)
    verdicts = Counter(ledger["verdict"].to_pylist())
    assert set(verdicts) == {"met", "pending", "breached", "late", "unknown"}
    lines = (tmp_path / "entities.csv").read_text(encoding="utf-8").splitlines()[1:]
    kinds = Counter(line.split(",")[1] for line in lines)
    assert set(kinds) == {"authority", "enterprise", "subsidiary", "site", "contractor"}
    owed = set(ledger["rule"].to_pylist())
    # Breaches are drawn, not thrown: whether several fall together often enough is left to chance.
    by_chance = {rule.id for rule in book.rules if DECIDED in types_of(rule)}
    assert {rule.id for rule in book.rules} - by_chance <= owed, "rules that nothing ever raised"


def test_the_three_years_of_the_notice_are_simulated_and_audited_to_their_last_day(tmp_path: Path) -> None:
    book = load_rulebook(rulebook_path("dongsheng-2024-21"))
    done = simulate(book, tmp_path, entities=1, seed=7, as_of=dt.date(2026, 12, 31))
    assert done.rejected == 0
    ledger = audited(book, tmp_path, done)
    rows = expected(tmp_path)
    assert not list(differences(ledger, rows))
    meant = Counter(row["intended"] for row in rows)
    assert min(meant[word] for word in ("met", "late", "breached", "near-miss")) > 0
    opened = {row["opens"][:4] for row in rows}
    assert {"2024", "2025", "2026"} <= opened
    assert len(ledger) == len(rows) > 600
    near = [row["verdict"] for row in rows if row["intended"] == "near-miss"]
    assert near.count("breached") / len(near) > 0.8  # a near miss of something forbidden is kept


@pytest.mark.parametrize("compliance", [0.0, 1.0])
def test_compliance_is_the_share_that_is_kept(compliance: float, tmp_path: Path) -> None:
    book = load_rulebook(rulebook_path("workshop-safety"))
    done = simulate(book, tmp_path, entities=4, seed=2, compliance=compliance)
    meant = Counter(row["intended"] for row in expected(tmp_path))
    assert (meant["met"] == 0) if compliance == 0 else not meant.keys() - {"met", "none"}
    assert done.planned > 30
    # A near miss of one rule may be what another one waits for; where everything is kept, nothing can be spoilt.
    assert done.reached == done.planned if compliance == 1 else done.reached / done.planned > 0.85


def test_the_same_numbers_give_the_same_bytes(tmp_path: Path) -> None:
    book = load_rulebook(rulebook_path("workshop-safety"))
    files = {}
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        (tmp_path / name).mkdir()
        simulate(book, tmp_path / name, entities=3, seed=seed)
        files[name] = {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}
    assert files["one"] == files["again"]
    assert all(files["one"][name] != files["other"][name] for name in ("log.csv", "expected.csv"))


def test_the_log_reads_as_people_write_it(tmp_path: Path) -> None:
    """Category words in the language asked for, bare dates and instants, identical resends, no field but declared ones."""
    book = load_rulebook(rulebook_path("workshop-safety"))
    for lang, word in (("zh", "主要负责人"), ("en", "principal")):
        simulate(book, tmp_path, entities=3, seed=5, lang=lang, with_expected=False)
        text = (tmp_path / "log.csv").read_text(encoding="utf-8")
        lines = text.splitlines()
        assert word in text
        ids = Counter(line.split(",")[0] for line in lines)
        assert max(ids.values()) == 2
        times = [line.split(",")[3] for line in lines[1:]]
        bare = sum(len(time) == 10 for time in times)
        assert len(times) / 2 < bare < len(times)
