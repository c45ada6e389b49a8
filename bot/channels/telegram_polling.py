"""Fetching updates where no webhook can reach us: in order for each person, side by side for different people.

The offset moves only past updates that are committed, so whatever happens to this process, Telegram still has the
rest. Fetching, the clock and the place where the offset is kept come in as arguments.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final, TypeAlias, TypeVar

import structlog
from msgspec import Raw
from structlog.typing import FilteringBoundLogger

from bot.channels.contract import NotAccepted, SendingError, Throttled
from bot.channels.telegram_inbound import Intake, Reading, kind_of, update_id
from bot.channels.telegram_session import OtherReader, TokenRefused

Fetch: TypeAlias = Callable[[int | None], Awaitable[list[Raw]]]
"""Long-polls for updates from an offset on; None asks for whatever is still unconfirmed."""
LoadOffset: TypeAlias = Callable[[], Awaitable[int | None]]
SaveOffset: TypeAlias = Callable[[int], Awaitable[None]]
Sleep: TypeAlias = Callable[[float], Awaitable[None]]

_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 60.0
_SETTLE_S: Final = 1.0  # polling the same offset again within half a second gets one update only
_GRACE_S: Final = 5.0

_T = TypeVar("_T")


class Poller:
    """Polls until cancelled. One at a time may run per bot: the caller holds the lease."""

    def __init__(
        self, intake: Intake, fetch: Fetch, load_offset: LoadOffset, save_offset: SaveOffset, *, sleep: Sleep
    ) -> None:
        self._intake = intake
        self._fetch = fetch
        self._load = load_offset
        self._save = save_offset
        self._sleep = sleep
        self._next: int | None = None
        self._window: dict[int, bool] = {}  # update id -> committed, in the order of arrival
        self._lanes: dict[str, deque[Reading]] = {}
        self._drains: set[asyncio.Task[None]] = set()
        self._log: FilteringBoundLogger = structlog.get_logger()

    async def run(self) -> None:
        """Fetch and hand on, for ever. When cancelled, what is being committed may finish for some seconds."""
        self._next = await self.insist(self._load)
        try:
            while True:
                bodies = await self.insist(lambda: self._fetch(self._next))
                admitted = [await self._admit(body) for body in bodies]
                if self._drains:
                    await asyncio.wait(self._drains, timeout=_SETTLE_S)
                elif bodies and not any(admitted):
                    await self._sleep(_SETTLE_S)
                if self._advanced():
                    await self.insist(self._keep_offset)
        finally:
            await self._finish()

    async def insist(self, attempt: Callable[[], Awaitable[_T]]) -> _T:
        """Try until it succeeds, waiting longer each time, or as long as the other side asks."""
        pause = timedelta(seconds=_FIRST_PAUSE_S)
        while True:
            try:
                return await attempt()
            except (Throttled, NotAccepted) as refusal:
                wait = max(pause, refusal.retry_after)
                self._log.warning("polling_waits", channel="telegram", waits_s=wait.total_seconds())
            except OtherReader:
                wait = pause
                self._log.error("polling_conflict", channel="telegram", reason="another_poller_or_a_webhook")
            except TokenRefused:
                wait = pause
                self._log.error("polling_refused", channel="telegram", reason="token_refused")
            except SendingError as failure:
                wait = pause
                self._log.warning("polling_failed", channel="telegram", reason=kind_of(failure))
            except Exception as failure:
                wait = pause
                self._log.error("polling_broken", channel="telegram", reason=kind_of(failure))
            await self._sleep(wait.total_seconds())
            pause = min(pause * 2, timedelta(seconds=_LONGEST_PAUSE_S))

    async def _admit(self, body: Raw) -> bool:
        """Put one update into its person's lane; False when it is there already or has no number."""
        number = update_id(body)
        if number is None:
            await self.insist(lambda: self._intake.put_aside(bytes(body), "no_update_id"))
            return False
        if number in self._window:
            return False
        reading = await self.insist(lambda: self._intake.read(body))
        self._window[number] = reading is None
        if reading is not None:
            self._queue(reading)
        return True

    def _queue(self, reading: Reading) -> None:
        person = reading.inbound.address.to if reading.inbound is not None else ""
        if (lane := self._lanes.get(person)) is not None:
            lane.append(reading)
            return
        self._lanes[person] = deque([reading])
        drain = asyncio.create_task(self._drain(person))
        self._drains.add(drain)
        drain.add_done_callback(self._drains.discard)

    async def _drain(self, person: str) -> None:
        lane = self._lanes[person]
        while lane:
            reading = lane[0]
            await self.insist(partial(self._intake.commit, reading))
            self._window[lane.popleft().update_id] = True
        del self._lanes[person]

    def _advanced(self) -> bool:
        """Move the offset past committed updates up to the first gap; tell whether it moved."""
        before = self._next
        while self._window and self._window[first := next(iter(self._window))]:
            del self._window[first]
            self._next = first + 1
        return self._next != before

    async def _keep_offset(self) -> None:
        if self._next is not None:
            await self._save(self._next)

    async def _finish(self) -> None:
        if self._drains:
            await asyncio.wait(self._drains, timeout=_GRACE_S)
        for drain in self._drains:
            drain.cancel()
        await asyncio.gather(*self._drains, return_exceptions=True)
        if self._advanced():
            try:
                await self._keep_offset()
            except Exception as failure:  # without it, the committed ones come again and are recognised as doubles
                self._log.warning("offset_not_kept", channel="telegram", reason=kind_of(failure))
