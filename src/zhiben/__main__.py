"""The `zhiben` command: runs it, and lets nothing out but a message and an exit code.

Exit codes: 0 nothing found, 1 findings or rejected rows, 2 unusable input, 130 interrupted, 141 reader gone.
"""

from __future__ import annotations

import io
import os
import sys

UNUSABLE = 2
INTERRUPTED = 130
READER_GONE = 141  # what a shell reports of a process that a closed pipe ended


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more; also the interpreter's own last flush has to stay quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = READER_GONE
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    import click

    from zhiben.cli.main import zhiben

    try:
        # Not click's own `main`: that turns a closed pipe into exit code 1, which here means findings.
        with zhiben.make_context("zhiben", sys.argv[1:] if arguments is None else list(arguments)) as context:
            result = zhiben.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    except BrokenPipeError:
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
