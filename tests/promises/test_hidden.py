"""Whoever hides the talk is left alone at once: no operator's word, no neutral line, unless their life is in danger."""

from __future__ import annotations

import pytest

from bot.outgoing import WISHES, Wishes, packed
from bot.privacy.keyring import day_of
from bot.store.keys import partition_of, prefix
from tests.promises.crowd import an_operator
from tests.stage import Stage
from tests.waiting import DANGER, Person, desk_of, minutes, said, with_a_question

WORDS = "come to the red door at six"


async def claimed(stage: Stage) -> Person:
    """Somebody whom an operator answers."""
    person = await with_a_question(stage)
    await desk_of(stage).claim(person.case, await an_operator(stage))
    await person.hears()
    return person


async def allows_any_hour(stage: Stage, person: Person) -> None:
    """Let a person have said that they may be written to at this hour."""
    stored = await desk_of(stage).casework.case(person.case)
    assert stored is not None
    wishes = packed(Wishes("en", "window", "day", "UTC"))
    sealed = stage.helpline.sealer.seal(WISHES, wishes, stored.talk, day_of(stage.clock()))
    key = f"{prefix(partition_of(person.case))}at:{stored.talk}"
    await stage.helpline.connection.batch.call("HSET", key, "how", sealed)


async def test_an_operators_word_waits_from_the_moment_of_hiding(stage: Stage) -> None:
    """A second after hiding nothing arrives, the desk says that it is held, and going on brings it."""
    person = await claimed(stage)
    await desk_of(stage).reply(person.case, "ana", "before")
    assert await person.hears() == ["before"], "control: in an open talk it arrives"
    await person.writes("/hide")
    await desk_of(stage).reply(person.case, "ana", WORDS)
    assert await person.hears() == []
    line = await person.line
    assert line is not None
    assert (line.silent, line.held) == (True, 1)
    assert await person.writes("who is this") == [said(stage, "cover-hello")]
    await desk_of(stage).reply(person.case, "ana", "and bring nobody")
    assert await person.hears() == [], "writing is not going on: it may be somebody else"
    assert (await person.goes_on())[:2] == [WORDS, "and bring nobody"]


async def test_nobody_is_called_back_who_hid_a_moment_ago(stage: Stage) -> None:
    """Even who allowed answers at this hour gets no neutral line in the first quarter of an hour; later they do."""
    person = await claimed(stage)
    await allows_any_hour(stage, person)
    await person.writes("/hide")
    await desk_of(stage).reply(person.case, "ana", WORDS)
    assert await person.hears() == []
    stage.clock.pass_time(minutes(16))
    await desk_of(stage).reply(person.case, "ana", "I am still here")
    assert await person.hears() == [said(stage, "reply-neutral")], "control: the line exists"


@pytest.mark.parametrize("begins", [("/language",), ("hi", "start over")])
async def test_beginning_anew_after_a_silence_is_not_going_on(stage: Stage, begins: tuple[str, ...]) -> None:
    """Whoever uses the bot anew on this phone hears nothing of the case, though they write all the time."""
    person = await claimed(stage)
    stage.clock.pass_time(minutes(20))
    for words in begins:
        await person.writes(words)
    await desk_of(stage).reply(person.case, "ana", WORDS)
    assert await person.hears() == []
    line = await person.line
    assert line is not None
    assert (line.silent, line.held) == (True, 1)
    assert await person.writes("/human") == [said(stage, "cover-hello")]
    assert WORDS in await person.goes_on()
    await desk_of(stage).reply(person.case, "ana", "and bring nobody")
    assert await person.hears() == ["and bring nobody"], "control: who went on hears at once"


async def test_danger_is_answered_though_the_talk_is_hidden(stage: Stage) -> None:
    """Who hides and then writes that their life is in danger hears the operator at once."""
    person = await claimed(stage)
    await person.writes("/hide")
    await person.writes(DANGER)
    await desk_of(stage).reply(person.case, "ana", WORDS)
    assert await person.hears() == [WORDS]
