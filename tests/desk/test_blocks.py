"""Blocks and spam: the way to people is closed for a while and nothing else, and everything of it can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cases.case import CaseClosed, NotYourCase, State
from bot.desk.blocks import Blocks, NothingToLift, NotTakenBack, UnknownBlock
from bot.desk.ledger import Ledger
from bot.store.blocks import BlockStore
from bot.store.chain import Chains
from bot.store.keys import prefix
from tests.stage import Stage
from tests.waiting import DANGER, Person, desk_of, lines, operator, said, with_a_question

DAY = timedelta(days=1)


def blocks_of(stage: Stage) -> Blocks:
    """Return the blocks of a stage's desk."""
    desk = desk_of(stage)
    batch = desk.casework.batch
    return Blocks(desk, BlockStore(batch), Ledger(Chains(batch), desk.ring, stage.clock), stage.clock)


async def blocked(stage: Stage, span: str = "day") -> Person:
    """Let somebody ask for a human, and an operator close the way to people for them."""
    person, ana = await with_a_question(stage), await operator(stage)
    await desk_of(stage).claim(person.case, ana)
    await person.hears()
    await blocks_of(stage).block(person.case, ana, span, "insults")
    await person.hears()
    return person


async def asks_for_people(person: Person) -> str:
    return " ".join(await person.writes("/human"))


CLOSED = "People can't answer in this chat for now."


async def test_who_is_blocked_hears_kindly_until_when_and_which_numbers_answer(stage: Stage) -> None:
    """No case is opened, no question is asked first, and emergency numbers stand under it."""
    person = await blocked(stage)
    told = await asks_for_people(person)
    assert CLOSED in told
    assert "You can ask again" in told
    assert "112" in told
    assert said(stage, "human-about") not in told
    assert await lines(stage) == []
    assert CLOSED in " ".join(await person.writes("are you there"))
    other = await with_a_question(stage)
    assert (await other.line) is not None, "somebody else is not blocked"


async def test_a_block_closes_the_way_to_people_and_nothing_else(stage: Stage) -> None:
    """Danger still brings the emergency card, help is still found, and the flows are all there."""
    person = await blocked(stage)
    danger = " ".join(await person.writes(DANGER))
    assert "If life is in danger, call:" in danger
    assert "112" in danger
    assert "A consultant is being called" not in danger
    assert await lines(stage) == [], "nobody was called"
    assert said(stage, "menu-what")[:20] in " ".join(await person.writes("/menu"))
    assert "112" in " ".join(await person.writes("/sos"))


async def test_a_block_lifts_itself(stage: Stage) -> None:
    """A day later the way to people is open again; a long block still holds then, and ends after thirty days."""
    person, other = await blocked(stage), await blocked(stage, "long")
    stage.clock.pass_time(DAY - timedelta(minutes=1))
    assert CLOSED in await asks_for_people(person)
    stage.clock.pass_time(timedelta(minutes=2))
    assert CLOSED not in await asks_for_people(person)
    assert CLOSED in await asks_for_people(other)
    assert [each.reason for each in await blocks_of(stage).all()] == ["insults"]
    stage.clock.pass_time(timedelta(days=29))
    assert CLOSED not in await asks_for_people(other)
    assert await blocks_of(stage).all() == []


async def test_a_block_outlives_a_change_of_pseudonyms(stage: Stage) -> None:
    """The names of contacts change every thirty days; a block goes on under the new one, also without a session."""
    stage.clock.pass_time(DAY * 15)
    person = await blocked(stage, "long")
    for _ in range(9):
        stage.clock.pass_time(DAY * 3)
        stage.helpline.ring.rotate(stage.clock())
    assert CLOSED in await asks_for_people(person)


async def test_forgetting_wipes_words_and_does_not_lift_a_block(stage: Stage) -> None:
    """Whoever asks to be forgotten is, but cannot come back past a block that way."""
    person = await blocked(stage)
    await person.writes("/forget")
    await person.writes("1")
    assert CLOSED in await asks_for_people(person)


async def test_four_words_open_a_case_through_a_block(stage: Stage) -> None:
    """The phone may be shared: who holds the words of another case writes to people from a blocked chat."""
    owner = Person(stage)
    await owner.opens("/human", skips=True)
    told = next(each for each in owner.heard_all() if "these four words" in each)
    person = await blocked(stage)
    told = " ".join(await person.writes(told.split("\n\n")[1].strip()))
    assert said(stage, "code-accepted")[:30] in told
    assert CLOSED not in await asks_for_people(person)
    assert (await owner.line) is not None


async def test_it_is_lifted_by_hand_and_written_down(stage: Stage) -> None:
    """Lifted, the way is open at once; who blocked and who lifted stands in the audit, and whose it was nowhere."""
    person = await blocked(stage)
    [block] = await blocks_of(stage).all()
    assert block.case == person.case
    await blocks_of(stage).lift(block.case, "sup")
    assert CLOSED not in await asks_for_people(person)
    with pytest.raises(NothingToLift):
        await blocks_of(stage).lift(block.case, "sup")
    chain = b" ".join(line for line, _ in await desk_of(stage).casework.audit(int(person.case[:2])))
    assert b'"verb":"block"' in chain
    assert b'"what":"insults"' in chain
    assert b'"operator":"sup"' in chain
    assert b'"verb":"unblock"' in chain


async def test_only_the_holder_of_a_case_blocks_and_only_for_our_reasons(stage: Stage) -> None:
    """Nobody blocks from a case they do not hold; a block says why, in one of our words."""
    person, ana = await with_a_question(stage), await operator(stage)
    blocks = blocks_of(stage)
    with pytest.raises(NotYourCase):
        await blocks.block(person.case, ana, "day", "insults")
    await desk_of(stage).claim(person.case, ana)
    for span, reason in (("year", "insults"), ("day", "I do not like them")):
        with pytest.raises(UnknownBlock):
            await blocks.block(person.case, ana, span, reason)
    assert await blocks.all() == []


# -- spam --------------------------------------------------------------------------------------------------------------


async def marked(stage: Stage) -> Person:
    """Let somebody ask for a human, and an operator mark it as spam."""
    person, ana = await with_a_question(stage), await operator(stage)
    await desk_of(stage).claim(person.case, ana)
    await desk_of(stage).mark_spam(person.case, ana)
    await person.hears()
    return person


async def test_spam_closes_the_case_and_is_taken_back_for_a_day(stage: Stage) -> None:
    """A mistake is no end: the case waits again, under its name, with its talk, and the person writes on in it."""
    person = await marked(stage)
    assert await person.line is None
    with pytest.raises(CaseClosed):
        await desk_of(stage).claim(person.case, "ana")
    blocks = blocks_of(stage)
    assert [each.case for each in await blocks.spam()] == [person.case]
    stage.clock.pass_time(timedelta(hours=23))
    await blocks.take_back(person.case, "sup")
    line = await person.line
    assert line is not None
    assert line.state is State.WAITING
    batch, p = desk_of(stage).casework.batch, prefix(int(person.case[:2]))
    for kind in ("c:", "ct:"):
        assert await batch.call("TTL", f"{p}{kind}{person.case}") == -1, "an open case does not run out"
    assert await blocks.spam() == []
    await desk_of(stage).claim(person.case, "ana")
    await person.writes("hello again")
    await person.goes_on()
    await person.writes("it was me")
    talk = [entry.text for entry in (await desk_of(stage).show(person.case, "ana")).talk]
    assert "it was me" in talk


async def test_after_a_day_or_a_wish_to_be_forgotten_nothing_is_taken_back(stage: Stage) -> None:
    """What the person erased stays erased; who opened another case meanwhile keeps that one."""
    late, forgotten, busy = await marked(stage), await marked(stage), await marked(stage)
    await forgotten.writes("/forget")
    await forgotten.writes("1")
    former = busy.case
    await busy.opens("/human", skips=True)
    for case in (forgotten.case, former):
        with pytest.raises(NotTakenBack):
            await blocks_of(stage).take_back(case, "sup")
    stage.clock.pass_time(DAY + timedelta(minutes=1))
    with pytest.raises(NotTakenBack):
        await blocks_of(stage).take_back(late.case, "sup")
