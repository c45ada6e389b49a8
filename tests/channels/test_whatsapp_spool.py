"""What people write while the store is away waits on this machine: sealed, whole, in order, for us alone."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.contract import NotAccepted
from bot.channels.whatsapp_inbound import Taken
from bot.channels.whatsapp_spool import Spool, SpoolFull
from bot.messages import Address, HelplineError, Inbound, Place, Tap
from bot.privacy.keyring import Keyring, day_of
from bot.privacy.seal import Sealer
from tests.channels.far_twilio import NUMBER, Person

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ZAIRA = Person()
ADDRESS = Address("whatsapp", NUMBER, ZAIRA.address)


def said(words: str, **more: object) -> Taken:
    inbound = Inbound(f"SM{words}", ADDRESS, NOW, text=words, **more)  # type: ignore[arg-type]
    return Taken(inbound, f"SM{words}", has_files=bool(inbound.media))


class Shelf:
    """A spool with a real ring, and a clock that moves with every message."""

    def __init__(self, folder: Path) -> None:
        Keyring.init(folder / "keys", NOW)
        self.ring = Keyring.open(folder / "keys", "all")
        self.sealer = Sealer(self.ring)
        self.now = NOW
        self.folder = folder / "spool"
        self.spool = Spool(self.folder, self._seal, self._unseal, now=self._tick)
        self.handed: list[Taken] = []

    def _tick(self) -> datetime:
        self.now += timedelta(milliseconds=2)
        return self.now

    def _seal(self, name: str, plain: bytes) -> bytes:
        return self.sealer.seal("spool", plain, name, day_of(NOW))

    def _unseal(self, name: str, sealed: bytes) -> bytes:
        return self.sealer.open("spool", sealed, name)

    async def hand_on(self, taken: Taken) -> None:
        self.handed.append(taken)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


async def test_everything_comes_back_as_it_was_oldest_first(shelf: Shelf) -> None:
    """Words, taps, places, files and greetings all survive, in the order they were written."""
    written = [
        said("one"),
        said("", tap=Tap("a", "b", "c")),
        said("", place=Place(59.93, 30.31)),
        said("look", media="photo"),
        said("", start=True),
    ]
    for each in written:
        await shelf.spool.put(each)
    assert shelf.spool.depth() == 5
    assert await shelf.spool.replay(shelf.hand_on) == 5
    assert shelf.handed == written
    assert list(shelf.folder.iterdir()) == []


async def test_nothing_of_it_can_be_read_here(shelf: Shelf) -> None:
    """File names and contents say nothing, and only our own user may open them."""
    await shelf.spool.put(said("They keep my passport"))
    [file] = shelf.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(shelf.folder.stat().st_mode) == 0o700
    content = file.name.encode() + file.read_bytes()
    assert not [each for each in ("passport", "SMThey", *ZAIRA.secrets) if each.encode() in content]


async def test_a_file_that_was_moved_or_changed_is_put_aside(shelf: Shelf) -> None:
    """A broken file does not hold up those behind it, and is not thrown away silently."""
    await shelf.spool.put(said("one"))
    await shelf.spool.put(said("two"))
    first, _ = sorted(shelf.folder.iterdir())
    first.write_bytes(first.read_bytes()[:-1] + b"x")
    assert await shelf.spool.replay(shelf.hand_on) == 1
    assert [each.inbound.text for each in shelf.handed] == ["two"]
    assert (shelf.spool.depth(), shelf.spool.broken()) == (0, 1)


async def test_what_is_not_committed_stays(shelf: Shelf) -> None:
    """While the store is still away nothing leaves the spool, and nothing later overtakes."""
    await shelf.spool.put(said("one"))
    await shelf.spool.put(said("two"))

    async def refuse(_taken: Taken) -> None:
        raise NotAccepted

    with pytest.raises(HelplineError):
        await shelf.spool.replay(refuse)
    assert shelf.spool.depth() == 2
    assert await shelf.spool.replay(shelf.hand_on) == 2
    assert [each.inbound.text for each in shelf.handed] == ["one", "two"]


async def test_one_process_at_a_time_empties_it(shelf: Shelf) -> None:
    """Two processes of one machine do not hand the same message on side by side."""
    await shelf.spool.put(said("one"))
    other = Spool(shelf.folder, shelf._seal, shelf._unseal, now=shelf._tick)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(taken: Taken) -> None:
        begun.set()
        await go_on.wait()
        await shelf.hand_on(taken)

    first = asyncio.create_task(shelf.spool.replay(slow))
    await begun.wait()
    assert await other.replay(shelf.hand_on) == 0
    go_on.set()
    assert await first == 1
    assert len(shelf.handed) == 1


async def test_an_empty_spool_is_no_trouble(shelf: Shelf) -> None:
    """Before anything was ever kept there is nothing to do, and no folder is made."""
    assert await shelf.spool.replay(shelf.hand_on) == 0
    assert not shelf.folder.exists()


async def test_a_flood_does_not_fill_the_disk(shelf: Shelf) -> None:
    """There is an end to what one machine keeps; Twilio's list has the rest."""
    small = Spool(shelf.folder, shelf._seal, shelf._unseal, now=shelf._tick, most_files=2)
    await small.put(said("one"))
    await small.put(said("two"))
    with pytest.raises(SpoolFull):
        await small.put(said("three"))
    assert await small.replay(shelf.hand_on) == 2
