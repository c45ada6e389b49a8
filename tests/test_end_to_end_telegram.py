"""Telegram from end to end: the real `helpline run`, a far side that judges every call, a person, an operator."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.channels.telegram_people import Person
from tests.channels.telegram_proxy import TOKEN, Shown, TelegramFarSide
from tests.stage import ROOT

SECRET = "end-to-end-secret-of-the-tests"


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


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
        assert process.wait(20) == 0, "the helpline did not end in good order"


async def command(settings: dict[str, str], *words: str) -> str:
    """Run a command of the helpline beside the one that serves; returns what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, (words, err.decode())
    return out.decode()


async def answer(far: TelegramFarSide, person: Person, *labels: str) -> Shown:
    """Tap the first of these labels that is there; returns the next message."""
    shown = far.screen(person)[-1]
    label = next(label for label in labels if label in shown.labels)
    await far.tap(person, label)
    return await far.next(person, timeout=40)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_person_is_helped_by_an_operator(tmp_path: Path, mode: str) -> None:
    """From hello to the operator's answer over the wire; every call of the bot is one the Bot API would take."""
    async with TelegramFarSide() as far:
        settings = environment(tmp_path, far.api, mode, free_port())
        with running(settings):
            person = far.person(language="en")
            if mode == "webhook":
                await far.until(lambda: bool(far.called("setWebhook")), timeout=60)
            await far.text(person, "/start")
            await far.next(person, timeout=60)
            await answer(far, person, "English")
            await answer(far, person, "Go on")
            for _ in range(3):
                await answer(far, person, "No", "Skip") if "under 18" in far.screen(person)[-1].text else await answer(
                    far, person, "Yes"
                )
            await answer(far, person, "Talk to a person")
            while not any("Menu" in label for label in far.screen(person)[-1].labels):
                if "Skip" in far.screen(person)[-1].labels:
                    await far.tap(person, "Skip")
                await far.next(person, timeout=40)
            await far.text(person, "they keep my passport in the office")
            await far.next(person, timeout=40)

            await command(settings, "operator", "add", "ana")
            listed = await command(settings, "desk", "list", "--operator", "ana")
            name = listed.split(" · ")[0]
            await command(settings, "desk", "claim", name, "--operator", "ana")
            await far.next(person, timeout=40)
            shown = await command(settings, "desk", "show", name, "--operator", "ana")
            assert "they keep my passport in the office" in shown
            await command(settings, "desk", "reply", name, "we can help you get it back", "--operator", "ana")
            reply = await far.next(person, timeout=40)
            assert reply.text == "we can help you get it back"
            assert reply.protected
            await far.text(person, "thank you")
            await far.until(lambda: True)
            assert "thank you" in await command(settings, "desk", "show", name, "--operator", "ana")
            await command(settings, "desk", "close", name, "referred", "--operator", "ana")
            await far.next(person, timeout=40)
        assert far.faults == []
        for secret in person.secrets:
            assert secret not in shown
