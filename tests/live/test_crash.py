"""Killed at any instant, the monitor loses nothing and says nothing twice.

`make crash` kills it 200 times (ZHIBEN_KILLS); here a few times, at other instants in every run of the tests.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from .watching import AS_OF, assert_as_audited, forked, watch, write_inputs

KILLS = int(os.environ.get("ZHIBEN_KILLS", "3"))


def test_killed_at_random_instants_it_ends_in_the_ledger_of_an_audit(tmp_path: Path) -> None:
    chosen = random.Random()
    entities, events = write_inputs(tmp_path, 100 + 25 * KILLS)
    changes, state = tmp_path / "changes.jsonl", tmp_path / "state"
    options = ["--entities", entities, "--state", state, "--to", changes, "--clock", "events", "--as-of", AS_OF]
    options += ["--from", f"tail:{events}", "--once", "--batch", "5", "--no-explain"]
    killed = 0
    for _ in range(KILLS):
        before = changes.stat().st_size if changes.exists() else 0
        process = forked(tmp_path / "stderr", *options)
        deadline = time.monotonic() + 60
        # It takes a moment to begin; it is killed while it judges.
        while process.is_alive() and time.monotonic() < deadline:
            if changes.exists() and changes.stat().st_size > before:
                break
            time.sleep(0.005)
        time.sleep(chosen.uniform(0, 0.3))
        process.kill()
        process.join(60)
        assert process.exitcode in (0, -9), (tmp_path / "stderr").read_text()
        killed += process.exitcode == -9
        process.close()
    ledger = tmp_path / "ledger.parquet"
    watch(*options, "--ledger", ledger, "--batch", "500")  # what is left, without stopping for every few events
    assert_as_audited(changes.read_bytes(), ledger, entities, events)
    assert killed >= KILLS // 2, f"only {killed} of {KILLS} kills came before the end"
