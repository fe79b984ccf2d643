"""Every kind of mistake in a rulebook has a message that teaches, and the message is what it was."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import zhiben.rules
from tests.rules.book import write
from zhiben.events import composing, indentation, lookalikes, mistakes, scalars, spanned, translation
from zhiben.events.spanned import read_yaml
from zhiben.rules.lint import lint
from zhiben.rules.loading import attempt
from zhiben.rules.render import render

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
CASES: dict[str, dict[str, Any]] = read_yaml(HERE / "mistakes.yaml").value  # type: ignore[assignment]


def golden(name: str) -> Path:
    return GOLDEN / (re.sub(r"\W+", "-", name) + ".txt")


def prepare(folder: Path, case: dict[str, Any]) -> Path:
    """The rulebook of a case: as `book.write`, and files that are no text, no file, or no end."""
    write(folder, case)
    for name, digits in case.get("hex", {}).items():
        (folder / name).write_bytes(bytes.fromhex(digits))
    for name, text in case.get("text", {}).items():
        (folder / name).write_text(text)
    for name, text in case.get("folders", {}).items():
        (folder / name).parent.mkdir()
        (folder / name).write_text(text)
    if "folder" in case:
        (folder / case["folder"]).unlink()
        (folder / case["folder"]).mkdir()
    if "large" in case:
        (folder / case["large"]).write_bytes(b"# " + b"x" * 1_000_000)
    return folder


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_as_before(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, regild: bool) -> None:
    monkeypatch.chdir(tmp_path)
    case = CASES[name]
    _, problems = attempt(prepare(Path("book"), case), profile=case.get("profile"), settings=case.get("settings"))
    said = "\n\n".join(render(problem) for problem in problems) + "\n"
    assert problems, "the mistake went unnoticed"
    if regild:
        golden(name).write_text(said, encoding="utf-8")
    assert said == golden(name).read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.glob("*.txt")} == {golden(name).name for name in CASES}


def codes_in(path: Path) -> set[str]:
    """Codes of problems that a source file can give: first arguments of the calls that make one."""
    makers = {"Problem", "Mistake", "BadScalar", "mistake", "error", "warning", "unknown", "_problem"}
    codes = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if called in makers and isinstance(first, ast.Constant) and isinstance(first.value, str):
                codes.add(first.value)
    return codes


def test_every_code_has_a_case() -> None:
    sources = [
        *(path for path in Path(zhiben.rules.__path__[0]).rglob("*.py") if not path.name.startswith("waiver")),
        *(Path(str(m.__file__)) for m in (composing, indentation, lookalikes, mistakes, scalars, spanned, translation)),
    ]
    linted = {code for name in ("lint.py", "alike.py") for code in codes_in(Path(zhiben.rules.__path__[0]) / name)}
    possible = {code for path in sources for code in codes_in(path)} - linted
    shown = {code for name in CASES for code in re.findall(r"^\w+\[([\w-]+)\]", golden(name).read_text("utf-8"), re.M)}
    # Raised only where the operating system refuses, or by models of other files (those of waivers: test_waivers.py).
    elsewhere = {"unreadable-file", "no-such-rulebook", "invalid-value"}
    elsewhere |= {"no-start", "duplicate-example"}  # of worked cases, tested with them
    assert possible - shown == elsewhere


def test_a_flawless_rulebook_has_no_problems(tmp_path: Path) -> None:
    rulebook, problems = attempt(write(tmp_path, {}))
    assert rulebook is not None and problems == ()


def test_every_mistake_that_stops_loading_is_an_error_of_lint(tmp_path: Path) -> None:
    for i, (name, case) in enumerate(CASES.items()):
        if "profile" in case or "settings" in case:
            continue
        folder = prepare(tmp_path / str(i), case)
        rulebook, problems = attempt(folder)
        errors = {p for p in problems if p.level == "error"}
        assert errors == {p for p in lint(folder) if p.level == "error"}, name
        assert (rulebook is None) == bool(errors), name
