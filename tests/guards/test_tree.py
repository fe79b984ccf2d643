"""The folder tree shows the architecture: nothing stands at the top that no document names."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AT_THE_TOP = {
    *("engine", "rules", "events", "reports", "src", "bench", "docs", "tests", "typings", "ci", ".ci"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "pyproject.toml", "requirements.lock", "Makefile"),
    *(".gitignore", ".pre-commit-hooks.yaml"),
}


def test_nothing_stands_at_the_top_that_does_not_belong_there() -> None:
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    names = {path.name for path in ROOT.iterdir()} - {".git"}
    assert {name for name in names if not any(fnmatch(name, each) for each in ignored)} == AT_THE_TOP
