"""What live desks hear: everything on joining, every change after, nothing lost to whoever comes back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog
from aiohttp import ClientResponse

from bot.desk.live import MOST_WAITING, Beat, Hub, Listener
from bot.desk.offers import Offers
from tests.desk.desk_house import Browser, DeskHouse


@dataclass
class Stream:
    """One open stream of events, read as a browser reads it."""

    response: ClientResponse
    _unread: bytes = b""
    events: list[tuple[str, str]] = field(default_factory=list)

    async def until(self, kind: str, words: str = "") -> str:
        """Read until an event of a kind, with these words in it, came; return its data."""
        async with asyncio.timeout(10):
            while True:
                while b"\n\n" not in self._unread:
                    piece = await self.response.content.readany()
                    assert piece, "the stream ended"
                    self._unread += piece
                block, _, self._unread = self._unread.partition(b"\n\n")
                lines = dict(line.split(": ", 1) for line in block.decode().split("\n") if ": " in line)
                self.events.append((lines.get("event", ""), lines.get("data", "")))
                if self.events[-1][0] == kind and words in self.events[-1][1]:
                    return self.events[-1][1]


@asynccontextmanager
async def live(browser: Browser, case: str = "") -> AsyncIterator[Stream]:
    async with browser.http.get("/desk/live", params={"case": case}) as response:
        assert response.status == 200
        yield Stream(response)


async def test_a_desk_hears_every_change_and_misses_nothing_when_it_comes_back(house: DeskHouse) -> None:
    """Opened, taken, answered, closed: each comes as it happens; what happened while away comes on joining again."""
    ana, ben = await house.operator("ana"), await house.operator("ben")
    async with live(ana) as stream:
        await stream.until("quiet")
        person = await house.person("the red door", name="amber-heron")
        row = json.loads(await stream.until("row", person.case))
        assert "Amber Heron" in row
        await ben.act(person.case, "claim")
        assert "with ben" in json.loads(await stream.until("row", "with ben"))
        assert not any("red door" in data for _, data in stream.events)
    other = await house.person("hello", name="quiet-robin")
    await ben.act(person.case, "close", disposition="other")
    async with live(ana) as stream:
        rows = json.loads(await stream.until("rows"))
        assert "Quiet Robin" in rows
        if "Amber Heron" in rows:
            await stream.until("gone", person.case)  # joined a breath before the news of its end
        await house.desk.claim(other.case, "ben")
        await house.desk.close(other.case, "ben", "other")
        await stream.until("gone", other.case)


async def test_the_open_case_is_sent_whole_to_its_holder(house: DeskHouse) -> None:
    """Each new word brings the case again, rendered as on the page; whoever loses the case gets no more of it."""
    ana = await house.operator("ana")
    await house.accounts.add("ben")
    person = await house.person("the red door")
    await ana.act(person.case, "claim")
    async with live(ana, person.case) as stream:
        assert "the red door" in await stream.until("case")
        await person.says("the blue window")
        await stream.until("case", "the blue window")
        await house.desk.transfer(person.case, "ana", "ben")
        assert "the red door" not in await stream.until("case", "ben has this case")


async def test_a_desk_that_does_not_keep_up_is_dropped_and_nobody_else_waits(house: DeskHouse) -> None:
    """A browser that stopped reading is cut off, so that it comes back and gets everything; the others hear all."""
    hub = Hub(
        house.desk,
        Offers(house.desk, house.accounts.store, house.clock),
        house.connection.subscribe,
        structlog.get_logger(),
    )
    dropped: list[str] = []
    stuck, reads = (
        Listener("stuck", lambda: dropped.append("stuck")),
        Listener("reads", lambda: dropped.append("reads")),
    )
    assert hub.join(stuck)
    assert hub.join(reads)
    heard = 0
    for _ in range(MOST_WAITING + 50):
        hub.tell(Beat())
        heard += len(await reads.next())
    assert heard == MOST_WAITING + 50
    assert dropped == ["stuck"]
    assert not hub.is_here("stuck")


async def test_operators_are_on_shift_while_a_desk_is_open(house: DeskHouse) -> None:
    """An open desk counts as presence at once; a supervisor who only watches does not; a reload is no absence."""
    ana = await house.operator("ana", languages=("ru",))
    watcher = await house.operator("sup", roles=("supervisor",))
    async with live(watcher) as stream:
        await stream.until("quiet")
        assert await house.standing.here() == []
        async with live(ana) as own:
            await own.until("quiet")
            assert await house.standing.here() == ["ana"]
        assert await house.standing.here() == ["ana"]


async def test_shutting_down_ends_every_stream_at_once(house: DeskHouse) -> None:
    """When the process ends no open desk holds it up, and none can join any more."""
    ana = await house.operator("ana")
    async with live(ana) as stream:
        await stream.until("quiet")
        await house.web.close()
        async with asyncio.timeout(2):
            assert await stream.response.content.read() is not None
        assert await house.standing.here() == []
    assert (await ana.get("/desk/live"))[0] == 503
