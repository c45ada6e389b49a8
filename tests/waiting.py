"""People who wait, and what they hear: what the tests of duty, rounds and janitor stand on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.desk.accounts import AccountExists
from bot.desk.verbs import Desk, Queued
from bot.messages import Line
from bot.rounds import Rounds
from tests.promises.crowd import Someone
from tests.stage import Stage

NIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
"""A Tuesday, 03:00 in Moscow: the general queue opens at nine, the urgent one at eight, and nobody is signed in."""
DANGER = "he beats me and locked me in"


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def desk_of(stage: Stage) -> Desk:
    assert stage.helpline.desk is not None
    return stage.helpline.desk


def rounds_of(stage: Stage) -> Rounds:
    assert stage.helpline.rounds is not None
    return stage.helpline.rounds


def said(stage: Stage, text: str, locale: str = "en") -> str:
    """Return the words of a text of ours."""
    return stage.helpline.shelf.texts.say(Line(text), locale)


@dataclass
class Person:
    """Somebody on Telegram, who writes English; ``case`` is the one they opened."""

    stage: Stage
    case: str = ""
    _someone: Someone = field(init=False)
    _heard: int = 0

    def __post_init__(self) -> None:
        self._someone = Someone(self.stage, 40_000_000_000_000 + next(self.stage.persons))

    async def writes(self, words: str) -> list[str]:
        """Write, and return what is said then."""
        await self._someone.says(words)
        return await self.hears()

    async def goes_on(self) -> list[str]:
        """Choose to go on under the cover, and return what is said then."""
        await self._someone.goes_on()
        return await self.hears()

    async def hears(self) -> list[str]:
        """Return what was said since."""
        await self.stage.settle()
        heard = self._someone.heard()[self._heard :]
        self._heard += len(heard)
        return heard

    async def opens(self, *words: str, skips: bool = False) -> Person:
        """Write until a case is opened."""
        before = {line.id for line in await lines(self.stage)}
        for each in words:
            await self.writes(each)
        if skips:
            await self._someone.taps("human", "about", "skip")
            await self.hears()
        [self.case] = [line.id for line in await lines(self.stage) if line.id not in before]
        return self

    def heard_all(self) -> list[str]:
        """Return all that was said to them so far."""
        return self._someone.heard()

    @property
    async def line(self) -> Queued | None:
        """The case as the queue shows it."""
        return await desk_of(self.stage).line(self.case)


async def lines(stage: Stage) -> list[Queued]:
    """Return the queue, the newest case last."""
    return sorted(await desk_of(stage).queue(), key=lambda line: line.opened_at)


async def in_danger(stage: Stage) -> Person:
    """Somebody writes of danger to their life: an urgent case waits."""
    return await Person(stage).opens(DANGER)


async def with_a_question(stage: Stage) -> Person:
    """Somebody asks for a human, without a word of danger: a general case waits."""
    return await Person(stage).opens("/human", skips=True)


async def operator(stage: Stage, name: str = "ana") -> str:
    """Make an account and return its name."""
    with suppress(AccountExists):
        await stage.helpline.accounts.add(name)
    return name


async def round_after(stage: Stage, count: float) -> None:
    """Let minutes pass, then make a round."""
    stage.clock.pass_time(minutes(count))
    await rounds_of(stage).make()
