"""Deleting at Twilio: what was committed or delivered does not go on lying there.

What cannot be deleted yet is tried again, less and less often; what is given up is counted for `doctor`, never hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeAlias

import structlog
from structlog.typing import FilteringBoundLogger

from bot.channels.contract import SendingError, Throttled, Unreachable
from bot.channels.whatsapp_codes import NotFinal

AFTER_COMMIT: Final = timedelta(minutes=2)
"""How long an inbound stays at Twilio after we have it."""
AFTER_PHOTO: Final = timedelta(minutes=10)
"""How long a message with a photo stays there at most, so that the photo can be fetched if it may be."""
AFTER_ACCEPTED: Final = timedelta(minutes=9)
"""How long an outbound stays there when nothing is heard of it."""
AFTER_FINAL: Final = timedelta(minutes=1)
"""How long after its last status: sooner Twilio does not let go of it."""
FIRST_PAUSE: Final = timedelta(minutes=2)
LONGEST_PAUSE: Final = timedelta(hours=6)
MOST_TRIES: Final = 70
"""After so many, about fifteen days, a copy is given up: what is never final can never be deleted."""
_AT_ONCE: Final = 50


Copy: TypeAlias = tuple[str, bool, int]
"""A message that still lies at Twilio: its id, whether files came with it, how often deleting it was tried."""


class Backlog(Protocol):
    """How deleting goes: copies that wait, those that wait for over an hour, those given up in 90 days."""

    @property
    def waiting(self) -> int: ...
    @property
    def overdue(self) -> int: ...
    @property
    def lost(self) -> int: ...


class FarCopies(Protocol):
    """Where it is kept what still lies at Twilio."""

    async def delete_later(self, sid: str, due: datetime, now: datetime, *, media: bool = False) -> None: ...
    async def due(self, now: datetime, most: int = 50) -> Sequence[Copy]: ...
    async def deleted(self, copy: Copy) -> None: ...
    async def put_off(self, copy: Copy, until: datetime, now: datetime) -> None: ...
    async def give_up(self, copy: Copy) -> None: ...
    async def knows(self, sid: str) -> bool: ...
    async def backlog(self, now: datetime) -> Backlog: ...


class Deletes(Protocol):
    """Deletes one message at the platform; what is gone already is no failure."""

    async def delete(self, sid: str, *, media: bool) -> None: ...


class Deleter:
    """Deletes what is due. One process at a time should; a second one only asks Twilio twice."""

    def __init__(
        self,
        copies: FarCopies,
        line: Deletes,
        *,
        now: Callable[[], datetime],
        counted: Callable[[str, str], None] = lambda _what, _channel: None,
    ) -> None:
        self._copies = copies
        self._line = line
        self._now = now
        self._counted = counted
        self._log: FilteringBoundLogger = structlog.get_logger()

    async def run_once(self) -> int:
        """Delete what is due now; return how many are gone. Stops where Twilio cannot be asked: all would fail."""
        gone = 0
        for copy in await self._copies.due(self._now(), _AT_ONCE):
            sid, media, tries = copy
            try:
                await self._line.delete(sid, media=media)
            except Throttled as refused:
                await self._put_off(copy, max(refused.retry_after, FIRST_PAUSE))
                return gone
            except Unreachable:
                await self._put_off(copy, FIRST_PAUSE)
                return gone
            except NotFinal:
                await self._put_off(copy, pause_after(tries))
            except SendingError as failed:
                self._log.warning("not_deleted", channel="whatsapp", reason=type(failed).__name__.lower())
                self._counted("undeleted", "whatsapp")
                await self._put_off(copy, pause_after(tries))
            else:
                await self._copies.deleted(copy)
                gone += 1
        return gone

    async def _put_off(self, copy: Copy, pause: timedelta) -> None:
        if copy[2] >= MOST_TRIES:
            self._log.error("never_deleted", channel="whatsapp")
            self._counted("undeletable", "whatsapp")
            await self._copies.give_up(copy)
            return
        await self._copies.put_off(copy, self._now() + pause, self._now())


def pause_after(tries: int) -> timedelta:
    """Return how long to wait before the next try: two minutes, then twice as long each time, up to six hours."""
    return min(FIRST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)
