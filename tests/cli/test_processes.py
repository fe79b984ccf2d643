"""What only a real process shows: interruption, terminals, and the streams when nobody listens."""

from __future__ import annotations

import errno
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import DEMO

COMMAND = [sys.executable, "-m", "zhiben"]


def opened_for_writing(pipe: Path) -> int:
    """The writing end of a named pipe, as soon as somebody reads it."""
    for _ in range(600):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            time.sleep(0.1)
    raise AssertionError("nobody opened the log")


def test_an_interrupted_audit_leaves_no_traceback_and_no_report(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    os.mkfifo(log)
    arguments = ["audit", str(log), "--rulebook", "workshop-safety", "--out", str(tmp_path / "out")]
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        writer = opened_for_writing(log)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        os.close(writer)
    assert process.returncode == 130
    assert (out, err) == ("", "interrupted\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["log.csv"]


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
