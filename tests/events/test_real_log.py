"""A published log of 33,727 rows, read through a map; its columns, gaps and repeated rows are nobody's invention."""

from __future__ import annotations

from pathlib import Path

from tests.events.logs import checked
from zhiben.events.log import Account
from zhiben.events.logmap import read_map
from zhiben.events.reading import read_log
from zhiben.events.vocabulary import Field, Kind, Vocabulary

INSPECTION = Kind("inspection", fields={"kind": Field("kind", "text"), "score": Field("score", "number")})
VOCABULARY = Vocabulary(events={"inspection": INSPECTION})
MAP = """
type: inspection
subject: {column: business_id}
time: {column: date, format: "%Y%m%d"}
id: {columns: [business_id, date, type, score]}
fields: {kind: {column: type}, score: {column: score}}
"""


def test_every_row_of_a_real_log_is_accounted_for(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MAP)
    mapping = read_map(tmp_path / "map.yaml", VOCABULARY)
    path = shared / "data/louisville/inspections.csv"
    log = checked(read_log([path], VOCABULARY, "America/Kentucky/Louisville", mapping=mapping))
    assert log.account == Account(read=33_727, accepted=33_136, duplicates=591)
    assert [p.code for p in log.problems] == ["duplicates"]
