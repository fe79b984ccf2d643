"""Runs the command line: in this process for what it says, in a process of its own for exit codes and streams."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from zhiben.__main__ import main
from zhiben.rules.shipped import rulebook_path

RULEBOOK = rulebook_path("workshop-safety")
LOG = RULEBOOK / "demo" / "log.csv"
ENTITIES = RULEBOOK / "demo" / "entities.csv"
DEMO = [str(LOG), "--rulebook", "workshop-safety", "--entities", str(ENTITIES), "--as-of", "2025-04-30"]


@dataclass(frozen=True)
class Said:
    """What a run said and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Zhiben:
    """The command, called in this process."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Said:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        captured = self.capsys.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        return Said(code, captured.out, captured.err)


def run(*arguments: str, cwd: Path | None = None, **environment: str) -> Said:
    """The command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "zhiben", *arguments],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
