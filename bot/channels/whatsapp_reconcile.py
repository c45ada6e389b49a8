"""Finding what the webhook never brought: Twilio's own list of messages, read at start and every few minutes.

A message that is found is late: it goes to the case or is answered neutrally, and never answers a newer question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog
from structlog.typing import FilteringBoundLogger

from bot.channels.whatsapp_deleting import AFTER_COMMIT, FarCopies
from bot.channels.whatsapp_inbound import Listed, Taken, Unreadable, found
from bot.messages import ChannelName

LOOK_BACK: Final = timedelta(hours=12)
"""How far the list is read: a good deal less than marks against doubles are kept."""
SETTLED: Final = timedelta(seconds=90)
"""How old a message must be: until then the webhook, or Twilio's own retry, may still bring it."""
FORGOTTEN: Final = timedelta(minutes=20)
"""How old a message of ours is that should have been deleted by now."""
_MOST: Final = 1000


class Lists(Protocol):
    """Lists messages from or to a number, newest first."""

    async def listed(
        self, *, sender: str = "", to: str = "", since: datetime | None = None, most: int = 100
    ) -> list[Listed]: ...


class Reconciler:
    """Hands on what was not seen yet, oldest first, and asks for the deletion of whatever was forgotten."""

    def __init__(
        self,
        line: Lists,
        senders: Sequence[str],
        served: Collection[ChannelName],
        copies: FarCopies,
        commit: Callable[[Taken], Awaitable[None]],
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._line = line
        self._senders = tuple(senders)
        self._served = frozenset(served)
        self._copies = copies
        self._commit = commit
        self._now = now
        self._log: FilteringBoundLogger = structlog.get_logger()

    async def run_once(self) -> int:
        """Look once; return how many messages were handed on. What was committed before is recognised as a double.

        The first that cannot be committed ends it, with its error: the next look begins there again.
        """
        since, handed = self._now() - LOOK_BACK, 0
        for number in self._senders:
            listed = await self._line.listed(to=number, since=since, most=_MOST)
            for each in await self._unknown(each for each in listed if each.is_inbound):
                if self._now() - each.at < SETTLED:
                    continue
                try:
                    taken = found(each, self._served)
                except Unreadable as unread:
                    self._log.warning("dead_letter", channel="whatsapp", reason=unread.reason)
                    await self._copies.delete_later(each.sid, self._now() + AFTER_COMMIT, self._now())
                    continue
                await self._commit(taken)
                handed += 1
            await self._sweep(number, since)
        return handed

    async def _sweep(self, number: str, since: datetime) -> None:
        """Ask for the deletion of what we said and forgot there, because nobody lived to note that it was accepted."""
        listed = await self._line.listed(sender=number, since=since, most=_MOST)
        for each in await self._unknown(each for each in listed if not each.is_inbound):
            if self._now() - each.at > FORGOTTEN:
                await self._copies.delete_later(each.sid, self._now(), self._now())

    async def _unknown(self, listed: Iterable[Listed]) -> list[Listed]:
        oldest_first = sorted(listed, key=lambda each: each.at)
        known = await asyncio.gather(*(self._copies.knows(each.sid) for each in oldest_first))
        return [each for each, is_known in zip(oldest_first, known, strict=True) if not is_known]
