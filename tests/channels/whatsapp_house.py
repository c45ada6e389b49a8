"""A Twilio account of ours for tests: the real adapter and the real store, with the far side on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, web

from bot.channels.whatsapp import Memory, Twilio, TwilioAccount, TwilioChannel, Wording
from bot.messages import Address, Inbound, Outbound
from bot.privacy.keyring import Keyring, day_of
from bot.privacy.seal import Sealer
from bot.store.client import connect
from bot.store.reported import Reported
from bot.store.whatsapp import FarCopies, Menus, Windows
from tests.channels.far_twilio import ACCOUNT, NUMBER, PUBLIC_URL, SMS_NUMBER, TOKEN, FarTwilio, Person, Shown
from tests.loopback import listen

TEMPLATE = "HX" + "ab" * 16


@dataclass
class House:
    """A wired account. ``now`` moves when told, and with every pause that the adapter takes."""

    far: FarTwilio
    ring: Keyring
    received: list[Inbound] = field(default_factory=list)
    buried: list[bytes] = field(default_factory=list)
    counted: list[tuple[str, str]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    fails: list[BaseException] = field(default_factory=list)
    twilio: Twilio = field(init=False)
    memory: Memory = field(init=False)
    wire: Callable[[str], Twilio] = field(init=False)

    @property
    def whatsapp(self) -> TwilioChannel:
        return self.twilio.channels[0]

    @property
    def sms(self) -> TwilioChannel:
        return self.twilio.channels[1]

    async def receive(self, inbound: Inbound) -> None:
        if self.fails:
            raise self.fails.pop()
        if inbound.id not in {each.id for each in self.received}:
            self.received.append(inbound)

    async def say(self, person: Person, message: Outbound, entry: str = "07" + "ab" * 8) -> list[Shown]:
        """Say something and return what the person was shown by it."""
        before = len(self.far.screen(person))
        channel = self.whatsapp if person.channel == "whatsapp" else self.sms
        await channel.send(address(person), message, entry=entry)
        return self.far.screen(person)[before:]

    def restart(self, api_base: str = "") -> None:
        """Let another process take over: it shares the store, and remembers nothing."""
        self.twilio = self.wire(api_base or self.far.base)

    def bodies(self, person: Person) -> list[str]:
        return [shown.text for shown in self.far.screen(person)]


def address(person: Person) -> Address:
    return Address("whatsapp" if person.channel == "whatsapp" else "sms", person.ours, person.address)


class Clock:
    """A clock that moves when told, and by every pause."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, span: timedelta) -> None:
        self.now += span


@asynccontextmanager
async def housed(
    store: Path,
    folder: Path,
    *,
    answer_within: timedelta = timedelta(milliseconds=300),
    numbers: Sequence[str] = (NUMBER, SMS_NUMBER),
    opener: Callable[[str], str] = lambda _locale: "See the answers",
    during_pause: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[tuple[House, Clock]]:
    """Wire an account on an empty store; its front door listens where the far side posts to."""
    clock = Clock()
    connection = connect(store)
    await connection.batch.call_everywhere("FLUSHALL")
    if not (folder / "keys" / "ring").exists():
        Keyring.init(folder / "keys", clock())
    ring = Keyring.open(folder / "keys", "all")
    sealer = Sealer(ring)
    async with FarTwilio(clock) as far, ClientSession() as http:
        house = House(far, ring)

        async def alone(_task: str) -> bool:
            return True

        async def put_aside(body: bytes) -> None:
            house.buried.append(body)

        async def pause(seconds: float) -> None:
            house.pauses.append(seconds)
            clock.pass_time(timedelta(seconds=seconds))
            if during_pause:
                await during_pause()

        batch = connection.batch
        memory = Memory(Menus(batch), FarCopies(batch, sealer, ring), Windows(batch, ring), Reported(batch))

        def wire(api_base: str) -> Twilio:
            return Twilio(
                TwilioAccount(ACCOUNT, TOKEN, PUBLIC_URL, whatsapp=numbers[0], sms=numbers[1], api_base=api_base),
                memory,
                Wording(opener, {"en": TEMPLATE}),
                http=http,
                receive=house.receive,
                put_aside=put_aside,
                spool=folder / "spool",
                seal=lambda name, plain: sealer.seal("spool", plain, name, day_of(clock())),
                unseal=lambda name, sealed: sealer.open("spool", sealed, name),
                alone=alone,
                now=clock,
                sleep=pause,
                answer_within=answer_within,
                counted=lambda what, channel: house.counted.append((what, channel)),
            )

        house.memory, house.wire = memory, wire
        house.twilio = wire(far.base)
        app = web.Application()
        for channel in house.twilio.channels:
            for route in channel.routes():
                app.router.add_route(route.method, route.path, route.handler)
        runner, host, port = await listen(app)
        far.helpline = f"http://{host}:{port}"
        try:
            yield house, clock
        finally:
            await runner.cleanup()
            await connection.close()
