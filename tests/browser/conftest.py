"""A browser without a window, and the reports it opens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.reading import View
from tests.conftest import IN_CI
from tests.reports.worlds import demo
from zhiben.reports.contents import Contents
from zhiben.reports.html.write import write_html

# Nothing that a browser does on its own may touch the network, or wait for a screen.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


def chromium() -> str | None:
    """Where the browser is: ZHIBEN_CHROMIUM, else `chromium` on the path."""
    return os.environ.get("ZHIBEN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium; without it the tests are skipped loudly, and fail in CI."""
    path = chromium()
    if path is None:
        message = "no chromium on the path (as root: make browser; or set ZHIBEN_CHROMIUM to one)"
        if IN_CI:
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield found
        found.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the bundled example; it opens in English."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_html(Contents.of(demo(), "en"), path)
    return path


Opener = Callable[..., View]


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Opener]:
    """Opens a page at an address; afterwards no page may have complained or asked for anything."""
    views: list[View] = []

    def open_(address: str = "", path: Path = report, **context: object) -> View:
        views.append(View(browser, path, address, context))
        return views[-1]

    yield open_
    for view in views:
        view.close()
        assert view.complaints == []
        assert view.requests == [], "a page that needs no network asked for something"
