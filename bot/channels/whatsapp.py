"""WhatsApp and SMS through Twilio: one account, one front door, a voice for each number of ours.

Nothing here asks for a name, a contact or a file, and no error or log line of these files tells who a person is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

import structlog
from aiohttp import ClientSession
from structlog.typing import FilteringBoundLogger

from bot.channels.contract import Limits, Receive, Rejected, Route, SendingError, Sent
from bot.channels.whatsapp_codes import MenuGone, MenuRefused, TokenRefused, meaning
from bot.channels.whatsapp_content import Menus, MenuShelf
from bot.channels.whatsapp_deleting import AFTER_COMMIT, AFTER_FINAL, AFTER_PHOTO, Deleter, FarCopies
from bot.channels.whatsapp_form import Signatures
from bot.channels.whatsapp_inbound import Taken
from bot.channels.whatsapp_line import SHELVES, Line
from bot.channels.whatsapp_reconcile import Reconciler
from bot.channels.whatsapp_sending import Reports, Sleep, Voice, Windows
from bot.channels.whatsapp_spool import Seal, Spool
from bot.channels.whatsapp_webhook import PATH, STATUS_PATH, Hands, Told, Webhook
from bot.channels.whatsapp_words import LIMITS, SMS_LIMITS, cheapest, segments, unformatted
from bot.messages import Address, ChannelName, HelplineError, Outbound
from bot.tending import tend

LATE: Final = timedelta(minutes=2)
"""How long a spooled message may have waited and still be taken as the answer to what was asked last."""
SPOOL_EVERY_S: Final = 5.0
DELETE_EVERY_S: Final = 20.0
LIST_EVERY_S: Final = 180.0
LEASE_S: Final = 60
"""How long a process may tend to deleting and listing alone before another takes over."""

Alone: TypeAlias = Callable[[str], Awaitable[bool]]
"""Takes or renews the right to do a task alone; False when another process has it."""


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """The account and its numbers; one that is empty is off. ``keys`` sign webhooks where Twilio was given its own."""

    sid: str
    token: str = field(repr=False)
    public_url: str
    whatsapp: str = ""
    sms: str = ""
    keys: tuple[str, ...] = field(default=(), repr=False)
    api_base: str = ""

    def numbers(self) -> dict[ChannelName, str]:
        """Return our number on each channel that is on."""
        given: dict[ChannelName, str] = {"whatsapp": self.whatsapp, "sms": self.sms}
        return {channel: number for channel, number in given.items() if number}


@dataclass(frozen=True, slots=True)
class Memory:
    """What has to be kept, for all processes."""

    menus: MenuShelf
    copies: FarCopies
    windows: Windows
    reports: Reports


@dataclass(frozen=True, slots=True)
class Wording:
    """The few words a channel needs of its own, by locale: what opens a list, the approved templates' ids."""

    opener: Callable[[str], str]
    templates: Mapping[str, str] = field(default_factory=dict)


class TwilioChannel:
    """One number of ours. Made by `Twilio`."""

    def __init__(
        self,
        name: ChannelName,
        limits: Limits,
        voice: Voice,
        routes: Sequence[Route],
        problems: Callable[[], Awaitable[tuple[str, ...]]] | None,
        fetch: Callable[[str, int], Awaitable[bytes]],
    ) -> None:
        self.name: ChannelName = name
        self.limits = limits
        self._voice = voice
        self._routes = tuple(routes)
        self._problems = problems
        self._fetch = fetch

    def routes(self) -> Sequence[Route]:
        """Return the front door; both numbers share one, so the second channel has none."""
        return self._routes

    async def send(self, address: Address, message: Outbound, *, entry: str) -> Sent:
        """Send a message, in several pieces where it is long; sent again after a wait, it goes on where it stopped."""
        self._check(address)
        return await self._voice.say(address, message, entry, look_first=False)

    async def send_again(self, address: Address, message: Outbound, *, entry: str) -> Sent:
        """Send of a message only what Twilio does not list yet."""
        self._check(address)
        return await self._voice.say(address, message, entry, look_first=True)

    async def erase(self, address: Address, message_ids: Sequence[str]) -> int:
        """Nothing can be taken back from a phone here; what lies at Twilio is deleted within minutes anyway."""
        return len(message_ids)

    async def fetch_photo(self, handle: str, most_bytes: int) -> bytes:
        """Download a photo from Twilio, and have it deleted there soon."""
        return await self._fetch(handle, most_bytes)

    async def problems(self, public_url: str) -> tuple[str, ...]:
        """Say what stands in the way of the account, once for both numbers; for `doctor`."""
        return await self._problems() if self._problems else ()

    async def close(self) -> None:
        """Nothing to give back: the line belongs to whoever opened it."""

    def _check(self, address: Address) -> None:
        if address.channel != self.name or address.account.startswith("whatsapp:") != (self.name == "whatsapp"):
            raise Rejected


class Twilio:
    """The account behind both channels: its front door, and what has to be tended beside it.

    ``receive`` is None in a process that takes nothing in. ``alone`` says who tends to listing and deleting.
    """

    def __init__(
        self,
        account: TwilioAccount,
        memory: Memory,
        wording: Wording,
        *,
        http: ClientSession,
        receive: Receive | None,
        put_aside: Callable[[bytes], Awaitable[None]],
        spool: Path,
        seal: Seal,
        unseal: Seal,
        alone: Alone,
        now: Callable[[], datetime],
        sends: bool = True,
        sleep: Sleep = asyncio.sleep,
        answer_within: timedelta = timedelta(seconds=15),
        counted: Callable[[str, str], None] = lambda _what, _channel: None,
        takes_photos: bool = False,
        shelves: frozenset[str] = SHELVES,
    ) -> None:
        self._memory = memory
        self._receive = receive
        self._alone = alone
        self._now = now
        self._sends = sends
        self._sleep = sleep
        self._log: FilteringBoundLogger = structlog.get_logger()
        numbers = account.numbers()
        self._line = Line(
            account.sid, account.token, http=http, api_base=account.api_base, answer_within=answer_within,
            shelves=shelves,
        )  # fmt: skip
        self._menus = Menus(account.sid, memory.menus, self._line.make_menu)
        self.spool = Spool(spool, seal, unseal, now=now)
        self._deleter = Deleter(memory.copies, self._line, now=now, counted=counted)
        self._reconciler = Reconciler(
            self._line, tuple(numbers.values()), tuple(numbers), memory.copies, self._commit, now=now
        )
        signatures = Signatures(account.public_url, account.token, account.keys)
        hands = Hands(self._commit, self.spool.put, put_aside, self._told)
        self._webhook = Webhook(signatures, hands, tuple(numbers), now=now, takes_photos=takes_photos)
        routes = (Route("POST", PATH, self._webhook.take), Route("POST", STATUS_PATH, self._webhook.take_status))
        self.channels: list[TwilioChannel] = []
        for name in numbers:
            limits = LIMITS if name == "whatsapp" else SMS_LIMITS
            voice = Voice(
                channel=name,
                limits=limits,
                line=self._line,
                menus=self._menus,
                copies=memory.copies,
                windows=memory.windows,
                reports=memory.reports,
                callback=account.public_url.rstrip("/") + STATUS_PATH,
                spelled=unformatted if name == "whatsapp" else cheapest,
                opener=wording.opener,
                templates=wording.templates,
                now=now,
                sleep=sleep,
                counted=counted,
                weighed=segments if name == "sms" else None,
            )
            is_first = not self.channels
            self.channels.append(
                TwilioChannel(
                    name, limits, voice, routes if is_first else (), self.problems if is_first else None, self._file
                )
            )

    # -- in ----------------------------------------------------------------------------------------------------------

    async def _commit(self, taken: Taken) -> None:
        """Commit what a person did, know that their window is open, and ask for the deletion of Twilio's copy."""
        assert self._receive is not None
        inbound = taken.inbound
        # The window is noted first, in the same breath: the answer may leave before this returns.
        noted, committed = await asyncio.gather(
            self._memory.windows.wrote(inbound.address, inbound.at), self._receive(inbound), return_exceptions=True
        )
        if isinstance(committed, BaseException):
            raise committed
        if isinstance(noted, BaseException):
            self._log.warning("window_not_noted", channel=inbound.address.channel)
        stays = AFTER_PHOTO if inbound.photo else AFTER_COMMIT
        try:
            await self._memory.copies.delete_later(taken.sid, self._now() + stays, self._now(), media=taken.has_files)
        except HelplineError:
            self._log.warning("deletion_not_noted", channel=inbound.address.channel)  # the list will show it again

    async def _file(self, handle: str, most_bytes: int) -> bytes:
        """Return the file of a message, which is deleted at Twilio soon after."""
        content = await self._line.file(handle, most_bytes)
        sid = handle.partition("/")[0]
        try:
            await self._memory.copies.delete_later(sid, self._now() + AFTER_COMMIT, self._now(), media=True)
        except HelplineError:
            self._log.warning("deletion_not_noted", channel="whatsapp")  # it is noted already, for a little later
        return content

    async def _replay(self, taken: Taken) -> None:
        """Commit what waited in the spool: as late, where the person has written since or it waited long."""
        inbound = taken.inbound
        wrote = await self._memory.windows.wrote_at(inbound.address, self._now())
        late = self._now() - inbound.at > LATE or (wrote is not None and wrote > inbound.at)
        await self._commit(replace(taken, inbound=replace(inbound, late=late)))

    async def _told(self, told: Told) -> None:
        """Take a status: what it says of the message, of its menu, and that it can be deleted soon."""
        failure = meaning(400, told.code) if told.code else None
        if told.menu and isinstance(failure, MenuGone):
            await self._menus.forget(told.menu)
        elif told.menu and isinstance(failure, MenuRefused):
            await self._menus.refuse(told.menu)
        if told.report is not None:
            report, now_ms = told.report, int(self._now().timestamp() * 1000)
            await self._memory.reports.take(report.entry, report.part, report.fate, now_ms, is_last=report.is_last)
        if told.sid and told.is_final:
            await self._memory.copies.delete_later(told.sid, self._now() + AFTER_FINAL, self._now())

    # -- what is tended beside it ------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Empty the spool, look for what the webhook missed, delete at Twilio what is over; until cancelled."""
        works: list[tuple[Callable[[], Awaitable[object]], float]] = []
        if self._sends:
            works += [(self.delete_due, DELETE_EVERY_S)]
        if self._receive is not None:
            works += [(self.empty_spool, SPOOL_EVERY_S), (self.look_for_missed, LIST_EVERY_S)]
        log = self._log.bind(channel="whatsapp")
        await asyncio.gather(
            *(tend(work, every_s, log, "tending_failed", sleep=self._sleep) for work, every_s in works)
        )

    async def empty_spool(self) -> int:
        """Commit what this machine kept while the store was away; return how many."""
        return await self.spool.replay(self._replay)

    async def look_for_missed(self) -> int:
        """Commit what Twilio lists and the webhook never brought; return how many were handed on."""
        return await self._reconciler.run_once() if await self._alone("twilio-list") else 0

    async def delete_due(self) -> int:
        """Delete at Twilio what is due; return how many are gone."""
        return await self._deleter.run_once() if await self._alone("twilio-delete") else 0

    async def problems(self) -> tuple[str, ...]:
        """Say what stands in the way: one sentence each, none when all is well; for `doctor`."""
        found = []
        try:
            await self._line.listed(most=1)
        except TokenRefused:
            found.append("Twilio refuses the account or its token.")
        except SendingError:
            found.append("Twilio cannot be reached.")
        backlog = await self._memory.copies.backlog(self._now())
        if backlog.overdue:
            found.append(f"{backlog.overdue} messages wait for more than an hour to be deleted at Twilio.")
        if backlog.lost:
            found.append(f"{backlog.lost} messages could not be deleted at Twilio in 90 days.")
        if depth := self.spool.depth():
            found.append(f"{depth} messages wait in the spool of this machine.")
        if broken := self.spool.broken():
            found.append(f"{broken} files in the spool cannot be read.")
        return tuple(found)
