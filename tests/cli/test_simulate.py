"""`zhiben simulate`: files whole or not at all, in one's own language, with the exit codes of the other commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import Zhiben

ASKED = ["simulate", "--rulebook", "workshop-safety", "--entities", "2"]


def test_the_files_are_written_and_an_older_simulation_is_replaced(zhiben: Zhiben, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        said = zhiben(*ASKED, "--seed", seed, "--out", "made")
        assert said.code == 0
        assert said.out == ""
        assert "came out as intended" in said.err
    files = {file.name for file in (tmp_path / "made").iterdir()}
    assert files == {"entities.csv", "log.csv", "expected.csv", "manifest.json"}
    assert zhiben(*ASKED, "--no-expected", "--lang", "zh", "--out", "made").err.startswith("截至")
    assert not (tmp_path / "made" / "expected.csv").exists()


def test_what_it_says_can_be_audited(zhiben: Zhiben) -> None:
    zhiben(*ASKED, "--as-of", "2024-12-31", "--out", "made")
    given = ["made/log.csv", "--rulebook", "workshop-safety", "--entities", "made/entities.csv"]
    assert zhiben("audit", *given, "--as-of", "2024-12-31").code in (0, 1)


def test_a_directory_with_other_files_is_left_alone(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "log.csv").write_text("kept", encoding="utf-8")
    said = zhiben(*ASKED, "--out", "mine")
    assert said.code == 2
    assert "out-not-ours" in said.err
    assert (tmp_path / "mine" / "log.csv").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["--compliance", "nan"], "0 to 1"),
        (["--compliance", "1.5"], "1.5"),
        (["--entities", "0"], "0"),
        (["--as-of", "soon"], "bad-date"),
        (["--set", "no_such=1"], "no_such"),
        (["--profile", "none"], "none"),
    ],
)
def test_unusable_arguments_are_said(zhiben: Zhiben, given: list[str], named: str) -> None:
    said = zhiben(*ASKED, "--out", "made", *given)
    assert said.code == 2
    assert named in said.err
    assert not Path("made").exists()
