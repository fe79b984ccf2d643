"""One child process is measured by itself, and how it ended is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.processes import Measured, Program, Taken, in_turn, once


def python(name: str, script: str, **more: object) -> Program:
    return Program(name, (sys.executable, "-c", script), **more)  # type: ignore[arg-type]


def test_memory_is_the_childs_own_and_not_that_of_who_measures() -> None:
    held = bytearray(300_000_000)
    held[::4096] = b"x" * len(held[::4096])  # touched, so that it is really there
    taken = once(python("small", "pass"))
    assert isinstance(taken, Taken) and taken.peak < 100_000_000
    taken = once(python("great", "x = b'x' * 200_000_000"))
    assert isinstance(taken, Taken) and 200_000_000 < taken.peak < 300_000_000


def test_memory_is_that_of_all_processes_together() -> None:
    holding = "import time; x = b'x' * 100_000_000; time.sleep(2)"
    start = f"subprocess.Popen([sys.executable, '-c', {holding!r}])"
    taken = once(python("two", f"import subprocess, sys\nfor one in [{start}, {start}]: one.wait()"))
    least = 200_000_000 if sys.platform == "linux" else 100_000_000  # only Linux says what others hold
    assert isinstance(taken, Taken) and least < taken.peak < 300_000_000


def test_processor_time_is_that_of_all_the_childs_threads() -> None:
    taken = once(python("busy", "import time\nwhile time.process_time() < 0.3: pass"))
    assert isinstance(taken, Taken) and taken.cpu >= 0.3 and taken.seconds >= 0.3


def test_modules_compiled_once_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert isinstance(once(python("keeps", "import sys; sys.exit(sys.dont_write_bytecode)")), Taken)


def test_how_a_program_failed_is_told_in_one_line() -> None:
    assert once(python("wrong", "import sys; sys.exit('no such thing')")) == "exit code 1: no such thing"
    assert once(python("killed", "import os; os.kill(os.getpid(), 9)")) == "killed, as when memory runs out"
    assert once(python("slow", "import time; time.sleep(60)"), limit=1) == "ended after 1 s"
    assert isinstance(once(python("findings", "import sys; sys.exit(1)", accepted=(0, 1))), Taken)


def test_programs_run_in_turn_without_those_that_failed_and_the_first_round_does_not_count(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    programs = [
        python("a", f"open({str(diary)!r}, 'a').write('a')"),
        python("b", f"open({str(diary)!r}, 'a').write('b'); raise SystemExit(3)"),
        python("c", f"open({str(diary)!r}, 'a').write('c')"),
    ]
    measured = in_turn(programs, 2)
    assert diary.read_text() == "abcacac"
    assert [(one.name, len(one.runs), one.failed) for one in measured] == [
        ("a", 2, ""),
        ("b", 0, "exit code 3: nothing said"),
        ("c", 2, ""),
    ]
    assert measured[1].seconds is None


def test_what_an_earlier_run_wrote_is_removed_before_the_next(tmp_path: Path) -> None:
    report = tmp_path / "report"
    program = python("writes", f"import os; os.mkdir({str(report)!r})", writes=report)  # fails where it is there
    (measured,) = in_turn([program], 2)
    assert not measured.failed and report.is_dir()


def test_medians_of_times_and_the_greatest_peak() -> None:
    measured = Measured("a", (Taken(1.0, 2.0, 30), Taken(9.0, 1.0, 50), Taken(2.0, 4.0, 40)))
    assert (measured.seconds, measured.cpu, measured.peak) == (2.0, 2.0, 50)
