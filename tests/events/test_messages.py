"""What is said about every kind of mistake in a log, map, registry or declaration: golden files."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

from tests.events.conftest import GOLDEN, Compare
from tests.events.logs import checked, worded
from tests.events.test_advice import TITLES
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.coverage_reading import read_coverage
from zhiben.events.logmap import read_map
from zhiben.events.problem import Unusable
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities

HEAD = "id,type,subject,time,led_by,topics,score,persons,passed,due,lasted\n"

LOGS: dict[str, str | bytes] = {
    "unknown-column.csv": "type,subject,time,scroe,led_by_whom,\ndrill,A,2024-03-25,1,2,\n",
    "missing-columns.csv": "kind of event;who;when\ndrill;A;2024-03-25\n",
    "duplicate-column.csv": "type,subject,time,score,得分\ninspection,A,2024-03-25,1,2\n",
    "missing-cells.csv": HEAD + "1,,A,2024-03-25,,,,,,,\n2,drill,,2024-03-25,,,,,,,\n3,drill,A,,,,,,,,\n"
    ",drill,A,2024-03-25,,,,,,,\n",
    "same-column-twice.csv": "type,subject,time,score,score\ninspection,A,2024-03-25,1,2\n",
    "full-width-commas.csv": "类型，单位，日期，得分\n检查，甲，2024-03-25，1\n",
    "bars.csv": "type|subject|time\ndrill|A|2024-03-25\n",
    "unknown-words.csv": HEAD + "1,inspektion,A,2024-03-25,,,,,,,\n2,inspection,A,2024-03-25,principle,,,,,,\n"
    "3,检察,A,2024-03-25,,消防、水电,,,,,\n",
    "decided-duties.csv": "type,subject,time\nduty_decided,A,2024-03-25\ndrill,A,2024-03-25\n",
    "bad-values.csv": HEAD
    + "1,inspection,A,2024-02-30,,,,,,,\n2,inspection,A,25.3.2024,,,,,,,\n3,inspection,A,1066-10-14,,,,,,,\n"
    + "4,inspection,A,2024-03-25,,,95%,,,,\n5,inspection,A,2024-03-25,,,0.1234567,3.5,,,\n"
    + "6,inspection,A,2024-03-25,,,1000000000000,,perhaps,next week,1m\n"
    "7,inspection,A,2024-03-25 25:00,,,,,,,3 months\n",
    "stray-fields.csv": "type,subject,time,score\ndrill,A,2024-03-25,5\ntraining,A,2024-03-25,6\n"
    "training,B,2024-03-25,7\n",
    "identity.csv": "id,type,subject,time\n1,drill,A,2024-03-25\n1,drill,A,2024-03-25\n2,drill,A,2024-03-25\n"
    "2,drill,B,2024-03-25\n",
    "repeated-rows.csv": "type,subject,time\ndrill,A,2024-03-25\ndrill,A,2024-03-25\n",
    "broken-rows.csv": b'type,subject,time\ndrill,A\ndrill,A,2024-03-25,x,y\ndrill,"A,2024-03-25\n'
    b"drill,\x01,2024-03-25\n" + b"drill,\xff,2024-03-25\ndrill,A,2024-03-25\n",
    "only-rejected.csv": "type,subject,time\nx,A,2024-03-25\ny,A,2024-03-25\n",
    "gb18030.csv": "类型,单位,日期,备注\n演练,甲,2024-03-25,无\n".encode("gb18030"),
    "empty.csv": b"",
    "blank.csv": b"\n\n",
    "binary.csv": bytes(range(256)) * 20,
    "noise.csv": bytes(n * 37 % 255 + 1 for n in range(5000)),
    "utf16.csv": "type,subject,time\n".encode("utf-16"),
    "empty.jsonl": b" \n",
    "broken-lines.jsonl": '{"type": "drill", "subject": "A", "time": "2024-03-25"}\n[1]\n{"type": \n{"a": NaN}\n'
    '{"a": 1, "a": 2}\n' + '"text"\n{"a": "\\ud800"}\n' + "[" * 100_000 + "\n",
    "odd-values.jsonl": '{"type": "inspection", "subject": ["A"], "time": 45376, "remarks": {"a": 1}, "score": true}'
    + '\n{"type": "inspection", "subject": "A", "time": "2024-03-25", "score": '
    + "9" * 5000
    + "}\n",
    "array.json": '[{"type": "drill", "subject": "A", "time": "2024-03-25"}]\n',
    "truncated.parquet": b"PAR1" + b"\0" * 100,
    "empty.parquet": b"",
    "text.xlsx": b"type,subject,time\n",
    "cut.xlsx": b"PK\3\4" + b"\0" * 100,
    "empty.xlsx": b"",
}

MAPS = {
    "unknown-words.yaml": "subjet: {column: a}\ntype: inspektion\ntime: {colum: b}\n",
    "unknown-names.yaml": "type: {column: a, values: {x: inspektion}}\nfields: {scoer: b}\n",
    "field-of-another-type.yaml": "type: drill\nfields: {score: b}\n",
    "elsewhere.yaml": "header_row: 3\nsheets: all\nsplit: 、\nfill_down: [a]\nskip_rows: {a: [b]}\nread: {sheets: [a]}\n",
    "events.yaml": "type: drill\ntime: {column: t}\nfields: {score: a, kimd: c}\n"
    "events: [{type: drill}, {type: inspektion, time: {column: b}},\n"
    "  {type: drill, time: {column: b}, fields: {score: c}}, {type: drill, time: {columns: [b, c]}}]\n",
    "type-with-events.yaml": "type: drill\ntime: {column: t}\nevents: [{type: drill, time: {column: b}}]\n",
    "events-names.yaml": "fields: {score: a, kimd: c}\nevents:\n  - {type: inspektion, time: {column: b}}\n"
    "  - {type: drill, time: {column: b}, fields: {score: c}}\n",
    "cells.yaml": "type: inspection\nsubject: {split: 、}\nfields:\n  score: {column: a, split: 、}\n"
    "  topics: {column: a, columns: [b]}\n  due: {column: a, means: {长期: b}}\n  remarks: {column: a, split: 和}\n",
    "misfits.yaml": "type: inspection\nfields:\n  score: {column: a, split: 、}\n  topics: {columns: [a, b]}\n"
    "  remarks: {column: a, means: {立即: b}, format: '%Y%m%d'}\n",
    "contradictions.yaml": "contradictions:\n  - {column: a, says: [b]}\n  - {column: a, says: [b], needs: c, forbids: d}\n"
    "  - {column: a, says: [b], forbids: c, date: d}\n  - {column: a, says: [长期整改], needs: c, date: d}\n"
    "  - {column: a, says: [], needs: c}\n",
    "bad-values.yaml": 'read: {delimiter: "::", encoding: latin1, header_row: 0}\ntime: {column: a, format: "%d.%m"}\n',
    "decided-duties.yaml": "type: {column: a, values: {x: drill, y: duty_decided}}\n",
    "bad-id.yaml": "id: {column: a, columns: [b]}\n",
    "bad-other.yaml": "type: {column: a, other: drop}\n",
    "wrong-types.yaml": "subject: name\nid: 7\nfields: [a]\n",
    "not-yaml.yaml": "type: {column\n",
    "empty.yaml": "",
}

REGISTRIES = {
    "missing-columns.csv": "name,since\nA,2024-01-01\n",
    "full-width-commas.csv": "编号，类别\n甲，企业\n",
    "same-column-twice.csv": "id,类别,类型\nA,enterprise,site\n",
    "without-end.csv": "id,kind,high_risk,valid_from\nA,enterprise,yes,\nA,enterprise,no,\nB,enterprise,yes,2024-01-01\n"
    "B,enterprise,no,2024-06-30\n",
    "cells.csv": "id,kind,owner,valid_from,valid_to,high_risk,area,colour\nA,enterprize,,,,,,\n"
    ",enterprise,,,,,,\nB,,,,,,,\n"
    "C,enterprise,,2024-02-30,,perhaps,,red\nD,企业,,,,,12,\n",
    "owners.csv": "id,kind,owner,valid_from,valid_to\nA,enterprise,B,,2024-06-30\nB,enterprise,C,,\n"
    "C,enterprise,A,2024-06-01,\n"
    "D,enterprise,AB,,\nE,enterprise,E,,\n",
    "rows.csv": "id,kind,high_risk,valid_from,valid_to\nA,enterprise,yes,2024-01-01,2024-06-30\n"
    "A,enterprise,no,2024-06-30,\n"
    "B,enterprise,yes,2024-06-30,2024-01-01\nC,enterprise,,,2024-01-01\nC,site,,2024-01-02,\n",
    "spaced-out.csv": "编 号,类 别,生效 日期\n甲,企 业,2024-13-01\n乙,企 業,2024-01-01\n",
    "no-end.csv": "id,kind,valid_from,valid_to\nA,enterprise,2024-01-01,长期\nB,enterprise,即日,2024-02-30\n",
    "aliases.csv": "id,kind,aliases,valid_from,valid_to\nA,enterprise,甲、老甲,,2024-06-30\n"
    "B,enterprise,甲;A,2024-06-30,\n",
    "broken.csv": "id,kind\nA\n",
    "duplicate-column.csv": "id,id,kind\nA,B,site\n",
    "empty.csv": "",
}

COVERAGES = {
    "columns.csv": "subject,typ,form,subject\nA,drill,2024-01-01,B\n",
    "cells.csv": "subject,type,from,through\nA,dril,2024-01-01,2024-02-30\nA,drill,2024-06-30,2024-01-01\n",
    "decided-duties.csv": "subject,type,from,through\nA,duty_decided,2024-01-01,\n",
    "nothing.csv": "x\n1\n",
    "full-width-commas.csv": "单位，类型\n甲，演练\n",
    "empty.csv": "",
}


def _said(read: Callable[[Path], object], path: Path, content: str | bytes, folder: Path) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with pytest.raises(Unusable) as found:
        read(path)
    return worded(found.value.problems, folder)


@pytest.mark.parametrize("name", LOGS)
def test_a_log(name: str, tmp_path: Path, golden: Compare) -> None:
    path, content = tmp_path / name, LOGS[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    log = checked(read_log([path], VOCABULARY, ZONE))
    golden(f"log-{name.replace('.', '-')}", f"{log.account}\n\n{worded(log.problems, tmp_path)}")


@pytest.mark.parametrize("name", MAPS)
def test_a_map(name: str, tmp_path: Path, golden: Compare) -> None:
    said = _said(lambda path: read_map(path, VOCABULARY), tmp_path / name, MAPS[name], tmp_path)
    golden(f"map-{name.removesuffix('.yaml')}", said)


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_registry(name: str, tmp_path: Path, golden: Compare) -> None:
    said = _said(lambda path: read_entities(path, VOCABULARY, ZONE), tmp_path / name, REGISTRIES[name], tmp_path)
    golden(f"entities-{name.removesuffix('.csv')}", said)


@pytest.mark.parametrize("name", COVERAGES)
def test_a_declaration_of_coverage(name: str, tmp_path: Path, golden: Compare) -> None:
    said = _said(lambda path: read_coverage(path, VOCABULARY, ZONE), tmp_path / name, COVERAGES[name], tmp_path)
    golden(f"coverage-{name.removesuffix('.csv')}", said)


def test_a_map_that_does_not_fit_the_file(tmp_path: Path, golden: Compare) -> None:
    (tmp_path / "map.yaml").write_text(
        "subject: {column: busines}\nid: {columns: [no, date]}\nfields: {score: points}\n"
    )
    (tmp_path / "log.csv").write_text("type,business,date,point\ninspection,A,2024-03-25,5\n")
    mapping = read_map(tmp_path / "map.yaml", VOCABULARY)
    log = checked(read_log([tmp_path / "log.csv"], VOCABULARY, ZONE, mapping=mapping))
    golden("log-map-does-not-fit", f"{log.account}\n\n{worded(log.problems, tmp_path)}")


def test_subjects_that_are_not_in_the_registry(tmp_path: Path, golden: Compare) -> None:
    (tmp_path / "e.csv").write_text("id,kind,aliases,valid_from,valid_to\nacme-works,site,老厂,,2024-06-30\n")
    (tmp_path / "log.csv").write_text(
        "type,subject,time\ndrill,acme_works,2024-03-25\ndrill,acme_works,2024-03-26\ndrill,老厂,2024-06-30\n"
        "drill,老厂,2024-07-01\ndrill,zzz,2024-07-01\n"
    )
    entities = read_entities(tmp_path / "e.csv", VOCABULARY, ZONE)
    log = checked(read_log([tmp_path / "log.csv"], VOCABULARY, ZONE, entities=entities))
    assert log.table["subject"].to_pylist() == ["acme_works", "acme_works", "acme-works", "老厂", "zzz"]
    golden("log-unknown-subjects", f"{log.account}\n\n{worded(log.problems, tmp_path)}")


def test_files_that_are_none(tmp_path: Path, golden: Compare) -> None:
    log = checked(read_log([tmp_path, tmp_path / "missing.csv", tmp_path / "x\0y.csv"], VOCABULARY, ZONE))
    golden("log-no-files", worded(log.problems, tmp_path).replace(str(tmp_path), "FOLDER"))


def test_no_golden_file_is_left_over() -> None:
    kinds = (("map", MAPS), ("entities", REGISTRIES), ("coverage", COVERAGES))
    wanted = {f"log-{name.replace('.', '-')}" for name in LOGS}
    wanted |= {f"{kind}-{name.rpartition('.')[0]}" for kind, names in kinds for name in names}
    wanted |= {"log-map-does-not-fit", "log-unknown-subjects", "log-no-files"}
    wanted |= {"log-outside-validity", "log-many-unknown-subjects", "log-unnamed-column"}
    wanted |= {f"log-title-{name}" for name in TITLES}
    assert {path.stem for path in GOLDEN.glob("*.txt")} == wanted
