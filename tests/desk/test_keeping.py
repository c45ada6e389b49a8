"""An open case is kept longer by agreement: asked by its holder, allowed by its person, until a day and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cases.case import NotYourCase
from bot.cases.consent import MOST_DAYS, Allowed, AskedEnough, NothingCovered, NothingNew, StillAsked
from bot.cases.policy import Retention
from bot.commands.consents import plain
from bot.content import Shelf
from bot.conversation.events import Answered
from bot.desk.consent import Keeping
from bot.desk.verbs import Desk
from bot.desk.words import Words
from bot.messages import Line
from bot.store.client import expect
from bot.store.keys import prefix
from bot.writing import questions_of
from tests.desk.consenting import Held
from tests.desk.desk_house import DeskHouse, PersonOfCase

DAY = timedelta(days=1)


async def keeping(held: Held) -> Keeping:
    return (await held.asking.of(held.case, "ana")).keeping


async def until(held: Held) -> int:
    """Return until when the store keeps the case by a yes; 0 without one."""
    case = await held.stage.helpline.casework.case(held.case, with_talk=False)
    assert case is not None
    return case.keep


async def left_at(held: Held, after: timedelta) -> bool:
    """Let time pass day by day, as the janitor sees it, and tell whether the case is still there."""
    clock = held.stage.clock
    end = clock() + after
    while clock() < end:
        clock.pass_time(min(DAY, end - clock()))
        await held.stage.helpline.janitor().tidy()
    return await held.stage.helpline.casework.case(held.case, with_talk=False) is not None


async def agreed(held: Held, reason: str = "return") -> None:
    await held.asking.ask_to_keep(held.case, "ana", reason)
    await held.heard()
    await held.taps("Yes")


# -- how long ----------------------------------------------------------------------------------------------------------


async def test_without_a_yes_it_ends_after_thirty_days(held: Held) -> None:
    """Being asked keeps nothing: without an answer the case goes as every other."""
    await held.asking.ask_to_keep(held.case, "ana", "return")
    [question] = await held.person.heard()
    assert "up to 180 days" in question.text
    assert "30 days after your last word" in question.text
    assert question.labels == ("Yes", "No", "Later, ask again")
    assert await until(held) == 0
    assert await left_at(held, 30 * DAY)
    assert not await left_at(held, timedelta(minutes=1))


async def test_with_a_yes_it_is_kept_until_that_day_and_no_longer(held: Held) -> None:
    """The number is written with the answer; on its day the case is wiped, though nobody closed it."""
    await held.asking.ask_to_keep(held.case, "ana", "return")
    await held.heard()
    assert "180 days" in await held.taps("Yes")
    said = held.stage.clock()
    assert await until(held) == int(said.timestamp()) + MOST_DAYS * 86400
    assert await left_at(held, 31 * DAY), "longer than without a yes"
    assert await held.desk.show(held.case, "ana"), "and readable, though older days' keys died"
    assert await left_at(held, said + MOST_DAYS * DAY - held.stage.clock())
    assert not await left_at(held, timedelta(minutes=1))
    [left] = await held.stage.helpline.connection.batch.call_everywhere("KEYS", f"*{held.case}*")
    assert expect(list[bytes], left) == [], "nothing of it stays"


async def test_after_months_of_silence_the_person_is_known_and_within_reach(held: Held) -> None:
    """Names and addresses live for a month or two; of a case that is kept by agreement they are renewed in time."""
    await agreed(held, "follow-up")
    assert await left_at(held, 150 * DAY)
    await held.desk.reply(held.case, "ana", "How are you now?")
    await held.stage.settle()
    await held.says("it is me again")
    assert "How are you now?" in await held.taps("Go on"), "held for safe hands, as every answer after a silence"
    await held.says("I am home")
    assert "I am home" in await held.operators.read("ana")


async def test_a_word_on_the_last_days_still_gives_thirty(held: Held) -> None:
    """A yes never shortens anything: who writes near the end has the time of every open case."""
    await agreed(held)
    assert await left_at(held, (MOST_DAYS - 10) * DAY)
    await held.says("it is me again")
    await held.taps("Go on")
    await held.says("I am still on my way")
    case = await held.stage.helpline.casework.case(held.case, with_talk=False)
    assert case is not None
    assert case.word + 30 * 86400 > case.keep, "control: the word reached the case"
    assert await left_at(held, 29 * DAY)
    assert not await left_at(held, 2 * DAY)


async def test_taken_back_it_ends_after_thirty_days(held: Held) -> None:
    """By the button under our thanks or by its words; the desk says so, and the number is gone."""
    await agreed(held)
    assert await until(held) > 0
    assert "nothing longer" in await held.taps("Take it back")
    assert (await until(held), (await keeping(held)).state) == (0, "no")
    assert await left_at(held, 30 * DAY)
    assert not await left_at(held, timedelta(minutes=1))


async def test_a_no_counts_at_every_moment(held: Held) -> None:
    """Also from a phone that was silent for long, where a yes would not count."""
    await agreed(held)
    held.stage.clock.pass_time(timedelta(minutes=20))
    await held.person.tap("Take it back")
    await held.heard()
    assert await until(held) == 0


async def test_a_closed_case_is_never_kept_longer(held: Held) -> None:
    """Closing ends the agreement: seven days later nothing can be read, as of every case."""
    await agreed(held, "follow-up")
    await held.desk.close(held.case, "ana", "other")
    key = f"{prefix(int(held.case[:2]))}c:{held.case}"
    life = expect(int, await held.stage.helpline.connection.batch.call("TTL", key))
    assert 0 < life <= 7 * 86400
    asks = key.replace("c:", "asks:")
    assert 0 < expect(int, await held.stage.helpline.connection.batch.call("TTL", asks)) <= 7 * 86400


async def test_forgetting_is_stronger_than_a_yes(held: Held) -> None:
    """Who asks to be forgotten is forgotten, whatever they allowed before."""
    await agreed(held)
    await held.says("/forget")
    await held.taps("Yes, delete it")
    assert await held.stage.helpline.casework.case(held.case, with_talk=False) is None


# -- who may ask, and what counts --------------------------------------------------------------------------------------


async def test_only_the_holder_asks_and_only_for_two_reasons(held: Held) -> None:
    """There is a return and a follow-up; nobody is asked for anything else, and by nobody else."""
    with pytest.raises(NotYourCase):
        await held.asking.ask_to_keep(held.case, "ben", "return")
    with pytest.raises(NothingCovered):
        await held.asking.ask_to_keep(held.case, "ana", "statistics")
    await held.asking.ask_to_keep(held.case, "ana", "follow-up")
    [question] = await held.person.heard()
    assert "to ask you later how you are" in question.text


async def test_nobody_is_pressed(held: Held) -> None:
    """One agreement a case, whatever the reason: while it is asked, allowed or answered there is no second question."""
    await held.asking.ask_to_keep(held.case, "ana", "return")
    await held.heard()
    with pytest.raises(StillAsked):
        await held.asking.ask_to_keep(held.case, "ana", "follow-up")
    await held.taps("No")
    with pytest.raises(NothingNew):
        await held.asking.ask_to_keep(held.case, "ana", "follow-up")
    held.stage.clock.pass_time(timedelta(seconds=2))
    await held.says("something else")
    await agreed(held, "follow-up")
    with pytest.raises(Allowed):
        await held.asking.ask_to_keep(held.case, "ana", "return")
    held.stage.clock.pass_time(timedelta(seconds=2))
    await held.says("I take it back")
    held.stage.clock.pass_time(timedelta(seconds=2))
    await held.says("and another thing")
    with pytest.raises(AskedEnough):
        await held.asking.ask_to_keep(held.case, "ana", "return")


async def test_a_yes_after_a_silence_keeps_nothing(held: Held) -> None:
    """After 15 minutes the phone may be in other hands."""
    await held.asking.ask_to_keep(held.case, "ana", "return")
    await held.heard()
    held.stage.clock.pass_time(timedelta(minutes=20))
    await held.taps("Yes")
    assert (await until(held), (await keeping(held)).state) == (0, "asked")


async def test_no_desk_can_ask_for_more_than_was_promised(held: Held) -> None:
    """A desk that asks for years gets 180 days: the bound stands where the answer is taken."""
    desk = held.desk
    greedy = Desk(
        desk.casework, desk.sealer, desk.ring, desk.clock, desk.dispositions,
        retention=Retention.model_construct(agreed=4000 * DAY, open=30 * DAY),
    )  # fmt: skip
    asking = type(held.asking).at(greedy)
    await asking.ask_to_keep(held.case, "ana", "return")
    assert "4,000 days" in (await held.heard()).replace("4000", "4,000"), "control: that is what it asked for"
    await held.taps("Yes")
    assert await until(held) == int(held.stage.clock().timestamp()) + MOST_DAYS * 86400


async def test_an_organisation_that_keeps_less_asks_for_less(held: Held) -> None:
    """The person reads the days of their organisation, and these count."""
    desk = held.desk
    modest = Desk(
        desk.casework, desk.sealer, desk.ring, desk.clock, desk.dispositions,
        retention=Retention(agreed=60 * DAY, open=20 * DAY),
    )  # fmt: skip
    await type(held.asking).at(modest).ask_to_keep(held.case, "ana", "return")
    question = await held.heard()
    assert "up to 60 days" in question
    assert "20 days after" in question
    await held.taps("Yes")
    assert await until(held) == int(held.stage.clock().timestamp()) + 60 * 86400


# -- what the desk shows -----------------------------------------------------------------------------------------------


async def test_what_was_said_is_shown_and_on_the_record(held: Held) -> None:
    """Asked, agreed until a day, said no: on the command line and in the audit, in closed words."""
    assert (await keeping(held)).state == ""
    await held.asking.ask_to_keep(held.case, "ana", "return")
    await held.heard()
    assert (await keeping(held)).state == "asked"
    await held.taps("Yes")
    told = plain(await held.asking.of(held.case, "ana"))
    day = (held.stage.clock() + MOST_DAYS * DAY).date().isoformat()
    assert told["keeping"] == {"state": "yes", "reason": "return", "until": day, "may_ask": False}
    lines = b"\n".join(await held.audited())
    assert b'"verb":"keep"' in lines
    assert b'"what":"return yes"' in lines
    await held.taps("Take it back")
    told = plain(await held.asking.of(held.case, "ana"))
    assert told["keeping"] == {"state": "no", "reason": "return", "until": None, "may_ask": False}
    assert b'"what":"return no"' in b"\n".join(await held.audited())


async def answers_yes(person: PersonOfCase) -> None:
    house = person.house
    stored = await house.desk.casework.case(person.case)
    assert stored is not None
    key = house.sealer.unwrap(stored.key, person.case)
    p = prefix(int(person.case[:2]))
    flat = expect(list[bytes], await house.connection.batch.call("HGETALL", f"{p}asks:{person.case}"))
    asks = {name.decode(): sealed for name, sealed in zip(flat[::2], flat[1::2], strict=True) if name != b"open"}
    [question] = questions_of(house.sealer, person.case, key, asks)
    await house.turn(person, Answered(question.said("yes", int(house.clock().timestamp()))))


@pytest.mark.parametrize("locale", ["en", "ru"])
async def test_the_web_desk_asks_and_shows_until_when(house: DeskHouse, shelf: Shelf, locale: str) -> None:
    """Without a script: the question as the person will read it, who was asked, until which day they agreed."""
    ana, ben = await house.operator("ana", locale=locale), await house.operator("ben")
    person = await house.person("hello", locale="ru")
    await ana.act(person.case, "claim")
    _, page = await ana.get(f"/desk/case/{person.case}")
    theirs = shelf.texts.say(Line("ask-keep", {"reason": "return", "days": 180, "without": 30}), "ru")
    assert theirs in page
    assert await ana.act(person.case, "keep", reason="nonsense") == 409
    assert await ben.act(person.case, "keep", reason="return") == 403
    assert await ana.act(person.case, "keep", reason="return") == 303
    _, page = await ana.get(f"/desk/case/{person.case}")
    assert shelf.texts.label("desk-keep-state-asked", locale) in page
    assert 'name="reason" value="return"' not in page, "who was asked is not asked again"
    await answers_yes(person)
    _, page = await ana.get(f"/desk/case/{person.case}")
    day = house.desk.clock() + MOST_DAYS * DAY
    why = shelf.texts.label("desk-keep-return", locale)
    until_day = shelf.texts.say(
        Line("desk-keep-state-yes", {"until": Words(shelf.texts, locale).day(day), "reason": why}), locale
    )
    assert until_day in page
    assert shelf.texts.say(Line("desk-said-keep-yes", {"piece": why}), locale) in page
