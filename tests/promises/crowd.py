"""A crowd of invented people who write straight to the conversation, and the operators who answer them.

What they receive is read from the wire: Telegram's far side. Nothing here may look into the helpline for an answer.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from bot.desk.accounts import AccountExists
from bot.desk.verbs import Desk
from bot.messages import Address, Inbound, MediaKind, Tap
from tests.stage import TOKEN, Stage

BOT_ID = TOKEN.partition(":")[0]
MANY = os.environ.get("HELPLINE_FAULTS") == "1"
"""Whether the long runs were asked for: ``make faults``."""
OPERATOR = "ana"


def many(few: int, faults: int) -> int:
    """Return how much to do: few in `make test`, more in `make faults`."""
    return faults if MANY else few


@dataclass
class Someone:
    """A person on Telegram. Every message gets a number of its own, unless it is brought a second time."""

    stage: Stage
    chat: int
    language: str = "en"
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def called(self) -> str:
        """Return a word for this person that no redactor takes for a number."""
        return str(self.chat).translate(str.maketrans("0123456789", "bcdfghklmn"))

    @property
    def address(self) -> Address:
        return Address("telegram", BOT_ID, str(self.chat))

    def inbound(
        self, text: str | None = None, *, tap: Tap | None = None, media: MediaKind | None = None, start: bool = False
    ) -> Inbound:
        number = next(self._numbers)
        return Inbound(
            id=f"u{self.chat}-{number}", address=self.address, at=self.stage.clock(), text=text, tap=tap, media=media,
            locale_hint=self.language, message_id=str(1000 + number), start=start,
        )  # fmt: skip

    async def says(self, words: str) -> None:
        await self.stage.helpline.receive(self.inbound(words))

    async def taps(self, flow: str, node: str, choice: str) -> None:
        await self.stage.helpline.receive(self.inbound(tap=Tap(flow, node, choice)))

    async def goes_on(self) -> None:
        await self.taps("always", "cover", "go-on")

    async def asks_for_people(self) -> None:
        """Open a case by the shortest way there is."""
        await self.says("/human")
        await self.taps("human", "about", "skip")

    def heard(self) -> list[str]:
        """Return every text that Telegram was asked to show in this chat."""
        return [
            str(call["text"])
            for method, call in self.stage.telegram.calls
            if method in ("sendMessage", "editMessageText") and str(call["chat_id"]) == str(self.chat)
        ]


def crowd(stage: Stage, count: int, random: Random) -> list[Someone]:
    """Return people whose numbers are long enough to be told from chance."""
    return [Someone(stage, number) for number in random.sample(range(10**14, 4 * 10**15), count)]


def desk_of(stage: Stage) -> Desk:
    """Return the desk of a stage."""
    assert stage.helpline.desk is not None
    return stage.helpline.desk


async def settled(stage: Stage) -> None:
    """Let everything that is due be sent, with leases that are fresh: in a long run they end meanwhile."""
    assert stage.helpline.sender
    await stage.helpline.sender.take_leases()
    await stage.settle()


async def an_operator(stage: Stage, name: str = OPERATOR) -> str:
    """Make an operator's account and return its name."""
    with suppress(AccountExists):
        await stage.helpline.accounts.add(name)
    return name


async def cases_by_chat(stage: Stage, people: list[Someone]) -> dict[int, str]:
    """Let each person open a case, one after another, and return whose is which."""
    cases: dict[int, str] = {}
    for person in people:
        await person.asks_for_people()
        [new] = [line.id for line in await desk_of(stage).queue() if line.id not in cases.values()]
        cases[person.chat] = new
    return cases
