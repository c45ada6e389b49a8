"""One browser for each file of tests; every test closes the windows it opened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.content import Shelf
from tests.browser.desk_pages import Complaints
from tests.browser.pages import chromium
from tests.desk.desk_house import DeskHouse, open_desk


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chrome() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chrome: Browser) -> AsyncIterator[Browser]:
    """A browser whose windows close with the test."""
    yield chrome
    for context in chrome.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def house(store: Path, tmp_path: Path, shelf: Shelf) -> AsyncIterator[DeskHouse]:
    async with open_desk(store, tmp_path, shelf=shelf) as opened:
        yield opened


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """The desk runs under its strict policy without one complaint of the browser, but for refusals it was given."""
    collected = Complaints()
    yield collected
    assert [line for line in collected if "status of 4" not in line and "net::ERR_" not in line] == []
