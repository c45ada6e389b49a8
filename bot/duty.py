"""Duty: whether a human is there, who must be told that somebody waits, and what is cleared away when its time is over.

Nothing here may send: alarms are published, words go to the outbox. One process at a time does the rounds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.cases.estimates import estimate
from bot.cases.policy import Policy
from bot.cases.shifts import next_opening
from bot.conversation.world import Presence
from bot.messages import HelplineError
from bot.store.standing import Standing

REFRESH_S = 3.0


class Duty:
    """Keeps what the talk says about presence fresh. ``presence`` is at most a few seconds old."""

    def __init__(
        self, standing: Standing, policy: Policy, clock: Callable[[], datetime], log: structlog.stdlib.BoundLogger
    ) -> None:
        self._standing = standing
        self._policy = policy
        self._clock = clock
        self._log = log
        self.presence = Presence()

    async def run(self) -> None:
        """Refresh until cancelled."""
        while True:
            try:
                await self.refresh()
            except HelplineError as wrong:
                self._log.error("presence_unknown", exc_info=wrong)
            await asyncio.sleep(REFRESH_S)

    async def refresh(self) -> None:
        """Look who is there, and when the desk opens next."""
        here = await self._standing.here()
        now = self._clock()
        self.presence = Presence(
            on_shift=bool(here),
            opens_at=None if here else next_opening(self._policy, "general", now),
            wait_minutes=estimate([seconds / 60 for seconds in await self._standing.waits()]),
        )
