"""The import contract is not only written down: an import the wrong way is caught."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("cli", "reports", "engine", "rules", "events")


def checked(tree: Path) -> subprocess.CompletedProcess[str]:
    """`lint-imports` over a tree."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the sources, links followed."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_copy_keeps_the_contract(tree: Path) -> None:
    done = checked(tree)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("upper", "lower"), list(pairwise(LAYERS)))
def test_an_import_upwards_is_caught(tree: Path, upper: str, lower: str) -> None:
    (tree / "src" / "zhiben" / lower / "breach.py").write_text(f'"""A breach."""\n\nimport zhiben.{upper}\n')
    done = checked(tree)
    assert done.returncode == 1
    assert f"zhiben.{lower}.breach -> zhiben.{upper}" in done.stdout.replace("\n", " ")
