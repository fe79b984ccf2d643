"""`zhiben watch` from events to changes: standard input, a file that grows, stops and starts."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from zhiben.cli.live.asked import duration
from zhiben.cli.live.state import PREFIX, YOUNG, state
from zhiben.engine.monitor.state.store import Store
from zhiben.events.problem import Unusable

from .watching import AS_OF, WATCH, assert_as_audited, environment, watch, write_inputs


def test_lines_on_standard_input_end_in_the_ledger_of_an_audit(tmp_path: Path) -> None:
    entities, events = write_inputs(tmp_path, 300)
    ledger = tmp_path / "ledger.parquet"
    ran = watch("--entities", entities, "--as-of", AS_OF, "--ledger", ledger, "--batch", 50, given=events.read_bytes())
    assert_as_audited(ran.stdout, ledger, entities, events)
    assert ran.stderr.decode().strip() == "accepted 300, duplicates 30, too late 0, rejected 0"
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    breached = [one for one in told if one["change"] == "breached"]
    assert breached and all(set(one["explanation"]) == {"zh", "en"} for one in breached)
    assert {"opened", "due-soon", "met", "breached", "late"} <= {one["change"] for one in told}


def test_what_follows_from_a_breach_says_so(tmp_path: Path) -> None:
    entities, events = write_inputs(tmp_path, 200)
    ran = watch("--entities", entities, "--as-of", AS_OF, "--no-explain", given=events.read_bytes())
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    children = [one for one in told if one["rule"].endswith("/otherwise") and one["change"] == "opened"]
    assert any(one.get("follows") == one["raised_by"] for one in children)


def test_events_beyond_the_lateness_bound_go_aside_and_are_counted(tmp_path: Path) -> None:
    entities, _ = write_inputs(tmp_path, 10)
    day = {"source": "s", "type": "drill", "subject": "c1"}
    lines = [
        {"id": "1", "time": "2024-06-10", **day},
        {"id": "2", "time": "2024-06-01", **day},
        {"id": "3", "time": "2024-06-03", **day},
    ]
    given = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    aside = tmp_path / "aside.jsonl"
    ran = watch("--entities", entities, "--aside", aside, "--lateness", "7 days", given=given)
    assert [json.loads(line)["id"] for line in aside.read_text().splitlines()] == ["2"]
    assert b"accepted 2, duplicates 0, too late 1, rejected 0" in ran.stderr


def test_a_growing_file_is_followed_and_a_stopped_monitor_goes_on(tmp_path: Path) -> None:
    entities, events = write_inputs(tmp_path, 200)
    whole = events.read_bytes()
    half = whole.index(b"\n", len(whole) // 2) - 7  # in the middle of a line
    growing, changes = tmp_path / "growing.jsonl", tmp_path / "changes.jsonl"
    growing.write_bytes(whole[:half])
    options = [
        "--entities",
        entities,
        "--state",
        tmp_path / "state",
        "--to",
        changes,
        "--clock",
        "events",
        "--as-of",
        AS_OF,
    ]
    options += ["--from", f"tail:{growing}", "--batch", "30"]
    process = subprocess.Popen([*WATCH, *map(str, options)], env=environment(), stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while (not changes.exists() or changes.stat().st_size == 0) and time.monotonic() < deadline:
        time.sleep(0.1)
    with open(growing, "ab") as file:
        file.write(whole[half:])
    while b'"e199"' not in changes.read_bytes() and time.monotonic() < deadline - 45:
        time.sleep(0.1)
    process.terminate()
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 0, said.decode()
    ledger = tmp_path / "ledger.parquet"
    watch(*options, "--once", "--ledger", ledger)
    assert_as_audited(changes.read_bytes(), ledger, entities, events)


def test_a_state_of_other_inputs_is_not_gone_on_with(tmp_path: Path) -> None:
    entities, events = write_inputs(tmp_path, 20)
    state = tmp_path / "state"
    watch("--entities", entities, "--state", state, given=events.read_bytes())
    entities.write_text(entities.read_text().replace("true", "false"))
    ran = watch("--entities", entities, "--state", state, given=b"", code=2)
    assert b"state-of-other-inputs" in ran.stderr


def test_two_monitors_do_not_share_a_state(tmp_path: Path) -> None:
    entities, events = write_inputs(tmp_path, 20)
    state, pipe = tmp_path / "state", tmp_path / "pipe"
    os.mkfifo(pipe)
    arguments = [*WATCH, "--entities", str(entities), "--state", str(state), "--to", str(tmp_path / "out.jsonl")]
    keeper = os.open(pipe, os.O_RDWR)
    first = subprocess.Popen(arguments, stdin=keeper, stderr=subprocess.DEVNULL, env=environment())
    os.write(keeper, events.read_bytes()[:4000])
    deadline = time.monotonic() + 60
    while not (tmp_path / "out.jsonl").exists() or not (tmp_path / "out.jsonl").stat().st_size:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    ran = watch("--entities", entities, "--state", state, given=b"", code=2)
    assert b"state-in-use" in ran.stderr
    first.terminate()
    first.wait(60)
    os.close(keeper)


def test_contradictions_and_faulty_lines_are_rejected_and_told(tmp_path: Path) -> None:
    entities, _ = write_inputs(tmp_path, 10)
    lines = [
        {"id": "1", "source": "s", "type": "drill", "subject": "c1", "time": "2024-06-10"},
        {"id": "1", "source": "s", "type": "drill", "subject": "c2", "time": "2024-06-10"},
        {"source": "s", "type": "drill", "subject": "c1", "time": "2024-06-10"},
        {"id": "4", "source": "s", "type": "dril", "subject": "c1", "time": "2024-06-10"},
    ]
    ran = watch(
        "--entities", entities, given="".join(f"{json.dumps(line)}\n" for line in lines).encode() + b"{]\n", code=1
    )
    for code in (b"[conflict]", b"no-id", b"bad-json"):
        assert code in ran.stderr, ran.stderr.decode()


def test_an_event_far_ahead_does_not_move_the_clock(tmp_path: Path) -> None:
    entities, _ = write_inputs(tmp_path, 10)
    line = {"id": "1", "source": "s", "type": "drill", "subject": "c1", "time": "2190-06-10"}
    ran = watch("--entities", entities, given=json.dumps(line).encode() + b"\n", code=1)
    assert b"ahead-of-time" in ran.stderr and not ran.stdout


def test_what_a_killed_run_left_behind_is_cleared_away_and_nothing_else(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    long_ago = time.time() - 2 * YOUNG
    folders = {name: tmp_path / f"{PREFIX}{name}" for name in ("left", "empty", "open", "young")}
    stores = {name: Store(folder) for name, folder in folders.items() if name != "empty"}
    folders["empty"].mkdir()
    (tmp_path / "zhiben-else").mkdir()
    stores["left"].close()
    stores["young"].close()
    for name in ("left", "empty", "open"):
        os.utime(folders[name], (long_ago, long_ago))
    with state(None, "digest") as store:
        assert store.folder is not None and store.folder.parent == tmp_path
    stores["open"].close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["zhiben-else", f"{PREFIX}open", f"{PREFIX}young"]


@pytest.mark.parametrize("text", ["7d", "² days", "99999999999999999999 weeks", "-1 days", "1.5 days", "400000 days"])
def test_what_is_no_length_of_time_is_told(text: str) -> None:
    with pytest.raises(Unusable) as error:
        duration(text, "--lateness")
    assert [problem.code for problem in error.value.problems] == ["bad-duration"]


def test_a_length_of_time_may_be_as_long_as_a_century() -> None:
    assert duration("36525 days", "--lateness") == 36_525 * 86_400_000_000


def test_a_file_that_is_read_once_has_to_be_there(tmp_path: Path) -> None:
    entities, _ = write_inputs(tmp_path, 10)
    ran = watch("--entities", entities, "--from", f"tail:{tmp_path / 'evnts.jsonl'}", "--once", given=b"", code=2)
    assert b"no-such-file" in ran.stderr
    assert ran.stdout == b""
