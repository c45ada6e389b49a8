"""One process of the helpline: what it serves, what runs beside the web server, how it ends.

Nothing here may do the work of a room; `bot.app` wires it, this keeps it running.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.cases.case import State
from bot.cases.policy import Policy
from bot.channels.contract import Channel
from bot.content import Shelf
from bot.conversation_service import Conversation
from bot.delivery.fading import Fading
from bot.delivery.photos import Fetching
from bot.delivery.sender import Sender
from bot.desk.accounts import AccountExists, Accounts
from bot.desk.hours import Hours
from bot.desk.verbs import Desk
from bot.duty import Duty
from bot.janitor import Janitor, nobody_is_recognised
from bot.messages import HelplineError, Inbound, Locale, NotAccepted
from bot.metrics import Figures
from bot.privacy.keyring import Keyring, Role, day_of
from bot.privacy.returncode import ReturnCodes
from bot.privacy.seal import Sealer
from bot.ringing import Ringing
from bot.rounds import Rounds
from bot.serving import Door
from bot.settings import Settings
from bot.store import pauses
from bot.store.accounts import AccountStore
from bot.store.casework import Casework
from bot.store.client import Connection
from bot.store.keys import PAUSE, WAKE
from bot.store.listening import Heard
from bot.store.mailbox import MAIL, Mailboxes
from bot.store.standing import Standing
from bot.store.vigil import leave_no_trace
from bot.tending import tend

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel
    from bot.channels.whatsapp import Twilio
    from bot.desk.web import DeskWeb

POLL_LEASE_S = 20
FIGURES_S = 10.0
BREATH_S = 1.0


@dataclass(repr=False)
class Helpline:
    """A wired helpline of one process. ``tasks`` starts what it does by itself; ``close`` gives everything back.

    ``closing`` is what a channel or the desk was lent until then.
    """

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
    closing: AsyncExitStack = field(default_factory=AsyncExitStack)

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
        """Start what runs beside the web server; leaving the returned stack stops it in good order.

        None of it ends for good by a mistake of ours: the log tells of it, and it begins again after a breath.
        """
        running: list[asyncio.Task[None]] = [
            asyncio.create_task(tend(work, BREATH_S, self.log.bind(kind=name), "work_ended"), name=name)
            for name, work in self._works().items()
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
        await tend(self.figures.flush, FIGURES_S, self.log, "figures_not_kept")

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
        await tend(partial(self._poll_while_alone, telegram), POLL_LEASE_S / 4, self.log, "polling_failed")

    async def _poll_while_alone(self, telegram: TelegramChannel) -> None:
        if not await self.standing.alone("telegram", self.owner, POLL_LEASE_S):
            return
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
        await self.closing.aclose()
        await self.connection.close()


async def _stopped(running: Sequence[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
