"""Messages that fade: what told the four words is deleted again after a minute, where the channel can.

Nothing here may say anything, or hold up what is said: it works beside the lanes, and comes again to what it could not
delete.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.channels.contract import Channel, SendingError, TakesBack, Throttled, Uncertain, Unreachable
from bot.messages import TalkId
from bot.privacy.keyring import day_of
from bot.privacy.seal import Expired, KeyGone, Sealer, Unreadable, WrongTalk
from bot.store.fading import Fades, FadingList
from bot.store.keys import PARTITIONS
from bot.tending import tend

EVERY_S = 5.0


@dataclass
class Fading:
    """Deletes what is due in the partitions this process sends for: only it can open their addresses."""

    fades: FadingList
    sealer: Sealer
    channels: Mapping[str, Channel]
    serves: Callable[[int], bool]
    clock: Callable[[], datetime]
    log: structlog.stdlib.BoundLogger
    _soon: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Delete what is due until cancelled."""
        await tend(self.make, EVERY_S, self.log, "fading_failed", soon=self._soon)

    async def hurry(self, partition: int, talk: str) -> None:
        """Have what fades in a talk deleted at once."""
        if await self.fades.hurry(partition, talk, self._now_ms()):
            self._soon.set()

    async def make(self) -> int:
        """Delete what is due; return how many messages are gone or given up."""
        mine = [partition for partition in range(PARTITIONS) if self.serves(partition)]
        found = await asyncio.gather(*(self.fades.due(partition, self._now_ms()) for partition in mine))
        done = await asyncio.gather(*(self._delete(each) for due in found for each in due))
        return sum(done)

    async def _delete(self, fades: Fades) -> bool:
        """Delete one message; False when it has to be tried again."""
        try:
            address = self.sealer.open_address(fades.box, TalkId(fades.talk), day_of(self.clock()))
            ids = self.sealer.open("message id", fades.ids, fades.talk).decode().split("\n")
            channel = self.channels.get(address.channel)
            if isinstance(channel, TakesBack):
                await channel.take_back(address, ids)
        except (Unreachable, Throttled, Uncertain):
            return False  # deleting twice does no harm
        except (KeyGone, Unreadable, WrongTalk, Expired, SendingError) as refused:
            self.log.error("not_taken_back", exc_info=refused)
        await self.fades.done(fades)
        return True

    def _now_ms(self) -> int:
        return int(self.clock().timestamp() * 1000)
