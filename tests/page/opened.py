"""A page open in Chromium, with its requests and messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser import PATIENCE

#: What a test gets that says nothing of its window.
WINDOW = {"width": 1280, "height": 800}
TABS = ["network", "beside", "dossier", "timeline", "map", "sources", "about"]
ID = "https://w3id.org/standoff/id/"


class Opened:
    """A page in Chromium, with every request and message it made while it was open."""

    def __init__(self, tab: Any, file: Path, address: str = "") -> None:
        self.tab, self.file = tab, file
        self.requests: list[str] = []
        self.messages: list[str] = []
        self._listeners: dict[str, Callable[[Any], None]] = {
            "request": lambda request: self.requests.append(request.url),
            "console": lambda message: self.messages.append(message.text),
            "pageerror": lambda error: self.messages.append(str(error)),
            "dialog": lambda dialog: self.messages.append(dialog.message),
        }
        tab.set_default_timeout(PATIENCE)
        for event, listener in self._listeners.items():
            tab.on(event, listener)
        tab.goto(file.as_uri() + address)
        self.wait("window.standoff !== undefined")

    def blank(self) -> None:
        """Leaves the tab as a new one is: blank, nobody listening, and no mouse over the next page."""
        for event, listener in self._listeners.items():
            self.tab.remove_listener(event, listener)
        self.tab.mouse.move(0, 0)
        self.tab.goto("about:blank")

    def wait(self, condition: str) -> None:
        """Wait until the condition is true. Playwright's own wait evaluates text, which the page's policy forbids."""
        end = time.monotonic() + PATIENCE / 1000
        while not self.tab.evaluate(condition):
            assert time.monotonic() < end, f"never came true: {condition}"
            self.tab.wait_for_timeout(50)

    def text(self, selector: str) -> str:
        return str(self.tab.locator(selector).text_content())

    def sentence(self) -> str:
        return self.text("#sentence")

    def value(self, control: str) -> str:
        return str(self.tab.locator(f"#{control}").input_value())

    def click(self, iri: str) -> None:
        """A mouse click on an actor or a line, where it is painted."""
        at = self.tab.evaluate("id => standoff.where(id)", iri)
        self.tab.mouse.click(at["x"], at["y"])

    def select(self, iri: str) -> bool:
        return bool(self.tab.evaluate("id => standoff.select(id)", iri))

    def lines(self) -> list[str]:
        """The ids of the lines in the list, in its order."""
        return list(self.tab.locator("#lists .lines button[data-id]").evaluate_all("all => all.map(b => b.dataset.id)"))

    def controls(self) -> None:
        """Opens the controls, if they are not open."""
        self.tab.evaluate("document.getElementById('controls').open = true")

    def share(self) -> None:
        """Opens the menu of what can be saved or copied."""
        self.tab.evaluate("document.getElementById('out').open = true")

    def download(self, control: str) -> bytes:
        self.share()
        with self.tab.expect_download() as found:
            self.tab.locator(f"#{control}").click()
        return Path(found.value.path()).read_bytes()

    def assert_silent(self) -> None:
        """The page requested only its own file (and the blobs it creates for saving), and printed no message."""
        assert {url.split("#")[0] for url in self.requests if not url.startswith("blob:")} == {self.file.as_uri()}
        assert self.messages == []
