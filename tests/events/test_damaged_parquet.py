"""A Parquet file with any one byte of its footer changed is a problem, never the end of the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SWEEP = """
import sys
from pathlib import Path
from zhiben.events.reading import read_log
from zhiben.events.vocabulary import Field, Kind, Vocabulary

vocabulary = Vocabulary(events={"inspection": Kind("inspection", fields={"score": Field("score", "number")})})
whole, damaged = Path(sys.argv[1]), Path(sys.argv[2])
sound = whole.read_bytes()
footer = int.from_bytes(sound[-8:-4], "little") + 8
for change in (0xFF, 0x01, 0x40):
    for at in range(len(sound) - footer, len(sound)):
        broken = bytearray(sound)
        broken[at] ^= change
        damaged.write_bytes(broken)
        log = read_log([damaged], vocabulary, "UTC")
        account = log.account
        assert account.read == account.accepted + account.duplicates + account.ignored + account.rejected
print("swept", footer)
"""


def test_no_changed_byte_of_the_footer_ends_the_process(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    table = {
        "id": ["a", "b", "c"],
        "type": ["inspection"] * 3,
        "subject": ["x", "y", "x"],
        "time": ["2024-01-01"] * 3,
        "score": [1.5, 2.0, None],
    }
    pq.write_table(pa.table(table), whole)
    # In a process of its own: what this guards against takes the whole process down.
    arguments = [sys.executable, "-c", SWEEP, str(whole), str(tmp_path / "damaged.parquet")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("swept")
