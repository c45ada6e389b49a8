"""Telegram from end to end: the real `helpline run`, a far side that judges every call, a person, an operator."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from bot.app import build
from bot.content import Shelf
from bot.helpline import Helpline
from bot.settings import Settings
from bot.store.embedded import EmbeddedStore
from tests.channels.telegram_people import Person
from tests.channels.telegram_proxy import TOKEN, TelegramFarSide
from tests.loopback import free_port
from tests.stage import ROOT

SECRET = "end-to-end-secret-of-the-tests"


def environment(folder: Path, api: str, mode: str, port: int) -> dict[str, str]:
    """Return the settings of a helpline of its own, and nothing of the machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_")}
    return {
        **kept,
        "HELPLINE_DATA_DIR": str(folder),
        "HELPLINE_CONTENT_DIR": str(ROOT),
        "HELPLINE_HTTP_PORT": str(port),
        "HELPLINE_WORKERS": "2",
        "HELPLINE_TELEGRAM_TOKEN": TOKEN,
        "HELPLINE_TELEGRAM_API": api,
        "HELPLINE_TELEGRAM_MODE": mode,
        "HELPLINE_TELEGRAM_SECRET": SECRET,
        "HELPLINE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


@contextmanager
def running(settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the real helpline; SIGTERM ends it in good order."""
    command = [sys.executable, "-m", "bot", "run"]
    process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        ended, told = process.wait(20), process.stdout.read() if process.stdout else b""
        assert ended == 0, f"the helpline did not end in good order: {told[-2000:].decode()}"


async def command(settings: dict[str, str], *words: str) -> str:
    """Run a command of the helpline beside the one that serves; returns what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, (words, err.decode())
    return out.decode()


class CommandLine:
    """An operator who works by `helpline desk`."""

    def __init__(self, settings: dict[str, str]) -> None:
        self._settings = settings

    async def work(self, *words: str) -> str:
        return await command(self._settings, "desk", *words, "--operator", "ana")


class SameVerbs:
    """An operator whose desk calls the same verbs, in a process of its own beside the one that serves."""

    def __init__(self, helpline: Helpline) -> None:
        assert helpline.desk is not None
        self._desk, self._helpline = helpline.desk, helpline

    async def work(self, verb: str, *words: str) -> str:
        if verb == "list":
            return "\n".join(case.code_name for case in await self._desk.queue())
        case = await self._desk.find(words[0])
        if verb == "show":
            return "\n".join(entry.text for entry in (await self._desk.show(case, "ana")).talk)
        await getattr(self._desk, verb)(case, "ana", *words[1:])
        return ""


@asynccontextmanager
async def beside(settings: dict[str, str], shelf: Shelf) -> AsyncIterator[Helpline]:
    """Open the running installation's store in this process."""
    read = Settings.read(Path("nowhere"), settings)
    store = EmbeddedStore(read.data_dir, lasting=False)
    helpline = await build(read, shelf, store.start(), quiet=True)
    try:
        yield helpline
    finally:
        await helpline.close()
        store.stop()


async def ask_for_a_person(far: TelegramFarSide, person: Person) -> None:
    """Tap from hello to the queue."""
    await far.text(person, "/start")
    await far.next(person, timeout=60)
    for label in ("English", "Go on", "Yes", "Yes", "No"):
        await far.tap(person, label)
        await far.next(person, timeout=40)
    await far.tap(person, "Talk to a person")
    while not any("Menu" in label for label in far.screen(person)[-1].labels):
        if "Skip" in far.screen(person)[-1].labels:
            await far.tap(person, "Skip")
        await far.next(person, timeout=40)


async def is_helped(far: TelegramFarSide, person: Person, operator: CommandLine | SameVerbs) -> None:
    """Play from the queue to the goodbye; the operator never sees who the person is."""
    await ask_for_a_person(far, person)
    await far.text(person, "they keep my passport in the office")
    await far.next(person, timeout=40)
    name = (await operator.work("list")).split(" · ")[0].strip()
    await operator.work("claim", name)
    await far.next(person, timeout=40)
    shown = await operator.work("show", name)
    assert "they keep my passport in the office" in shown
    for secret in person.secrets:
        assert secret not in shown
    await operator.work("reply", name, "we can help you get it back")
    reply = await far.next(person, timeout=40)
    assert reply.text == "we can help you get it back"
    assert reply.protected
    await operator.work("close", name, "referred")
    await far.next(person, timeout=40)


@pytest.mark.timeout(180)
async def test_by_polling_and_the_command_line(tmp_path: Path) -> None:
    """Without any public address: from hello to the operator's answer, every call one the Bot API would take."""
    async with TelegramFarSide() as far:
        settings = environment(tmp_path, far.api, "polling", free_port())
        with running(settings):
            await command(settings, "operator", "add", "ana")
            await is_helped(far, far.person(language="en"), CommandLine(settings))
        assert far.faults == []


@pytest.mark.timeout(180)
async def test_by_webhook_and_a_desk_beside_it(tmp_path: Path, shelf: Shelf) -> None:
    """With an address: the same by webhook; what Telegram brings is answered after it was committed."""
    async with TelegramFarSide() as far:
        settings = environment(tmp_path, far.api, "webhook", free_port())
        with running(settings):
            await far.until(lambda: bool(far.called("setWebhook")), timeout=60)
            async with beside(settings, shelf) as helpline:
                await is_helped(far, far.person(language="en"), SameVerbs(helpline))
        assert far.faults == []
