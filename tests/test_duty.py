"""Before anybody tells their story they hear whether a human is there, and if not, when."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from bot.cases.policy import Policy
from bot.duty import Duty
from bot.store.keys import DESK
from tests.stage import Stage
from tests.waiting import NIGHT, Person, desk_of, in_danger, minutes, operator, with_a_question

NEW_YEAR = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
"""12:00 in Moscow, a Tuesday on which the general queue is closed for the holidays."""


async def asked(stage: Stage) -> str:
    """Return what somebody hears who asks for a human, now."""
    await stage.helpline.duty.refresh()
    person = Person(stage)
    await person.writes("hello")
    return " ".join(await person.writes("/human"))


async def somebody_comes(stage: Stage) -> str:
    """Let an operator sit down at their desk."""
    name = await operator(stage)
    await stage.helpline.standing.is_here(name, ["en"])
    return name


async def test_at_three_in_the_morning_the_hour_of_opening_is_told(stage: Stage) -> None:
    """Nobody is signed in: the person hears so, and when somebody comes, with the name of the zone."""
    stage.clock.now = NIGHT
    told = await asked(stage)
    assert "Nobody is on duty right now. The next consultant comes on Tuesday at 09:00 Moscow time." in told
    assert "The wait" not in told


async def test_presence_is_a_live_desk_and_not_a_timetable(stage: Stage) -> None:
    """At 03:00 an operator who is there counts; within the hours an empty desk does not, and no hour is promised."""
    stage.clock.now = NIGHT
    await somebody_comes(stage)
    assert "A consultant is on duty now." in await asked(stage)
    await stage.helpline.standing.went("ana")
    stage.clock.now = NIGHT.replace(hour=9)
    told = await asked(stage)
    assert "Nobody is on duty right now. We don't know yet when the next consultant comes." in told


async def test_on_holidays_the_reason_is_told(stage: Stage) -> None:
    """On a dated closure the person hears why, and the first hour after it; on a day without one no reason."""
    stage.clock.now = NEW_YEAR
    told = await asked(stage)
    assert "(New Year holidays)" in told
    assert "9 January" in told or "on Saturday" in told
    stage.clock.now = NIGHT
    assert "holidays" not in await asked(stage)


async def test_when_the_system_is_down_nobody_counts_as_there(stage: Stage) -> None:
    """One switch of the organisation says at once that nobody can answer, whoever sits at a desk."""
    stage.clock.now = NIGHT
    await somebody_comes(stage)
    policy: Policy = stage.helpline.policy
    for down in (False, True):
        switched = policy.model_copy(update={"system_down": down})
        duty = Duty(stage.helpline.standing, switched, stage.clock, structlog.get_logger())
        await duty.refresh()
        assert duty.presence.on_shift is not down
        assert duty.presence.opens_at is None


# -- how long it takes -------------------------------------------------------------------------------------------------


async def answered(stage: Stage, after: float, *, again: bool = False) -> None:
    """Let somebody wait for minutes and get an answer, or two."""
    person = await with_a_question(stage)
    stage.clock.pass_time(minutes(after))
    await desk_of(stage).claim(person.case, "ana")
    await desk_of(stage).reply(person.case, "ana", "Hello, I am here")
    if again:
        stage.clock.pass_time(minutes(60))
        await desk_of(stage).say(person.case, "ana", "canned-here")
    await desk_of(stage).close(person.case, "ana", "other")


async def test_the_wait_that_is_told_comes_from_first_answers(stage: Stage) -> None:
    """Below five first answers no figure is given; then a careful one. Second answers are none."""
    stage.clock.now = NIGHT
    await somebody_comes(stage)
    for _ in range(4):
        await answered(stage, 6, again=True)
    assert "The wait" not in await asked(stage)
    assert await stage.helpline.standing.waits() == [360.0] * 4
    await answered(stage, 6)
    assert "The wait is about 10 minutes." in await asked(stage)


async def test_a_night_is_no_waiting_time(stage: Stage) -> None:
    """Who wrote at 03:00 and was answered at 09:04 waited four minutes of an open desk, as far as others are told."""
    stage.clock.now = NIGHT
    person = await with_a_question(stage)
    await stage.helpline.duty.refresh()
    stage.clock.now = NIGHT.replace(hour=6)
    await somebody_comes(stage)
    await stage.helpline.duty.refresh()
    stage.clock.pass_time(minutes(4))
    await stage.helpline.duty.refresh()
    await desk_of(stage).claim(person.case, "ana")
    await desk_of(stage).reply(person.case, "ana", "Good morning")
    assert await stage.helpline.standing.waits() == [240.0]


async def test_without_a_live_desk_the_whole_wait_counts(stage: Stage) -> None:
    """An answer by command line, with nobody at a desk, tells nothing about desks: the wait is what it was."""
    stage.clock.now = NIGHT
    person, ana = await with_a_question(stage), await operator(stage)
    stage.clock.pass_time(minutes(60))
    await desk_of(stage).claim(person.case, ana)
    await desk_of(stage).reply(person.case, ana, "Hello")
    assert await stage.helpline.standing.waits() == [3600.0]


async def test_an_answer_is_sent_even_where_its_wait_cannot_be_noted(stage: Stage) -> None:
    """Figures never stand in the way of a reply."""
    stage.clock.now = NIGHT
    person, ana = await in_danger(stage), await operator(stage)
    await person.hears()
    await stage.helpline.connection.batch.call("SET", f"{DESK}waits", "no list", "EX", 60)
    await desk_of(stage).claim(person.case, ana)
    await desk_of(stage).reply(person.case, ana, "I am here")
    assert (await person.hears())[-1] == "I am here"


async def test_who_told_their_town_hears_their_own_time(stage: Stage) -> None:
    """Once the person's place is known, the hour is told in their time."""
    stage.clock.now = NIGHT
    await stage.helpline.duty.refresh()
    person = Person(stage)
    for words in ("hello", "/menu", "Help near me", "Tashkent"):
        await person.writes(words)
    told = " ".join(await person.writes("/human"))
    assert "The next consultant comes today at 11:00 your time." in told
