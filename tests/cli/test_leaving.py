"""How a command's process ends: with its code and all of its output, after whatever else waits for its end."""

from __future__ import annotations

import subprocess
import sys

import pytest


def ended(arguments: str, before: str = "", call: str = "main()") -> subprocess.CompletedProcess[str]:
    """A process that calls `main` as the installed script does, and says when an object is taken apart and at its end."""
    code = f"""
import atexit, sys, threading, time
from zhiben import __main__ as command
class Left:
    def __del__(self): print("taken apart")
left = Left()
run = command._run
def told(arguments):
    atexit.register(print, "called at the end")
    threading.Thread(target=lambda: (time.sleep(0.2), print("thread done"))).start()
    {before or "pass"}
    return run(arguments)
command._run = told
sys.argv = ["zhiben", *{arguments!r}.split()]
command.{call}
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("arguments", "code"), [("--version", 0), ("check", 2)])
def test_it_leaves_with_its_code_after_threads_and_what_is_called_at_the_end(arguments: str, code: int) -> None:
    done = ended(arguments)
    assert done.returncode == code
    assert done.stdout.splitlines()[-2:] == ["thread done", "called at the end"]
    assert ("zhiben" in done.stdout) == (code == 0) and ("Error" in done.stderr) == (code == 2)


def test_a_termination_is_told_by_its_code() -> None:
    done = ended("--version", before="raise command.Terminated")
    assert (done.returncode, done.stderr) == (command_code(), "terminated\n")


def command_code() -> int:
    from zhiben.__main__ import TERMINATED

    return TERMINATED


def test_a_program_that_calls_it_ends_as_python_ends() -> None:
    done = ended("", call="main(['--version'])")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "taken apart")


def test_where_it_did_not_come_to_its_end_python_tells_why() -> None:
    done = ended("--version", before="raise MemoryError")
    assert done.returncode == 1 and "MemoryError" in done.stderr and "taken apart" in done.stdout
