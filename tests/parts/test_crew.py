"""Several processes give what one would, in the same order; none of them outlives the work or the one who asked."""

from __future__ import annotations

import operator
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhiben.engine.parts.crew import EACH, Crew, workers_for
from zhiben.events.problem import Problem, Unusable

_SCRIPT = """
import os, time
from tests.parts.test_crew import process
from zhiben.engine.parts.crew import Crew
# Without a guard: nothing of this script is run again by the processes.
with Crew(2) as crew:
    print(*crew.map(str, [os.getpid()]), *{each for each in crew.map(process, range(20))}, flush=True)
    list(crew.map(time.sleep, [60, 60]))
"""


def test_results_come_in_the_order_of_the_items() -> None:
    items = [(number, 20 - number) for number in range(20)]
    with Crew(0) as none, Crew(2) as two:
        assert list(two.map(_slowly, items)) == list(none.map(_slowly, items)) == [number for number, _ in items]
        assert list(two.map(operator.neg, [1, 2])) == [-1, -2], "another work for the same processes"
        assert len(set(two.map(process, range(20))) | {os.getpid()}) == 3


@pytest.mark.parametrize("size", [0, 2])
def test_an_error_is_raised_where_its_result_is_waited_for(size: int) -> None:
    seen: list[int] = []
    with pytest.raises(Unusable) as told, Crew(size) as crew:
        seen.extend(crew.map(_refused, [1, 2, 3]))
    assert seen == [1]
    assert told.value.problems == (Problem("no-log", "2"),)
    with pytest.raises(ZeroDivisionError), Crew(size) as crew:
        list(crew.map(_divided, [1, 0]))


def test_a_process_that_is_killed_is_told_and_nothing_hangs() -> None:
    began = time.monotonic()
    crew = Crew(2)
    others = set(crew.map(process, range(20)))
    with pytest.raises(Unusable) as told, crew:
        list(crew.map(_killed, [30, 0]))
    assert [problem.code for problem in told.value.problems] == ["worker-lost"]
    assert "signal 9" in str(told.value)
    assert len(others) == 2 and not any(map(_is_running, others)) and time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("number", "seconds"), [(signal.SIGINT, 60), (signal.SIGKILL, 2)], ids=["interrupted", "killed"]
)
def test_no_process_outlives_the_one_who_asked(number: signal.Signals, seconds: int, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(_SCRIPT.replace("60", str(seconds)), encoding="utf-8")
    root = str(Path(__file__).parents[2])
    asking = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": root, "TMPDIR": str(tmp_path)},  # killed, it leaves a folder there
    )
    assert asking.stdout is not None
    own, *others = map(int, asking.stdout.readline().split())
    assert own == asking.pid and len(others) == 2
    asking.send_signal(number)
    assert asking.wait(20) != 0
    asking.stdout.close()
    if number == signal.SIGINT:
        assert not any(map(_is_running, others))
    deadline = time.monotonic() + 20  # killed, it cannot tell them: they end when they have done what they do
    while any(map(_is_running, others)):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_small_logs_are_not_worth_a_process() -> None:
    assert workers_for(0) == workers_for(2 * EACH - 1) == 0
    assert workers_for(1000 * EACH) in {0, *range(2, 9)}


def _slowly(item: tuple[int, int]) -> int:
    time.sleep(item[1] / 1000)
    return item[0]


def process(item: int) -> int:
    """Which process does it."""
    del item
    time.sleep(0.02)
    return os.getpid()


def _refused(item: int) -> int:
    if item == 2:
        raise Unusable([Problem("no-log", str(item))])
    return item


def _divided(item: int) -> float:
    return 1 / item


def _killed(seconds: int) -> None:
    time.sleep(seconds or 0.5)
    os.kill(os.getpid(), signal.SIGKILL)


def _is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"  # ended, and only not yet asked about
