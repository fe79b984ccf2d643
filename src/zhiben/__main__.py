"""The `zhiben` command: runs it, and lets nothing out but a message and an exit code.

Exit codes: 0 nothing found, 1 findings or rejected rows, 2 unusable input or output, 130 interrupted, 141 reader gone,
143 terminated.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from zhiben.cli.lighter import lighten
from zhiben.cli.streams import OutputLost, settle, silence_stdout

UNUSABLE = 2
INTERRUPTED = 130
READER_GONE = 141  # what a shell reports of a process that a closed pipe ended
TERMINATED = 143  # what a shell reports of a process that SIGTERM ended

_ALIVE = 300_000  # new objects before those among them that are garbage are looked for


class Terminated(KeyboardInterrupt):
    """SIGTERM: ends a run as Ctrl-C does, so that everything temporary is cleared away."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    settle()
    end = _End()
    if arguments is None:
        atexit.register(end)  # before all others, so that it is called after them
        # What a command imports and reads stays until it ends: to look it through for garbage finds nothing.
        gc.set_threshold(_ALIVE, 20, 100)
        # numpy would start threads for linear algebra, of which there is none here.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # pydantic would look through every installed package for plugins of its own, of which no form here knows.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        lighten()
    try:
        with _terminable():
            code = _run(arguments)
            sys.stdout.flush()
    except BrokenPipeError:
        silence_stdout()
        code = READER_GONE
    except OutputLost as why:
        silence_stdout()
        print(f"error[output-lost]: cannot write the output: {why}", file=sys.stderr)  # noqa: T201
        code = UNUSABLE
    except Terminated:
        print("terminated", file=sys.stderr)  # noqa: T201
        code = TERMINATED
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        code = INTERRUPTED
    end.code = code
    sys.exit(code)


class _End:
    """The end of a process, when whatever else waits for it has been called: its memory goes with it as it is.

    To take modules and objects apart first takes 25 ms. What is written goes through files that are closed by then, and
    threads that must come to an end have done so.
    """

    code: int | None = None  # to leave with; None = `main` did not come to its end, which Python then sees to

    def __call__(self) -> None:
        if self.code is not None:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self.code)


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM raises `Terminated`, once; not where this process was started deaf to it, nor beside the main thread."""

    def terminate(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not interrupt the clearing away
        raise Terminated

    before = signal.getsignal(signal.SIGTERM)
    try:
        if before is not signal.SIG_IGN:
            signal.signal(signal.SIGTERM, terminate)
    except ValueError:  # signals belong to the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(arguments: list[str] | None) -> int:
    import click

    from zhiben.cli.main import zhiben
    from zhiben.cli.spoken import language_of, speak

    given = sys.argv[1:] if arguments is None else list(arguments)
    speak(zhiben, language_of(given))
    try:
        # Not click's own `main`: that turns a closed pipe into exit code 1, which here means findings.
        with zhiben.make_context("zhiben", given) as context:
            result = zhiben.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except click.Abort:
        raise KeyboardInterrupt from None
    except (BrokenPipeError, OutputLost):
        raise
    except Exception as error:  # a mistake of ours is still no reason for a traceback
        if os.environ.get("ZHIBEN_DEBUG"):
            raise
        return _bug(error)


def _bug(error: Exception) -> int:
    from zhiben import __version__
    from zhiben.reports.safe import visible

    what = visible(f"{type(error).__name__}: {error}")[:300]
    print(  # noqa: T201
        f"error[internal]: zhiben {__version__} stumbled over this input ({what}). This is a bug: please report this "
        "line and the input that caused it; ZHIBEN_DEBUG=1 shows the traceback.",
        file=sys.stderr,
    )
    return UNUSABLE


if __name__ == "__main__":
    main()
