"""What is installed is what is in the tree, and it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("engine", "events", "reports", "rules")


def built(source: Path, kind: str, into: Path) -> Path:
    """The sdist or wheel of a source directory."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = into.iterdir()
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the sdist that is built from the tree."""
    sdist = built(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))
    unpacked = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, filter="data")
    (source,) = unpacked.iterdir()
    return built(source, "wheel", tmp_path_factory.mktemp("wheel"))


def files_below(folder: Path) -> Iterator[Path]:
    """Real files, not those behind links to folders, and nothing that running leaves behind."""
    for directory, names, files in os.walk(folder):
        names[:] = [name for name in names if name != "__pycache__"]
        yield from (Path(directory) / name for name in files if not name.endswith(".pyc"))


def test_the_wheel_holds_the_tree_file_for_file(wheel: Path) -> None:
    tree = {f"zhiben/{file.relative_to(ROOT).as_posix()}" for folder in FOLDERS for file in files_below(ROOT / folder)}
    tree |= {file.relative_to(ROOT / "src").as_posix() for file in files_below(ROOT / "src")}
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if not name.split("/")[0].endswith(".dist-info")}
    assert shipped == tree
    for needed in (
        "zhiben/py.typed",
        "zhiben/rules/workshop-safety/demo/log.csv",
        "zhiben/reports/html/page/report.html.j2",
    ):
        assert needed in shipped


def test_the_wheel_carries_licence_readme_and_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name.partition(".dist-info/")[2]: name for name in archive.namelist() if ".dist-info/" in name}
        metadata = archive.read(names["METADATA"]).decode()
        assert "Apache License" in archive.read(names["licenses/LICENSE"]).decode()
        assert "zhiben = zhiben.__main__:main" in archive.read(names["entry_points.txt"]).decode()
    assert "License-Expression: Apache-2.0" in metadata
    assert "# Zhiben" in metadata


def test_it_audits_from_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True, timeout=120)
    python = tmp_path / "env" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, timeout=120)
    # The libraries come from this environment; a path in a .pth file does not make that environment's own .pth files
    # count, so Zhiben itself can only come from the wheel.
    (site,) = (tmp_path / "env" / "lib").glob("python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    home = subprocess.run(
        [python, "-c", "import zhiben.rules; print(zhiben.rules.__file__)"],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    rules = Path(home.stdout.strip()).parent
    assert rules.is_relative_to(site)
    demo = rules / "workshop-safety" / "demo"
    done = subprocess.run(
        [tmp_path / "env" / "bin" / "zhiben", "audit", str(demo / "log.csv"), "--rulebook", "workshop-safety",
         "--entities", str(demo / "entities.csv"), "--as-of", "2025-04-30", "--out", "report"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"]["read"] == 46
    assert (tmp_path / "report" / "report.html").stat().st_size > 5_000
