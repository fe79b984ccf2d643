"""Start-up stays light: what a command works with is imported when it runs, and not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from zhiben.cli.main import zhiben

HEAVY = {"polars", "pyarrow", "numpy", "pandas", "pydantic", "ruamel", "rich", "jinja2"}
REPORTING = {"pandas", "jinja2", "pygal", "docx", "docxtpl", "lxml", "icalendar", "junitparser", "xlsxwriter", "rich"}
ROOT = Path(__file__).resolve().parents[2]


def modules_after(code: str) -> set[str]:
    """Top-level modules loaded after some code ran in a fresh interpreter."""
    tail = "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stderr.split())


def test_help_imports_nothing_but_click() -> None:
    code = "from zhiben.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    loaded = modules_after(code)
    assert "click" in loaded
    assert not loaded & HEAVY


def test_check_imports_nothing_that_only_reports_and_other_commands_need() -> None:
    demo = ROOT / "rules" / "workshop-safety" / "demo"
    words = ["check", str(demo / "log.csv"), "--rulebook", "workshop-safety", "--as-of", "2025-04-30"]
    words += ["--entities", str(demo / "entities.csv")]
    loaded = modules_after(f"from zhiben.__main__ import main\ntry: main({words!r})\nexcept SystemExit: pass")
    assert {"polars", "pyarrow", "pydantic"} <= loaded
    assert not loaded & REPORTING


def test_explaining_imports_neither_the_simulation_nor_the_reference_evaluator() -> None:
    code = "import zhiben.engine.explain.explaining, sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stdout.split())
    assert "zhiben.engine.explain.record" in loaded
    assert not loaded & {"zhiben.engine.simulate.run", "zhiben.engine.reference.evaluate"}


def test_importing_zhiben_imports_nothing() -> None:
    assert not modules_after("import zhiben") & HEAVY


def test_every_public_name_is_there() -> None:
    import zhiben as package

    for name in package.__all__:
        assert getattr(package, name) is not None
    assert set(package.__all__) == set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'audt'"):
        _ = package.audt  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def commands(group: click.Group, path: str = "zhiben") -> dict[str, click.Command]:
    """Every command by the words that call it."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found |= (
            commands(command, f"{path} {name}") if isinstance(command, click.Group) else {f"{path} {name}": command}
        )
    return found


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(commands(zhiben)) >= 5
    for words, command in commands(zhiben).items():
        assert words in page
        assert words in readme or words.replace("zhiben rules", "rules") in readme
        for option in (name for p in command.params if isinstance(p, click.Option) for name in p.opts):
            assert f"`{option}" in page or f"{option} " in page, f"{words} {option}"
        assert command.help
