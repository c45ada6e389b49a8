"""What runs beside the talk comes again after every mistake, and goes at once when told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.store.keys import WAKE
from bot.tending import tend
from tests.stage import Stage

EVERY_S = 0.01
A_DAY_S = 86_400.0


@dataclass
class Log:
    """Remembers what it was told."""

    told: list[str] = field(default_factory=list)

    def error(self, event: str, *, exc_info: BaseException) -> None:
        self.told.append(f"{event}: {type(exc_info).__name__}")


@dataclass
class Work:
    """Work that breaks the first times; ``done`` is set when it was well for once."""

    breaks: int = 0
    begun: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> None:
        self.begun += 1
        if self.begun <= self.breaks:
            raise RuntimeError
        self.done.set()


async def test_a_mistake_is_told_and_the_work_comes_again() -> None:
    """An error nobody thought of must not end for good what people wait for."""
    work, log = Work(breaks=2), Log()
    tending = asyncio.create_task(tend(work, EVERY_S, log, "not_swept"))
    async with asyncio.timeout(5):
        await work.done.wait()
    tending.cancel()
    assert log.told == ["not_swept: RuntimeError"] * 2


async def test_a_rest_ends_when_something_is_due() -> None:
    """What is due at once waits for no clock, also when it was said while the work was under way."""
    soon, work, begun, goes_on = asyncio.Event(), Work(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        await work()
        begun.set()
        await goes_on.wait()

    tending = asyncio.create_task(tend(slow, A_DAY_S, Log(), "not_swept", soon=soon))
    async with asyncio.timeout(5):
        await begun.wait()
        soon.set()
        goes_on.set()
        while work.begun < 2:
            await asyncio.sleep(0)
        soon.set()
        while work.begun < 3:
            await asyncio.sleep(0)
    for _ in range(20):
        await asyncio.sleep(0)
    assert work.begun == 3, "control: nothing was due, and it rests"
    tending.cancel()


async def test_it_ends_when_it_is_told_to() -> None:
    """The process ends in good order: nothing holds on to its work."""
    tending = asyncio.create_task(tend(Work(), A_DAY_S, Log(), "not_swept"))
    await asyncio.sleep(0)
    tending.cancel()
    await asyncio.gather(tending, return_exceptions=True)
    assert tending.cancelled()


async def test_news_that_nobody_can_read_do_not_deafen_the_process(stage: Stage) -> None:
    """One malformed piece of news costs that piece; what is due afterwards is heard as before."""
    helpline, woken = stage.helpline, list[int]()
    assert helpline.sender
    helpline.sender.wake = woken.append  # type: ignore[assignment,method-assign]
    helpline.twilio = None  # its rests take no time on a stage
    await helpline.sender.take_leases()

    async def publish(news: str) -> bool:
        return await helpline.connection.batch.call("PUBLISH", WAKE, news, key="news") != 0

    async with await helpline.tasks(), asyncio.timeout(10):
        while not await publish("no number"):
            await asyncio.sleep(0.01)
        while 7 not in woken:
            await publish("7")
            await asyncio.sleep(0.05)
