"""A report is there whole or not at all, and takes the place of nothing but an older report."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest

from tests.reports.worlds import demo
from zhiben.events.problem import Unusable
from zhiben.reports import bundle, leftovers, report
from zhiben.reports.bundle import check_place, replaced
from zhiben.reports.exchange import exchange
from zhiben.reports.report import write_report


def codes(error: pytest.ExceptionInfo[Unusable]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(report, "write_manifest", fail)
    with pytest.raises(RuntimeError):
        write_report(demo(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_the_older_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_report(demo(), tmp_path / "out")
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "write_manifest", fail)
    with pytest.raises(Unusable) as error:
        write_report(demo(), tmp_path / "out", lang="zh")
    assert codes(error) == ["out-not-writable"]
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out", lang="en")
    write_report(demo(), tmp_path / "out", lang="zh")
    assert 'data-lang="zh"' in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_empty_directory_may_be_filled_and_missing_parents_are_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_report(demo(), tmp_path / "empty")
    write_report(demo(), tmp_path / "deep" / "er" / "out")
    assert (tmp_path / "empty" / "manifest.json").is_file()
    assert (tmp_path / "deep" / "er" / "out" / "manifest.json").is_file()


def test_notes_that_somebody_put_beside_a_report_are_not_deleted(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out")
    (tmp_path / "out" / "my-notes.txt").write_text("mine")
    with pytest.raises(Unusable) as error:
        check_place(tmp_path / "out")
    assert codes(error) == ["out-not-ours"]
    assert "my-notes.txt" in error.value.problems[0].message


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"schema": "zhiben-manifest-1"}', '{"schema": 1, "files": {}}'])
def test_a_foreign_manifest_makes_no_report(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(Unusable) as error:
        check_place(tmp_path)
    assert codes(error) == ["out-not-ours"]


def test_a_file_is_no_place_for_a_report(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(Unusable):
            check_place(place)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_that_no_directory_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unusable) as error:
        check_place(tmp_path / name)
    assert codes(error) == ["out-not-writable"]


def test_a_link_to_a_directory_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_report(demo(), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "manifest.json").is_file()


def test_others_may_read_it_as_the_umask_says(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        with replaced(tmp_path / "out"):
            pass
    finally:
        os.umask(old)
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755


def report_like(folder: Path, word: str = "x") -> Path:
    """A directory that looks like a report."""
    folder.mkdir()
    (folder / "findings.csv").write_text(word)
    (folder / "manifest.json").write_text('{"schema": "zhiben-manifest-1", "files": {"findings.csv": ""}}')
    return folder


def make_old(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        os.utime(path, (0, 0), follow_symlinks=False)


def test_two_directories_change_places(tmp_path: Path) -> None:
    one, other = report_like(tmp_path / "one", "1"), report_like(tmp_path / "other", "2")
    assert exchange(one, other)
    assert ((one / "findings.csv").read_text(), (other / "findings.csv").read_text()) == ("2", "1")
    with pytest.raises(FileNotFoundError):
        exchange(one, tmp_path / "absent")


def test_where_places_cannot_be_changed_the_older_report_steps_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "exchange", lambda one, other: False)
    report_like(tmp_path / "out", "old")
    with replaced(tmp_path / "out") as fresh:
        (fresh / "findings.csv").write_text("new")
    assert (tmp_path / "out" / "findings.csv").read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_the_older_report_steps_back_when_the_new_one_cannot_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "exchange", lambda one, other: False)
    report_like(tmp_path / "out", "old")

    def interrupted() -> None:
        with bundle._set_aside(tmp_path / "out"):
            assert not (tmp_path / "out").exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (tmp_path / "out" / "findings.csv").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_what_somebody_puts_beside_a_report_during_the_run_is_not_deleted(tmp_path: Path) -> None:
    report_like(tmp_path / "out")
    with pytest.raises(Unusable) as error, replaced(tmp_path / "out"):
        (tmp_path / "out" / "mine.txt").write_text("mine")
    assert codes(error) == ["out-not-ours"]
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_the_files_of_a_report_are_those_that_may_be_cleared_away(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out", group_by=["bearer"])
    assert {file.name for file in (tmp_path / "out").iterdir()} == leftovers.FILES


def test_only_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    left = [report_like(tmp_path / ".out-abcd_123"), tmp_path / ".out-00000000"]
    left[1].mkdir()
    foreign, shallow, link, held = (
        tmp_path / f".out-{name}" for name in ("foreign0", "folders0", "linked00", "held0000")
    )
    report_like(foreign)
    (foreign / "mine.txt").write_text("mine")
    (shallow / "findings.csv").mkdir(parents=True)
    link.symlink_to(report_like(tmp_path / "elsewhere"))
    others = [
        report_like(tmp_path / name)
        for name in (".out-old-abcd1234", ".out2-abcd1234", ".out-ABCD1234", "out-abcd1234")
    ]
    for folder in (*left, foreign, shallow, tmp_path / "elsewhere", report_like(held), *others):
        make_old(folder)
    young = report_like(tmp_path / ".out-young000")
    with leftovers.held(held) as is_held:
        assert is_held
        leftovers.clear(tmp_path / "out")
    assert not any(folder.exists() for folder in left)
    assert all(folder.exists() for folder in (foreign, shallow, link, held, young, *others))


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.EACCES, "in which you may write"),
        (errno.EPERM, "in which you may write"),
        (errno.EROFS, "on another"),
        (errno.ENOSPC, "make room"),
    ],
)
def test_the_systems_refusal_is_told_with_a_remedy_that_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    for place in ("out", "deep/er/out"):
        with pytest.raises(Unusable) as error:
            check_place(tmp_path / place)
        (problem,) = error.value.problems
        assert problem.code == "out-not-writable"
        assert os.strerror(number).lower() in problem.message
        assert problem.hint is not None
        assert word in problem.hint
        assert "does not exist yet" not in problem.hint


def test_seeing_that_a_place_is_good_leaves_nothing_there(tmp_path: Path) -> None:
    check_place(tmp_path / "deep" / "out")
    assert list(tmp_path.iterdir()) == []
