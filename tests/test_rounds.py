"""Nobody waits in silence: at three in the morning too, with nobody signed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.app import build
from bot.cases.case import CaseClosed, Entry, NotYourCase, State
from bot.channels.telegram_notify import OperatorsChat
from bot.desk.audit import broken_at
from bot.ringing import Call, Ringing
from bot.rounds import live_talk
from bot.store.client import Heard
from bot.store.keys import NEWS
from bot.store.vigil import Vigil
from tests.stage import Stage
from tests.waiting import (
    NIGHT,
    Person,
    desk_of,
    in_danger,
    lines,
    minutes,
    operator,
    round_after,
    rounds_of,
    said,
    with_a_question,
)


@pytest.fixture
def night(stage: Stage) -> Stage:
    """Return the stage at 03:00, with nobody signed in."""
    stage.clock.now = NIGHT
    return stage


class Bells:
    """What every open desk hears of alarms."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, str]] = []

    async def after(self, stage: Stage, count: float) -> list[tuple[str, str]]:
        """Let minutes pass, make a round, and return the alarms it rang: case and stage."""
        self.rung.clear()
        await round_after(stage, count)
        await stage.helpline.connection.batch.call("PUBLISH", NEWS, "00 - end-of-round", key="x")
        async with asyncio.timeout(5):
            while ("-", "end-of-round") not in self.rung:
                await asyncio.sleep(0.005)
        return [each for each in self.rung if each[1].startswith("alarm-")]


@asynccontextmanager
async def bells(stage: Stage) -> AsyncIterator[Bells]:
    """Listen as desks do."""
    heard, listening = Bells(), asyncio.Event()

    async def listen() -> None:
        async for news in stage.helpline.connection.subscribe(NEWS):
            if isinstance(news, Heard):
                _, case, what = news.payload.decode().split(" ")
                heard.rung.append((case, what))
            else:
                listening.set()

    task = asyncio.create_task(listen())
    try:
        async with asyncio.timeout(5):
            await listening.wait()
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


# -- the alarm ---------------------------------------------------------------------------------------------------------


async def test_an_urgent_case_rings_until_somebody_comes(night: Stage) -> None:
    """At 03:00 somebody on call is rung at two minutes, everyone at five, the supervisor at ten; each once."""
    person = await in_danger(night)
    async with bells(night) as desks:
        assert await desks.after(night, 1.9) == []
        assert await desks.after(night, 0.1) == [(person.case, "alarm-oncall")]
        assert await desks.after(night, 2.9) == []
        assert await desks.after(night, 0.1) == [(person.case, "alarm-all")]
        assert await desks.after(night, 4.9) == []
        assert await desks.after(night, 0.1) == [(person.case, "alarm-supervisor")]
        assert await desks.after(night, 50) == []


async def test_a_question_wakes_nobody(night: Stage) -> None:
    """Who only asks something rings no alarm; beside an urgent case that does."""
    await with_a_question(night)
    async with bells(night) as desks:
        assert await desks.after(night, 30) == []
        urgent = await in_danger(night)
        assert await desks.after(night, 30) == [(urgent.case, "alarm-supervisor")]


async def test_a_case_that_somebody_took_rings_no_more_and_one_that_came_back_rings_anew(night: Stage) -> None:
    """The alarm follows the waiting: claimed it is still, given back it climbs from the first stage again."""
    person, ana = await in_danger(night), await operator(night)
    async with bells(night) as desks:
        assert await desks.after(night, 2) == [(person.case, "alarm-oncall")]
        await desk_of(night).claim(person.case, ana)
        assert await desks.after(night, 4) == []
        await desk_of(night).release(person.case, ana)
        assert await desks.after(night, 1.9) == []
        assert await desks.after(night, 0.1) == [(person.case, "alarm-oncall")]


async def test_two_rounds_at_once_ring_once_and_tell_once(night: Stage) -> None:
    """Two processes that make the rounds by mistake disturb nobody twice."""
    person = await in_danger(night)
    await person.hears()
    async with bells(night) as desks:
        night.clock.pass_time(minutes(5))
        await asyncio.gather(*(rounds_of(night).make() for _ in range(4)))
        await desks.after(night, 0)
    told = await person.hears()
    assert [each.split("\n")[0] for each in told] == [said(night, "still-waiting-5")]


async def test_a_case_claimed_in_the_same_moment_rings_nobody(night: Stage) -> None:
    """Between the look and the bell somebody may take the case; the bell sees it."""
    person, ana = await in_danger(night), await operator(night)
    vigil = Vigil(night.helpline.connection.batch)
    await desk_of(night).claim(person.case, ana)
    now_ms = int(night.clock().timestamp() * 1000)
    assert not await vigil.ring(person.case, 1, "oncall")
    assert not await vigil.tell(person.case, 1, b"0" * 16 + b"wx", now_ms)
    await desk_of(night).release(person.case, ana)
    assert await vigil.ring(person.case, 1, "oncall")
    assert await vigil.tell(person.case, 1, b"0" * 16 + b"wx", now_ms)


# -- the operators' own chat --------------------------------------------------------------------------------------------


def chat_texts(stage: Stage) -> list[str]:
    return [str(call["text"]) for method, call in stage.telegram.calls if call.get("chat_id") == -100777]


async def test_the_operators_chat_hears_how_many_wait_and_not_a_word_of_them(night: Stage) -> None:
    """One message a round: how many urgent cases wait, in which languages, and the way to the desk; nothing else."""
    people = [await in_danger(night), await in_danger(night)]
    settings = night.helpline.settings.model_copy(
        update={
            "telegram_operators_token": SecretStr("1717171717:TEST-of-the-second-bot-of-nobody"),
            "telegram_operators_chat": -100777,
        }
    )
    sender = await build(settings, night.helpline.shelf, night.helpline._store, role="sender", clock=night.clock)  # type: ignore[attr-defined]
    try:
        ringing = sender.ringing
        assert ringing is not None
        await round_after(night, 2)
        assert await ringing.next()
        assert not await ringing.next()
    finally:
        await sender.close()
    [told] = chat_texts(night)
    assert "2" in told.split("\n")[0]
    assert told.endswith(f"{settings.public_url}/desk")
    names = [line.code_name for line in await lines(night)]
    assert not any(name.split("-")[0] in told.casefold() for name in names)
    assert "beats" not in told
    assert len(people) == 2
