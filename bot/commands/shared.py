"""What commands share: settings and content from the environment, an open helpline for a moment, plain refusals."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from bot.app import build
from bot.content import Shelf, load_shelf
from bot.helpline import Helpline
from bot.messages import HelplineError
from bot.privacy.keyring import Keyring, RingExists, Role
from bot.settings import Settings
from bot.store.embedded import EmbeddedStore
from bot.yaml_marks import WrongContent

DONE, PROBLEM, USAGE = 0, 1, 2
Result = TypeVar("Result")


def tell(words: object, *, as_json: bool = False) -> None:
    """Print a result: words for people, JSON for scripts."""
    print(json.dumps(words, ensure_ascii=False) if as_json else words)


def refuse(wrong: HelplineError) -> int:
    """Print why something was not done, one line each, without a traceback."""
    lines = [str(problem) for problem in wrong.problems] if isinstance(wrong, WrongContent) else str(wrong).splitlines()
    for line in lines or [type(wrong).__name__]:
        print(line, file=sys.stderr)
    return PROBLEM


def run(work: Callable[[], Awaitable[int]]) -> int:
    """Run a command's coroutine; a refusal of ours becomes a line and exit status 1."""

    async def running() -> int:
        return await work()

    try:
        return asyncio.run(running())
    except HelplineError as wrong:
        return refuse(wrong)


def load_settings() -> Settings:
    """Return the settings of the environment and of ``.env`` in the current directory."""
    return Settings.read(Path(), os.environ)


def shelf_and_settings() -> tuple[Settings, Shelf]:
    """Return what the environment and the content directory say."""
    settings = load_settings()
    return settings, load_shelf(Path(settings.content_dir))


def ensure_keys(settings: Settings, shelf: Shelf) -> None:
    """Make the ring at the first start, where the installation keeps it itself.

    Another process may make it in the same moment, such as an account's beside the service: one ring serves both.
    """
    if not settings.redis_url and not (settings.keys_dir / "ring").exists():
        with suppress(RingExists):
            Keyring.init(settings.keys_dir, shelf.clock())


@asynccontextmanager
async def opened(role: Role = "all", *, with_channels: bool = False) -> AsyncIterator[Helpline]:
    """Open the installation's helpline for a moment, on the store that runs or on one of our own meanwhile."""
    settings, shelf = shelf_and_settings()
    ensure_keys(settings, shelf)
    store = None if settings.redis_url else EmbeddedStore(settings.data_dir, lasting=False)
    where = store.start() if store else settings.redis_url.get_secret_value() if settings.redis_url else ""
    try:
        helpline = await build(settings, shelf, where, role=role, quiet=not with_channels)
        try:
            yield helpline
        finally:
            await helpline.close()
    finally:
        if store:
            store.stop()
