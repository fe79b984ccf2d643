"""What a test sees of an open page, and what it can do there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Request

_NUMBER = re.compile(r"\d[\d,]*")


class View:
    """One open page. Every change of what it shows is waited for by the number that it counts them with.

    Attributes:
        complaints: errors and warnings of the console, scripts that failed, and dialogs that a script opened.
        requests: whatever was fetched besides the page itself.
    """

    def __init__(self, browser: Browser, path: Path, address: str, context: dict[str, Any]) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.path = path
        self.context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "reduced_motion": "reduce"} | context
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._interrupted)
        self.page.on("request", self._asked)
        self.page.goto(self.url(address))
        if context.get("java_script_enabled", True):
            self.page.wait_for_selector("html[data-shown]", state="attached")

    def url(self, address: str = "") -> str:
        """The page's own address, with what stands after the `#`."""
        return self.path.as_uri() + (f"#{address}" if address else "")

    def close(self) -> None:
        """Close it for good."""
        self.context.close()

    def settled(self, before: str) -> None:
        """Wait until something newer than `before` is shown."""
        self.page.wait_for_selector(f'html[data-shown]:not([data-shown="{before}"])', state="attached")

    @property
    def turn(self) -> str:
        """The number of what is shown."""
        return self.page.locator("html").get_attribute("data-shown") or ""

    def go(self, address: str) -> None:
        """Show what an address says."""
        before = self.turn
        self.page.evaluate("address => { window.location.hash = address; }", address)
        self.settled(before)

    def click(self, what: str | Locator) -> None:
        """Click something that changes what is shown."""
        before = self.turn
        (self.page.locator(what) if isinstance(what, str) else what).click()
        self.settled(before)

    def choose(self, name: str, value: str) -> None:
        """Choose a value of one of the filters."""
        before = self.turn
        self.page.select_option(f"#filter-{name}", value)
        self.settled(before)

    def press(self, key: str) -> None:
        """Press a key that changes what is shown."""
        before = self.turn
        self.page.keyboard.press(key)
        self.settled(before)

    def search(self, text: str) -> None:
        """Type into the search field."""
        before = self.turn
        self.page.fill("#search", text)
        self.settled(before)

    def back(self) -> None:
        """The browser's own way back."""
        before = self.turn
        self.page.evaluate("window.history.back()")
        self.settled(before)

    @property
    def state(self) -> dict[str, list[str]]:
        """What the address says, the language aside."""
        found = parse_qs(self.page.url.partition("#")[2])
        found.pop("lang", None)
        return found

    @property
    def count(self) -> int:
        """How many duties fit, as the page tells it."""
        return number(self.page.inner_text("#count"))

    def listed(self) -> list[str]:
        """The duties of the list's current page, in order."""
        links = self.page.locator("#list a.duty-link").evaluate_all("links => links.map(link => link.hash)")
        return [parse_qs(link[1:])["duty"][0] for link in links]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _interrupted(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if request.url.partition("#")[0] != self.path.as_uri():
            self.requests.append(request.url)


def number(text: str) -> int:
    """The first number in a text."""
    found = _NUMBER.search(text)
    assert found, text
    return int(found[0].replace(",", ""))
