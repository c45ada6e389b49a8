"""Writing into the audit what is done beside the verbs of a case: each act and its line are one step in the store.

Nothing here may hold content: a line names who, what, which case and the hour, and closed words.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.cases.case import Refusal
from bot.desk.audit import link
from bot.privacy.keyring import Keyring
from bot.store.chain import ALL, MOVED_ON, Chained, Chains

TRIES = 40
KEPT = timedelta(days=366)
"""How long a line of the audit is kept."""
_MARK = 32


class TooBusy(Refusal):
    """Others write into the same chain faster than this could be written; try again."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Adds lines to the chains, and shortens them at their old end."""

    chains: Chains
    ring: Keyring
    clock: Callable[[], datetime]

    async def write(
        self,
        partition: int,
        operator: str,
        verb: str,
        case: str,
        act: Callable[[Chained], Awaitable[int]],
        **more: str,
    ) -> int:
        """Do an act that writes its own line; returns the act's answer. ``more`` holds closed words only."""
        for _ in range(TRIES):
            before = await self.chains.head(partition)
            made = link(self.ring.audit, before, operator, verb, case, self.clock(), **more)
            done = await act(Chained(before, made.value, made.line))
            if done != MOVED_ON:
                return done
        raise TooBusy("the desk is busy; try again")

    async def note(self, partition: int, operator: str, verb: str, case: str = "", **more: str) -> None:
        """Write a line about something that changes nothing in the store."""
        await self.write(partition, operator, verb, case, lambda made: self.chains.note(partition, made), **more)

    async def begins(self, partition: int) -> bytes | None:
        """Return the value a chain's first line follows: nothing for a whole one, None when somebody else moved it."""
        signed = await self.chains.begins(partition)
        value = signed[_MARK:]
        return value if hmac.compare_digest(signed, self._signed(partition, value)) or not signed else None

    async def shorten(self) -> int:
        """Forget the lines that are older than a year, in every chain; returns how many."""
        gone = 0
        until = int((self.clock() - KEPT).timestamp() * 1000)
        for partition in ALL:
            last = await self.chains.older_than(partition, until)
            if last is not None:
                begins = await self.chains.begins(partition)
                gone += await self.chains.trim(partition, last[0], self._signed(partition, last[1]), begins)
            await self.chains.keep(partition)
        return gone

    def _signed(self, partition: int, value: bytes) -> bytes:
        """Return a value with our mark: that a chain begins here was our doing, and no cut of somebody else's."""
        return hmac.digest(self.ring.audit, b"begins %02d " % partition + value, sha256) + value
