"""Chromium, and the pages that the tests open in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from standoff.page.page import page
from standoff.page.picture import picture
from standoff.record.keeper import Keeper
from standoff.rules.ledger import Ledger
from standoff.rules.view import View
from tests.browser import chromium
from tests.page.opened import WINDOW, Opened


@pytest.fixture(scope="package")
def offline() -> Iterator[Any]:
    """One browser for all these tests. Others run loops of asyncio, beside which Playwright's cannot be open."""
    with chromium() as browser:
        yield browser.new_context(offline=True)


@pytest.fixture(scope="package")
def tabs(offline: Any) -> list[Any]:
    """Blank tabs for the next test. A new one starts a process, which takes three times as long as loading our page."""
    offline.route(lambda url: not url.startswith(("file:", "blob:")), lambda route: route.abort())
    return []


@pytest.fixture
def open_page(offline: Any, tabs: list[Any], tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens a picture as a page, without a network; ``address`` follows the file's name: as a rule that of everything,
    since a page of several incidents opens on the one of which most is said.
    """
    pages: list[Opened] = []
    touched: list[Any] = []

    def opener(
        picture: dict[str, Any],
        address: str = "#view=all",
        viewport: dict[str, int] = WINDOW,
        color_scheme: str = "light",
        has_touch: bool = False,
    ) -> Opened:
        file = tmp_path / "network.html"
        file.write_text(page(picture), encoding="utf-8")
        if has_touch:
            touched.append(offline.browser.new_context(offline=True, has_touch=True))
            tab = touched[-1].new_page()
        else:
            tab = tabs.pop() if tabs else offline.new_page()
        tab.set_viewport_size(viewport)
        tab.emulate_media(media="screen", color_scheme=color_scheme)
        opened = Opened(tab, file, address)
        if not has_touch:
            pages.append(opened)
        return opened

    yield opener
    for opened in pages:
        opened.blank()
        tabs.append(opened.tab)
    for context in touched:
        context.close()


def picture_of(record: Keeper, title: str = "Khirbet Amo", **view: Any) -> dict[str, Any]:
    ledger = Ledger(record)
    return picture(ledger, View.of(ledger.names, **view), title)


@pytest.fixture(scope="session")
def draw() -> Callable[..., dict[str, Any]]:
    """The picture of a record under a view."""
    return picture_of


@pytest.fixture(scope="session")
def seed_picture(seed_record: Keeper) -> dict[str, Any]:
    """The picture of the seed report alone. Tests must not change it."""
    return picture_of(seed_record)


@pytest.fixture(scope="session")
def whole_picture(whole_record: Keeper) -> dict[str, Any]:
    """The picture of all the example's reports. Tests must not change it."""
    return picture_of(whole_record)
