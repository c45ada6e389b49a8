"""Photos that may be taken: fetched by who holds the channel's token, drawn anew from pixels, sealed into their case.

Nothing here may keep or log what was fetched, nor where it lies. Nothing is fetched for a case that is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.cases.case import State
from bot.cases.policy import PhotosPolicy
from bot.channels.contract import Channel, SendingError, TakesPhotos, Throttled, Uncertain, Unreachable
from bot.messages import PhotoRef
from bot.outgoing import PURPOSE, Outgoing, Piece, packed, unpacked
from bot.privacy.keyring import day_of
from bot.privacy.media import SEALED_AS, PhotoLimits, Refused, bound_to, clean_photo
from bot.privacy.seal import KeyGone, Sealer, Unreadable
from bot.store import outbox
from bot.store.casework import Casework, StoredCase
from bot.store.keys import PARTITIONS
from bot.store.photos import Kept, Order, Photos
from bot.tending import tend

EVERY_S = 10.0
AT_ONCE = 2
"""How many photos are cleaned at a time: each costs a process and its memory."""
GIVE_UP = timedelta(minutes=30)
"""After this long without an answer of the platform a photo counts as lost."""


@dataclass
class Fetching:
    """Fetches what is due in the partitions this process sends for. ``limits`` are the organisation's."""

    photos: Photos
    casework: Casework
    sealer: Sealer
    channels: Mapping[str, Channel]
    serves: Callable[[int], bool]
    limits: PhotosPolicy
    entry_id: Callable[[], str]
    clock: Callable[[], datetime]
    log: structlog.stdlib.BoundLogger
    _soon: asyncio.Event = field(default_factory=asyncio.Event)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def run(self) -> None:
        """Fetch what is due until cancelled."""
        await tend(self.make, EVERY_S, self.log, "photos_failed", soon=self._soon)

    def hurry(self) -> None:
        """Say that a photo is to be fetched."""
        self._soon.set()

    async def make(self) -> None:
        """Fetch what is due, a few at a time."""
        now_ms = int(self.clock().timestamp() * 1000)
        mine = [partition for partition in range(PARTITIONS) if self.serves(partition)]
        found = await asyncio.gather(*(self.photos.due(partition, now_ms) for partition in mine))
        await asyncio.gather(*(self._in_turn(order) for due in found for order in due))

    async def _in_turn(self, order: Order) -> None:
        async with self._places:
            await self._bring(order)

    async def _bring(self, order: Order) -> None:
        """Fetch one photo and give it to its case, or say that it did not come."""
        try:
            message = unpacked(self.sealer.open(PURPOSE, order.sealed, order.talk))
        except (KeyGone, Unreadable) as refused:
            self.log.error("photo_unreadable", exc_info=refused)
            return await self.photos.drop(order)
        stored = await self.casework.case(message.case, with_talk=False) if message.case else None
        if message.photo is None or stored is None or stored.state == State.CLOSED or stored.talk != order.talk:
            return await self.photos.drop(order)
        try:
            clean = await self._clean(message.photo)
            sealed = self._sealed(stored, order.id, clean)
        except (Unreachable, Throttled, Uncertain):
            if self.clock().timestamp() - message.photo.at < GIVE_UP.total_seconds():
                return None  # it comes again
            return await self._lost(order, message, "photo-lost")
        except (SendingError, Refused, KeyGone, Unreadable) as failed:
            self.log.warning("photo_lost", reason=type(failed).__name__.lower(), channel=message.photo.channel)
            return await self._lost(order, message, "photo-lost")
        if await self.photos.keep(order, message.case, sealed, self.limits.per_case) is Kept.TOO_MANY:
            await self._lost(order, message, "photo-enough")
        return None

    async def _clean(self, picture: PhotoRef) -> bytes:
        channel = self.channels.get(picture.channel)
        if not isinstance(channel, TakesPhotos):
            raise Refused("no channel that fetches photos")
        content = await channel.fetch_photo(picture.handle, self.limits.megabytes << 20)
        limits = PhotoLimits(pixels=self.limits.megapixels * 1_000_000)
        return await asyncio.to_thread(clean_photo, content, limits)

    def _sealed(self, stored: StoredCase, photo: str, clean: bytes) -> bytes:
        key = self.sealer.unwrap(stored.key, stored.id)
        return self.sealer.seal_by(key, SEALED_AS, clean, bound_to(stored.id, photo))

    async def _lost(self, order: Order, message: Outgoing, text: str) -> None:
        """Tell the person, while the talk lies open before them, and the operators."""
        line, now = Outgoing(message.locale, (Piece(text),)), self.clock()
        sealed = self.sealer.seal(PURPOSE, packed(line), order.talk, day_of(now))
        told = outbox.packed(self.entry_id(), "w", sealed)
        await self.photos.give_up(order, message.case, told, int(now.timestamp() * 1000))
