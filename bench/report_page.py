#!/usr/bin/env python3
"""How long report.html takes with more than 100,000 findings: to write, and in a browser to open and to filter.

    python bench/report_page.py            # 6,500 companies of the example rulebook that did next to nothing
    python bench/report_page.py 1000       # fewer

The browser is `chromium` on the path, or ZHIBEN_CHROMIUM.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from zhiben.engine.audit import Audit, audit
from zhiben.reports.contents import Contents
from zhiben.reports.html.write import write_html

VIEWS = {
    "all verdicts": "v=all",
    "one bearer": "v=all&b=company+00100",
    "words in sentences": "v=all&q=inspection+2024",
    "words in names": "v=all&q=00042",
    "sorted by due date": "v=all&sort=due",
    "matrix by clause": "v=all&cols=clause",
    "the other language": "v=all&lang=zh",
}


def main(companies: int) -> None:
    """Print everything that is measured, in seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = _audited(folder, companies)
        print(f"{found.ledger.num_rows} duties, {found.findings.num_rows} findings")
        contents = Contents.of(found, "en")
        _timed("wording the findings", lambda: contents.findings)
        page = folder / "report.html"
        _timed("writing the page", lambda: write_html(contents, page))
        print(f"{'size of the page':24}{page.stat().st_size / 1e6:8.1f} MB")
        _browsed(page)


def _audited(folder: Path, companies: int) -> Audit:
    entities, log = folder / "entities.csv", folder / "log.csv"
    rows = (f"company {number:05d},company,2024-01-01,{number % 2}\n" for number in range(companies))
    entities.write_text("id,kind,valid_from,high_risk\n" + "".join(rows), encoding="utf-8")
    done = (f"e{n},inspection,company {n:05d},2024-0{1 + n % 9}-15,principal\n" for n in range(companies))
    log.write_text("id,type,subject,time,led_by\n" + "".join(done), encoding="utf-8")
    return audit(log, "workshop-safety", entities=entities, as_of="2025-12-31")


def _browsed(page: Path) -> None:
    path = os.environ.get("ZHIBEN_CHROMIUM") or shutil.which("chromium")
    if path is None:
        sys.exit("no chromium on the path (as root: make browser; or set ZHIBEN_CHROMIUM to one)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        _timed("opening it", lambda: (tab.goto(page.as_uri()), _shown(tab, "")))
        for name, address in VIEWS.items():
            before = tab.locator("html").get_attribute("data-shown") or ""
            _timed(name, lambda address=address, before=before: _go(tab, address, before))
        browser.close()


def _go(tab: Page, address: str, before: str) -> None:
    tab.evaluate("address => { window.location.hash = address; }", address)
    _shown(tab, before)


def _shown(tab: Page, before: str) -> None:
    tab.wait_for_selector(f'html[data-shown]:not([data-shown="{before}"])', state="attached", timeout=120_000)


def _timed(name: str, run: Callable[[], object]) -> None:
    start = time.perf_counter()
    run()
    print(f"{name:24}{time.perf_counter() - start:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6_500)
