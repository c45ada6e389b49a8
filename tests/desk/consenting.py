"""A person whose words are partly covered, and who holds their case: what the tests of consent stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.desk.consent import Asking
from bot.desk.verbs import Desk
from tests.stage import Stage, StageDesk, TelegramPerson

NUMBER = "+7 900 000-11-22"
WORDS = f"the boss took my papers, ask my sister, {NUMBER}"


@dataclass
class Held:
    """A person whose case an operator holds."""

    stage: Stage
    person: TelegramPerson
    operators: StageDesk
    case: str

    @property
    def desk(self) -> Desk:
        assert self.stage.helpline.desk is not None
        return self.stage.helpline.desk

    @property
    def asking(self) -> Asking:
        return Asking.at(self.desk, self.stage.helpline.shelf.content.directory)

    async def heard(self) -> str:
        return "\n".join(message.text for message in await self.person.heard())

    async def says(self, words: str) -> str:
        await self.person.type(words)
        return await self.heard()

    async def answers(self, label: str, about: str = "phone 1") -> str:
        """Ask whether a piece may be seen, and let the person answer by a button; returns what they heard then."""
        await self.asking.ask_to_see(self.case, "ana", about)
        await self.heard()
        return await self.taps(label)

    async def taps(self, label: str) -> str:
        await self.person.tap(label)
        return await self.heard()

    async def state(self, operator: str = "ana", about: str = "phone 1") -> str:
        return (await self.asking.of(self.case, operator)).pieces[about].state

    async def shown(self, operator: str = "ana", about: str = "phone 1") -> str:
        return (await self.asking.of(self.case, operator)).pieces[about].words

    async def audited(self) -> list[bytes]:
        return [line for line, _ in await self.stage.helpline.casework.audit(int(self.case[:2]))]


@asynccontextmanager
async def held_by_ana(stage: Stage) -> AsyncIterator[Held]:
    """Bring a person to the desk: ana holds their case, and their words have a number in them."""
    person, operators = TelegramPerson(stage, "en"), StageDesk(stage)
    for words in ("hello", "English", "/human", "Skip"):
        await (person.tap(words) if words in ("English", "Skip") else person.type(words))
        await person.heard()
    await operators.opened()
    assert stage.helpline.desk is not None
    case = (await stage.helpline.desk.queue())[0].id
    await operators.do("ana", "claim", "")
    held = Held(stage, person, operators, case)
    await held.heard()
    await held.says(WORDS)
    try:
        yield held
    finally:
        await person.close()
