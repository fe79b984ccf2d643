"""The command as a fixture, in English unless a test says otherwise, in a directory of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Zhiben


@pytest.fixture
def zhiben(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Zhiben:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return Zhiben(capsys)
