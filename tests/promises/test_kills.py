"""Nothing that was accepted is lost and nothing is shown twice, however often processes are killed at work."""

from __future__ import annotations

import asyncio
import itertools
import json
import mmap
import multiprocessing
import os
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from bot.app import build
from bot.content import Shelf
from bot.privacy.keyring import Keyring
from bot.store.embedded import EmbeddedStore
from tests.promises.conftest import Fragile
from tests.promises.crowd import many
from tests.promises.worker import PHASES, SLOT, serve_crew, settings_of
from tests.stage import SECRET

WORKERS = many(2, 3)
NOWHERE = "http://127.0.0.1:9"
KILLS = many(6, 200)
KILLS_OF_BROKEN = many(3, 40)
STORE_KILLS = many(2, 30)
CHATS = many(16, 40)
LEAST = 5 * CHATS
"""Words that are accepted at least, however slow the machine."""
BROUGHT_AGAIN = 0.2
PATIENCE_S = many(60, 3600)


# -- Telegram, as far as it matters here -------------------------------------------------------------------------------


@dataclass
class Bringer:
    """Brings messages as Telegram does: one at a time for each chat, again and again until it hears 200."""

    url: str
    random: Random
    accepted: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    again: int = 0
    refused: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _updates: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    @property
    def count(self) -> int:
        """Return how many words were accepted so far."""
        return sum(map(len, self.accepted.values()))

    async def chat(self, http: ClientSession, chat: int) -> None:
        """Open a case and tell it one numbered word after another, until it is over."""
        await self._bring(http, chat, text="/human")
        await self._bring(http, chat, text="skip")
        number = 0
        while not self.over.is_set():
            words = f"{called(chat)} word {number}"
            await self._bring(http, chat, text=words)
            self.accepted[chat].append(words)
            number += 1

    async def _bring(self, http: ClientSession, chat: int, **content: str) -> None:
        number = next(self._updates)
        message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, **content}
        body = json.dumps({"update_id": number, "message": message}).encode()
        await self._insist(http, body)
        if self.random.random() < BROUGHT_AGAIN:
            self.again += 1
            await self._insist(http, body)

    async def _insist(self, http: ClientSession, body: bytes) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        while True:
            with suppress(ClientError, OSError, TimeoutError):
                async with http.post(self.url, data=body, headers=headers) as response:
                    if response.status == 200:
                        return
                    assert response.status == 503, response.status
                    self.refused += 1
            await asyncio.sleep(0.01)


def called(chat: int) -> str:
    """Return a word for a chat that no redactor takes for a number."""
    return str(chat).translate(str.maketrans("0123456789", "bcdfghklmn"))


@dataclass(frozen=True)
class Found:
    """What the operators find, compared with what was accepted."""

    accepted: int
    lost: int
    twice: int
    disordered: int
    again: int

    @property
    def is_sound(self) -> bool:
        return not (self.lost or self.twice or self.disordered)


async def compare(folder: Path, store: Path, shelf: Shelf, bringer: Bringer) -> Found:
    """Read every case as an operator does."""
    helpline = await build(settings_of(folder, ""), shelf, store, quiet=True)
    assert helpline.desk
    lost = twice = disordered = 0
    told: dict[str, list[str]] = defaultdict(list)
    try:
        with suppress(Exception):
            await helpline.accounts.add("ana")
        for line in await helpline.desk.queue():
            await helpline.desk.claim(line.id, "ana")
            for entry in (await helpline.desk.show(line.id, "ana")).talk:
                if entry.by == "person" and " word " in entry.text:
                    told[entry.text.split()[0]].append(entry.text)
    finally:
        await helpline.close()
    for chat, words in bringer.accepted.items():
        counts = Counter(told[called(chat)])
        lost += sum(counts[each] == 0 for each in words)
        twice += sum(count > 1 for count in counts.values())
        first = list(dict.fromkeys(told[called(chat)]))
        disordered += first != sorted(first, key=lambda each: int(each.split()[-1]))
    return Found(bringer.count, lost, twice, disordered, bringer.again)


# -- workers that are killed -------------------------------------------------------------------------------------------


@dataclass
class Crew:
    """The workers, seen from outside."""

    pipe: Connection
    url: str
    folder: Path
    store: Path
    phases: mmap.mmap
    deaths: Path

    def tell(self, variant: str) -> None:
        """Let a variant begin, or nothing."""
        self.pipe.send(variant)
        assert self.pipe.poll(60)
        assert self.pipe.recv() == "done"

    def busy(self, phase: str) -> list[int]:
        """Return the workers that have a turn in this phase at this moment."""
        slots = [SLOT.unpack_from(self.phases, at * SLOT.size) for at in range(WORKERS)]
        return [pid for pid, *counts in slots if pid and counts[PHASES.index(phase)]]

    def died_at_work(self) -> list[dict[str, int]]:
        """Return where the turns were of each worker that was killed in the middle of one."""
        rows = [dict(zip(PHASES, map(int, line.split()), strict=True)) for line in self.deaths.read_text().splitlines()]
        return [row for row in rows if sum(row.values())]


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Iterator[Crew]:
    folder = tmp_path_factory.mktemp("kills")
    Keyring.init(settings_of(folder, "").keys_dir, shelf.clock())
    embedded = EmbeddedStore(folder, lasting=False)
    store = embedded.start()
    shared = Path("/dev/shm" if os.path.isdir("/dev/shm") else folder) / f"helpline-phases-{os.getpid()}"
    deaths = folder / "deaths"
    shared.write_bytes(bytes(SLOT.size * WORKERS))
    deaths.touch()
    fork = multiprocessing.get_context("fork")  # all code is here already, and reading it takes seconds
    pipe, other = fork.Pipe()
    process = fork.Process(
        target=serve_crew, args=(other, settings_of(folder, NOWHERE), shelf, store, shared, deaths, WORKERS)
    )
    process.start()
    other.close()
    try:
        port = pipe.recv()
        with shared.open("r+b") as file:
            memory = mmap.mmap(file.fileno(), 0)
        yield Crew(pipe, f"http://127.0.0.1:{port}/telegram", folder, store, memory, deaths)
    finally:
        pipe.send("end")
        process.join(20)
        pipe.close()
        shared.unlink()
        embedded.stop()


async def run(crew: Crew, shelf: Shelf, variant: str, kills: int, seed: int) -> tuple[Found, list[dict[str, int]]]:
    """Let a crowd talk with a variant while its workers are killed in the middle of turns."""
    random = Random(seed)
    crew.deaths.write_text("")
    crew.tell(variant)
    bringer = Bringer(crew.url, random)
    chats = [random.randrange(10**14, 4 * 10**15) for _ in range(CHATS)]
    limits = TCPConnector(limit=0, force_close=True)
    async with ClientSession(connector=limits, timeout=ClientTimeout(total=20)) as http:
        talking = [asyncio.create_task(bringer.chat(http, chat)) for chat in chats]
        while not all(bringer.accepted[chat] for chat in chats):
            await asyncio.sleep(0.05)
        for number in itertools.count():
            await asyncio.sleep(random.uniform(0.05, 0.2))
            deaths = crew.died_at_work()
            if len(deaths) >= kills and all(histogram(deaths).values()):
                break
            while not (busy := crew.busy(PHASES[number % len(PHASES)])):
                await asyncio.sleep(0.001)
            with suppress(ProcessLookupError):
                os.kill(random.choice(busy), signal.SIGKILL)
        while bringer.count < LEAST:
            await asyncio.sleep(0.05)
        bringer.over.set()
        await asyncio.gather(*talking)
    crew.tell("")
    return await compare(crew.folder, crew.store, shelf, bringer), crew.died_at_work()


def histogram(deaths: list[dict[str, int]]) -> dict[str, int]:
    """Return in how many deaths there were turns in each phase."""
    return {phase: sum(bool(row[phase]) for row in deaths) for phase in PHASES}


@pytest.mark.timeout(PATIENCE_S + 120)
async def test_no_killed_worker_loses_or_repeats_a_word(crew: Crew, shelf: Shelf) -> None:
    """Workers are killed while proven to be in the middle of turns: every accepted word is there, once, in order."""
    found, deaths = await run(crew, shelf, "sound", KILLS, 41)
    print(f"\n{found}, {len(deaths)} killed at work: {histogram(deaths)}")
    assert found.is_sound, found
    assert len(deaths) >= KILLS
    assert found.accepted >= LEAST
    assert found.again > LEAST * BROUGHT_AGAIN / 2
    assert all(histogram(deaths).values()), "killed in every part of a turn"


@pytest.mark.timeout(PATIENCE_S + 120)
@pytest.mark.parametrize("variant", ["acks first", "keeps no mark"])
async def test_a_broken_worker_is_found_out(crew: Crew, shelf: Shelf, variant: str) -> None:
    """Control: one that answers before it commits loses words, one that keeps no mark repeats them; both are seen."""
    found, deaths = await run(crew, shelf, variant, KILLS_OF_BROKEN, 43)
    print(f"\n{variant}: {found}, {len(deaths)} killed at work: {histogram(deaths)}")
    assert found.lost if variant == "acks first" else found.twice


# -- a store that is killed --------------------------------------------------------------------------------------------


@pytest.mark.timeout(PATIENCE_S + 120)
async def test_a_killed_store_loses_nothing_that_was_accepted(fragile: Fragile, shelf: Shelf, tmp_path: Path) -> None:
    """The store is killed under load: Telegram is asked to come again, and all it was told 200 for is there."""
    random = Random(47)
    bringer = Bringer(f"{fragile.stage.base}/telegram", random)
    chats = [random.randrange(10**14, 4 * 10**15) for _ in range(CHATS)]
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        talking = [asyncio.create_task(bringer.chat(http, chat)) for chat in chats]
        for _ in range(STORE_KILLS):
            before = bringer.count
            while bringer.count < before + CHATS * 2:
                await asyncio.sleep(0.01)
            fragile.kill()
            await asyncio.sleep(0.1)
            fragile.start()
        bringer.over.set()
        await asyncio.gather(*talking)
    found = await compare(tmp_path, fragile.socket, shelf, bringer)
    print(f"\n{found}, {bringer.refused} times 503, {STORE_KILLS} killed stores")
    assert found.is_sound, found
    assert bringer.refused
