"""A person on the chat page and an operator at the desk, in real browsers against the real `helpline run`."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.desk_pages import DeskPage
from tests.browser.pages import ChatPage, violations
from tests.loopback import free_port
from tests.stage import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Demo:
    """What `make demo` prints: where to be a person, and where to be an operator."""

    base: str
    desk_link: str


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """Run what `make demo` runs."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_")}
    mine = {"DATA_DIR": str(folder), "CONTENT_DIR": str(ROOT), "HTTP_PORT": str(port)}
    settings = {**kept, **{f"HELPLINE_{name}": value for name, value in mine.items()}}
    command = [sys.executable, "-m", "bot", "run", "--demo"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        printed = ""
        while "Ctrl-C" not in printed:
            line = process.stdout.readline()
            assert line, "the demo ended before it said where it is"
            printed += line
        links = re.findall(r"https?://\S+", printed)
        yield Demo(links[0].removesuffix("/chat"), links[1])
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo")) as started:
        yield started


async def _asks_for_a_person(chat: ChatPage, *, without_script: bool = False) -> None:
    """Tap from hello to the queue, skipping what can be skipped."""
    await chat.start()
    wanted = ("English", "Go on", "Yes", "Yes", "No", "Talk to a person", "Skip")
    for label in wanted:
        button = chat.page.locator("#list").get_by_role("button", name=label, exact=True).last
        await expect(button).to_be_visible(timeout=30_000)
        heard = await chat.answers.count()
        await button.click()
        if without_script:
            await chat.check()
        await expect(chat.answers.nth(heard)).to_be_visible(timeout=30_000)
    await expect(chat.page.locator("#list").get_by_role("button", name="Menu").last).to_be_visible(timeout=30_000)


@pytest.mark.timeout(170)
async def test_from_hello_to_close(running: Demo, browser: Browser) -> None:
    """A person asks, an operator answers, the network breaks in between, nothing is lost and nothing comes twice."""
    person = await browser.new_context(locale="en-GB", viewport={"width": 360, "height": 740})
    operator = await browser.new_context(locale="en-GB")
    chat, desk = ChatPage(await person.new_page(), running.base), DeskPage(await operator.new_page(), running.base)
    await desk.come_in(running.desk_link)
    await _asks_for_a_person(chat)
    [name] = await _names(desk)
    await desk.take(name)
    await chat.type("they keep my passport")
    await desk.hears("they keep my passport")
    await desk.reply("stay where you are")
    await chat.hears("stay where you are")
    await person.set_offline(True)
    await chat.type("written without a network")
    await person.set_offline(False)
    await desk.hears("written without a network")
    await expect(desk.talk.get_by_text("written without a network")).to_have_count(1)
    await desk.reply("we are with you")
    await chat.hears("we are with you")
    for page in (chat.page, desk.page):
        assert await violations(page) == []
    await desk.close("referred")
    await expect(desk.row(name)).to_have_count(0)
    await person.close()
    await operator.close()


@pytest.mark.timeout(170)
async def test_without_a_script(running: Demo, browser: Browser) -> None:
    """With JavaScript off a person still gets from hello to the queue, and reads what they were told."""
    person = await browser.new_context(locale="en-GB", java_script_enabled=False)
    chat = ChatPage(await person.new_page(), running.base)
    await _asks_for_a_person(chat, without_script=True)
    await chat.type("no script here")
    await chat.check()
    assert await chat.answers.count() > 0
    await person.close()


async def _names(desk: DeskPage) -> list[str]:
    for _ in range(200):
        names = await desk.names()
        if names:
            return names
        await asyncio.sleep(0.1)
    return []
