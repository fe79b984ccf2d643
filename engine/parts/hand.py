"""A process of a `Crew`, seen from inside: it does what it is told, one thing after the other, until the pipe ends."""

from __future__ import annotations

import os
import pickle
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import IO


def serve(modules: Sequence[str]) -> None:
    """Read (pickled work or None = the same as before, item) from stdin; write (True, result) or (False, error)."""
    receive, send = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed here would be taken for an answer
    for name in modules:
        import_module(name)
    work: Callable[[object], object] | None = None
    while (asked := _asked(receive)) is not None:
        said, item = asked
        try:
            work = work if said is None else pickle.loads(said)
            assert work is not None
            answer = pickle.dumps((True, work(item)), pickle.HIGHEST_PROTOCOL)
        except Exception as why:  # noqa: BLE001 - whatever it is, it is told where the result is waited for
            answer = _told(why)
        del asked, item
        try:
            send.write(answer)
            send.flush()
        except OSError:  # nobody waits for it any more
            os._exit(1)


def _asked(receive: IO[bytes]) -> tuple[bytes | None, object] | None:
    """What is to be done next; None = nothing more."""
    try:
        said, item = pickle.load(receive)
    except EOFError:
        return None
    return said, item


def _told(why: Exception) -> bytes:
    """An error as it is raised where the result is waited for, with the place where it arose."""
    place = traceback.format_exc()
    why.add_note(place)
    try:
        told = pickle.dumps((False, why), pickle.HIGHEST_PROTOCOL)
        pickle.loads(told)  # some errors can be written and not read
    except Exception:  # noqa: BLE001 - as above
        return pickle.dumps((False, RuntimeError(place)), pickle.HIGHEST_PROTOCOL)
    return told
