"""What sentences say of bounds, ends of days, grace, days off and covered values, from audits of a few rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from zhiben.engine.audit import audit
from zhiben.reports.figures import seen_parts, seen_text
from zhiben.reports.rows import explained
from zhiben.reports.words import Lang

BOOK = "rulebook: small\ntimezone: Asia/Shanghai\nholidays: CN\nin_force: {from: 2024-01-01, through: 2025-12-31}\n"
WORDS = """
entities: {org: {label: {zh: 单位, en: Unit}}}
events:
  exam: {fields: {score: {type: number}}}
  drill: {fields: {topics: {type: category, many: true, same_values_as: training.topics}}}
  filing: {fields: {}}
  fire: {fields: {}}
  training:
    fields:
      topics:
        type: category
        many: true
        values: {fire: {zh: 防火, en: fire safety}, traffic: {zh: 交通, en: traffic}, power: {zh: 用电, en: electricity}}
"""


def sentences(directory: Path, duty: str, rows: str, as_of: str) -> dict[Lang, str]:
    """The sentences of the only duty that a rule gives the unit `甲`."""
    book = directory / "book"
    (book / "tasks").mkdir(parents=True)
    (book / "rulebook.yaml").write_text(BOOK, encoding="utf-8")
    (book / "vocabulary.yaml").write_text(WORDS, encoding="utf-8")
    (book / "tasks" / "a.yaml").write_text(f"- id: a-rule\n  bearer: org\n  duty: {duty}\n", encoding="utf-8")
    (directory / "log.csv").write_text("id,type,subject,time,score,topics\n" + rows, encoding="utf-8")
    (directory / "entities.csv").write_text("id,kind,valid_from\n甲,org,2024-01-01\n", encoding="utf-8")
    found = audit(directory / "log.csv", book, entities=directory / "entities.csv", as_of=as_of)
    (row,) = explained(found, found.ledger.slice(0, 1)).iter_rows(named=True)
    return {"zh": row["sentence_zh"], "en": row["sentence_en"]}


def test_a_mean_beside_its_bound_is_not_rounded_onto_it(tmp_path: Path) -> None:
    # (59.999999 + 60) / 2 = 59.9999995
    duty = "{event: exam, mean: score, between: [60, 90], every: month}"
    rows = "1,exam,甲,2024-01-10,59.999999,\n2,exam,甲,2024-01-11,60,\n"
    said = sentences(tmp_path, duty, rows, "2024-01-31")
    assert "Seen: a mean of just under 60, required: between 60 and 90; not reached by the end of 31 Jan" in said["en"]
    assert "略低于 60，" in said["zh"]
    assert said["zh"].endswith("至2024年1月31日24时仍未达到要求。")


@pytest.mark.parametrize(
    ("observed", "required", "is_missed", "shown"),
    [
        (59.9999995, "at_least 60", True, "just under 60"),
        (60.0000004, "at_least 60", False, "60"),
        (60.0000004, "at_most 60", True, "just over 60"),
        (59.9999996, "at_most 60", False, "60"),
        (90.0000001, "between 60 and 90", True, "just over 90"),
        (59.5, "at_least 60", True, "59.5"),
        (0.4999999, "exactly 0.5", True, "just under 0.5"),
        (0.5000001, "exactly 0.5", True, "just over 0.5"),
        (60.0, "at_least 60", True, "just under 60"),  # nearer than binary numbers can tell
        (60.0, "at_most 60", True, "just over 60"),
        (-0.0000001, "at_least 0", True, "just under 0"),
        (0.5, "at_least 0.5 x headcount", False, "0.5"),
    ],
)
def test_numbers_stay_on_their_side_of_the_bound(observed: float, required: str, is_missed: bool, shown: str) -> None:
    rows = pl.DataFrame({"observed": [observed]}).with_columns(**seen_parts(pl.col("observed"), pl.lit(required)))
    assert rows.select(seen_text(pl.lit(observed), pl.lit(is_missed), "en")).item() == shown


def test_what_could_be_done_all_day_is_missed_at_its_end(tmp_path: Path) -> None:
    said = sentences(tmp_path, "{event: filing, at_least: 1, by: 2024-02-29}", "1,fire,甲,2024-01-10,,\n", "2024-03-01")
    assert said["en"].endswith("not done by the end of 29 February 2024.")
    assert said["zh"].endswith("至2024年2月29日24时仍未履行。")


def test_a_limit_is_exceeded_on_the_day_of_the_event(tmp_path: Path) -> None:
    rows = "1,fire,甲,2024-01-10,,\n2,fire,甲,2024-01-12 09:30,,\n"
    said = sentences(tmp_path, "{event: fire, at_most: 1, every: month}", rows, "2024-03-01")
    assert said["en"].endswith("Seen: 2, required: at most 1; exceeded on 12 January 2024 09:30.")
    assert said["zh"].endswith("于2024年1月12日 09:30超出要求。")


def test_a_mean_above_its_limit_is_told_at_the_close(tmp_path: Path) -> None:
    rows = "1,exam,甲,2024-01-10,95,\n"
    said = sentences(tmp_path, "{event: exam, mean: score, at_most: 90, every: month}", rows, "2024-03-01")
    assert said["en"].endswith("Seen: a mean of 95, required: at most 90; too much at the end of 31 January 2024.")


def test_values_are_named_by_their_labels(tmp_path: Path) -> None:
    duty = "{event: training, covers: {topics: [fire, power, traffic]}, by: 2024-02-29}"
    rows = "1,training,甲,2024-01-10,,traffic、fire\n2,training,甲,2024-01-11,,fire\n"
    said = sentences(tmp_path, duty, rows, "2024-03-01")
    assert "Seen: covered 2 of 3: fire safety, traffic; missing: electricity, required" in said["en"]
    assert "已覆盖 3 项中的 2 项：防火、交通；缺：用电，" in said["zh"]


def test_values_of_a_list_of_the_trigger_are_named(tmp_path: Path) -> None:
    duty = "{for_each: {event: drill}, event: training, covers: {topics: {field: topics}}, within: 30 days}"
    rows = "1,drill,甲,2024-01-05,,traffic、fire、power\n2,training,甲,2024-01-10,,traffic、fire\n"
    said = sentences(tmp_path, duty, rows, "2024-03-01")
    assert "Seen: covered 2 of 3: traffic, fire safety; missing: electricity, required" in said["en"]
    assert "已覆盖 3 项中的 2 项：交通、防火；缺：用电，" in said["zh"]


def test_of_a_list_nothing_was_seen_in_time(tmp_path: Path) -> None:
    duty = "{for_each: {event: drill}, event: training, covers: {topics: {field: topics}}, within: 30 days}"
    rows = "1,drill,甲,2024-01-05,,fire\n2,training,甲,2024-02-10,,fire\n"
    said = sentences(tmp_path, duty, rows, "2024-03-01")
    assert "Seen in time: covered 0 of 1; missing: fire safety, required" in said["en"]


def test_late_values_were_not_covered_in_time(tmp_path: Path) -> None:
    duty = "{event: training, covers: {topics: [fire, power]}, by: 2024-02-29}"
    rows = "1,training,甲,2024-01-10,,fire\n2,training,甲,2024-03-05,,power\n"
    said = sentences(tmp_path, duty, rows, "2024-03-10")
    assert "Seen in time: covered 1 of 2: fire safety; missing: electricity, required" in said["en"]
    assert said["en"].endswith("made up late, on 5 March 2024.")


def test_with_more_evidence_than_a_ledger_names_only_numbers_are_given(tmp_path: Path) -> None:
    duty = "{event: training, covers: {topics: [fire, power]}, by: 2024-02-29}"
    rows = "".join(f"{i},training,甲,2024-01-{i:02},,fire\n" for i in range(1, 22))  # 21 records
    said = sentences(tmp_path, duty, rows, "2024-03-01")
    assert "Seen: covered 1 of 2, required" in said["en"]


def test_a_grace_is_told_beside_the_due_date(tmp_path: Path) -> None:
    # 8 March 2024 is a Friday, and ten days later it is the 18th.
    duty = "{event: filing, at_least: 1, by: 2024-03-08, grace: 10 days}"
    said = sentences(tmp_path, duty, "1,fire,甲,2024-01-10,,\n", "2024-03-31")
    assert "(from 1 January 2024, due 8 March 2024, with grace until 18 March 2024)" in said["en"]
    assert "（自2024年1月1日起，期限2024年3月8日，宽限至2024年3月18日）" in said["zh"]
    assert said["en"].endswith("not done by the end of 18 March 2024.")


@pytest.mark.parametrize(
    ("duty", "rows", "due"),
    [
        # 9 March 2024 is a Saturday; the third day after 6 March is that day.
        (
            "{event: filing, at_least: 1, by: 2024-03-09, roll: next_workday}",
            "",
            "11 March 2024, moved from 9 March 2024",
        ),
        (
            "{for_each: {event: fire}, event: filing, at_least: 1, within: 3 days, roll: next_workday}",
            "1,fire,甲,2024-03-06,,\n",
            "11 March 2024, moved from 9 March 2024",
        ),
    ],
)
def test_a_date_moved_off_a_day_off_is_told_with_the_day_it_was(tmp_path: Path, duty: str, rows: str, due: str) -> None:
    said = sentences(tmp_path, duty, rows or "1,exam,甲,2024-01-10,1,\n", "2024-07-31")
    assert f"{due} to the next working day)" in said["en"]
    assert "因逢休息日顺延至下一工作日" in said["zh"]


def test_a_date_that_did_not_move_is_told_plainly(tmp_path: Path) -> None:
    # 8 March 2024 is a Friday.
    duty = "{event: filing, at_least: 1, by: 2024-03-08, roll: next_workday}"
    said = sentences(tmp_path, duty, "1,fire,甲,2024-01-10,,\n", "2024-03-31")
    assert "(1 January 2024 to 8 March 2024)" in said["en"]


STANDING = "standing: {until: {event: filing}}"


@pytest.mark.parametrize(
    ("duty", "rows", "english", "chinese"),
    [
        (
            f"{{event: fire, {STANDING}, at_most: 1, every: month}}",
            "1,fire,甲,2024-01-10,,\n2,fire,甲,2024-01-11,,\n",
            "Seen: 2 standing, required: at most 1; too much at the end of 31 January 2024.",
            "实际 2 项未终结，要求至多 1，至2024年1月31日24时仍超出要求。",
        ),
        (
            f"{{event: fire, {STANDING}, at_most: 1, throughout: true}}",
            "1,fire,甲,2024-01-10,,\n2,fire,甲,2024-01-11,,\n",
            "Seen: 2 standing, required: at most 1; exceeded on 11 January 2024.",
            "实际 2 项未终结，要求至多 1，于2024年1月11日超出要求。",
        ),
        (
            f"{{event: fire, {STANDING}, at_least: 1, throughout: true}}",
            "1,fire,甲,2023-01-10,,\n2,filing,甲,2024-01-11 09:00,,\n",
            "Seen: 0 standing, required: at least 1; fallen below on 11 January 2024 09:00.",
            "实际 0 项未终结，要求至少 1，于2024年1月11日 09:00低于要求。",
        ),
        (
            "{event: exam, sum: score, at_least: {previous: 1.1}, every: month}",
            "1,exam,甲,2024-01-10,5,\n",
            "This cannot be judged: there is no period before to compare with, or nothing was measured in it.",
            "无法判定：没有可比较的上一周期，或上一周期没有可计量的记录。",
        ),
    ],
)
def test_what_stands_and_what_is_compared(tmp_path: Path, duty: str, rows: str, english: str, chinese: str) -> None:
    said = sentences(tmp_path, duty, rows, "2024-02-15")
    assert said["en"].endswith(english) and said["zh"].endswith(chinese), said
