"""A helpline of several processes for tests that kill them: forked workers that say at every moment what they are at.

Everything is the real thing; a variant is the real parts, put together wrongly. ``serve_crew`` is told by a pipe which
variant to start, and by an empty word to stop it.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import signal
import socket
import struct
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import fields
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

from pydantic import SecretStr

import bot.channels.telegram  # noqa: F401  read once, before forking
from bot.app import build
from bot.content import Shelf
from bot.conversation_service import Conversation
from bot.helpline import Helpline
from bot.messages import ChannelName, Inbound
from bot.privacy.logs import configure_logs
from bot.privacy.pseudonym import Pseudonyms
from bot.serving import listening, serve, until_told
from bot.settings import Settings
from bot.store.turns import Loaded, Outcome, Turns, TurnWrite
from tests.stage import SECRET, TOKEN

PHASES = ("loading", "working", "committing", "answering")
SLOT = struct.Struct(f"{1 + len(PHASES)}i")
"""What a worker writes where others can read it, also after its death: its process, and how many turns are where."""
LINGER_S = 0.004
"""How long a turn stays in each phase at least, so that a kill can meet it there."""


class Watch:
    """One worker's slot: where each of its turns is at this moment."""

    def __init__(self, memory: mmap.mmap, slot: int) -> None:
        self._memory = memory
        self._at = slot * SLOT.size
        self._counts = dict.fromkeys(PHASES, 0)
        self._now: ContextVar[str] = ContextVar("phase", default="")
        self._write()

    async def enter(self, phase: str) -> None:
        """Note that this task's turn is now somewhere else, and stay there for a moment."""
        self.leave()
        self._counts[phase] += 1
        self._now.set(phase)
        self._write()
        await asyncio.sleep(LINGER_S)

    def leave(self) -> None:
        """Note that this task's turn is over."""
        if before := self._now.get():
            self._counts[before] -= 1
            self._now.set("")
            self._write()

    def _write(self) -> None:
        SLOT.pack_into(self._memory, self._at, os.getpid(), *self._counts.values())


class WatchedTurns(Turns):
    """The real store of turns, watched."""

    watch: Watch

    async def load(self, partition: int, contact: str, mark: str, *, count: bool = True) -> Loaded:
        await self.watch.enter("loading")
        loaded = await super().load(partition, contact, mark, count=count)
        await self.watch.enter("working")
        return loaded

    async def commit(self, partition: int, write: TurnWrite, sender: str = "") -> Outcome:
        await self.watch.enter("committing")
        done = await super().commit(partition, write, sender)
        await self.watch.enter("answering")
        return done


class Watched(Conversation):
    """The real conversation, watched."""

    async def handle(self, inbound: Inbound) -> None:
        assert isinstance(self.turns, WatchedTurns)
        try:
            await super().handle(inbound)
        finally:
            self.turns.watch.leave()


class AckFirst(Watched):
    """Broken: says that it was accepted, and begins to handle it."""

    async def handle(self, inbound: Inbound) -> None:
        task = asyncio.create_task(super().handle(inbound))
        _RUNNING.add(task)
        task.add_done_callback(_RUNNING.discard)


_RUNNING: set[asyncio.Task[None]] = set()


class Unmarked(Pseudonyms):
    """Broken: keeps no mark of what was handled."""

    def mark(self, inbound_id: str, channel: ChannelName, account: str) -> str:
        return ""


VARIANTS = ("sound", "acks first", "keeps no mark")


def composed(helpline: Helpline, variant: str, watch: Watch) -> None:
    """Put the conversation together as a variant has it."""
    sound = helpline.conversation
    assert sound
    turns = WatchedTurns(helpline.connection.batch)
    turns.watch = watch
    parts = {each.name: getattr(sound, each.name) for each in fields(sound)}
    kind = AckFirst if variant == "acks first" else Watched
    names = Unmarked(helpline.ring) if variant == "keeps no mark" else sound.names
    helpline.conversation = kind(**{**parts, "turns": turns, "names": names})


def settings_of(folder: Path, api: str) -> Settings:
    """Return the settings that the workers and their test share."""
    return Settings(
        data_dir=folder, telegram_token=SecretStr(TOKEN), telegram_secret=SecretStr(SECRET), telegram_mode="webhook",
        telegram_api=api, public_url="https://helpline.test", web_chat=False,
    )  # fmt: skip


def worker(settings: Settings, shelf: Shelf, store: Path, sock: socket.socket, variant: str, watch: Watch) -> None:
    """Serve until told to stop or left alone, as a worker of ``helpline run`` does."""
    crew = os.getppid()

    async def main(stop: asyncio.Event) -> None:
        helpline = await build(settings, shelf, store)
        composed(helpline, variant, watch)
        runner = await serve(helpline.doors(), sock)
        while not stop.is_set() and os.getppid() == crew:
            await asyncio.sleep(0.5)
        await runner.cleanup()
        await helpline.close()

    until_told(main)


class Crew:
    """Forks workers and forks another whenever one dies; notes where the dead were."""

    def __init__(self, work: Callable[[str, int], None], count: int, memory: mmap.mmap, deaths: IO[str]) -> None:
        self._work = work
        self._count = count
        self._memory = memory
        self._deaths = deaths
        self._slots: dict[int, int] = {}
        self._variant = ""

    def start(self, variant: str) -> None:
        self.stop()
        self._variant = variant
        for slot in range(self._count):
            self._fork(slot)

    def stop(self) -> None:
        self._variant = ""
        for pid in self._slots:
            os.kill(pid, signal.SIGKILL)
        while self._slots:
            self.mind()

    def mind(self) -> None:
        """Note who died, and where they were at that moment; put another in their place."""
        for pid in tuple(self._slots):
            ended, _ = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            slot = self._slots.pop(pid)
            _, *counts = SLOT.unpack_from(self._memory, slot * SLOT.size)
            SLOT.pack_into(self._memory, slot * SLOT.size, 0, *([0] * len(PHASES)))
            if self._variant:
                print(*counts, file=self._deaths, flush=True)
                self._fork(slot)

    def _fork(self, slot: int) -> None:
        pid = os.fork()
        if pid:
            self._slots[pid] = slot
            return
        try:
            self._work(self._variant, slot)
        finally:
            os._exit(0)


def serve_crew(
    told: Connection, settings: Settings, shelf: Shelf, store: Path, phases: Path, deaths: Path, count: int
) -> None:
    """Serve what the pipe says until it says ``end``; the port is told first, then that each word was done."""
    configure_logs("error")
    sock = listening("127.0.0.1", 0)
    with phases.open("r+b") as file, deaths.open("a", encoding="ascii") as log:
        memory = mmap.mmap(file.fileno(), 0)

        def work(variant: str, slot: int) -> None:
            worker(settings, shelf, store, sock, variant, Watch(memory, slot))

        crew = Crew(work, count, memory, log)
        told.send(sock.getsockname()[1])
        try:
            obey(crew, told)
        finally:
            crew.stop()


def obey(crew: Crew, told: Connection) -> None:
    """Do what the pipe says, until it says ``end`` or whoever holds its other end is gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        crew.mind()
        if not told.poll(0.002):
            continue
        match told.recv():
            case "end":
                return
            case "":
                crew.stop()
            case variant:
                crew.start(variant)
        told.send("done")
