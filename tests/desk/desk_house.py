"""A desk on a real server and store, with persons whose cases real turns opened: what the desk tests stand on."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pyotp
import structlog
from aiohttp import ClientSession, CookieJar, web
from argon2 import PasswordHasher

from bot.cases import codenames
from bot.cases.case import Answer, Head
from bot.content import Shelf
from bot.conversation.events import CaseOpened, Event, Sprint, Told
from bot.conversation.session import Session
from bot.desk.accounts import Accounts
from bot.desk.auth import Passwords
from bot.desk.hours import Hours
from bot.desk.verbs import Desk
from bot.desk.web import DeskWeb
from bot.messages import Address, Inbound
from bot.outgoing import PURPOSE, Outgoing, unpacked
from bot.privacy.bonds import Bonds
from bot.privacy.keyring import Keyring, day_of
from bot.privacy.pieces import Pieces
from bot.privacy.redact import Redacted
from bot.privacy.seal import Sealer
from bot.store.accounts import AccountStore
from bot.store.casework import Casework
from bot.store.client import Connection, connect, expect
from bot.store.hours import HoursStore
from bot.store.outbox import Became, Fate, Outbox
from bot.store.standing import Standing
from bot.store.turns import Outcome, Turns
from bot.texts import Texts, load_texts
from bot.writing import Redact, Writing

ROOT = Path(__file__).parents[2]
DISPOSITIONS = ("referred", "advised", "other")
PASSWORD = "three calm words"
SAME = {"Sec-Fetch-Site": "same-origin"}
CALM = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Argon2 with parameters that keep tests quick; one test uses the real ones."""


@dataclass
class Clock:
    """A clock that runs with the real one, and jumps when told."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_time(self, **span: float) -> None:
        self.ahead += timedelta(**span)


@dataclass
class PersonOfCase:
    """Somebody who wrote: their case, and the words they add to it."""

    house: DeskHouse
    head: Head
    session: Session
    contact: str
    address: Address

    @property
    def case(self) -> str:
        return self.head.id

    async def says(self, *words: str, flags: tuple[str, ...] = ()) -> None:
        """Add words to the case in one turn."""
        await self.house.turn(self, *(Told(each, flags) for each in words))


@dataclass(repr=False)
class DeskHouse:
    """The parts of a running desk."""

    base: str
    connection: Connection
    clock: Clock
    sealer: Sealer
    ring: Keyring
    desk: Desk
    accounts: Accounts
    standing: Standing
    web: DeskWeb
    texts: Texts
    hours: Hours | None = None
    random: Random = field(default_factory=lambda: Random(11))
    secrets_of: dict[str, str] = field(default_factory=dict)
    browsers: list[Browser] = field(default_factory=list)
    redact: Redact = lambda text, _shows: Redacted(text, ())

    # -- persons -------------------------------------------------------------------------------------------------

    async def person(
        self, *words: str, urgent: bool = False, locale: str = "ru", channel: str = "telegram", kind: str = "report",
        answers: dict[str, Answer] | None = None, name: str = "", **more: object,
    ) -> PersonOfCase:  # fmt: skip
        """Open a case by a real turn, with these words in its talk."""
        partition = self.random.randrange(16) if not name else codenames.partition_of(name)
        assert partition is not None
        talk, case = (f"{partition:02d}{self.random.getrandbits(112):028x}" for _ in range(2))
        taken = {line.code_name for line in await self.desk.queue()}
        while not name or name in taken:
            name = codenames.draw(partition, self.random)
        head = Head(
            id=case, talk=talk, code_name=name, channel=channel, locale=locale,
            kind=kind, queue="urgent" if urgent else "general", opened_at=self.clock().timestamp(),
            answers=answers or {}, **more,  # type: ignore[arg-type]
        )  # fmt: skip
        address = Address("telegram", "1", f"person-{case[:8]}")
        person = PersonOfCase(self, head, Session(talk, locale, case=case), secrets.token_hex(8), address)
        await self.turn(person, CaseOpened(head), *(Told(each) for each in words))
        return person

    async def turn(self, person: PersonOfCase, *events: Event) -> None:
        """Commit one turn of a person, as the conversation does."""
        turns, now = Turns(self.connection.batch), self.clock()
        partition = int(person.case[:2])
        mark = secrets.token_hex(8)
        loaded = await turns.load(partition, person.contact, mark)
        key = self.sealer.unwrap(loaded.case.key, person.case) if loaded.case else b""
        writing = Writing(self.sealer, self.redact, str, Bonds(self.ring), Pieces(self.ring))
        write = writing.turn(
            Sprint(person.session, events), before=person.session if loaded.tag else None,
            inbound=Inbound(mark, person.address, now), loaded=loaded, contact=person.contact, mark=mark, case_key=key,
            now=now, day=day_of(now),
        )  # fmt: skip
        assert await turns.commit(partition, write) is Outcome.DONE

    async def deliver(self, person: PersonOfCase, fate: Fate = "sent") -> list[str]:
        """Send what is due for a person, as the sender does, with this fate; return the kinds sent."""
        outbox, partition = Outbox(self.connection.batch, "sender"), int(person.case[:2])
        sent: list[str] = []
        await outbox.lease(partition)
        now_ms = int(self.clock().timestamp() * 1000)
        for head in await outbox.take(partition, now_ms) or ():
            each = head if head.talk == person.head.talk else None
            while each is not None and each.entry:
                sent.append(each.kind)
                each = await outbox.done(each, now_ms, Became("sent", person.case, fate))
        return sent

    async def sent_to(self, person: PersonOfCase) -> list[Outgoing]:
        """Return what waits to be sent to a person, opened as the sender opens it."""
        lane = await self.connection.batch.call("LRANGE", f"{{p{person.case[:2]}}}:lane:{person.head.talk}", 0, -1)
        entries = expect(list[bytes], lane)
        return [unpacked(self.sealer.open(PURPOSE, entry[17:], person.head.talk)) for entry in entries]

    # -- operators -----------------------------------------------------------------------------------------------

    async def operator(
        self, name: str, *, roles: Sequence[str] = ("operator",), languages: Sequence[str] = (), locale: str = "en"
    ) -> Browser:
        """Make an account with a password and codes, and sign it in over HTTP."""
        await self.accounts.add(name, roles, languages, locale)
        browser = self.browser()
        await browser.set_up(name)
        return browser

    async def direct(self, name: str) -> Browser:
        """Sign an account in by a one-time link."""
        browser = self.browser()
        token = await self.accounts.invite(name, direct=True)
        async with browser.http.get(f"/desk/invite/{token}", headers={"Sec-Fetch-Site": "none"}) as response:
            assert response.status == 200
        return browser

    def browser(self) -> Browser:
        browser = Browser(self, ClientSession(self.base, cookie_jar=CookieJar(), headers=SAME))
        self.browsers.append(browser)
        return browser

    def code(self, name: str) -> str:
        """Return the code an operator's app shows now."""
        return pyotp.TOTP(self.secrets_of[name]).at(self.clock())


@dataclass
class Browser:
    """One browser, without a script."""

    house: DeskHouse
    http: ClientSession

    async def set_up(self, name: str) -> None:
        """Follow an invitation: password and codes."""
        token = await self.house.accounts.invite(name)
        async with self.http.get(f"/desk/invite/{token}") as response:
            page = await response.text()
        self.house.secrets_of[name] = page.split('id="secret">')[1].split("<")[0]
        form = {"password": PASSWORD, "code": self.house.code(name)}
        async with self.http.post(f"/desk/invite/{token}", data=form) as response:
            assert response.status == 200
            assert response.url.path in ("/desk", "/desk/me")

    async def sign_in(self, name: str, password: str = PASSWORD, code: str = "") -> int:
        form = {"name": name, "password": password, "code": code or self.house.code(name)}
        async with self.http.post("/desk/sign-in", data=form, allow_redirects=False) as response:
            return response.status

    async def get(self, path: str) -> tuple[int, str]:
        async with self.http.get(path, allow_redirects=False) as response:
            return response.status, await response.text()

    async def post(self, path: str, **form: str) -> int:
        async with self.http.post(path, data=form, allow_redirects=False) as response:
            return response.status

    async def act(self, case: str, verb: str, **form: str) -> int:
        return await self.post(f"/desk/case/{case}/{verb}", **form)

    async def ask(self, case: str, verb: str, **form: str) -> tuple[int, object]:
        """Act as the page's script does; return the status and what it was told."""
        path = f"/desk/case/{case}/{verb}"
        async with self.http.post(path, data=form, headers={"X-Desk": "1"}, allow_redirects=False) as response:
            return response.status, await response.json() if response.status != 204 else None


@asynccontextmanager
async def open_desk(
    store: Path,
    folder: Path,
    *,
    locales: Sequence[str] = ("en", "ru"),
    passwords: Passwords | None = None,
    shelf: Shelf | None = None,
) -> AsyncIterator[DeskHouse]:
    """Run a desk on a local port, on an emptied store."""
    connection = connect(store)
    await connection.batch.call_everywhere("FLUSHALL")
    clock = Clock()
    Keyring.init(folder / "keys", clock())
    ring = Keyring.open(folder / "keys", "all")
    sealer = Sealer(ring)
    listening = socket.create_server(("127.0.0.1", 0))
    base = f"http://localhost:{listening.getsockname()[1]}"
    accounts = Accounts(AccountStore(connection.batch), sealer, ring, clock)
    desk = Desk(Casework(connection.batch), sealer, ring, clock, DISPOSITIONS)
    texts = load_texts(ROOT / "locales", locales, "en")
    standing = Standing(connection.batch)
    hours = Hours(HoursStore(connection.batch), sealer, shelf.policy, clock, structlog.get_logger()) if shelf else None
    desk_web = DeskWeb(
        desk, accounts, texts, standing, connection.subscribe, public_url=base, clock=clock,
        log=structlog.get_logger(), passwords=passwords or Passwords(CALM),
        directory=shelf.content.directory if shelf else None, places=shelf.content.places if shelf else None,
        hours=hours,
    )  # fmt: skip
    app = web.Application()
    for method, path, handler in desk_web.routes():
        app.router.add_route(method, path, handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    running = asyncio.create_task(desk_web.run())
    house = DeskHouse(base, connection, clock, sealer, ring, desk, accounts, standing, desk_web, texts, hours)
    try:
        yield house
    finally:
        for browser in house.browsers:
            await browser.http.close()
        await desk_web.close()
        await runner.cleanup()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await connection.close()
