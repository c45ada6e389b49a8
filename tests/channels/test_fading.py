"""The four words do not stay on the screen: their message goes after a minute, or when they were written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web

from bot.channels.contract import TakesBack
from bot.delivery.fading import Fading
from bot.messages import ERASABLE
from tests.promises.crowd import Someone
from tests.stage import Stage, StageDesk, TelegramPerson, TerminalPerson, WebPerson, WhatsAppPerson
from tests.talks import Heard, Wire

LABEL = "I wrote it down"
Shown = list[Heard]


def fading_of(stage: Stage) -> Fading:
    assert stage.helpline.fading is not None
    return stage.helpline.fading


async def told_the_words(stage: Stage, person: Wire) -> Heard:
    """Bring somebody to people, and return the message that tells them the four words."""
    shown: Shown = []
    for words in ("hello", "English", "/human", "Skip"):
        await (person.tap(words) if words in ("English", "Skip") else person.type(words))
        shown += await person.heard()
    codes = stage.helpline.conversation
    assert codes is not None
    [found] = [
        each for each in shown if any(line.strip() and codes.codes.read(line.strip()) for line in each.text.split("\n"))
    ]
    return found


def deleted(stage: Stage) -> list[int]:
    """Return the messages Telegram was asked to delete, in order."""
    calls = [call["message_ids"] for method, call in stage.telegram.calls if method == "deleteMessages"]
    return [number for numbers in calls if isinstance(numbers, list) for number in numbers]


def number_of(stage: Stage, text: str) -> int:
    """Return the number Telegram gave the message with these words; its far side counts them from 100."""
    sent = [call["text"] for method, call in stage.telegram.calls if method in ("sendMessage", "editMessageText")]
    return 100 + sent.index(text)


async def after(stage: Stage, seconds: float) -> int:
    stage.clock.pass_time(timedelta(seconds=seconds))
    return await fading_of(stage).make()


async def test_the_message_goes_after_a_minute(stage: Stage) -> None:
    """On Telegram the message with the four words is deleted a minute after it was sent, and no other is."""
    person = TelegramPerson(stage, "en")
    told = await told_the_words(stage, person)
    assert LABEL in told.labels
    assert await after(stage, 59) == 0
    assert deleted(stage) == [], "control: not before the minute is over"
    assert await after(stage, 1) == 1
    assert deleted(stage) == [number_of(stage, told.text)]
    assert await after(stage, 3600) == 0
    await person.close()


async def test_the_message_goes_at_once_when_the_words_are_written_down(stage: Stage) -> None:
    """One tap takes it away, nothing else goes, and the words still open the case."""
    person, desk = TelegramPerson(stage, "en"), StageDesk(stage)
    told = await told_the_words(stage, person)
    await person.tap(LABEL)
    said = await person.heard()
    assert [each.text for each in said] == ["Good. The words are gone from here, and they stay valid."]
    assert said[0].labels, "the ways on stand below it again"
    await fading_of(stage).make()
    assert deleted(stage) == [number_of(stage, told.text)]
    assert await desk.opened() == ["general"]
    code = next(line.strip() for line in told.text.split("\n") if len(line.split()) == 4 and line.strip().islower())
    other = TerminalPerson(stage, "en")
    for words in ("hello", code):
        await other.type(words)
    assert any("Write them down" in each.text for each in await other.heard()), "they got new words: the old ones held"
    await person.close()


async def test_a_page_loses_that_message_alone(stage: Stage) -> None:
    """On the web page the message vanishes, from an open page too; everything before and after it stays."""
    person = WebPerson(stage, "en")
    told = await told_the_words(stage, person)
    before = await everything(person, stage)
    assert told.text in before
    assert await after(stage, 60) == 1
    now = await everything(person, stage)
    assert now == [each for each in before if each != told.text]
    async with person._http.get(f"{stage.base}/chat/messages", params={"after": "0"}) as response:
        assert len((await response.json())["gone"]) == 1
    await person.close()


async def everything(person: WebPerson, stage: Stage) -> list[str]:
    async with person._http.get(f"{stage.base}/chat/messages", params={"after": "0"}) as response:
        return ["".join(piece[0] for piece in each["pieces"]) for each in (await response.json())["messages"]]


@pytest.mark.parametrize("kind", [WhatsAppPerson, TerminalPerson])
async def test_where_nothing_can_be_deleted_the_person_is_told(stage: Stage, kind: type[TerminalPerson]) -> None:
    """WhatsApp and the terminal cannot delete: no button promises it, and the words say to delete it by hand."""
    person = kind(stage, "en")
    told = await told_the_words(stage, person)
    assert LABEL not in told.labels
    assert "delete it yourself" in told.text
    assert await after(stage, 60) == 0
    await person.close()


async def test_a_message_that_could_not_be_deleted_is_tried_again(stage: Stage) -> None:
    """While Telegram cannot be reached nobody else waits, and a process that starts anew still knows of it."""
    person = TelegramPerson(stage, "en")
    told = await told_the_words(stage, person)
    stage.telegram.trouble = lambda method, _call: web.Response(status=502) if method == "deleteMessages" else None
    assert await after(stage, 60) == 0
    await person.type("are you there")
    assert [each.text for each in await person.heard()], "what is said does not wait for it"
    stage.telegram.trouble = lambda _method, _call: None
    fading = fading_of(stage)
    again = Fading(fading.fades, fading.sealer, fading.channels, fading.serves, fading.clock, fading.log)
    stage.clock.pass_time(timedelta(seconds=60))
    assert await again.make() == 1
    assert deleted(stage) == [number_of(stage, told.text)]
    await person.close()


async def test_a_tap_after_a_silence_tells_nothing(stage: Stage) -> None:
    """Who taps the old button after a silence sees no word; the next word is answered by the cover."""
    someone = Someone(stage, 990_000_000_001)
    await someone.asks_for_people()
    await stage.settle()
    stage.clock.pass_time(timedelta(minutes=20))
    before = len(someone.heard())
    await someone.taps("always", "code", "written")
    await stage.settle()
    assert someone.heard()[before:] == []


def test_the_list_of_channels_is_true(stage: Stage) -> None:
    """The channels that the talk takes for able to delete are those that are."""
    channels = stage.helpline.channels.values()
    assert {each.name for each in channels if isinstance(each, TakesBack)} == set(ERASABLE)
    assert {each.name for each in channels if each.limits.erasable is not None} == set(ERASABLE)
