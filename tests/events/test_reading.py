"""Logs to events: headings, values, identity, places, and the account of every row."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.events.logs import checked, codes, column, content, read
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.log import Account
from zhiben.events.logmap import read_map
from zhiben.events.reading import read_log
from zhiben.events.vocabulary import SCALE


def mapped(folder: Path, yaml: str, csv: str):  # type: ignore[no-untyped-def]
    """A log read through a map."""
    (folder / "map.yaml").write_text(yaml)
    return read(folder / "log.csv", csv, mapping=read_map(folder / "map.yaml", VOCABULARY))


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


# --- headings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    [
        "id,type,subject,time,led_by,score",
        "编号,事件类型,单位,日期,带队人,得分",
        "ID,Event Type,Subject,Date,Led By,SCORE",
        " id , type ,企业名称,发生时间,led by,score",
    ],
)
def test_headings_are_names_or_labels_in_either_language(csv: Path, headings: str) -> None:
    log = read(csv, f"{headings}\n1,检查,甲,2024-03-25,一把手,95.5\n")
    assert log.problems == ()
    assert column(log, "id") == ["1"]
    assert column(log, "type") == ["inspection"]
    assert column(log, "led_by") == ["principal"]
    assert column(log, "score") == [95_500_000]


def test_a_chinese_heading_may_be_spaced_out_or_broken_over_lines(csv: Path) -> None:
    log = read(csv, '"类\n型",单 位,日　期,得 分\n检　查,甲,2024-03-25,1\n')
    assert (codes(log), column(log, "score"), column(log, "subject")) == ([], [1_000_000], ["甲"])


def test_another_known_heading_of_a_field_is_accepted(csv: Path) -> None:
    log = read(csv, "type,subject,time,限期\ninspection,A,2024-03-01,2024-03-25\n")
    assert column(log, "due") == ["2024-03-24T16:00:00+00:00"]
    assert column(log, "due.last") == ["2024-03-25T15:59:59.999999+00:00"]


def test_a_field_wins_over_an_everyday_word_for_the_envelope(csv: Path) -> None:
    log = read(csv, "type,subject,时间,开始时间\ninspection,A,2024-03-25,2024-03-25 10:00\n")
    assert column(log, "started") == ["2024-03-25T02:00:00+00:00"]
    assert column(log, "first") == ["2024-03-24T16:00:00+00:00"]


def test_an_unknown_column_is_pointed_out_once_and_not_read(csv: Path) -> None:
    log = read(csv, "type,subject,time,scor,scor\ninspection,A,2024-03-25,5,6\n")
    assert [(p.code, p.level, p.field, p.hint) for p in log.problems] == [
        ("unknown-column", "warning", "scor", "did you mean `score`?")
    ]
    assert "scor" not in log.table.column_names


def test_a_heading_shared_by_two_types_means_each_rows_own_field(csv: Path) -> None:
    log = read(csv, "type,subject,time,备注\ninspection,A,2024-03-25,x\ndrill,A,2024-03-25,y\n")
    assert column(log, "remarks") == ["x", "y"]


@pytest.mark.parametrize(
    "headings", ["type,subject,time,score,score", "type,subject,time,score,得分", "type,type,subject,time,score"]
)
def test_two_columns_for_one_thing_make_the_file_unusable(csv: Path, headings: str) -> None:
    log = read(csv, f"{headings}\n1,2,3,4,5\n")
    assert "duplicate-column" in codes(log)
    assert log.account == Account(read=1, rejected=1)


def test_a_missing_column_makes_the_file_unusable_and_says_which(csv: Path) -> None:
    log = read(csv, "type,when\ninspection,2024-03-25\n")
    missing = [p.field for p in log.problems if p.code == "missing-column"]
    assert missing == ["subject", "time"]
    assert log.account == Account(read=1, rejected=1)


def test_a_field_that_the_rows_type_does_not_have_is_a_warning_with_a_count(csv: Path) -> None:
    log = read(csv, "type,subject,time,score\ndrill,A,2024-03-25,5\ndrill,B,2024-03-25,nonsense\ndrill,C,2024-03-25,\n")
    assert [(p.code, p.level, p.field, p.span and p.span.line) for p in log.problems] == [
        ("stray-field", "warning", "score", 2)
    ]
    assert "2 rows" in log.problems[0].message
    assert log.account.accepted == 3
    assert column(log, "score") == [None] * 3


# --- rows and values ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("1,,A,2024-03-25,,", "missing-type", "type"),
        ("1,inspektion,A,2024-03-25,,", "unknown-type", "type"),
        ("1,inspection, ,2024-03-25,,", "missing-subject", "subject"),
        ("1,inspection,A,,,", "missing-time", "time"),
        ("1,inspection,A,2024-02-30,,", "bad-date", "time"),
        ("1,inspection,A,1850-02-03,,", "bad-date", "time"),
        ("1,inspection,A,2024-03-25,boss,", "unknown-value", "led_by"),
        ("1,inspection,A,2024-03-25,,NA", "bad-number", "score"),
        ("1,inspection,A,2024-03-25,,1.0000001", "bad-number", "score"),
    ],
)
def test_a_bad_row_is_rejected_with_its_place_and_reason_and_the_rest_is_read(
    csv: Path, row: str, code: str, field: str
) -> None:
    log = read(csv, f"id,type,subject,time,led_by,score\n0,drill,A,2024-03-25,,\n{row}\n2,inspection,B,2024-03-26,,7\n")
    assert [(p.code, p.level, p.field, str(p.span)) for p in log.problems] == [(code, "error", field, f"{csv}:3")]
    assert log.account == Account(read=3, accepted=2, rejected=1)
    assert column(log, "line") == [2, 4]


def test_a_row_without_an_id_among_others_is_named_by_its_content_and_told(csv: Path) -> None:
    log = read(csv, "id,type,subject,time\n1,drill,A,2024-03-25\n,drill,B,2024-03-26\n,drill,B,2024-03-27\n")
    assert [(p.code, p.level, p.field, str(p.span)) for p in log.problems] == [
        ("missing-id", "warning", "id", f"{csv}:3")
    ]
    assert "2 rows without an id" in log.problems[0].message
    assert log.account == Account(read=3, accepted=3)
    alone = read(csv, "type,subject,time\ndrill,B,2024-03-26\ndrill,B,2024-03-27\n")
    assert column(log, "id") == ["1", *column(alone, "id")]


def test_a_column_of_ids_that_nobody_filled_in_is_as_good_as_none(csv: Path) -> None:
    rows = "inspection,A,2024-03-25\n , inspection,B,2024-03-26\n"
    with_column = read(csv, f"id,type,subject,time\n,{rows}")
    assert with_column.problems == ()
    without = read(csv, "type,subject,time\n" + rows.replace(" , ", ""))
    assert column(with_column, "id") == column(without, "id")


def test_every_fault_of_a_row_is_told_and_the_row_counted_once(csv: Path) -> None:
    log = read(csv, "type,subject,time,score,passed\ninspection,,never,x,maybe\n")
    assert sorted(codes(log)) == ["bad-date", "bad-flag", "bad-number", "missing-subject"]
    assert log.account == Account(read=1, rejected=1)


def test_na_is_data_and_blank_is_missing(csv: Path) -> None:
    log = read(csv, "type,subject,time,remarks\ninspection,NA,2024-03-25,NA\ninspection,null,2024-03-25, \n")
    assert column(log, "subject") == ["NA", "null"]
    assert column(log, "remarks") == ["NA", None]


def test_values_of_every_type(csv: Path) -> None:
    log = read(
        csv,
        "type,subject,time,检查内容,persons,passed,lasted,started,participants,remarks\n"
        'inspection,A,2024-03-25,消防、gas,"1,200",√,3天,2024-03-25T10:00:00+02:00,B；C, x \n',
    )
    assert log.problems == ()
    row = log.table.to_pylist()[0]
    assert (row["topics"], row["participants"], row["remarks"]) == (["fire", "gas"], ["B", "C"], "x")
    assert (row["persons"], row["passed"], row["lasted"]) == (1200 * SCALE, True, 3 * 86_400_000_000)
    assert row["started"] == row["started.last"]


def test_a_date_field_with_a_time_of_day_means_that_day(csv: Path) -> None:
    log = read(csv, "type,subject,time,due\ninspection,A,2024-03-25,2024-03-26 10:00\n")
    assert column(log, "due") == ["2024-03-25T16:00:00+00:00"]
    assert column(log, "due.last") == ["2024-03-26T15:59:59.999999+00:00"]


def test_a_bare_recordedtime_is_its_last_instant(csv: Path) -> None:
    log = read(csv, "type,subject,time,登记日期\ninspection,A,2024-03-25,2024-03-26\n")
    assert column(log, "recordedtime") == ["2024-03-26T15:59:59.999999+00:00"]


def test_a_cell_of_more_than_a_million_characters_rejects_its_row(csv: Path) -> None:
    log = read(csv, f"type,subject,time,remarks\ninspection,A,2024-03-25,{'x' * 1_000_001}\ndrill,A,2024-03-25,y\n")
    assert codes(log) == ["too-long"]
    assert log.account == Account(read=2, accepted=1, rejected=1)


# --- identity -------------------------------------------------------------------------------------------------------


def test_an_identical_resend_is_one_event_known_from_the_earliest_record(csv: Path) -> None:
    log = read(
        csv,
        "id,type,subject,time,recordedtime\n1,drill,A,2024-03-25,2024-04-02\n1,演练,A,2024/3/25,2024-04-01\n"
        "1,drill,A,2024.3.25,2024-04-03\n",
    )
    assert log.account == Account(read=3, accepted=1, duplicates=2)
    assert column(log, "recordedtime") == ["2024-04-01T15:59:59.999999+00:00"]
    assert [(p.code, p.level) for p in log.problems] == [("duplicates", "note")]


def test_a_missing_recordedtime_is_the_earliest(csv: Path) -> None:
    log = read(csv, "id,type,subject,time,recordedtime\n1,drill,A,2024-03-25,2024-04-02\n1,drill,A,2024-03-25,\n")
    assert column(log, "recordedtime") == [None]


def test_one_id_with_different_content_rejects_every_such_row(csv: Path) -> None:
    log = read(
        csv,
        "id,type,subject,time\n1,drill,A,2024-03-25\n1,drill,A,2024-03-25\n1,drill,B,2024-03-25\n2,drill,A,2024-03-25\n",
    )
    assert log.account == Account(read=4, accepted=1, rejected=3)
    assert [(p.code, p.span and p.span.line, p.value) for p in log.problems] == [
        ("conflict", n, "1") for n in (2, 3, 4)
    ]


def test_the_same_id_of_two_sources_is_two_events(csv: Path) -> None:
    log = read(
        csv, "id,source,type,subject,time\n1,x,drill,A,2024-03-25\n1,y,drill,B,2024-03-25\n1,,drill,C,2024-03-25\n"
    )
    assert log.account.accepted == 3
    assert log.references().to_pylist() == ["x/1", "y/1", "1"]


def test_resends_in_another_file_are_dropped_too(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("id,type,subject,time\n1,drill,A,2024-03-25\n")
    log = checked(read_log([tmp_path / "a.csv", tmp_path / "b.csv"], VOCABULARY, ZONE))
    assert log.account == Account(read=2, accepted=1, duplicates=1)


def test_a_file_named_twice_is_read_once(csv: Path) -> None:
    csv.write_text("type,subject,time\ndrill,A,2024-03-25\n")
    log = checked(read_log([csv, csv], VOCABULARY, ZONE))
    assert (log.account.read, codes(log)) == (1, ["file-twice"])


def test_without_ids_the_content_names_events_and_repeats_are_kept(csv: Path) -> None:
    rows = ["drill,A,2024-03-25,x", "drill,B,2024-03-25,", "drill,A,2024-03-25,x"]
    head = "type,subject,time,remarks\n"
    before = read(csv, head + "\n".join(rows))
    assert (before.account, codes(before)) == (Account(read=3, accepted=3), ["repeated-rows"])
    after = read(csv, head + "\n".join(["drill,C,2024-03-25,", *rows]))
    assert set(column(before, "id")) < set(column(after, "id"))
    assert column(before, "id") == column(after, "id")[1:]


def test_ids_from_content_do_not_depend_on_spelling_or_empty_columns(csv: Path) -> None:
    plain = read(csv, "type,subject,time,score\ninspection,A,2024-03-25,5\n")
    other = read(csv, "subject,type,time,带队人,得分\nA,检查,2024年3月25日,,5.0\n")
    assert column(plain, "id") == column(other, "id")


# --- log maps -------------------------------------------------------------------------------------------------------

MAP = """
type: inspection
subject: {column: business}
time: {column: when, format: "%Y%m%d"}
id: {columns: [business, when, kind]}
fields: {remarks: {column: kind}, score: points}
"""


def test_a_map_reads_foreign_columns(tmp_path: Path) -> None:
    log = mapped(tmp_path, MAP, "business,points,when,kind,note\nA,94,20240325,routine,x\nA,94,20240325,routine,y\n")
    assert log.account == Account(read=2, accepted=1, duplicates=1)
    assert column(log, "id") == ["A|20240325|routine"]
    assert column(log, "remarks") == ["routine"]
    assert codes(log) == ["duplicates"]


def test_composed_ids_are_unambiguous(tmp_path: Path) -> None:
    log = mapped(tmp_path, MAP, 'business,points,when,kind\nA|20240325,1,20240325,x\n"A",1,20240325,"20240325|x"\n')
    assert column(log, "id") == ["A\\|20240325|20240325|x", "A|20240325|20240325\\|x"]


def test_equal_identity_with_other_content_is_a_conflict(tmp_path: Path) -> None:
    log = mapped(tmp_path, MAP, "business,points,when,kind\nA,1,20240325,x\nA,2,20240325,x\n")
    assert codes(log) == ["conflict", "conflict"]


def test_a_column_that_the_file_does_not_have_comes_with_the_nearest(tmp_path: Path) -> None:
    log = mapped(tmp_path, MAP, "bussiness,points,when,kind\nA,1,20240325,x\n")
    assert {(p.code, p.level, p.hint) for p in log.problems} >= {
        ("unknown-column", "error", "did you mean `bussiness`?")
    }
    assert log.account == Account(read=1, rejected=1)


@pytest.mark.parametrize(("other", "account"), [("reject", Account(3, 1, 0, 0, 2)), ("ignore", Account(3, 1, 0, 2, 0))])
def test_words_for_types_and_what_is_none_of_them(tmp_path: Path, other: str, account: Account) -> None:
    yaml = f"type: {{column: sort, values: {{巡查: inspection}}, other: {other}}}\n"
    log = mapped(tmp_path, yaml, "sort,subject,time\n巡查,A,2024-03-25\n会议,A,never\ndrill,A,2024-03-25\n")
    assert log.account == account
    assert column(log, "type") == ["inspection"]


def test_a_map_without_fields_takes_columns_of_the_same_name(tmp_path: Path) -> None:
    log = mapped(tmp_path, "type: inspection\nsubject: {column: who}\n", "who,time,score,misc\nA,2024-03-25,5,x\n")
    assert column(log, "score") == [5 * SCALE]
    assert codes(log) == ["unknown-column"]


def test_a_map_gives_constants_and_recordedtime(tmp_path: Path) -> None:
    yaml = 'source: office\nrecordedtime: {column: entered, format: "%d.%m.%Y"}\nid: {column: no}\n'
    log = mapped(tmp_path, yaml, "no,type,subject,time,entered\n7,drill,A,2024-03-25,26.03.2024\n")
    assert log.references().to_pylist() == ["office/7"]
    assert column(log, "recordedtime") == ["2024-03-26T15:59:59.999999+00:00"]


def test_a_map_says_how_the_file_is_laid_out(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text('read: {delimiter: "|", encoding: gbk, header_row: 2}\n')
    mapping = read_map(tmp_path / "map.yaml", VOCABULARY)
    log = read(
        tmp_path / "log.csv", "检查台账\n类型|单位|日期\n演练|甲|2024-03-25\n".encode("gb18030"), mapping=mapping
    )
    assert (column(log, "subject"), column(log, "line"), log.problems) == (["甲"], [3], ())


# --- Parquet types --------------------------------------------------------------------------------------------------


def test_native_columns_of_parquet_are_read_by_their_type(tmp_path: Path) -> None:
    import datetime as dt
    from decimal import Decimal

    path = tmp_path / "log.parquet"
    naive = dt.datetime(2024, 3, 25, 10, 30)
    table = pa.table(
        {
            "id": [1, 2],
            "type": pa.array(["inspection", "inspection"]).dictionary_encode(),
            "subject": ["A", " B "],
            "time": pa.array([naive, naive], pa.timestamp("ns")),
            "recordedtime": pa.array([naive, None], pa.timestamp("ms", "UTC")),
            "due": pa.array([dt.date(2024, 3, 26), None]),
            "started": pa.array([naive, None], pa.timestamp("s")),
            "score": pa.array([0.1, 95.123456]),
            "persons": pa.array([3, None], pa.int16()),
            "passed": [True, None],
            "lasted": pa.array([dt.timedelta(days=3), None]),
            "topics": [["fire", "用电"], []],
            "remarks": pa.array([Decimal("1.50"), None]),
        }
    )
    pq.write_table(table, path)
    log = checked(read_log([path], VOCABULARY, ZONE))
    assert log.problems == ()
    first, second = log.table.to_pylist()
    assert (first["id"], second["subject"], second["line"]) == ("1", "B", 2)
    assert column(log, "first") == ["2024-03-25T02:30:00+00:00"] * 2
    assert column(log, "recordedtime") == ["2024-03-25T10:30:00+00:00", None]
    assert column(log, "due") == ["2024-03-25T16:00:00+00:00", None]
    assert (first["score"], second["score"]) == (100_000, 95_123_456)
    assert (first["persons"], first["passed"], first["lasted"]) == (3_000_000, True, 3 * 86_400_000_000)
    assert (first["topics"], second["topics"], first["remarks"]) == (["fire", "power"], None, "1.50")


def test_numbers_of_parquet_that_are_no_millionths_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    many = 4
    scores = pa.array([1.5, 1e-7, float("nan"), 1e12])
    pq.write_table(
        pa.table(
            {"type": ["inspection"] * many, "subject": ["A"] * many, "time": ["2024-03-25"] * many, "score": scores}
        ),
        path,
    )
    log = checked(read_log([path], VOCABULARY, ZONE))
    assert codes(log) == ["bad-number"] * 3
    assert column(log, "score") == [1_500_000]


@pytest.mark.parametrize(("far", "unit"), [(10**13, "s"), (2**62, "ms"), (-(2**63), "ms"), (2**63 - 1, "us")])
def test_times_of_parquet_outside_the_understood_years_are_rejected(tmp_path: Path, far: int, unit: str) -> None:
    path = tmp_path / "log.parquet"
    times = pa.array([far, 0, far], pa.int64()).cast(pa.timestamp(unit))
    pq.write_table(pa.table({"type": ["drill"] * 3, "subject": ["A"] * 3, "time": times}), path)
    log = checked(read_log([path], VOCABULARY, ZONE))
    assert codes(log) == ["bad-date"] * 2
    assert column(log, "line") == [2]


def test_many_iso_instants_are_read_like_a_few(csv: Path) -> None:
    stamps = [
        f"2024-03-{day:02d}T{hour:02d}:{minute:02d}:00"
        for day in range(1, 32)
        for hour in range(24)
        for minute in (0, 30)
    ]
    for end in ("Z", ""):
        many = read(
            csv, "type,subject,time\n" + "".join(f"drill,A,{s}{end}\n" for s in stamps), zone="America/New_York"
        )
        few = [read(csv, f"type,subject,time\ndrill,A,{s}{end}\n", zone="America/New_York") for s in stamps[430:450]]
        assert [column(log, "first")[0] for log in few] == column(many, "first")[430:450]


def test_no_files_and_empty_logs_give_an_empty_table(csv: Path) -> None:
    assert checked(read_log([], VOCABULARY, ZONE)).table.num_rows == 0
    log = read(csv, "type,subject,time\n")
    assert (log.account, codes(log), content(log)) == (Account(), ["empty-log"], [])


def test_progress_is_told(csv: Path) -> None:
    csv.write_text("type,subject,time\ndrill,A,2024-03-25\nx,A,2024-03-25\n")
    told: list[tuple[str, int]] = []
    read_log([csv], VOCABULARY, ZONE, progress=lambda file, rows: told.append((file, rows)))
    assert told == [(str(csv), 2)]
