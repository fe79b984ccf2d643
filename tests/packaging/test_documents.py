"""What the documents show works: commands parse, Python runs, rules load, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from zhiben.cli.main import zhiben
from zhiben.rules.loading import load_rulebook
from zhiben.rules.shipped import rulebook_path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str) -> list[str]:
    """Fenced blocks of one language in all documents."""
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def shown_commands() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line.startswith("zhiben ")]


@pytest.mark.parametrize("line", shown_commands())
def test_every_command_shown_is_understood(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = zhiben
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    with command.make_context("zhiben", words):
        pass


def test_commands_are_shown_at_all() -> None:
    assert len(shown_commands()) >= 6


def test_the_python_example_runs_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = blocks("python")
    (tmp_path / "rules").symlink_to(ROOT / "rules")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert (tmp_path / "report" / "manifest.json").is_file()


@pytest.mark.parametrize("block", blocks("yaml"))
def test_every_rule_shown_loads(tmp_path: Path, block: str) -> None:
    copy = tmp_path / "shown"
    shutil.copytree(rulebook_path("workshop-safety"), copy)
    shutil.rmtree(copy / "tasks")
    (copy / "tasks").mkdir()
    (copy / "tasks" / "shown.yaml").write_text(block, encoding="utf-8")
    assert len(load_rulebook(copy).rules) == 1


def test_links_between_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert {"demo", "test", "setup", "help"} <= targets
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for named in re.findall(r"(?:`|^|\n)make ([a-z]+)", text):
            assert named in targets, f"{document.name}: make {named}"
