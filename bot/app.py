"""The one place where things are wired: settings and content in, a helpline out.

Nothing here may do the work of a room; it only introduces the rooms to each other.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from typing import TYPE_CHECKING

import structlog
from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bot.cases.case import State
from bot.cases.policy import Policy
from bot.channels.contract import Channel, Receive
from bot.coming_back import ComingBack
from bot.content import Shelf
from bot.conversation.on_flood import AT_ONCE
from bot.conversation_service import Conversation
from bot.delivery import Sender
from bot.desk.accounts import AccountExists, Accounts
from bot.desk.claims import Claims
from bot.desk.hours import Hours
from bot.desk.ledger import Ledger
from bot.desk.verbs import FOLLOW_DAYS, Desk
from bot.duty import Duty
from bot.fading import Fading
from bot.janitor import Janitor, nobody_is_recognised
from bot.messages import HelplineError, Inbound, Locale, NotAccepted
from bot.metrics import Figures
from bot.photos import Fetching
from bot.privacy.bonds import Bonds
from bot.privacy.keyring import Keyring, Role, day_of
from bot.privacy.pieces import Pieces
from bot.privacy.pseudonym import Pseudonyms
from bot.privacy.returncode import ReturnCodes
from bot.privacy.seal import Sealer
from bot.ringing import Ringing
from bot.rounds import Rounds
from bot.serving import Door, source_of
from bot.settings import Settings
from bot.store import pauses
from bot.store.accounts import AccountStore
from bot.store.casework import Casework
from bot.store.chain import Chains
from bot.store.client import Connection, connect
from bot.store.consents import Opening
from bot.store.fading import FadingList
from bot.store.hours import HoursStore
from bot.store.keep import Keep
from bot.store.keys import PAUSE, WAKE
from bot.store.listening import Heard
from bot.store.mailbox import MAIL, Mailboxes, boxes
from bot.store.outbox import Outbox
from bot.store.photos import Photos
from bot.store.reported import Reported
from bot.store.standing import Standing
from bot.store.turns import Turns
from bot.store.vigil import Vigil, leave_no_trace
from bot.store.whatsapp import FarCopies, Menus, Windows
from bot.writing import Writing

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel
    from bot.channels.web_session import Pace
    from bot.channels.whatsapp import Twilio
    from bot.desk.web import DeskWeb

POLL_LEASE_S = 20
FIGURES_S = 10.0


@dataclass(repr=False)
class Helpline:
    """A wired helpline of one process. ``run`` serves until cancelled; ``close`` gives everything back."""

    settings: Settings
    shelf: Shelf
    role: Role
    owner: str
    clock: Callable[[], datetime]
    random: Random
    ring: Keyring
    connection: Connection
    standing: Standing
    casework: Casework
    sealer: Sealer
    duty: Duty
    hours: Hours
    log: structlog.stdlib.BoundLogger
    conversation: Conversation | None = None
    sender: Sender | None = None
    fading: Fading | None = None
    fetching: Fetching | None = None
    desk: Desk | None = None
    desk_web: DeskWeb | None = None
    rounds: Rounds | None = None
    ringing: Ringing | None = None
    mailboxes: Mailboxes | None = None
    accounts: Accounts = field(init=False)
    figures: Figures = field(init=False)
    channels: dict[str, Channel] = field(default_factory=dict)
    telegram: TelegramChannel | None = None
    twilio: Twilio | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def __post_init__(self) -> None:
        self.figures = Figures(self.standing, self.stats)
        self.accounts = Accounts(AccountStore(self.connection.batch), self.sealer, self.ring, self.clock)

    @property
    def policy(self) -> Policy:
        """Return the organisation's policy."""
        return self.shelf.policy

    async def receive(self, inbound: Inbound) -> None:
        """Take one inbound from a channel; returns when it is committed, raises `NotAccepted` when it is not."""
        assert self.conversation is not None
        try:
            await self.conversation.handle(inbound)
        except NotAccepted:
            raise
        except Exception as wrong:
            self.log.error("not_committed", exc_info=wrong, channel=inbound.address.channel)
            raise NotAccepted from wrong
        self.figures.count("received", inbound.address.channel)

    def add(self, channel: Channel) -> None:
        """Serve one more channel."""
        self.channels[channel.name] = channel

    def doors(self) -> list[Door]:
        """Return every way in from the web that this process serves."""
        routes = (
            [route for channel in self.channels.values() for route in channel.routes()] if self.conversation else []
        )
        doors = [Door(route.method, route.path, route.handler) for route in routes]
        if self.desk_web:
            doors += [Door(method, path, handler) for method, path, handler in self.desk_web.routes()]
        return [*doors, Door("GET", "/healthz", self._is_up), Door("GET", "/readyz", self._is_ready)]

    async def _is_up(self, _request: web.Request) -> web.Response:
        return web.Response(text="up\n")

    async def _is_ready(self, _request: web.Request) -> web.Response:
        try:
            await self.connection.batch.call("PING", key="ping")
        except HelplineError:
            return web.Response(status=503, text="the store cannot be reached\n")
        return web.Response(text="ready\n")

    async def quiet_streams(self) -> None:
        """End every open stream of events, so that the web server can stop at once."""
        for channel in self.channels.values():
            await channel.close()
        if self.desk_web:
            await self.desk_web.close()

    async def bury(self, body: bytes) -> None:
        """Keep a signed message that nobody could read, sealed, for those who mend such things."""
        day = day_of(self.clock())
        sealed = self.sealer.seal("dead letter", body, "dead letter", day)
        await self.standing.bury(sealed)

    def janitor(self) -> Janitor:
        """Return who clears away what is over."""
        rewrite = partial(leave_no_trace, self.connection.batch)
        recognise = self.conversation.recognise if self.conversation else nobody_is_recognised
        return Janitor(self.casework, self.sealer, self.ring, self.policy, self.clock, rewrite, self.log, recognise)

    async def introduce(self) -> None:
        """Give the bot its neutral name and its menu of commands, and tell Telegram where to reach us."""
        if self.telegram and self.role in ("front", "all"):
            await self.telegram.introduce(self.shelf.introductions(), Locale(self.policy.default_locale))
            if self.telegram.mode == "webhook":
                await self.telegram.announce_webhook(self.settings.public_url)

    async def demo_invitation(self, operator: str) -> str:
        """Return a one-time way into the desk for trying it out."""
        with suppress(AccountExists):
            await self.accounts.add(operator, ["operator", "supervisor", "administrator"])
        return await self.accounts.invite(operator, direct=True)

    async def erase(self, code: str) -> bool:
        """Forget a person by the return code they hold; False when nothing is kept under it."""
        codes = ReturnCodes(self.ring)
        read = codes.read(code)
        case = await self.casework.by_code(codes.partition(read), codes.code_hash(read)) if read else None
        return await self.casework.end(case, secrets.token_bytes(8), "erased", wipe=True) if case else False

    async def stats(self) -> dict[str, int]:
        """Return how many cases wait, are with people, and were handed over to this day in all open ones."""
        queue = await self.desk.queue() if self.desk else []
        waiting = sum(case.state is State.WAITING for case in queue)
        return {
            "waiting": waiting,
            "with operators": len(queue) - waiting,
            "urgent": sum(case.queue == "urgent" for case in queue),
            "held unread": sum(bool(case.held) for case in queue),
            "operators at their desk": len(await self.standing.here()),
        }

    async def tasks(self) -> AsyncExitStack:
        """Start what runs beside the web server; leaving the returned stack stops it in good order."""
        running: list[asyncio.Task[None]] = [
            asyncio.create_task(work(), name=name) for name, work in self._works().items()
        ]
        stack = AsyncExitStack()
        stack.push_async_callback(_stopped, running)
        return stack

    def _works(self) -> dict[str, Callable[[], Coroutine[None, None, None]]]:
        works: dict[str, Callable[[], Coroutine[None, None, None]]] = {"listen": self._listen, "duty": self.duty.run}
        if self.sender:
            works["send"] = self.sender.run
        if self.fading:
            works["fade"] = self.fading.run
        if self.fetching:
            works["photos"] = self.fetching.run
        if self.rounds:
            works["rounds"] = self.rounds.run
        if self.ringing:
            works["ring"] = self.ringing.run
        if self.desk_web:
            works["desk"] = self.desk_web.run
        works["figures"] = self._flush_figures
        if self.conversation and self.telegram and self.telegram.mode == "polling":
            works["poll"] = partial(self._poll, self.telegram)
        if self.twilio:
            works["twilio"] = self.twilio.run
        return works

    async def _flush_figures(self) -> None:
        """Add what this process counted to what all counted, now and then."""
        while True:
            await asyncio.sleep(FIGURES_S)
            try:
                await self.figures.flush()
            except HelplineError as wrong:
                self.log.error("figures_not_kept", exc_info=wrong)

    async def _listen(self) -> None:
        """Hear what other processes of ours did: lanes that are due, mail for open web chats."""
        async for news in self.connection.subscribe(WAKE, MAIL, PAUSE):
            if isinstance(news, Heard):
                if news.channel == WAKE and self.sender and self.sender.serves(int(news.payload)):
                    self.sender.wake(int(news.payload))
                elif news.channel == PAUSE and self.sender:
                    self.sender.keep_pause(*pauses.heard(news.payload))
                elif news.channel == MAIL and self.mailboxes:
                    self.mailboxes.heard(news.payload.decode())
            elif self.mailboxes:
                self.mailboxes.heard_all()

    async def _poll(self, telegram: TelegramChannel) -> None:
        """Poll Telegram while this process alone may."""
        while True:
            try:
                if await self.standing.alone("telegram", self.owner, POLL_LEASE_S):
                    await self._poll_while_alone(telegram)
            except HelplineError as wrong:
                self.log.error("polling_failed", exc_info=wrong)
            await asyncio.sleep(POLL_LEASE_S / 4)

    async def _poll_while_alone(self, telegram: TelegramChannel) -> None:
        polling = asyncio.create_task(
            telegram.run_polling(
                partial(self.standing.offset, "telegram"), partial(self.standing.save_offset, "telegram")
            )
        )
        try:
            while not polling.done():
                await asyncio.wait({polling}, timeout=POLL_LEASE_S / 4)
                if not await self.standing.alone("telegram", self.owner, POLL_LEASE_S):
                    return
            polling.result()
        finally:
            await _stopped([polling])

    async def close(self) -> None:
        """Close channels and the store's connections."""
        for channel in self.channels.values():
            await channel.close()
        await self._stack.aclose()
        await self.connection.close()


async def _stopped(running: Sequence[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def build(
    settings: Settings,
    shelf: Shelf,
    store: Path | str,
    *,
    role: Role = "all",
    clock: Callable[[], datetime] = Shelf.clock,
    random: Random | None = None,
    quiet: bool = False,
    base: str = "",
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    pace: Pace | None = None,
) -> Helpline:
    """Wire a helpline inside the running loop. ``store`` is the embedded server's socket or a URL.

    ``quiet`` serves no channel but those that are added: nobody is reached from outside. ``base`` is the address this
    process serves at where no public one is set.
    """
    random = random or SystemRandom()
    owner = secrets.token_hex(8)
    ring = Keyring.open(settings.keys_dir, role)
    connection = connect(store)
    batch = connection.batch
    sealer, standing, casework = Sealer(ring), Standing(batch), Casework(batch, Keep.of(shelf.policy.retention))
    log: structlog.stdlib.BoundLogger = structlog.get_logger()
    hours = Hours(HoursStore(batch), sealer, shelf.policy, clock, log)
    duty = Duty(standing, shelf.policy, clock, log, hours.in_force)
    helpline = Helpline(
        settings, shelf, role, owner, clock, random, ring, connection, standing, casework, sealer, duty, hours, log
    )  # fmt: skip
    helpline.sleep = sleep
    if role in ("front", "all"):
        _wire_front(helpline, at_once=0 if quiet else AT_ONCE)
    if role in ("sender", "all"):
        _wire_sender(helpline)
    if role != "desk":
        helpline.mailboxes = Mailboxes(batch, boxes(ring), sealer, clock)
    if role in ("desk", "all"):
        claims = Claims(HoursStore(batch), Ledger(Chains(batch), ring, clock), clock, log)
        helpline.desk = Desk(
            casework, sealer, ring, clock, shelf.policy.dispositions, duty.answered_first,
            follow_days=min(FOLLOW_DAYS, shelf.policy.retention.closed.days - 1), claimed=claims.count,
            retention=shelf.policy.retention,
        )  # fmt: skip
        _wire_rounds(helpline, helpline.desk)
        if not quiet:
            _wire_desk_web(helpline, settings.public_url or base or f"http://localhost:{settings.http_port}")
    if role != "desk" and not quiet:
        await _wire_channels(helpline, pace)
        _wire_ringing(helpline, settings.public_url or base or f"http://localhost:{settings.http_port}")
    return helpline


def _wire_front(helpline: Helpline, *, at_once: int) -> None:
    ring, shelf = helpline.ring, helpline.shelf
    secret = ring.derived("secret word")

    def hashed(words: str) -> str:
        return hashlib.blake2b(" ".join(words.casefold().split()).encode(), key=secret, digest_size=16).hexdigest()

    bonds, names, codes = Bonds(ring), Pseudonyms(ring), ReturnCodes(ring)
    turns = Turns(helpline.connection.batch, Keep.of(shelf.policy.retention))
    helpline.conversation = Conversation(
        content=shelf.content,
        turns=turns,
        names=names,
        codes=codes,
        coming_back=ComingBack(
            codes, turns, helpline.casework, helpline.standing, helpline.sealer, bonds, helpline.clock
        ),
        sealer=helpline.sealer,
        writing=Writing(helpline.sealer, shelf.redact, codes.code_hash, bonds, Pieces(ring)),
        bonds=bonds,
        log=helpline.log,
        clock=helpline.clock,
        random=helpline.random,
        presence=lambda: helpline.duty.presence,
        sends_as=lambda: helpline.sender.sends_as if helpline.sender else "",
        send=lambda head, address: helpline.sender.send(head, address) if helpline.sender else None,
        local_time=lambda moment, zone: shelf.local_time(moment, zone, helpline.clock()),
        hashed=hashed,
        at_once=at_once,
    )


def _wire_sender(helpline: Helpline) -> None:
    async def share() -> int:
        alive = max(1, await helpline.standing.is_alive(helpline.owner))
        return -(-16 // alive)

    helpline.sender = Sender(
        outbox=Outbox(helpline.connection.batch, helpline.owner, Keep.of(helpline.policy.retention)),
        sealer=helpline.sealer,
        texts=helpline.shelf.texts,
        channels=helpline.channels,
        clock=helpline.clock,
        log=helpline.log,
        share=share,
        local_hour=helpline.shelf.local_hour,
        reported=Reported(helpline.connection.batch),
        pauses=pauses.Pauses(helpline.connection.batch),
        opening=Opening(helpline.connection.batch, helpline.sealer, Pieces(helpline.ring)),
        counted=helpline.figures.count,
        entry_id=lambda: secrets.token_hex(8),
    )
    helpline.fading = Fading(
        FadingList(helpline.connection.batch), helpline.sealer, helpline.channels, helpline.sender.serves,
        helpline.clock, helpline.log,
    )  # fmt: skip
    helpline.sender.hurry = helpline.fading.hurry
    helpline.fetching = Fetching(
        Photos(helpline.connection.batch), helpline.casework, helpline.sealer, helpline.channels,
        helpline.sender.serves, helpline.policy.photos, lambda: secrets.token_hex(8), helpline.clock, helpline.log,
    )  # fmt: skip
    helpline.sender.hurry_photos = helpline.fetching.hurry


def _wire_rounds(helpline: Helpline, desk: Desk) -> None:
    helpline.rounds = Rounds(
        casework=helpline.casework,
        desk=desk,
        vigil=Vigil(helpline.connection.batch),
        standing=helpline.standing,
        sealer=helpline.sealer,
        janitor=helpline.janitor(),
        policy=helpline.policy,
        content=helpline.shelf.content,
        owner=helpline.owner,
        clock=helpline.clock,
        entry_id=lambda: secrets.token_hex(8),
        log=helpline.log,
        tidies=(
            helpline.hours.reseal,
            Ledger(Chains(helpline.connection.batch), helpline.ring, helpline.clock).shorten,
        ),
        in_force=helpline.hours.in_force,
    )


def _wire_ringing(helpline: Helpline, base: str) -> None:
    """Let the operators' own chat ring, where there is one and this process sends."""
    settings = helpline.settings
    token, chat = settings.telegram_operators_token, settings.telegram_operators_chat
    if token is None or chat is None or helpline.sender is None:
        return
    from bot.channels.telegram_notify import OperatorsChat  # seconds of import, for those who use it

    http = ClientSession(cookie_jar=DummyCookieJar())
    helpline._stack.push_async_callback(http.close)
    helpline.ringing = Ringing(
        vigil=Vigil(helpline.connection.batch),
        chat=OperatorsChat(token.get_secret_value(), chat, http=http, api_base=settings.telegram_api or None),
        texts=helpline.shelf.texts,
        locale=helpline.policy.default_locale,
        desk=f"{base}/desk",
        clock=helpline.clock,
        log=helpline.log,
    )


def _wire_desk_web(helpline: Helpline, base: str) -> None:
    from bot.desk.web import DeskWeb

    assert helpline.desk is not None
    helpline.desk_web = DeskWeb(
        helpline.desk,
        helpline.accounts,
        helpline.shelf.texts,
        helpline.standing,
        helpline.connection.subscribe,
        public_url=base,
        clock=helpline.clock,
        log=helpline.log,
        source=partial(source_of, behind_proxy=base.startswith("https:")),
        directory=helpline.shelf.content.directory,
        places=helpline.shelf.content.places,
        home_countries=helpline.shelf.content.home_countries,
        hours=helpline.hours,
    )


async def _wire_channels(helpline: Helpline, pace: Pace | None = None) -> None:
    settings, shelf = helpline.settings, helpline.shelf
    receive: Receive = helpline.receive
    if settings.telegram_token:
        from bot.channels.telegram import TelegramChannel  # seconds of import, for those who use it
        from bot.channels.telegram_session import open_http

        session = open_http()
        helpline._stack.push_async_callback(session.close)
        helpline.telegram = TelegramChannel(
            settings.telegram_token.get_secret_value(),
            receive,
            helpline.bury,
            http=session,
            now=helpline.clock,
            mode=settings.telegram_mode,
            secrets=[settings.telegram_secret.get_secret_value()] if settings.telegram_secret else [],
            api_base=settings.telegram_api or None,
            takes_photos=shelf.policy.photos.allowed,
        )
        helpline.add(helpline.telegram)
    if settings.has_whatsapp or settings.has_sms:
        _wire_twilio(helpline)
    if settings.web_chat and helpline.mailboxes:
        from bot.channels.web import WebChannel

        helpline.add(
            WebChannel(
                receive,
                helpline.mailboxes,
                shelf.words,
                shelf.policy.locales,
                public_url=settings.public_url,
                neutral_url=shelf.policy.exit_url,
                pace=pace,
                source=partial(source_of, behind_proxy=settings.public_url.startswith("https:")),
                now=helpline.clock,
                promises=shelf.promises,
            )
        )


def _wire_twilio(helpline: Helpline) -> None:
    from bot.channels.whatsapp import LEASE_S, Memory, Twilio, TwilioAccount, Wording

    settings, shelf, sealer, ring = helpline.settings, helpline.shelf, helpline.sealer, helpline.ring
    assert settings.twilio_auth_token is not None
    http = ClientSession(connector=TCPConnector(limit=200, keepalive_timeout=75), cookie_jar=DummyCookieJar())
    helpline._stack.push_async_callback(http.close)
    key = settings.twilio_webhook_key
    account = TwilioAccount(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.public_url,
        whatsapp=settings.twilio_from,
        sms=settings.twilio_sms_from,
        keys=(key.get_secret_value(),) if key else (),
        api_base=settings.twilio_api,
    )
    batch = helpline.connection.batch
    memory = Memory(Menus(batch), FarCopies(batch, sealer, ring), Windows(batch, ring), Reported(batch))
    helpline.twilio = Twilio(
        account,
        memory,
        Wording(lambda locale: shelf.texts.label("whatsapp-choose", locale), shelf.policy.whatsapp.neutral_template),
        http=http,
        receive=helpline.receive if helpline.conversation else None,
        put_aside=helpline.bury,
        spool=settings.data_dir / "spool",
        seal=lambda name, plain: sealer.seal("spool", plain, name, day_of(helpline.clock())),
        unseal=lambda name, sealed: sealer.open("spool", sealed, name),
        alone=lambda task: helpline.standing.alone(task, helpline.owner, LEASE_S),
        now=helpline.clock,
        sleep=helpline.sleep,
        sends=helpline.sender is not None,
        counted=helpline.figures.count,
        takes_photos=shelf.policy.photos.allowed,
    )
    for channel in helpline.twilio.channels:
        helpline.add(channel)
