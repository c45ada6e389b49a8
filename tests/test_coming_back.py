"""Four words open a live line from another phone, never what was said; a wrong guess learns nothing."""

from __future__ import annotations

import re
from random import Random

import pytest

from bot.messages import Locale
from tests.stage import Stage, StageDesk, TelegramPerson, TerminalPerson, WebPerson
from tests.talks import Wire


async def opened(stage: Stage) -> tuple[TelegramPerson, StageDesk, str]:
    """Bring a person on Telegram to the queue; returns them, the desk and their four words."""
    person, desk = TelegramPerson(stage, "en"), StageDesk(stage)
    said = ""
    for words in ("hello", "English", "/human", "Skip"):
        await (person.tap(words) if words in ("English", "Skip") else person.type(words))
        said += "\n".join(message.text for message in await person.heard()) + "\n"
    assert await desk.opened() == ["general"]
    pattern = r"(?m)^\W*([a-z]+ [a-z]+ [a-z]+ [a-z]+)\W*$"
    code = next(match for match in re.findall(pattern, said) if stage.helpline.conversation.codes.read(match))  # type: ignore[union-attr]
    return person, desk, code


async def met(person: Wire, words: str) -> str:
    await person.type(words)
    return "\n".join(message.text for message in await person.heard())


@pytest.mark.parametrize("channel", [WebPerson, TerminalPerson])
async def test_the_words_open_a_live_line_from_elsewhere(stage: Stage, channel: type[WebPerson]) -> None:
    """The other phone reaches the operator and hears them; nothing said before is shown; the old phone has lost it."""
    first, desk, code = await opened(stage)
    await desk.do("ana", "claim", "")
    await first.type("the door is green")
    await first.heard()
    other = channel(stage, "en")
    await met(other, "hello")
    said = await met(other, code)
    assert "green" not in said
    assert code not in said, "the words change once they were used"
    await other.type("I am writing from a friend's phone")
    await other.heard()
    assert "I am writing from a friend's phone" in await desk.read("ana")
    await desk.do("ana", "reply", "good that you are back")
    assert "good that you are back" in [message.text for message in await other.heard()]
    assert "good that you are back" not in [message.text for message in await first.heard()]
    await first.type("it is me again, says the one who took the phone")
    await first.heard()
    assert "it is me again, says the one who took the phone" not in await desk.read("ana")
    used = await met(other, code)
    assert "good that you are back" not in used
    await first.close()
    await other.close()


async def test_a_wrong_guess_learns_nothing(stage: Stage) -> None:
    """Words that open nothing, and words of a case that is closed, are answered alike; soon no guess is looked at."""
    first, desk, code = await opened(stage)
    await desk.do("ana", "claim", "")
    await desk.do("ana", "close", "referred")
    await first.heard()
    other = TerminalPerson(stage, "en")
    await met(other, "hello")
    closed = await met(other, code)
    conversation = stage.helpline.conversation
    assert conversation is not None
    guesses = [conversation.codes.new_code(Random(number), Locale("en")) for number in range(6)]
    wrong = await met(other, guesses[0])
    assert closed == wrong
    for guess in guesses[1:]:
        last = await met(other, guess)
    assert last != wrong, "after five tries no guess is looked at any more"
    assert await met(other, code) == last
    await first.close()
