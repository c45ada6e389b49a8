"""Blocks and spam: the way to people is closed for a day or for long, and everything of it can be taken back.

Nothing here may know whose a block is: it is named by the case it came from. It closes the way to people and nothing
else, because the phone may be shared.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.cases.case import Refusal
from bot.desk.ledger import Ledger
from bot.desk.verbs import Desk
from bot.store.blocks import MOST_BLOCK_S, BlockStore
from bot.store.keys import PARTITIONS, partition_of
from bot.writing import rank

SPANS: Mapping[str, timedelta] = {"day": timedelta(days=1), "long": timedelta(seconds=MOST_BLOCK_S)}
REASONS = ("insults", "threats", "flooding", "false-reports", "spam", "other")


class NothingToLift(Refusal):
    """There is no such block any more: it lapsed, or somebody lifted it."""


class NotTakenBack(Refusal):
    """This case cannot be taken back: a day is over, the person was forgotten, or they have another case by now."""


class UnknownBlock(Refusal):
    """A block needs one of our spans and one of our reasons."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block, as the desk shows it."""

    case: str
    code_name: str
    until: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A case that was marked as spam and can still be taken back."""

    case: str
    code_name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Blocks:
    """Makes blocks, lists them, lifts them; takes back what was marked as spam."""

    desk: Desk
    store: BlockStore
    ledger: Ledger
    clock: Callable[[], datetime]

    async def block(self, case: str, operator: str, span: str, reason: str) -> datetime:
        """Close the way to people for the person of a case one holds, and the case with it; returns until when."""
        if span not in SPANS or reason not in REASONS:
            raise UnknownBlock("a block needs one of our spans and one of our reasons")
        until = self.clock() + SPANS[span]
        await self.desk.block(case, operator, until, reason)
        return until

    async def all(self) -> list[Block]:
        """Return the blocks that hold now, those that lapse first in front."""
        now = self.clock()
        found = [
            Block(each.case, each.name, datetime.fromtimestamp(each.until, UTC), each.by, each.reason)
            for each in await self.store.all()
        ]
        return sorted((each for each in found if each.until > now), key=lambda each: each.until)

    async def lift(self, case: str, operator: str) -> None:
        """End a block before its time."""
        partition = _partition(case)
        done = await self.ledger.write(
            partition, operator, "unblock", case, lambda made: self.store.lift(case, made)
        )  # fmt: skip
        if not done:
            raise NothingToLift("there is no such block any more")

    async def spam(self) -> list[Marked]:
        """Return the cases that can still be taken back, the newest first."""
        found: list[Marked] = []
        for case, since in await self.store.spam(int(self.clock().timestamp())):
            stored = await self.desk.casework.case(case, with_talk=False)
            head = self.desk.head_of(stored) if stored else None
            if head:
                found.append(Marked(case, head.code_name, datetime.fromtimestamp(since, UTC)))
        return sorted(found, key=lambda each: each.since, reverse=True)

    async def take_back(self, case: str, operator: str) -> None:
        """Put a case that was marked as spam back into the queue, within a day."""
        partition, now = _partition(case), self.clock()
        stored = await self.desk.casework.case(case, with_talk=False)
        head = self.desk.head_of(stored) if stored else None
        if head is None:
            raise NotTakenBack("this case cannot be taken back")
        place, now_s = rank(head.queue, head.opened_at), int(now.timestamp())
        done = await self.ledger.write(
            partition, operator, "unspam", case,
            lambda made: self.store.take_back(case, made, secrets.token_bytes(8), now_s, place),
        )  # fmt: skip
        if not done:
            raise NotTakenBack("this case cannot be taken back")


def _partition(case: str) -> int:
    if not case[:2].isdecimal() or partition_of(case) >= PARTITIONS:
        raise NothingToLift("there is no such case")
    return partition_of(case)
