"""Runs one command and says what it took: launch.py SECONDS OUTPUT COMMAND… prints one line of JSON.

A process of its own, started as `python -I -S`, because Linux counts into a child's peak memory what its parent held
when it was started: this one holds about 10 MB, whatever the program that measures has loaded.

Where the environment forbids Python to keep compiled modules, that is lifted, so that the first round compiles them: an
installed Zhiben finds them compiled, and would otherwise be charged for it at every start.

Peak memory is that of the command's process (maximum resident set). Where it starts processes of its own, it is what
all of them hold together, if that is more: shared pages counted once (proportional set size), sampled twice a second.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time

SAMPLED = 0.5  # seconds between two samples


def main(limit: int, output: str, command: list[str]) -> None:
    """Run `command`, all it prints into the file `output`; kill it after `limit` seconds."""
    into = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    streams = [(os.POSIX_SPAWN_DUP2, into, 1), (os.POSIX_SPAWN_DUP2, into, 2)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, environment, file_actions=streams)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(limit)
    together = [0]
    threading.Thread(target=sample, args=(child, together), daemon=True).start()
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    signal.alarm(0)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = max(usage.ru_maxrss * unit, together[0])
    taken = {"seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "peak": peak}
    print(json.dumps({**taken, "code": os.waitstatus_to_exitcode(status)}))


def sample(process: int, together: list[int]) -> None:
    """Keep in `together` the most bytes that a process and those below it held, from when there are any below it."""
    while True:
        time.sleep(SAMPLED)
        below = descendants(process)
        if below:
            together[0] = max(together[0], sum(map(held, [process, *below])))


def descendants(process: int) -> list[int]:
    """The processes below one; none where the system does not say."""
    found = []
    try:
        for task in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{task}/children", encoding="ascii") as file:
                for child in map(int, file.read().split()):
                    found += [child, *descendants(child)]
    except OSError:  # it has just ended, or there is no /proc
        pass
    return found


def held(process: int) -> int:
    """Bytes that a process holds, its share of what it shares with others; 0 where the system does not say."""
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
            return next((int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:")), 0)
    except OSError:
        return 0


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
