"""Who a case could be given to: the other operators, and which of them are at their desks.

Nothing here may be asked of the store for every line that is shown: what is known holds for a few seconds, so that two
hundred open desks do not read two hundred accounts each time a person writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk.accounts import Account, Accounts
from bot.store.standing import Standing

KNOWN_FOR = timedelta(seconds=3)
"""Giving a case checks the account anew, so what is shown may be as old as this."""


@dataclass
class Colleagues:
    """Knows the operators whose accounts are in use."""

    accounts: Accounts
    standing: Standing
    clock: Callable[[], datetime]
    _operators: Sequence[Account] = ()
    _here: frozenset[str] = frozenset()
    _known_at: datetime | None = None
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, name: str, locale: str) -> list[tuple[Account, bool]]:
        """Return everybody but one, and whether they are here: those who are, and speak the language, first."""
        async with self._asking:
            now = self.clock()
            if self._known_at is None or not timedelta(0) <= now - self._known_at < KNOWN_FOR:
                await self._ask()
                self._known_at = now
        here = self._here
        others = [each for each in self._operators if each.name != name]
        others.sort(key=lambda each: (each.name not in here, not each.speaks(locale), each.name))
        return [(each, each.name in here) for each in others]

    async def _ask(self) -> None:
        accounts, here = await asyncio.gather(self.accounts.each(), self.standing.here())
        self._operators = [each for each in accounts if "operator" in each.roles and not each.disabled]
        self._here = frozenset(here)
