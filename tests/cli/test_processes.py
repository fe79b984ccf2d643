"""What only a real process shows: interruption, terminals, and the streams when nobody listens."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import DEMO, Said, run

COMMAND = [sys.executable, "-m", "zhiben"]
ENGLISH = {**os.environ, "LC_ALL": "C.UTF-8"}


# The command, but that it stands still for as long as it takes when all of the report but its manifest is written.
STANDS_STILL = """
import pathlib, sys, time
from zhiben.__main__ import main
from zhiben.reports import report

def stand_still(*_):
    pathlib.Path("standing-still").touch()
    time.sleep(120)

report.write_manifest = stand_still
main(sys.argv[1:])
"""


@contextmanager
def standing_still(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """An audit that is just writing its report to `out` in a folder."""
    mark = folder / "standing-still"
    command = [sys.executable, "-c", STANDS_STILL, "audit", *DEMO, "--out", "out"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENGLISH
    ) as process:
        try:
            for _ in range(600):
                if mark.exists():
                    break
                assert process.poll() is None
                time.sleep(0.1)
            mark.unlink()
            yield process
        finally:
            process.kill()


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("number", "code", "said"), [(signal.SIGINT, 130, "interrupted\n"), (signal.SIGTERM, 143, "terminated\n")]
)
def test_a_run_that_is_told_to_end_leaves_no_traceback_and_the_older_report(
    tmp_path: Path, number: signal.Signals, code: int, said: str
) -> None:
    run("audit", *DEMO, "--out", "out", cwd=tmp_path)
    before = content(tmp_path)
    assert "out/manifest.json" in before
    with standing_still(tmp_path) as process:
        assert len(list(tmp_path.iterdir())) == 2
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (code, "", said)
    assert content(tmp_path) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_run_left_is_cleared_away_later_but_not_what_a_run_still_holds(tmp_path: Path) -> None:
    with standing_still(tmp_path) as process:
        (left,) = tmp_path.iterdir()
        for path in (*left.iterdir(), left):
            os.utime(path, (0, 0))
        assert run("audit", *DEMO, "--out", "out", cwd=tmp_path).code == 1
        assert {entry.name for entry in tmp_path.iterdir()} == {left.name, "out"}
        process.kill()
        process.communicate(timeout=60)
    assert left.is_dir()
    assert run("audit", *DEMO, "--out", "out", cwd=tmp_path).code == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_six_runs_at_a_time_into_one_place_leave_one_whole_report(tmp_path: Path) -> None:
    command = [*COMMAND, "audit", *DEMO, "--out", "out"]
    running = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(6)
    ]
    for process in running:
        _, err = process.communicate(timeout=240)
        assert process.returncode == 1, err
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


def in_a_shell(arguments: list[str], redirections: str, folder: Path) -> Said:
    """The command with its streams redirected by a shell."""
    line = f"{shlex.join([*COMMAND, *arguments])} {redirections}"
    done = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True, env=ENGLISH, timeout=120)
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("redirections", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full", ">&- 2>/dev/full"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", *DEMO], 1),
        (["audit", *DEMO], 1),
        (["check", "missing.csv", "--rulebook", "workshop-safety"], 2),
        (["check"], 2),
        (["--version"], 0),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else str(given),
)
def test_streams_that_nobody_opened_or_reads_change_no_exit_code(
    tmp_path: Path, arguments: list[str], code: int, redirections: str
) -> None:
    said = in_a_shell(arguments, redirections, tmp_path)
    assert said.code == code, said
    assert "internal" not in said.err
    assert "Traceback" not in said.err
    assert (tmp_path / "zhiben-report" / "manifest.json").is_file() == (arguments[0] == "audit")
    if arguments[0] == "check" and code == 1 and ">&- " not in f"{redirections} ".replace("2>&- ", ""):
        assert "drills-not-too-far-apart" in said.out


@pytest.mark.parametrize(
    "arguments", [["check", *DEMO], ["audit", *DEMO], ["--help"], ["rules", "explain", "workshop-safety"]]
)
def test_a_full_stdout_is_told_plainly_and_is_no_pass(tmp_path: Path, arguments: list[str]) -> None:
    for buffering in ({}, {"PYTHONUNBUFFERED": "1"}):
        line = f"{shlex.join([*COMMAND, *arguments])} >/dev/full"
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, env=ENGLISH | buffering, timeout=120
        )
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1] == "error[output-lost]: cannot write the output: no space left on device"
        assert "Traceback" not in done.stderr
        assert "bug" not in done.stderr
    assert in_a_shell(arguments, ">/dev/full 2>&1", tmp_path).code == 2


def on_a_terminal(tmp_path: Path, **environment: str) -> str:
    """What `audit` writes to a terminal, both streams together."""
    master, slave = pty.openpty()
    command = [*COMMAND, "audit", *DEMO, "--lang", "en"]
    environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment}
    process = subprocess.Popen(command, cwd=tmp_path, stdout=slave, stderr=slave, stdin=slave, env=environment)
    os.close(slave)
    heard = b""
    while True:
        try:
            chunk = os.read(master, 65_536)
        except OSError:  # Linux ends a terminal that nobody holds any more with EIO
            break
        if not chunk:
            break
        heard += chunk
    os.close(master)
    assert process.wait(60) == 1
    return heard.decode()


def test_a_terminal_gets_progress_and_colours(tmp_path: Path) -> None:
    heard = on_a_terminal(tmp_path)
    # Which steps are drawn depends on how long each takes; that some are does not.
    assert any(
        f"{step} …" in heard for step in ("reading the rulebook", "reading the log", "judging", "writing the report")
    )
    assert "\x1b[31mcritical · late\x1b[0m" in heard


def test_nobody_who_asked_for_plain_text_gets_colours(tmp_path: Path) -> None:
    assert "\x1b[31m" not in on_a_terminal(tmp_path, NO_COLOR="1")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_terminal_without_chinese_gets_escapes_not_an_error(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([*COMMAND, "check", *DEMO], capture_output=True, env=environment, timeout=120, check=False)
    assert done.returncode == 1
    assert b"\\u793a\\u4f8b" in done.stdout
