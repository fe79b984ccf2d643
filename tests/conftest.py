"""What every test can ask for: the shared material, rewritten golden files, and how long Hypothesis may search."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

# Failures print a blob that replays them; nothing here is timed, because shared machines are slow at random.
_COMMON = settings(
    deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("ci", _COMMON, max_examples=100)
settings.register_profile("long", _COMMON, max_examples=2_000)
settings.load_profile(os.environ.get("ZHIBEN_HYPOTHESIS", "ci"))


def shared_folder() -> Path:
    """Where the material shared with the project lies: ZHIBEN_SHARED, else `../shared` beside the repository."""
    return (ROOT / os.environ.get("ZHIBEN_SHARED", "../shared")).resolve()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regild` rewrites golden files instead of comparing with them; read the diff before you commit it."""
    parser.addoption("--regild", action="store_true", default=False, help="rewrite golden files with what is said now")


@pytest.fixture
def regild(request: pytest.FixtureRequest) -> bool:
    """True where golden files are to be rewritten."""
    return bool(request.config.getoption("--regild"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder; without it the test is skipped loudly, and fails in CI."""
    folder = shared_folder()
    if not folder.is_dir():
        message = f"no shared material at {folder} (set ZHIBEN_SHARED)"
        if IN_CI:
            pytest.fail(message)
        pytest.skip(message)
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in plain sight what a green run did not look at."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("NOT CHECKED", sep="!", red=True, bold=True)
        for report in skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            terminalreporter.line(f"{report.nodeid}: {reason}")
