"""One sentence per duty, for every verdict and reason, in both languages."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from tests.reports.worlds import demo
from zhiben.engine.ledger import SCHEMA, VERDICTS
from zhiben.engine.reasons import REASONS
from zhiben.reports.catalogue import all_rules
from zhiben.reports.figures import moment_text, number_text
from zhiben.reports.sentences import required_text, sentences
from zhiben.reports.words import LANGS, REASON, VERDICT, Lang

ZONE = "Asia/Shanghai"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def row(**changed: object) -> pl.DataFrame:
    """A ledger of one row of the example rulebook."""
    base: dict[str, object] = {
        "duty": "0" * 16,
        "rule": "principal-leads-inspection",
        "variant": "",
        "clause": "2.1",
        "severity": "high",
        "bearer": "示例甲集团",
        "key": "",
        "raised_by": "",
        "opens": at("2024-01-01T00:00:00+08:00"),
        "closes": at("2024-04-01T00:00:00+08:00"),
        "due": at("2024-03-31T23:59:59.999999+08:00"),
        "required": "at_least 1",
        "observed": 0.0,
        "verdict": "breached",
        "decided": at("2024-03-31T23:59:59.999999+08:00"),
        "cured": None,
        "reason": "",
        "evidence": [],
        "evidence_count": 0,
        "waiver": "",
    }
    return pl.DataFrame([base | changed], schema=pl.DataFrame(SCHEMA.empty_table()).schema)


def said(lang: Lang, **changed: object) -> str:
    (sentence,) = sentences(demo().rulebook, row(**changed), lang)
    return str(sentence)


def test_a_breach_says_what_was_owed_by_when_and_what_was_seen() -> None:
    english = said("en")
    assert english.startswith("示例甲集团 owed: ")
    assert english.endswith(". Seen: 0, required: at least 1; not done by the end of 31 March 2024.")
    assert "(1 January 2024 to 31 March 2024)" in english
    assert said("zh").endswith("（2024年1月1日至2024年3月31日）。实际 0 次，要求至少 1，至2024年3月31日24时仍未履行。")


@pytest.mark.parametrize("lang", LANGS)
def test_every_verdict_has_its_own_sentence(lang: Lang) -> None:
    changes: dict[str, dict[str, object]] = {
        "late": {"cured": at("2024-04-02T09:30:00+08:00")},
        "unknown": {"reason": "not-covered"},
    }
    found = {v: said(lang, verdict=v, waiver="W1", **changes.get(v, {})) for v in VERDICTS}
    assert len(set(found.values())) == len(VERDICTS) == len(VERDICT)
    assert ("2024年4月2日 09:30" if lang == "zh" else "2 April 2024 09:30") in found["late"]
    assert "W1" in found["waived"]
    assert not any("?" in sentence for sentence in found.values())


@pytest.mark.parametrize("lang", LANGS)
def test_every_reason_the_engine_gives_is_in_words(lang: Lang) -> None:
    assert set(REASONS) - {""} == set(REASON)
    for reason, words in REASON.items():
        assert words[LANGS.index(lang)] in said(lang, verdict="unknown", reason=reason, closes=None, due=None)


def test_open_ends_are_said() -> None:
    assert "(from 1 January 2024 on)" in said("en", closes=None, due=None)
    assert "(through 31 March 2024)" in said("en", opens=None)
    assert "(no end can be told)" in said("en", opens=None, closes=None, due=None)
    assert "nothing that could be measured" in said("en", observed=None)


def test_the_trigger_and_the_key_are_named() -> None:
    english = said("en", rule="hazard-closed-in-time", key="H-1", raised_by="E007")
    assert english.startswith("示例甲集团 (H-1, event E007) owed: ")


def test_sentences_keep_the_order_of_the_ledger() -> None:
    audit = demo()
    ledger = pl.DataFrame(audit.ledger)
    found = sentences(audit.rulebook, ledger, "en")
    assert len(found) == len(ledger) > 50
    assert all(sentence.startswith(bearer) for sentence, bearer in zip(found, ledger["bearer"], strict=True))
    assert {rule.id for rule in all_rules(audit.rulebook)} == set(ledger["rule"])


def test_a_ledger_without_rows_has_no_sentences() -> None:
    assert sentences(demo().rulebook, row().clear(), "zh").to_list() == []


@pytest.mark.parametrize(
    ("instant", "shown", "as_end"),
    [
        ("2024-03-31T00:00:00+08:00", "2024-03-31", "2024-03-31"),
        ("2024-03-31T23:59:59.999999+08:00", "2024-03-31 23:59:59.999999", "2024-03-31"),
        ("2024-03-31T09:30:00+08:00", "2024-03-31 09:30", "2024-03-31 09:30"),
        ("2024-03-31T09:30:15+08:00", "2024-03-31 09:30:15", "2024-03-31 09:30:15"),
        ("2024-03-31T16:00:00+00:00", "2024-04-01", "2024-04-01"),
    ],
)
def test_instants_are_shown_in_civil_time_as_short_as_they_are_exact(instant: str, shown: str, as_end: str) -> None:
    moment = pl.lit(at(instant)).cast(pl.Datetime("us", "UTC"))
    assert pl.select(moment_text(moment, ZONE)).item() == shown
    assert pl.select(moment_text(moment, ZONE, is_end=True)).item() == as_end


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.0, "0"),
        (3.0, "3"),
        (0.5, "0.5"),
        (-0.25, "-0.25"),
        (-1e-9, "0"),
        (0.9999999, "1"),
        (1 / 3, "0.333333"),
        (999_999_999_999.5, "999999999999.5"),
    ],
)
def test_numbers_have_no_trailing_zeros(number: float, shown: str) -> None:
    assert pl.select(number_text(pl.lit(number))).item() == shown


def test_bounds_in_words() -> None:
    assert [required_text(t, "zh") for t in ("at_least 2", "at_most 0.5", "exactly 1", "between 1 and 3")] == [
        "至少 2", "至多 0.5", "恰好 1", "介于 1 与 3",
    ]  # fmt: skip
    assert required_text("at_least 2", "en") == "at least 2"
