"""What is imported is declared, what is declared is locked, and the lock names no place to fetch from."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

# Where the name to import is not the name to install.
INSTALLED_AS = {
    "chinese_calendar": "chinesecalendar",
    "docx": "python-docx",
    "durable": "durable-rules",
    "prometheus_client": "prometheus-client",
    "opencc": "opencc-python-reimplemented",
    "pydantic_core": "pydantic",  # its other half, pinned by it to the exact version
    "python_calamine": "python-calamine",
    "ruamel": "ruamel.yaml",
    "yaml": "pyyaml",
}
# Declared, and used without an import of ours: pyarrow makes DataFrames with pandas, zoneinfo reads tzdata where the
# system has no zones.
NOT_IMPORTED = {"pandas", "tzdata"}


def names(requirements: list[str]) -> set[str]:
    """Names without versions and extras."""
    return {re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


def imported() -> set[str]:
    """Top-level modules that the product imports, its own and the standard library's aside."""
    folders = ("engine", "events", "reports", "rules", "src/zhiben/cli")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 50
    return imports_of([*files, ROOT / "src/zhiben/__init__.py", ROOT / "src/zhiben/__main__.py"])


def imports_of(files: list[Path]) -> set[str]:
    """Top-level modules that some files import, the standard library's and our own aside."""
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"zhiben"}


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    declared = names(PROJECT["project"]["dependencies"])
    live = names(PROJECT["project"]["optional-dependencies"]["live"])
    needed = {INSTALLED_AS.get(name, name) for name in imported()}
    assert needed <= declared | live
    assert declared - needed <= NOT_IMPORTED
    assert live <= needed


def test_only_the_live_monitor_imports_its_extra_and_one_module_durable_rules() -> None:
    live = names(PROJECT["project"]["optional-dependencies"]["live"])
    allowed = {ROOT / "engine/monitor/forward.py", *(ROOT / "src/zhiben/cli/live").glob("*.py")}
    for folder in ("engine", "events", "reports", "rules", "src/zhiben"):
        for file in (ROOT / folder).rglob("*.py"):
            found = {INSTALLED_AS.get(name, name) for name in imports_of([file])}
            if file not in allowed:
                assert not found & live, file
            assert "durable-rules" not in found or file.name == "forward.py", file


def test_nothing_imports_the_folders_by_their_bare_names() -> None:
    assert not imported() & {"engine", "events", "reports", "rules"}


def test_every_requirement_has_a_lower_bound() -> None:
    for requirement in [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]:
        assert ">=" in requirement


def test_everything_declared_is_locked_with_hashes() -> None:
    pinned = set(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z]+\])?==", LOCK, re.MULTILINE))
    assert len(pinned) > 30
    assert names(PROJECT["project"]["dependencies"]) | names(PROJECT["dependency-groups"]["dev"]) <= {
        name.replace("ruamel-yaml", "ruamel.yaml") for name in pinned
    }
    for block in re.split(r"\n(?=[a-z0-9])", LOCK)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_lock_and_the_make_file_name_no_place_to_fetch_from() -> None:
    for name in ("requirements.lock", "Makefile", ".ci/run", "pyproject.toml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, name
        assert not re.search(r"(?<!no-emit-)(?:index-url|find-links)", text), name
