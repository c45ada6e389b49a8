"""A store of one's own for tests that kill it."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from bot.content import Shelf
from bot.store.embedded import EmbeddedStore
from tests.guards import Guards, Log, StoreFiles, Wall, logging_to
from tests.stage import Clock, Stage, staged


@dataclass
class Fragile:
    """A stage on a store that can be killed and started again, and its guards."""

    stage: Stage
    guards: Guards
    embedded: EmbeddedStore
    socket: Path

    def kill(self) -> None:
        """Kill the server as the kernel does when memory runs out: at once, in the middle of whatever it does."""
        with redis.Redis(unix_socket_path=str(self.socket)) as line:
            os.kill(int(line.info("server")["process_id"]), signal.SIGKILL)

    def start(self) -> None:
        """Start it again, as the supervisor does, and wait until it answers."""
        assert self.embedded.start() == self.socket

    def line(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket))


@pytest.fixture
async def fragile(tmp_path: Path, shelf: Shelf, wall: Wall) -> AsyncIterator[Fragile]:
    """Build a whole helpline on a store of its own; guarded to its end, when the store must run again."""
    embedded = EmbeddedStore(tmp_path, lasting=False)
    socket = embedded.start()
    try:
        with logging_to(Log()) as log:
            guards = Guards(StoreFiles.from_now(socket), wall, log)
            async with staged(socket, tmp_path, shelf, Clock()) as stage:
                yield Fragile(stage, guards, embedded, socket)
                guards.check(stage.helpline.sealer)
    finally:
        embedded.stop()
