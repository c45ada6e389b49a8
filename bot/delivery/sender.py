"""The sender: takes messages from the outbox, finds the words, opens the address, speaks through the channel.

Nothing here may know a channel beyond its contract: what follows a failure is read from the error. A message whose
arrival nobody can know is never sent again silently; the operator is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot.channels.contract import (
    Channel,
    LooksFirst,
    OutsideWindow,
    PersonLeft,
    Rejected,
    SendingError,
    Sent,
    TakesBack,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.delivery.leases import Leases
from bot.delivery.words import Wording
from bot.messages import Address, TalkId
from bot.outgoing import PURPOSE, WISHES, Offered, Outgoing, Piece, Wishes, packed, unpacked, wishes
from bot.privacy.keyring import day_of
from bot.privacy.seal import Expired, KeyGone, Sealer, Unreadable, WrongTalk
from bot.store import outbox
from bot.store.client import StoreUnreachable
from bot.store.consents import Opening
from bot.store.keys import PARTITIONS
from bot.store.outbox import Became, Fate, Head, Outbox, Outcome
from bot.store.pauses import Pauses
from bot.store.reported import Reported
from bot.tending import tend
from bot.texts import Texts

BACK_OFF = timedelta(seconds=1)
LONGEST_BACK_OFF = timedelta(seconds=60)
GLANCE_S = 1.0
"""How often lanes are looked at when nobody says that something is due."""
LEASE_TURN_S = 5.0
FADES = timedelta(seconds=60)
"""How long the message with the four words stands in the chat."""
REPLY_HOURS: Mapping[str, tuple[int, int]] = {"morning": (8, 12), "day": (12, 18), "evening": (18, 22)}
"""The windows a person may allow, in hours of their own day."""


async def _nothing_fades(_partition: int, _talk: str) -> None:
    """Where nobody deletes single messages, none is in a hurry."""


class ChannelOff(SendingError):
    """A message waits for a channel this installation does not serve."""


@dataclass
class Sender:
    """Sends for the partitions this process holds. ``share`` says how many it should hold, given who else is alive."""

    outbox: Outbox
    sealer: Sealer
    texts: Texts
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    log: structlog.stdlib.BoundLogger
    share: Callable[[], Awaitable[int]] | None = None
    local_hour: Callable[[datetime, str], int] = lambda moment, _zone: moment.hour
    entry_id: Callable[[], str] = lambda: "0" * 16
    counted: Callable[[str, str], None] = lambda _what, _channel: None
    reported: Reported | None = None
    pauses: Pauses | None = None
    opening: Opening | None = None
    hurry: Callable[[int, str], Awaitable[None]] = _nothing_fades
    hurry_photos: Callable[[], None] = lambda: None
    _leases: Leases = field(init=False)
    _wording: Wording = field(init=False)
    _due: asyncio.Event = field(default_factory=asyncio.Event)
    _woken: set[int] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _active: set[str] = field(default_factory=set)
    _paused: dict[str, datetime] = field(default_factory=dict)
    _tries: dict[str, int] = field(default_factory=dict)
    _is_running: bool = False

    def __post_init__(self) -> None:
        self._leases = Leases(self.outbox, self.wake)
        self._wording = Wording(self.texts)

    @property
    def sends_as(self) -> str:
        """Return the owner in whose name a message handed over here is sent at once; nothing while not running."""
        return self.outbox.owner if self._is_running else ""

    def send(self, head: Head, address: Address) -> None:
        """Send what a commit of this process has just taken from its lane for us, and what follows it there."""
        self._begin(head, address)

    def serves(self, partition: int) -> bool:
        """Tell whether this process sends for a partition."""
        return partition in self._leases.held

    def wake(self, partition: int) -> None:
        """Say that a lane of a partition has something due."""
        self._woken.add(partition)
        self._due.set()

    async def run(self) -> None:
        """Send until cancelled; then finish what is on its way and give the leases back."""
        leasing = asyncio.create_task(tend(self._tend_leases, LEASE_TURN_S, self.log, "lease_failed"))
        self._is_running = True
        try:
            while True:
                try:
                    await self._look()
                except Exception as wrong:
                    self.log.error("outbox_unreachable", exc_info=wrong)
                    self._woken |= self._leases.held  # who was woken for nothing is looked at again
                    await asyncio.sleep(BACK_OFF.total_seconds())
                await self._rest()
        finally:
            self._is_running = False
            leasing.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=8)
            await self._leases.give_back()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(GLANCE_S):
                await self._due.wait()
        except TimeoutError:
            self._woken |= self._leases.held
        self._due.clear()

    async def _look(self) -> None:
        woken, self._woken = self._woken & self._leases.held, set()
        if not woken:
            return
        for heads in await asyncio.gather(*(self._take(partition) for partition in woken)):
            for head in heads:
                self._begin(head)

    async def _take(self, partition: int) -> list[Head]:
        """Return the heads that are due, those included that a crash of the store marked as ours and kept from us."""
        heads = await self.outbox.take(partition, self._now_ms()) or []
        unknown = [head for head in heads if head.own and head.talk not in self._active]
        if not unknown:
            return [head for head in heads if not head.own]
        for head in unknown:
            await self.outbox.let_go(head, self._now_ms())
        more = await self.outbox.take(partition, self._now_ms()) or []
        return [head for head in (*heads, *more) if not head.own]

    def _begin(self, head: Head, address: Address | None = None) -> None:
        self._active.add(head.talk)
        task = asyncio.create_task(self._deliver(head, address))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Send what is due now and all that follows from it, then return; for talks without a running sender."""
        if not self._leases.held:
            await self.take_leases()
        partitions = sorted(self._leases.held)
        while partitions:
            taken = await asyncio.gather(*(self._take(partition) for partition in partitions))
            heads = [head for heads in taken for head in heads]
            await asyncio.gather(*(self._deliver(head) for head in heads))
            partitions = sorted({head.partition for head in heads})

    # -- leases ----------------------------------------------------------------------------------------------------

    async def take_leases(self) -> None:
        """Take this process's share of partitions now, or renew it."""
        await self._leases.renew(await self.share() if self.share else PARTITIONS)

    async def _tend_leases(self) -> None:
        try:
            await self._keep_standing_pauses()
            await self.take_leases()
        except Exception:
            self._leases.held.clear()
            raise

    # -- one lane --------------------------------------------------------------------------------------------------

    async def _deliver(self, head: Head | None, address: Address | None = None) -> None:
        """Send a lane's messages one after another until it is empty or must wait; ``address`` is the first one's."""
        talk = head.talk if head else ""
        self._active.add(talk)
        try:
            while head is not None:
                if head.held:
                    await self._say_neutrally(head)
                    if not head.entry:
                        return
                head = await self._send(head, address)
                address = None
        except StoreUnreachable as gone:
            self.log.error("outbox_unreachable", exc_info=gone)
        except Exception as broken:
            self.log.error("delivery_failed", exc_info=broken)
        finally:
            self._active.discard(talk)

    async def _send(self, head: Head, address: Address | None) -> Head | None:
        """Send one message and say what became of it; returns the next one of its lane."""
        message: Outgoing | None = None
        try:
            message = unpacked(self.sealer.open(PURPOSE, head.sealed, head.talk))
            address = address or self.sealer.open_address(head.box, TalkId(head.talk), day_of(self.clock()))
        except (KeyGone, Unreadable, WrongTalk, Expired) as refused:
            self.log.error("address_refused", exc_info=refused)
            self.counted("refused", "none")
            case = message.case if message else ""
            return await self._done(head, Became("drop", case, "refused" if case else ""))
        if message.photo:
            follows = await self._done(head, Became("fetch", message.case, "waiting"))
            self.hurry_photos()
            return follows
        if head.in_doubt and head.kind != "u" and not message.erase and not message.fade_now and not message.reveal:
            looks_first = isinstance(self.channels.get(address.channel), LooksFirst)
            if not looks_first:
                return await self._settle(head, message, address, Uncertain())
        paused = self._paused.get(address.channel)
        if paused and paused > self.clock():
            return await self._again(head, paused - self.clock())
        try:
            sent = await self._speak(head, message, address)
        except SendingError as failed:
            return await self._settle(head, message, address, failed)
        except StoreUnreachable:
            raise
        except Exception as broken:  # a mistake of ours must not hold up what follows
            self.log.error("delivery_failed", exc_info=broken, channel=address.channel)
            return await self._settle(head, message, address, Uncertain())
        self._tries.pop(head.entry, None)
        self.counted("sent", address.channel)
        ids = self.sealer.seal("message id", "\n".join(sent.message_ids).encode(), head.talk, day_of(self.clock()))
        keeps_ids = bool(sent.message_ids) and self.channels[address.channel].limits.erasable is not None
        fate: Fate | Literal[""] = "sent" if message.case else ""
        fades = message.fades and keeps_ids and isinstance(self.channels[address.channel], TakesBack)
        fades_at_ms = self._now_ms() + int(FADES.total_seconds() * 1000) if fades else 0
        kept = ids if keeps_ids else b""
        return await self._done(head, Became("sent", message.case, fate, kept, fades_at_ms=fades_at_ms))

    async def _done(self, head: Head, became: Became) -> Head | None:
        """Say what became of a message, for as long as it takes: what we know must outlive a crash of the store."""
        while True:
            try:
                return await self.outbox.done(head, self._now_ms(), became)
            except StoreUnreachable as gone:
                self.log.error("outbox_unreachable", exc_info=gone)
                await asyncio.sleep(BACK_OFF.total_seconds())

    async def _speak(self, head: Head, message: Outgoing, address: Address) -> Sent:
        channel = self.channels.get(address.channel)
        if channel is None:
            raise ChannelOff
        if message.erase:
            await self._erase(channel, head, address)
            return Sent()
        if (order := message.reveal) and self.opening:
            today = day_of(self.clock())
            await self.opening.open(order.case, order.about, order.question, order.proof, today)
            return Sent()
        if message.fade_now:
            await self.hurry(head.partition, head.talk)
            return Sent()
        entry = f"{head.partition:02d}{head.entry}"
        worded = self._wording.worded(message, neutral=head.kind == "n")
        if head.in_doubt and isinstance(channel, LooksFirst):
            return await channel.send_again(address, worded, entry=entry)
        if channel.limits.reports and self.reported:
            await self.reported.note(head, message.case)
        return await channel.send(address, worded, entry=entry)

    async def _erase(self, channel: Channel, head: Head, address: Address) -> None:
        """Delete what was said; its ids are kept until that is done, because it may have to be tried again."""
        sealed = await self.outbox.ids(head.partition, head.talk)
        ids: list[str] = []
        for each in sealed:
            try:
                ids += self.sealer.open("message id", each, head.talk).decode().split("\n")
            except (KeyGone, Unreadable):
                continue
        try:
            await channel.erase(address, ids)
        except Uncertain:
            raise Unreachable from None  # deleting twice does no harm
        await self.outbox.drop_ids(head.partition, head.talk, len(sealed))

    def keep_pause(self, channel: str, until: datetime) -> None:
        """Leave a channel alone until then; another process of ours was asked to."""
        self._paused[channel] = max(until, self._paused.get(channel, until))

    async def _pause(self, channel: str, wait: timedelta) -> None:
        until = self.clock() + wait
        self.keep_pause(channel, until)
        if self.pauses is not None:
            await self.pauses.note(channel, until, wait.total_seconds())

    async def _keep_standing_pauses(self) -> None:
        if self.pauses is not None:
            for channel, until in (await self.pauses.standing(tuple(self.channels))).items():
                self.keep_pause(channel, until)

    # -- what follows a failure --------------------------------------------------------------------------------------

    async def _settle(self, head: Head, message: Outgoing, address: Address, failed: SendingError) -> Head | None:
        match failed:
            case Throttled(retry_after=wait, whole_bot=whole):
                if whole:
                    await self._pause(address.channel, wait)
                return await self._again(head, wait)
            case Unreachable() | ChannelOff():
                tries = self._tries[head.entry] = self._tries.get(head.entry, 0) + 1
                return await self._again(head, min(BACK_OFF * 2 ** min(tries - 1, 6), LONGEST_BACK_OFF))
        self._tries.pop(head.entry, None)
        fate: Fate = "refused"
        match failed:
            case PersonLeft():
                fate = "left"
            case OutsideWindow():
                fate = "held" if head.kind == "r" else "window"
            case Uncertain():
                fate = "uncertain"
            case Rejected():
                self.log.error("message_rejected", exc_info=failed, channel=address.channel)
        self.counted(fate, address.channel)
        outcome: Outcome = "clear" if isinstance(failed, PersonLeft) else "hold" if fate == "held" else "drop"
        follows = await self._done(head, Became(outcome, message.case, fate if message.case else ""))
        if outcome == "hold":
            await self._say_neutrally(head)
        return follows

    async def _again(self, head: Head, wait: timedelta) -> Head | None:
        retry_at = self._now_ms() + int(wait.total_seconds() * 1000)
        done = await self._done(head, Became("again", retry_at_ms=retry_at))
        asyncio.get_running_loop().call_later(wait.total_seconds() + 0.01, self.wake, head.partition)
        return done

    # -- a silent person -------------------------------------------------------------------------------------------

    async def _say_neutrally(self, head: Head) -> None:
        """Tell a silent person, once and only where they allowed it, that they may go on; never what about."""
        if head.neutral or not head.how:
            return
        try:
            wished = wishes(self.sealer.open(WISHES, head.how, head.talk))
        except (KeyGone, Unreadable):
            return
        if not self._in_window(wished):
            return
        line = Outgoing(wished.locale, (Piece("reply-neutral"),), (Offered("choice-go-on", "always/cover/go-on"),))
        sealed = self.sealer.seal(PURPOSE, packed(line), head.talk, day_of(self.clock()))
        entry = outbox.packed(self.entry_id(), "n", sealed)
        await self.outbox.put(head.partition, head.talk, entry, self._now_ms(), neutral=True)

    def _in_window(self, wished: Wishes) -> bool:
        if wished.mode != "window" or wished.hours not in REPLY_HOURS or not wished.timezone:
            return False
        first, last = REPLY_HOURS[wished.hours]
        return first <= self.local_hour(self.clock(), wished.timezone) < last

    def _now_ms(self) -> int:
        return int(self.clock().timestamp() * 1000)
