"""The web chat as a person handles it in a browser: start, tap, type, read, go on, leave."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Open the system's Chromium; the test is skipped, saying so, where there is none."""
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            await browser.close()


async def violations(page: Page) -> list[str]:
    """Return what axe finds wrong for WCAG 2.2 AA and good practice."""
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    assert found["passes"], "axe looked at nothing"
    return [f"{rule['id']}: {node['html'][:150]}" for rule in found["violations"] for node in rule["nodes"]]


class ChatPage:
    """One open chat page. Everything waits for the page by itself; nothing sleeps."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.url = f"{base}/chat"

    async def open(self) -> None:
        await self.page.goto(self.url)

    async def start(self) -> None:
        """Open the page and press Start; return when the bot has spoken."""
        await self.open()
        await self.page.locator("#start button").click()
        await expect(self.answers.first).to_be_visible()

    async def tap(self, label: str) -> None:
        """Press the newest button with this label."""
        await self.page.locator("#list").get_by_role("button", name=label, exact=True).last.click()

    async def type(self, words: str) -> None:
        """Write a message and press Send."""
        await self.page.locator("#text").fill(words)
        await self.page.locator("#composer button").click()

    async def check(self) -> None:
        """Press "Check for answers", which only a page without a script shows."""
        await self.page.locator("#check").click()

    async def go_on(self) -> None:
        """Lift the cover."""
        await self.page.locator("#cover button").click()

    async def leave(self) -> None:
        await self.page.locator("#leave").click()

    @property
    def answers(self) -> Locator:
        """What the bot or an operator said."""
        return self.page.locator("#list > li:not(.person) > .words")

    @property
    def own(self) -> Locator:
        """What the person said."""
        return self.page.locator("#list > li.person > .words")

    async def hears(self, words: str) -> None:
        """Wait until the newest answer is these words."""
        await expect(self.answers.last).to_have_text(words)

    async def last_words(self, count: int = 1) -> list[str]:
        """Return the newest bubbles of both sides, oldest first."""
        return (await self.page.locator("#list > li > .words").all_inner_texts())[-count:]

    async def buttons(self) -> list[str]:
        """Return the labels that can be tapped, in order."""
        return await self.page.locator("#list .choices button:visible").all_inner_texts()
