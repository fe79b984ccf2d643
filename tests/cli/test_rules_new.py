"""`zhiben rules new`: what it writes passes what `rules lint`, `test --mutate` and `coverage` ask for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.running import RULEBOOK, Zhiben
from zhiben.rules.loading import load_rulebook
from zhiben.rules.titles import TITLES

NEW = ["book/rulebook.yaml", "book/vocabulary.yaml", "book/tasks/rules.yaml", "book/examples/rules.yaml"]


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.fixture
def book(zhiben: Zhiben, tmp_path: Path) -> Path:
    assert zhiben("rules", "new", "book").code == 0
    return tmp_path / "book"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_rulebook_lacks_nothing(zhiben: Zhiben, tmp_path: Path, lang: str) -> None:
    said = zhiben("rules", "new", "book", "--lang", lang)
    assert (said.code, said.out.split()) == (0, NEW)
    assert sorted(files(tmp_path)) == sorted(NEW)
    lint = zhiben("rules", "lint", "book")
    assert (lint.code, lint.out) == (0, "")
    assert zhiben("rules", "test", "book", "--mutate").code == 0
    assert zhiben("rules", "coverage", "book").code == 0


def test_it_is_called_as_its_directory_or_as_is_said(zhiben: Zhiben, tmp_path: Path) -> None:
    assert zhiben("rules", "new", "安全规则").code == 0
    assert load_rulebook(tmp_path / "安全规则").name == "安全规则"
    assert zhiben("rules", "new", "other/folder", "--name", "2025").code == 0
    assert load_rulebook(tmp_path / "other" / "folder").name == "2025"


def test_the_empty_directory_in_which_one_stands_is_filled(
    zhiben: Zhiben, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert zhiben("rules", "new", ".").code == 0
    assert Path("rulebook.yaml").exists()
    assert load_rulebook(tmp_path / "here").name == "here"


def test_what_is_not_empty_is_refused_and_left_alone(zhiben: Zhiben, book: Path) -> None:
    before = files(book)
    said = zhiben("rules", "new", "book")
    assert said.code == 2 and "[not-empty]" in said.err and "--rule ID --event TYPE" in said.err
    said = zhiben("rules", "new", "book/rulebook.yaml", "--name", "book", "--lang", "zh")
    assert said.code == 2 and TITLES["not-empty"] in said.err
    assert files(book) == before


@pytest.mark.parametrize("name", ["a b", "", "x: y", "\x1b[31m", "-"])
def test_a_bad_name_writes_nothing(zhiben: Zhiben, tmp_path: Path, name: str) -> None:
    said = zhiben("rules", "new", "book", "--name", name)
    assert said.code == 2 and "[bad-name]" in said.err and "\x1b" not in said.err
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_a_message_says_so(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in ("file/book", "x" * 300, "a\0b"):
        said = zhiben("rules", "new", place, "--name", "book")
        assert said.code == 2 and ("[out-not-writable]" in said.err or "[not-empty]" in said.err), place
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    "window",
    [[], *(["--every", p] for p in ("day", "week", "month", "quarter", "half-year", "year")), ["--by", "2026-06-30"]],
    ids=" ".join,
)
def test_a_new_rule_is_proven_on_both_sides(zhiben: Zhiben, book: Path, window: list[str]) -> None:
    before = files(book)
    said = zhiben("rules", "new", "book", "--rule", "led", "--event", "inspection", "--clause", "2", *window)
    assert (said.code, said.out.split()) == (0, ["book/tasks/led.yaml", "book/examples/led.yaml"])
    after = files(book)
    assert {name: after.pop(name) for name in ("tasks/led.yaml", "examples/led.yaml")} and after == before
    lint = zhiben("rules", "lint", "book")
    assert (lint.code, lint.out) == (0, "")
    tested = zhiben("rules", "test", "book", "--mutate")
    # A day has no part: nobody could tell whether a part of it is owed.
    left = ["led: partial require -> skip  (no case notices)"] if "day" in window else []
    assert (tested.code, tested.out.splitlines()) == (1 if left else 0, left)


@pytest.mark.parametrize(
    "in_force", ["", "in_force: {through: 2026-05-10}", "in_force: {from: 2025-03-30, through: 2025-04-01}"]
)
@pytest.mark.parametrize("kinds", ["entities: {firm: {}}\n", ""])
def test_a_rule_fits_a_rulebook_of_any_time_and_without_kinds(
    zhiben: Zhiben, tmp_path: Path, in_force: str, kinds: str
) -> None:
    bare = tmp_path / "bare"
    (bare / "tasks").mkdir(parents=True)  # and no rules yet
    (bare / "rulebook.yaml").write_text(f"rulebook: bare\n{in_force}\n", "utf-8")
    (bare / "vocabulary.yaml").write_text(f"{kinds}events: {{drill: {{}}}}\n", "utf-8")
    for rule, window in (("often", []), ("equivalent", ["--every", "year"]), ("no", ["--every", "day"])):
        said = zhiben("rules", "new", "bare", "--rule", rule, "--event", "drill", *window)
        assert said.code == 0, said.err
    tested = zhiben("rules", "test", "bare")
    assert (tested.code, tested.out) == (0, "")
    assert [rule.id for rule in load_rulebook(bare).rules] == ["equivalent", "no", "often"]


def test_a_rule_of_a_rulebook_with_several_kinds_is_owed_by_the_usual_one(zhiben: Zhiben, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(RULEBOOK, copy)
    assert zhiben("rules", "new", "copy", "--rule", "more", "--event", "drill", "--clause", "2.3").code == 0
    assert load_rulebook(copy).rules[-1].bearer == "company"
    said = zhiben("rules", "new", "copy", "--rule", "most", "--event", "drill", "--bearer", "workshop")
    assert said.code == 0
    assert zhiben("rules", "test", "copy").code == 0
    shutil.rmtree(copy / "tasks")
    shutil.rmtree(copy / "examples")
    book_file = copy / "rulebook.yaml"
    text = book_file.read_text("utf-8")
    book_file.write_text(text[: text.index("parameters:")], "utf-8")
    said = zhiben("rules", "new", "copy", "--rule", "first", "--event", "drill")
    assert said.code == 2 and "--bearer KIND, one of company, workshop" in said.err
    assert not (copy / "tasks").exists()


def test_a_rule_with_wrong_words_is_refused_with_the_nearest_right_ones(zhiben: Zhiben, book: Path) -> None:
    before = files(book)
    said = zhiben("rules", "new", "book", "--rule", "principal-inspects", "--event", "inspectio", "--bearer", "compny", "--clause", "22")  # fmt: skip
    assert said.code == 2
    for code in ("duplicate-id", "unknown-event", "unknown-entity", "unknown-clause"):
        assert f"[{code}]" in said.err
    for right in ("inspection", "company", "2"):
        assert f"did you mean `{right}`?" in said.err
    assert "rules.yaml:2" in said.err  # where the rule of that id stands
    assert files(book) == before


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["--rule", "../x", "--event", "inspection"], "bad-name"),
        (["--rule", "", "--event", "inspection"], "bad-name"),
        (["--rule", "x", "--event", "duty_decided"], "reserved-type"),
        (["--rule", "x", "--event", "inspection", "--by", "2040-01-01"], "never-owed"),
        (["--rule", "x", "--event", "inspection", "--by", "2026-02-30"], "no-such-date"),
        (["--rule", "x", "--event", "inspection", "--by", "soon"], "bad-date"),
        (["--rule", "rules", "--event", "inspection"], "file-exists"),
        (["--rule", "x" * 300, "--event", "inspection"], "out-not-writable"),
    ],
)
def test_a_refused_rule_leaves_nothing_behind(zhiben: Zhiben, book: Path, asked: list[str], code: str) -> None:
    before = files(book)
    said = zhiben("rules", "new", "book", *asked)
    assert said.code == 2 and f"[{code}]" in said.err
    assert files(book) == before


def test_the_second_file_failing_takes_the_first_one_back(zhiben: Zhiben, book: Path) -> None:
    (book / "tasks" / "led.yaml").write_text("[]\n", "utf-8")
    before = files(book)
    said = zhiben("rules", "new", "book", "--rule", "led", "--event", "inspection")
    assert said.code == 2 and "[file-exists]" in said.err and os.path.join("tasks", "led.yaml") in said.err
    assert files(book) == before


def test_names_of_examples_that_are_taken_are_avoided(zhiben: Zhiben, book: Path) -> None:
    file = book / "examples" / "rules.yaml"
    file.write_text(file.read_text("utf-8").replace("inspected-on-the-last-day", "led-kept"), "utf-8")
    assert zhiben("rules", "new", "book", "--rule", "led", "--event", "inspection", "--clause", "2").code == 0
    assert zhiben("rules", "test", "book", "--mutate").code == 0


def test_a_broken_rulebook_gets_no_rule(zhiben: Zhiben, book: Path) -> None:
    file = book / "tasks" / "rules.yaml"
    file.write_text(file.read_text("utf-8").replace("led_by: principal", "led: principal"), "utf-8")
    said = zhiben("rules", "new", "book", "--rule", "led", "--event", "inspection")
    assert said.code == 2 and "[unknown-field]" in said.err
    assert zhiben("rules", "new", "absent", "--rule", "led", "--event", "inspection").code == 2
    assert not (book / "tasks" / "led.yaml").exists()


@pytest.mark.parametrize(
    "asked",
    [
        ["--event", "inspection"],
        ["--every", "month"],
        ["--rule", "x"],
        ["--rule", "x", "--event", "inspection", "--name", "y"],
        ["--rule", "x", "--event", "inspection", "--every", "month", "--by", "2026-01-01"],
    ],
)
def test_options_that_do_not_go_together_are_refused(zhiben: Zhiben, tmp_path: Path, asked: list[str]) -> None:
    assert zhiben("rules", "new", "book", *asked).code == 2
    assert not list(tmp_path.iterdir())
