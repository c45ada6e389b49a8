"""Follow-ups: what somebody asked to be looked after once a case was closed, until its last day.

Nothing here may keep a case longer: what the person was promised about forgetting holds, whatever is still to be done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from msgspec import msgpack

from bot.cases.case import Refusal
from bot.desk.ledger import Ledger
from bot.desk.verbs import FOLLOW, Desk, FollowUp
from bot.privacy.seal import KeyGone, Unreadable
from bot.store.followups import FollowUpStore
from bot.store.keys import partition_of

_FOLLOW_UP = msgpack.Decoder(FollowUp)


class NothingToFollow(Refusal):
    """This was done already, or its case is gone."""


@dataclass(frozen=True, slots=True)
class Due:
    """One follow-up: of which case, in which language, on which day, asked for by whom, in which words."""

    case: str
    code_name: str
    locale: str
    day: date
    by: str
    words: str
    disposition: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Lists what is to be done, and notes that it was."""

    desk: Desk
    store: FollowUpStore
    ledger: Ledger
    clock: Callable[[], datetime]

    async def all(self, speaks: Callable[[str], bool]) -> list[Due]:
        """Return the follow-ups in languages that are spoken, the most pressing first."""
        today = self.clock().astimezone(UTC).date()
        found: list[Due] = []
        for case, due_s, sealed in await self.store.all():
            each = await self._due(case, datetime.fromtimestamp(due_s, UTC).date(), sealed, today)
            if each and speaks(each.locale):
                found.append(each)
        return sorted(found, key=lambda each: (each.day, each.code_name))

    async def _due(self, case: str, day: date, sealed: bytes, today: date) -> Due | None:
        stored = await self.desk.casework.case(case, with_talk=False)
        head = self.desk.head_of(stored) if stored else None
        if stored is None or head is None:
            return None
        try:
            key = self.desk.sealer.unwrap(stored.key, case)
            asked = _FOLLOW_UP.decode(self.desk.sealer.open_by(key, FOLLOW, sealed, case))
        except (KeyGone, Unreadable):
            return None
        return Due(case, head.code_name, head.locale, day, asked.by, asked.words, stored.disposition, day <= today)

    async def done(self, case: str, operator: str, speaks: Callable[[str], bool]) -> None:
        """Note that a follow-up was done; of two who say so one is told that it was done already."""
        if case not in {each.case for each in await self.all(speaks)}:
            raise NothingToFollow("this was done already")
        done = await self.ledger.write(
            partition_of(case), operator, "follow", case, lambda made: self.store.settle(case, made)
        )
        if not done:
            raise NothingToFollow("this was done already")
