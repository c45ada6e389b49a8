"""Nobody waits in silence: at three in the morning too, with nobody signed in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog
from pydantic import SecretStr

from bot.app import build
from bot.cases.case import CaseClosed, Entry, NotYourCase, State
from bot.channels.contract import Rejected, SendingError, Throttled, Uncertain, Unreachable
from bot.content import Shelf
from bot.desk.audit import broken_at
from bot.privacy.keyring import Role
from bot.ringing import Call, Ringing
from bot.rounds import left_unanswered
from bot.store.client import Heard
from bot.store.keys import NEWS, partition_of, prefix
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
    silent_ms = now_ms + 15 * 60_000
    assert not await vigil.tell(person.case, 1, b"0" * 16 + b"wx", silent_ms), "the person fell silent meanwhile"
    assert await vigil.tell(person.case, 1, b"0" * 16 + b"wx", silent_ms - 1)


# -- the operators' own chat -------------------------------------------------------------------------------------------


def chat_texts(stage: Stage) -> list[str]:
    return [str(call["text"]) for method, call in stage.telegram.calls if call.get("chat_id") == -100777]


async def test_the_operators_chat_hears_how_many_wait_and_not_a_word_of_them(night: Stage, store: Path) -> None:
    """One message a round: how many urgent cases wait, in which languages, and the way to the desk; nothing else."""
    people = [await in_danger(night), await in_danger(night)]
    settings = night.helpline.settings.model_copy(
        update={
            "telegram_operators_token": SecretStr("1717171717:TEST-of-the-second-bot-of-nobody"),
            "telegram_operators_chat": -100777,
        }
    )
    sender = await build(settings, night.helpline.shelf, store, role="sender", clock=night.clock)
    try:
        assert sender.ringing is not None
        await round_after(night, 2)
        assert await sender.ringing.next()
        assert not await sender.ringing.next()
    finally:
        await sender.close()
    [told] = chat_texts(night)
    assert "2" in told.split("\n")[0]
    assert told.endswith(f"{settings.public_url}/desk")
    names = [line.code_name for line in await lines(night)]
    assert not any(name.split("-")[0] in told.casefold() for name in names)
    assert "beats" not in told
    assert len(people) == 2


@pytest.mark.parametrize("role", ["front", "sender", "desk", "all"])
async def test_each_role_does_what_it_has_the_keys_for(night: Stage, store: Path, role: Role) -> None:
    """Rounds need the desk's keys, and nobody outside is rung by a process that may not send."""
    helpline = await build(night.helpline.settings, night.helpline.shelf, store, role=role, clock=night.clock)
    try:
        assert (helpline.rounds is not None) == (role in ("desk", "all"))
        assert helpline.ringing is None, "no chat is set"
    finally:
        await helpline.close()


@dataclass
class Moody:
    """An operators' chat that fails as it is told, then takes everything."""

    fails: list[SendingError]
    took: list[str] = field(default_factory=list)

    async def notify(self, text: str) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.took.append(text)


def ringing_at(stage: Stage, chat: Moody) -> Ringing:
    shelf = stage.helpline.shelf
    vigil = Vigil(stage.helpline.connection.batch)
    return Ringing(vigil, chat, shelf.texts, "en", "https://helpline.test/desk", stage.clock, stage.helpline.log)


@pytest.mark.parametrize(
    ("failure", "arrives"),
    [(Unreachable(), True), (Throttled(minutes(1)), True), (Rejected(), False), (Uncertain(), False)],
)
async def test_a_call_that_did_not_leave_is_tried_again(night: Stage, failure: SendingError, arrives: bool) -> None:
    """No network and a full channel lose no call; what may have arrived is not said twice."""
    await in_danger(night)
    await round_after(night, 2)
    chat = Moody([failure])
    ringing = ringing_at(night, chat)
    with suppress(SendingError):
        await ringing.next()
    assert await ringing.next() is arrives
    assert len(chat.took) == arrives


async def test_a_call_of_long_ago_is_not_made(night: Stage) -> None:
    """A chat that could not be reached for ten minutes hears of now, not of then."""
    await in_danger(night)
    await round_after(night, 2)
    night.clock.pass_time(minutes(10.1))
    chat = Moody([])
    assert await ringing_at(night, chat).next()
    assert chat.took == []
    await round_after(night, 0)
    assert await ringing_at(night, chat).next()
    assert len(chat.took) == 1


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_every_stage_has_words(shelf: Shelf, locale: str) -> None:
    """Every stage of the alarm, urgent or not, can be told in every language of the desk."""
    ringing = Ringing(
        Vigil.__new__(Vigil),
        Moody([]),
        shelf.texts,
        locale,
        "https://helpline.test/desk",
        lambda: NIGHT,
        structlog.get_logger(),
    )
    told = {ringing.worded(Call(0, stage, 2, urgent, ("uz",))) for stage in (1, 2, 3) for urgent in (True, False)}
    assert len(told) == 6
    assert all("uz" in each and "2" in each for each in told)


# -- the truth ---------------------------------------------------------------------------------------------------------


def firsts(heard: list[str]) -> list[str]:
    return [each.split("\n")[0] for each in heard]


async def test_who_waits_hears_the_truth_at_five_and_at_fifteen_minutes(night: Stage) -> None:
    """Once each, with the emergency numbers; and then no more, however long it takes."""
    person = await in_danger(night)
    five, fifteen = said(night, "still-waiting-5"), said(night, "still-waiting-15")
    await round_after(night, 4.9)
    assert await person.hears() == []
    await round_after(night, 0.1)
    [told] = await person.hears()
    assert told.startswith(five)
    assert "112" in told
    await round_after(night, 3)
    await person.writes("are you there")
    await round_after(night, 6.9)
    assert await person.hears() == []
    await round_after(night, 0.1)
    assert firsts(await person.hears()) == [fifteen]
    for _ in range(5):
        await round_after(night, 10)
    assert await person.hears() == []


async def test_a_question_is_told_the_truth_too(night: Stage) -> None:
    """Not only who is in danger waits."""
    person = await with_a_question(night)
    await round_after(night, 5)
    assert firsts(await person.hears()) == [said(night, "still-waiting-5")]


async def test_who_is_silent_hears_nothing_that_they_did_not_ask_for(night: Stage) -> None:
    """After fifteen silent minutes the phone may be in other hands: nothing is said. Who wrote meanwhile is told."""
    silent, there = await in_danger(night), await in_danger(night)
    await round_after(night, 5)
    assert len(await silent.hears()) == len(await there.hears()) == 1
    await there.writes("please")
    await round_after(night, 10)
    assert await silent.hears() == []
    assert firsts(await there.hears()) == [said(night, "still-waiting-15")]


async def test_who_hid_the_talk_hears_nothing(night: Stage) -> None:
    """ "Hide" holds: no word of ours follows it, until the person goes on."""
    hidden, open_ = await in_danger(night), await in_danger(night)
    await hidden.writes("hide")
    await round_after(night, 5)
    assert await hidden.hears() == []
    assert len(await open_.hears()) == 1
    await hidden.goes_on()
    await round_after(night, 0)
    assert firsts(await hidden.hears()) == [said(night, "still-waiting-5")]


async def test_who_comes_back_hears_it_only_after_going_on(night: Stage) -> None:
    """Somebody who writes after a silence may be somebody else; the cover stays until they choose to go on."""
    person = await in_danger(night)
    night.clock.pass_time(minutes(20))
    assert await person.writes("hey") == [said(night, "cover-hello")]
    await round_after(night, 0)
    assert await person.hears() == []
    await person.goes_on()
    await round_after(night, 0)
    assert firsts(await person.hears()) == [said(night, "still-waiting-15")]


async def test_who_comes_back_much_later_is_not_told_of_a_quarter_of_an_hour(night: Stage) -> None:
    """What is no longer true is not said."""
    person = await in_danger(night)
    night.clock.pass_time(minutes(300))
    await person.writes("hey")
    await person.goes_on()
    await round_after(night, 0)
    assert await person.hears() == []


async def test_the_truth_that_came_too_late_is_dropped(night: Stage) -> None:
    """A message that waited for the network until the person fell silent is not sent any more; an answer is held."""
    person = await in_danger(night)
    await round_after(night, 5)
    night.clock.pass_time(minutes(10.1))
    assert await person.hears() == []
    other = await in_danger(night)
    await round_after(night, 5)
    night.clock.pass_time(minutes(9.9))
    assert len(await other.hears()) == 1, "a little earlier it is sent"


async def test_each_wait_has_its_own_truth(night: Stage) -> None:
    """Given back to the queue, a person waits again, and hears again that they do."""
    person, ana = await in_danger(night), await operator(night)
    await round_after(night, 5)
    await person.hears()
    await desk_of(night).claim(person.case, ana)
    await desk_of(night).release(person.case, ana)
    await person.hears()
    await person.writes("and now?")
    await round_after(night, 4.9)
    assert await person.hears() == []
    await round_after(night, 0.1)
    assert firsts(await person.hears()) == [said(night, "still-waiting-5")]


async def test_one_unreadable_case_keeps_nobody_else_waiting(night: Stage) -> None:
    """A case whose keys are gone is passed by; the next person is told."""
    broken, sound = await in_danger(night), await in_danger(night)
    key = f"{prefix(partition_of(broken.case))}c:{broken.case}"
    await night.helpline.connection.batch.call("HSET", key, "head", "nothing that could be opened")
    await round_after(night, 5)
    assert len(await sound.hears()) == 1


# -- silent operators --------------------------------------------------------------------------------------------------


async def taken(stage: Stage) -> tuple[Person, str]:
    """Somebody whom ana has claimed."""
    person, ana = await with_a_question(stage), await operator(stage)
    await desk_of(stage).claim(person.case, ana)
    await person.hears()
    return person, ana


async def holder(person: Person) -> str:
    line = await person.line
    assert line is not None
    return line.by


async def test_an_operator_who_falls_silent_loses_the_case_and_the_bot_speaks_again(night: Stage) -> None:
    """Five minutes without an answer: the person hears it and is not alone with nobody; somebody else can come."""
    person, ana = await taken(night)
    night.clock.pass_time(minutes(1))
    await desk_of(night).reply(person.case, ana, "I am here")
    assert await person.hears() == ["I am here"]
    night.clock.pass_time(minutes(1))
    assert await person.writes("the lift goes up") == []
    await round_after(night, 4.9)
    assert await holder(person) == ana
    await round_after(night, 0.1)
    assert await person.hears() == [said(night, "operator-left")]
    line = await person.line
    assert line is not None
    assert (line.state, line.by) == (State.WAITING, "")
    assert await person.writes("hello?") == [said(night, "added-to-case")]
    with pytest.raises(NotYourCase):
        await desk_of(night).reply(person.case, ana, "sorry")
    ben = await operator(night, "ben")
    await desk_of(night).claim(person.case, ben)
    sheet = await desk_of(night).show(person.case, ben)
    assert [entry.text for entry in sheet.talk if entry.by == "person"][-2:] == ["the lift goes up", "hello?"]


async def test_the_lapse_stands_in_the_audit(night: Stage) -> None:
    """Who lost which case is written in the chain, by nobody's hand, and the chain stays whole."""
    person, _ = await taken(night)
    await round_after(night, 5)
    casework, partition = night.helpline.casework, partition_of(person.case)
    chain = await casework.audit(partition)
    line = json.loads(chain[-1][0])
    assert (line["operator"], line["verb"], line["from"], line["case"]) == ("helpline", "lapse", "ana", person.case)
    key, head = night.helpline.ring.audit, await casework.audit_head(partition)
    assert broken_at(key, chain, head) is None
    assert broken_at(key, chain[:-1], head) is not None


async def test_who_claims_and_says_nothing_loses_the_case(night: Stage) -> None:
    """A claim alone helps nobody."""
    person, ana = await taken(night)
    await round_after(night, 4.9)
    assert await holder(person) == ana
    await round_after(night, 0.1)
    assert await holder(person) == ""


async def test_an_operator_whose_person_thinks_keeps_the_case(night: Stage) -> None:
    """Who answered last is waiting themselves; a talk that the person has left is no live talk."""
    person, ana = await taken(night)
    await desk_of(night).reply(person.case, ana, "Where are you?")
    for _ in range(4):
        await round_after(night, 4)
    assert await holder(person) == ana


async def test_who_left_is_not_taken_from_anybody(night: Stage) -> None:
    """A person who is gone for a quarter of an hour loses no operator over it; one who is there would."""
    gone, ana = await taken(night)
    night.clock.pass_time(minutes(15))
    await rounds_of(night).make()
    assert await holder(gone) == ana
    await gone.writes("hey")
    await round_after(night, 5)
    assert await holder(gone) == ""


async def test_every_word_of_the_person_does_not_give_the_operator_time(night: Stage) -> None:
    """The five minutes count from the first word that was left without an answer, not from the last."""
    person, ana = await taken(night)
    await desk_of(night).reply(person.case, ana, "I am here")
    for _ in range(3):
        await person.writes("please")
        await round_after(night, 2)
    assert await holder(person) == ""


async def test_a_note_and_a_colleague_are_signs_of_work(night: Stage) -> None:
    """Who writes a note or takes over from a colleague has five minutes from then."""
    person, ana = await taken(night)
    ben = await operator(night, "ben")
    night.clock.pass_time(minutes(4))
    await desk_of(night).note(person.case, ana, "calling the shelter")
    await round_after(night, 4)
    assert await holder(person) == ana
    await desk_of(night).transfer(person.case, ana, ben)
    await round_after(night, 4)
    assert await holder(person) == ben
    await round_after(night, 1)
    assert await holder(person) == ""


async def test_an_answer_in_the_last_moment_counts(night: Stage) -> None:
    """What an operator did after the rounds looked keeps them the case; the refused lapse changes nothing."""
    person, ana = await taken(night)
    seen = int(night.clock().timestamp())
    night.clock.pass_time(minutes(5))
    await desk_of(night).reply(person.case, ana, "I am here")
    with pytest.raises(NotYourCase):
        await desk_of(night).lapse(person.case, ana, seen)
    assert await holder(person) == ana
    assert await person.hears() == ["I am here"]
    await desk_of(night).lapse(person.case, ana, int(night.clock().timestamp()))
    assert await holder(person) == ""
    await desk_of(night).claim(person.case, ana)
    await desk_of(night).close(person.case, ana, "other")
    with pytest.raises(CaseClosed):
        await desk_of(night).lapse(person.case, ana, int(night.clock().timestamp()))


@pytest.mark.parametrize(
    ("talk", "found"),
    [
        ([], (100, 0)),
        ([("ana", "", "operator-joined", 110)], (100, 110)),
        ([("ana", "hello", "", 110)], (0, 110)),
        ([("ana", "", "canned-safe", 110), ("person", "yes", "", 120)], (120, 110)),
        ([("ana", "hello", "", 110), ("person", "a", "", 120), ("person", "b", "", 130)], (120, 110)),
        ([("ana", "hello", "", 110), ("person", "a", "", 120), ("note", "x", "", 130)], (120, 130)),
        ([("ana", "hello", "", 110), ("bot", "x", "", 120)], (0, 110)),
    ],
)
def test_what_counts_as_an_answer(talk: Sequence[tuple[str, str, str, float]], found: tuple[float, float]) -> None:
    """Words and ready sentences are answers; joining, notes and what the bot says are none."""
    entries = [Entry(at, by, text, said) for by, text, said, at in talk]
    assert left_unanswered(entries, 100) == found
