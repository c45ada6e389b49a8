"""A web chat on a real server, with a mailbox in memory and a bot that echoes: what the web tests stand on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from fluent.runtime import FluentBundle, FluentResource

from bot.channels.contract import NotAccepted
from bot.channels.web import WebChannel
from bot.channels.web_page import WORDS
from bot.channels.web_session import Pace
from bot.messages import Address, Button, Inbound, Outbound, Tap

LOCALES = Path(__file__).parents[2] / "locales"


@cache
def words(locale: str) -> Mapping[str, str]:
    """Return the page's words as the Fluent file has them; Arabic borrows the English ones."""
    folder = locale if (LOCALES / locale).exists() else "en"
    bundle = FluentBundle([folder], use_isolating=False)
    bundle.add_resource(FluentResource((LOCALES / folder / "webchat.ftl").read_text("utf-8")))
    found: dict[str, str] = {}
    for name in WORDS:
        pattern = bundle.get_message(name).value
        assert pattern is not None
        text, errors = bundle.format_pattern(pattern)
        assert not errors
        found[name] = str(text)
    return found


@dataclass
class MemoryMailbox:
    """A mailbox that forgets with the test; its numbers never come again."""

    kept: dict[Address, list[tuple[int, bytes]]] = field(default_factory=dict)
    newest: dict[Address, int] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    broken: bool = False

    async def put(self, address: Address, message: bytes) -> int:
        self._work()
        number = self.newest.get(address, 0) + 1
        self.newest[address] = number
        self.kept.setdefault(address, []).append((number, message))
        async with self.changed:
            self.changed.notify_all()
        return number

    async def since(self, address: Address, after: int) -> list[tuple[int, bytes]]:
        self._work()
        return [(number, message) for number, message in self.kept.get(address, []) if number > after]

    async def wait(self, address: Address, after: int, timeout: float) -> bool:
        self._work()
        async with self.changed:
            try:
                await asyncio.wait_for(
                    self.changed.wait_for(lambda: any(n > after for n, _ in self.kept.get(address, []))), timeout
                )
            except TimeoutError:
                return False
        return True

    async def wipe(self, address: Address, upto: int | None = None) -> None:
        self._work()
        kept = self.kept.pop(address, [])
        if upto is not None:
            self.kept[address] = [(number, message) for number, message in kept if number > upto]

    async def drop(self, address: Address, number: int) -> None:
        self._work()
        self.kept[address] = [each for each in self.kept.get(address, []) if each[0] != number]

    def _work(self) -> None:
        if self.broken:
            raise NotAccepted(timedelta(seconds=1))


@dataclass(repr=False)
class House:
    """The parts of a running web chat, and what the echoing bot heard."""

    base: str
    mailbox: MemoryMailbox
    heard: list[Inbound] = field(default_factory=list)
    moment: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)
    refuse: int = 0
    """So many inbounds are refused before the next is taken."""
    locale: str = "en"
    channel: WebChannel = field(init=False)
    answer: Callable[[Inbound], Sequence[Outbound]] = field(init=False)

    def __post_init__(self) -> None:
        self.answer = self.echo
        self._done: set[str] = set()
        self._entries = 0

    async def receive(self, inbound: Inbound) -> None:
        """Take an inbound once, as the real conversation does, and answer as the sender does: a moment later."""
        if self.refuse:
            self.refuse -= 1
            raise NotAccepted(timedelta(seconds=1))
        if inbound.id in self._done:
            return
        self._done.add(inbound.id)
        self.heard.append(inbound)
        if not inbound.gone:
            for message in self.answer(inbound):
                await self.say(inbound.address, message)

    def echo(self, inbound: Inbound) -> Sequence[Outbound]:
        """Answer with what was heard; a question with two choices follows a start."""
        if inbound.start:
            yes, no = Button("Yes", Tap("safety", "safe-now", "yes")), Button("No", Tap("safety", "safe-now", "no"))
            return (Outbound("Can you write safely now?", (yes, no), locale=self.locale),)
        if inbound.tap:
            return (Outbound(f"You tapped {inbound.tap.choice}.", locale=self.locale),)
        if inbound.place:
            return (Outbound(f"You are at {inbound.place.lat:.3f}.", locale=self.locale),)
        return (Outbound(f"You wrote: {inbound.text}", locale=self.locale),)

    async def say(self, address: Address, message: Outbound) -> str:
        """Speak as the sender does; return the entry's id."""
        self._entries += 1
        entry = f"entry-{self._entries}"
        self.moment += timedelta(milliseconds=1)
        await self.channel.send(address, message, entry=entry)
        return entry

    async def consultant(self, text: str) -> str:
        """Speak as an operator to whoever wrote last."""
        return await self.say(self.heard[-1].address, Outbound(text, locale=self.locale, from_person=True))

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**span)

    @property
    def texts(self) -> list[str | None]:
        return [inbound.text for inbound in self.heard if inbound.text]


@asynccontextmanager
async def open_house(
    *,
    pace: Pace | None = None,
    locales: Sequence[str] = ("en", "ru"),
    public_url: str = "",
    neutral_url: str = "/elsewhere",
) -> AsyncIterator[House]:
    """Run a web chat on a local port; ``/elsewhere`` stands for the neutral page."""
    app = web.Application()
    server = TestServer(app)
    house = House(base="", mailbox=MemoryMailbox())
    house.channel = WebChannel(
        house.receive,
        house.mailbox,
        words,
        locales,
        public_url=public_url,
        neutral_url=neutral_url,
        pace=pace or Pace(answer_s=0.5),
        now=lambda: house.moment,
    )
    for route in house.channel.routes():
        app.router.add_route(route.method, route.path, route.handler)

    async def elsewhere(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Weather</title><h1>Weather</h1>", content_type="text/html")

    async def hang_up(_: web.Application) -> None:
        await house.channel.close()

    app.router.add_get("/elsewhere", elsewhere)
    app.router.add_get("/", elsewhere)
    app.router.add_get("/favicon.ico", elsewhere)
    app.on_shutdown.append(hang_up)
    await server.start_server()
    house.base = str(server.make_url("")).rstrip("/")
    try:
        yield house
    finally:
        await server.close()
