"""When a platform asks us all to wait, every process waits: the one that was told, the others, and one that starts."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from bot.channels.contract import Sent, Throttled
from bot.channels.terminal import TerminalChannel
from bot.messages import Address, Outbound
from bot.store.client import Heard
from bot.store.keys import PAUSE
from bot.store.pauses import Pauses, heard
from tests.stage import Stage

FIVE = timedelta(minutes=5)


class AsksToWait(TerminalChannel):
    """A far side that asks the whole bot to wait, and counts who tries all the same."""

    def __init__(self) -> None:
        super().__init__(lambda _said: None)
        self.tries = 0
        self.asks = True

    async def send(self, address: Address, message: Outbound, *, entry: str) -> Sent:
        self.tries += 1
        if self.asks:
            raise Throttled(FIVE, whole_bot=True)
        return await super().send(address, message, entry=entry)


async def test_one_process_is_told_and_all_wait(stage: Stage) -> None:
    """Nobody else is written to until the pause is over; it stands in the store for as long as it lasts."""
    channel = AsksToWait()
    stage.helpline.add(channel)
    told: list[bytes] = []
    listening = asyncio.Event()

    async def listen() -> None:
        async for news in stage.helpline.connection.subscribe(PAUSE):
            if isinstance(news, Heard):
                told.append(news.payload)
            listening.set()

    other = asyncio.create_task(listen())
    try:
        async with asyncio.timeout(5):
            await listening.wait()
        for name in ("one", "two", "three"):
            where = Address("terminal", "terminal", name)
            await stage.helpline.receive(channel.inbound("hello", where, stage.clock(), name))
            await stage.settle()
        assert channel.tries == 1, "the first was told; nobody else was tried"
        async with asyncio.timeout(5):
            while not told:
                await asyncio.sleep(0.005)
    finally:
        other.cancel()
        with suppress(asyncio.CancelledError):
            await other
    assert heard(told[0]) == ("terminal", stage.clock() + FIVE)
    standing = await Pauses(stage.helpline.connection.batch).standing(("terminal", "telegram"))
    assert standing == {"terminal": stage.clock() + FIVE}
    channel.asks = False
    stage.clock.pass_time(FIVE + timedelta(seconds=1))
    await stage.settle()
    assert channel.tries == 4, "then all three are written to"


async def test_a_process_that_starts_meanwhile_waits_too(stage: Stage) -> None:
    """It reads the standing pauses before it sends anything."""
    channel = AsksToWait()
    stage.helpline.add(channel)
    await Pauses(stage.helpline.connection.batch).note("terminal", stage.clock() + FIVE, FIVE.total_seconds())
    sender = stage.helpline.sender
    assert sender is not None
    running = asyncio.create_task(sender.run())
    try:
        async with asyncio.timeout(5):
            while not sender.serves(0):
                await asyncio.sleep(0.005)
        await stage.helpline.receive(
            channel.inbound("hello", Address("terminal", "terminal", "one"), stage.clock(), "one")
        )
        await stage.settle()
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert channel.tries == 0
