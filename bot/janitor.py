"""The janitor: what must happen because time passed and not because anybody wrote.

Nothing here may read a word of anybody: it ends, rewraps and destroys by rule.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.cases.policy import Policy
from bot.messages import Address, TalkId
from bot.outgoing import PURPOSE, WISHES
from bot.privacy.keyring import Keyring, day_of
from bot.privacy.seal import Expired, KeyGone, Sealer, Unreadable, WrongTalk, box_day, sealed_day
from bot.store.casework import Casework, StoredCase
from bot.store.outbox import ENTRY_HEAD
from bot.writing import ADDRESS_DAYS


async def nobody_is_recognised(_address: Address) -> None:
    """Nobody is known here by an older name."""


@dataclass(frozen=True, slots=True)
class Janitor:
    """Ends what is over and turns the keys. Safe to run at any time, by hand too.

    ``leave_no_trace`` has the store write its files anew, without what was deleted; False when it refuses.
    ``recognise`` gives somebody the name of this epoch before the last one's key is gone.
    """

    casework: Casework
    sealer: Sealer
    ring: Keyring
    policy: Policy
    clock: Callable[[], datetime]
    leave_no_trace: Callable[[], Awaitable[bool]]
    log: structlog.stdlib.BoundLogger
    recognise: Callable[[Address], Awaitable[None]] = nobody_is_recognised

    async def tidy(self) -> None:
        """Do all that is due by the hour; keys turn only where this process may turn them."""
        if self.ring.role == "all":
            await self.rotate_keys()
        else:
            await self.clean()
        if not await self.leave_no_trace():
            self.log.warning("store_not_rewritten")

    async def clean(self) -> int:
        """End open cases whose time is over, rewrap the keys of the others; return how many ended.

        Their time is over some days after the person's last word, or later on the day they said yes to.
        """
        now, ended, kept_s = self.clock(), 0, self.policy.retention.open.total_seconds()
        async for case in self.casework.each(await self.casework.open()):
            if now.timestamp() > max(case.word + kept_s, case.keep):
                tag = secrets.token_bytes(8)
                ended += await self.casework.end(case.id, tag, "expired", wipe=True, as_seen=case)
            else:
                await self._rewrap(case, day_of(now))
                if case.keep > now.timestamp() and self.ring.role == "all":
                    await self._stay_known(case, day_of(now))
        return ended

    async def _rewrap(self, case: StoredCase, today: int) -> None:
        """Wrap a case's key by today's key, so that older days' keys can die."""
        try:
            if sealed_day(case.key) < today:
                await self.casework.rewrap(case.id, case.key, self.sealer.rewrap(case.key, case.id, today))
            await self._reseal(case, today)
        except (KeyGone, Unreadable) as gone:
            self.log.error("case_unreadable", exc_info=gone)

    async def _reseal(self, case: StoredCase, today: int) -> None:
        """Seal anew, under today's key, what waits for a silent person: held words, and how they may be answered."""
        for number, entry in enumerate(await self.casework.held(case)):
            begins, sealed = entry[:ENTRY_HEAD], entry[ENTRY_HEAD:]
            if sealed_day(sealed) < today:
                words = self.sealer.open(PURPOSE, sealed, case.talk)
                await self.casework.reseal_held(
                    case, number, entry, begins + self.sealer.seal(PURPOSE, words, case.talk, today)
                )
        how = await self.casework.reached(case, "how")
        if how and sealed_day(how) < today:
            wished = self.sealer.open(WISHES, how, case.talk)
            await self.casework.reseal_reached(case, "how", how, self.sealer.seal(WISHES, wished, case.talk, today))

    async def _stay_known(self, case: StoredCase, today: int) -> None:
        """Keep whoever agreed to a longer time within reach and known: boxes and names live for a month or two."""
        try:
            box = await self.casework.reached(case, "box")
            if not box or box_day(box) >= self.ring.mailbox_public()[0]:
                return
            address = self.sealer.open_address(box, TalkId(case.talk), today)
        except (Expired, KeyGone, Unreadable, WrongTalk) as gone:
            self.log.error("case_unreadable", exc_info=gone)
            return
        await self.recognise(address)
        fresh = self.sealer.seal_address(address, TalkId(case.talk), today + ADDRESS_DAYS)
        await self.casework.reseal_reached(case, "box", box, fresh)

    async def days_in_use(self) -> frozenset[int]:
        """Return the days whose keys wrap an open case; a closed one is gone before its last wrap's key."""
        days: set[int] = set()
        async for case in self.casework.each(await self.casework.open()):
            try:
                days.add(sealed_day(case.key))
            except Unreadable:
                continue
        return frozenset(days)

    async def rotate_keys(self) -> None:
        """Make the keys that are due and destroy those that have served."""
        await self.clean()
        self.ring.rotate(self.clock(), await self.days_in_use())
