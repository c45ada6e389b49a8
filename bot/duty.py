"""Duty: whether a human is there, when one comes next, and how long a first answer takes.

Nothing here may send or act; `rounds` does what follows when somebody waits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.cases.case import Queue
from bot.cases.estimates import estimate
from bot.cases.policy import Policy
from bot.cases.shifts import closure_on, next_opening
from bot.conversation.world import Presence
from bot.messages import Arg, HelplineError
from bot.store.standing import Standing
from bot.tending import tend

REFRESH_S = 3.0
QUEUE: Queue = "general"
"""Whose hours are told: those of the queue that is there for everybody."""


class Duty:
    """Keeps what the talk says about presence fresh. ``presence`` is at most a few seconds old.

    ``hours`` returns the policy with what the desk changed; without it the file alone holds.
    """

    def __init__(
        self,
        standing: Standing,
        policy: Policy,
        clock: Callable[[], datetime],
        log: structlog.stdlib.BoundLogger,
        hours: Callable[[], Awaitable[Policy]] | None = None,
    ) -> None:
        self._standing = standing
        self._policy = policy
        self._hours = hours
        self._clock = clock
        self._log = log
        self.presence = Presence()

    async def run(self) -> None:
        """Refresh until cancelled."""
        await tend(self.refresh, REFRESH_S, self._log, "presence_unknown")

    async def refresh(self) -> None:
        """Look who is there, and when the desk opens next. While the system is down nobody can answer."""
        if self._hours is not None:
            self._policy = await self._hours()
        here, now = await self._standing.here(), self._clock()
        if here:
            await self._standing.on_shift(now.timestamp())
        if here and not self._policy.system_down:
            waits = [seconds / 60 for seconds in await self._standing.waits()]
            self.presence = Presence(on_shift=True, wait_minutes=estimate(waits))
        else:
            self.presence = Presence(opens_at=next_opening(self._policy, QUEUE, now), closed=self._closed(now))

    def _closed(self, now: datetime) -> Mapping[str, Arg]:
        """Return why nobody is there today, per locale, where the system is down or this day is a closure."""
        if self._policy.system_down and self._policy.down_words:
            return dict(self._policy.down_words)
        today = now.astimezone(ZoneInfo(self._policy.queues[QUEUE].timezone)).date()
        closure = closure_on(self._policy, QUEUE, today)
        return {locale: closure.told(locale) for locale in self._policy.locales} if closure else {}

    async def answered_first(self, opened_at: datetime) -> None:
        """Note how long somebody waited for the first answer, counted from when anybody was there to give it.

        A night is no waiting time to tell to those who write by day: they hear the hour of opening instead. Never
        raises: the answer is on its way already.
        """
        now = self._clock()
        try:
            began = await self._standing.shift_began()
            since = max(opened_at.timestamp(), began if began is not None else 0.0)
            await self._standing.answered_first(max(0.0, now.timestamp() - since))
        except HelplineError as wrong:
            self._log.error("wait_not_noted", exc_info=wrong)
