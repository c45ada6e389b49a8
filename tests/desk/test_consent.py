"""Contact by consent, from the person's phone to the desk and back, on a whole helpline."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cases.case import NotYourCase
from bot.cases.consent import AskedEnough, NotAllowed, NothingCovered, NothingNew, StillAsked
from bot.commands.consents import plain
from bot.rounds import left_unanswered
from bot.store.consents import Consents
from tests.desk.consenting import NUMBER, Held


async def test_only_the_persons_yes_shows_a_piece(held: Held) -> None:
    """The operator sees what kind is covered, has the person asked, and reads it after their yes and on the record."""
    [read] = [text for text in await held.operators.read("ana") if "papers" in text]
    assert read == "the boss took my papers, ask my sister, ⟦phone 1⟧"
    assert await held.state() == "covered"
    with pytest.raises(NotAllowed):
        await held.asking.see(held.case, "ana", "phone 1")
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    [question] = await held.person.heard()
    assert "the phone number" in question.text
    assert "900" not in question.text, "the question never has the piece itself"
    assert question.labels == ("Yes", "No", "Later, ask again")
    assert await held.state() == "asked"
    with pytest.raises(NotAllowed):
        await held.asking.see(held.case, "ana", "phone 1")
    thanks = await held.taps("Yes")
    assert "can see it now" in thanks
    assert "900" not in thanks
    assert await held.state() == "yes"
    assert await held.shown() == "", "nobody looked yet"
    await held.asking.see(held.case, "ana", "phone 1")
    assert await held.shown() == NUMBER
    lines = b"\n".join(await held.audited())
    assert all(f'"verb":"{verb}"'.encode() in lines for verb in ("ask", "answer", "see"))
    assert b'"what":"phone 1 yes"' in lines
    assert b"900" not in lines


async def test_what_is_not_an_answer_goes_on_to_the_operator(held: Held) -> None:
    """While somebody holds the person the bot takes the answer alone; every other word reaches the operator."""
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.heard()
    assert await held.says("why do you need it") == "", "the bot says nothing"
    assert "why do you need it" in await held.operators.read("ana")
    assert await held.says("yes") == "", "something was said since; a word is no consent any more"
    assert "yes" in await held.operators.read("ana")
    assert await held.state() == "asked"
    await held.taps("Yes")
    assert await held.state() == "yes", "the question's own button still counts"


async def test_a_yes_to_another_question_of_the_bot_opens_nothing(held: Held) -> None:
    """Whoever asks to be forgotten and says yes to that has not said yes to anything else."""
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.heard()
    assert "elete" in await held.says("/forget")
    await held.says("/privacy")
    await held.says("yes")
    assert await held.state() == "asked"


async def test_a_yes_to_the_operators_own_words_opens_nothing(held: Held) -> None:
    """Only a word right after the question is an answer; after anything an operator writes, it is theirs."""
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.operators.do("ana", "reply", "Are you safe?")
    await held.heard()
    assert await held.says("yes") == ""
    assert await held.state() == "asked"


@pytest.mark.parametrize(("word", "state"), [("yes", "yes"), ("Да!", "yes"), ("no", "no"), ("1", "yes"), ("2", "no")])
async def test_a_clear_word_at_the_question_is_an_answer(held: Held, word: str, state: str) -> None:
    """Whoever has no buttons may type the answer, in any of our languages, or its number."""
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.heard()
    assert await held.says(word) != ""
    assert await held.state() == state


@pytest.mark.parametrize("word", ["ok", "yes but", "maybe", "yess", "4"])
async def test_an_unclear_word_is_none(held: Held, word: str) -> None:
    """What could mean something else opens nothing."""
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.heard()
    await held.says(word)
    assert await held.state() == "asked"


async def test_a_yes_can_be_taken_back(held: Held) -> None:
    """By the button under our thanks, or by its words; then the piece is covered again for everybody."""
    await held.answers("Yes")
    await held.asking.see(held.case, "ana", "phone 1")
    assert await held.shown() == NUMBER
    assert "stays as it is" in await held.taps("Take it back")
    assert (await held.state(), await held.shown()) == ("no", "")
    with pytest.raises(NotAllowed):
        await held.asking.see(held.case, "ana", "phone 1")
    held.stage.clock.pass_time(timedelta(seconds=2))
    await held.says("something else")
    await held.answers("Yes")
    assert await held.state() == "yes"
    await held.says("I take it back")
    assert await held.state() == "no"


async def test_nobody_is_asked_again_and_again(held: Held) -> None:
    """After an answer only when the person wrote something since, and twice in all."""
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    with pytest.raises(StillAsked):
        await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.heard()
    await held.taps("No")
    with pytest.raises(NothingNew):
        await held.asking.ask_to_see(held.case, "ana", "phone 1")
    held.stage.clock.pass_time(timedelta(seconds=2))
    await held.says("I have a question too")
    await held.answers("Later, ask again")
    held.stage.clock.pass_time(timedelta(seconds=2))
    await held.says("and another")
    with pytest.raises(AskedEnough):
        await held.asking.ask_to_see(held.case, "ana", "phone 1")
    with pytest.raises(NothingCovered):
        await held.asking.ask_to_see(held.case, "ana", "phone 7")


async def test_a_consent_stays_with_the_case_and_with_nobody_else(held: Held) -> None:
    """After a transfer the new holder reads it, the one before does not, and whoever only looks at the queue never."""
    await held.answers("Yes")
    await held.asking.see(held.case, "ana", "phone 1")
    with pytest.raises(NotYourCase):
        await held.asking.of(held.case, "ben")
    await held.stage.helpline.accounts.add("ben")
    await held.desk.transfer(held.case, "ana", "ben")
    with pytest.raises(NotYourCase):
        await held.asking.of(held.case, "ana")
    assert await held.state("ben") == "yes"
    assert await held.shown("ben") == "", "they look for themselves, and it is noted"
    await held.asking.see(held.case, "ben", "phone 1")
    assert await held.shown("ben") == NUMBER


async def test_a_silent_person_is_asked_when_they_are_back(held: Held) -> None:
    """After 15 minutes the question waits like any answer of an operator, and a tap is no answer yet."""
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.heard()
    held.stage.clock.pass_time(timedelta(minutes=20))
    assert "go on" in await held.taps("Yes")
    assert await held.state() == "asked"
    held.stage.clock.pass_time(timedelta(minutes=20))
    await held.says("who is it")
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    assert await held.heard() == "", "it waits until the person goes on"
    assert "the phone number" in await held.taps("Go on")
    await held.taps("Yes")
    assert await held.state() == "yes"


async def test_nothing_of_it_outlives_the_case(held: Held) -> None:
    """Forgotten, a person leaves neither what was covered nor what was asked."""
    await held.answers("Yes")
    consents = Consents(held.stage.helpline.connection.batch)
    before = await consents.of(held.case)
    assert before.pieces, "control: it was there"
    assert before.asks
    await held.says("/forget")
    await held.taps("Yes, delete it")
    after = await consents.of(held.case)
    assert (dict(after.pieces), dict(after.asks)) == ({}, {})


async def test_a_call_is_made_only_when_the_person_said_yes(held: Held) -> None:
    """The person reads whom we would call and what we would tell; their yes makes a task with the number."""
    with pytest.raises(NothingCovered):
        await held.asking.ask_to_call(held.case, "ana", "no-such-place")
    one = next(each for each in held.stage.helpline.shelf.content.directory.organisations if each.phones)
    await held.asking.ask_to_call(held.case, "ana", one.id)
    [question] = await held.person.heard()
    assert one.name.en in question.text
    assert "in which language" in question.text, "nothing was allowed to be shared, so nothing is told"
    [call] = (await held.asking.of(held.case, "ana")).calls
    with pytest.raises(NotAllowed):
        await held.asking.called(held.case, "ana", call.question.id, "done")
    assert "will call" in await held.taps("Yes")
    [call] = (await held.asking.of(held.case, "ana")).calls
    assert call.question.is_open
    assert call.phones
    await held.asking.called(held.case, "ana", call.question.id, "not-reached", "nobody there before nine")
    assert "nobody there before nine" in await held.operators.read("ana")
    await held.desk.say(held.case, "ana", "canned-called-missed")
    assert "nobody answered" in await held.heard()
    with pytest.raises(NotAllowed):
        await held.asking.called(held.case, "ana", call.question.id, "done")


async def test_the_command_line_says_the_same(held: Held) -> None:
    """On a bad day the host's own commands show what is covered and what was allowed, and no word before a look."""
    await held.answers("Yes")
    told = plain(await held.asking.of(held.case, "ana"))
    keeping = {"state": None, "reason": None, "until": None, "may_ask": True}
    piece = {"piece": "phone 1", "state": "yes", "may_ask": False, "words": None}
    assert told == {"pieces": [piece], "calls": [], "keeping": keeping}
    await held.asking.see(held.case, "ana", "phone 1")
    told = plain(await held.asking.of(held.case, "ana"))
    assert told["pieces"] == [{"piece": "phone 1", "state": "seen", "may_ask": False, "words": NUMBER}]


async def test_an_operator_who_asked_has_answered(held: Held) -> None:
    """Whoever waits for the person's yes does not lose the case for being silent; after the answer it is their turn."""
    await held.asking.ask_to_see(held.case, "ana", "phone 1")
    await held.heard()
    talk = (await held.desk.show(held.case, "ana")).talk
    assert left_unanswered(talk, 1.0)[0] == 0.0
    await held.taps("No")
    talk = (await held.desk.show(held.case, "ana")).talk
    assert left_unanswered(talk, 1.0)[0] > 0.0
