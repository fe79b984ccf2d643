"""Runs one command and says what it took: launch.py SECONDS OUTPUT COMMAND… prints one line of JSON.

A process of its own, started as `python -I -S`, because Linux counts into a child's peak memory what its parent held
when it was started: this one holds about 10 MB, whatever the program that measures has loaded.

Where the environment forbids Python to keep compiled modules, that is lifted, so that the first round compiles them: an
installed Zhiben finds them compiled, and would otherwise be charged for it at every start.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time


def main(limit: int, output: str, command: list[str]) -> None:
    """Run `command`, all it prints into the file `output`; kill it after `limit` seconds."""
    into = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    streams = [(os.POSIX_SPAWN_DUP2, into, 1), (os.POSIX_SPAWN_DUP2, into, 2)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, environment, file_actions=streams)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(limit)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    signal.alarm(0)
    unit = 1 if sys.platform == "darwin" else 1024
    taken = {"seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * unit}
    print(json.dumps({**taken, "code": os.waitstatus_to_exitcode(status)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
