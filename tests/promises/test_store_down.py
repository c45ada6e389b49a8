"""While our own store is away nothing is accepted that could be lost, and nothing that was accepted is forgotten."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web

from bot.messages import NotAccepted
from tests.promises.conftest import Fragile
from tests.promises.crowd import Someone, an_operator, cases_by_chat, desk_of
from tests.stage import SECRET, Stage, WebPerson

CHAT = 700_123_456_789_012
SECRET_WORDS = "they come back at six"
LEASE = timedelta(seconds=31)


def update(number: int, words: str) -> bytes:
    message = {"message_id": number, "date": 1, "chat": {"id": CHAT, "type": "private"}, "text": words}
    return json.dumps({"update_id": number, "message": message}).encode()


async def bring(stage: Stage, body: bytes) -> tuple[int, str]:
    """Bring an update as Telegram does; return the status and how long we ask it to wait."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with ClientSession() as http, http.post(f"{stage.base}/telegram", data=body, headers=headers) as response:
        return response.status, response.headers.get("Retry-After", "")


async def test_telegram_is_asked_to_come_again(fragile: Fragile) -> None:
    """A message that comes while the store is away is answered 503, brought again, and then handled once."""
    stage, person = fragile.stage, Someone(fragile.stage, CHAT)
    fragile.guards.canary.watch(SECRET_WORDS, str(CHAT))
    assert (await bring(stage, update(1, "/human"))) == (200, "")
    assert (await bring(stage, update(2, "skip")))[0] == 200
    fragile.kill()
    for _ in range(3):
        status, wait = await bring(stage, update(3, SECRET_WORDS))
        assert status == 503
        assert int(wait) >= 1
    fragile.start()
    for _ in range(3):
        assert (await bring(stage, update(3, SECRET_WORDS)))[0] == 200
    await stage.settle()
    ana = await an_operator(stage)
    [line] = await desk_of(stage).queue()
    await desk_of(stage).claim(line.id, ana)
    told = [entry.text for entry in (await desk_of(stage).show(line.id, ana)).talk if entry.by == "person"]
    assert told == [SECRET_WORDS]
    assert person.heard()


async def test_the_page_keeps_the_words(fragile: Fragile) -> None:
    """On the chat page a word that could not be kept stays in the field, and can be sent again."""
    stage, person = fragile.stage, WebPerson(fragile.stage, "en")
    await person.start()
    fragile.kill()
    headers = {"Sec-Fetch-Site": "same-origin"}
    form = {"id": "test-0123456789012345", "text": SECRET_WORDS}
    async with person._http.post(f"{stage.base}/chat", data=form, headers=headers) as response:
        assert response.status == 503
        assert SECRET_WORDS in await response.text()
    fragile.start()
    await person.type(SECRET_WORDS)
    await person.close()


async def test_nobody_is_told_that_it_went_well(fragile: Fragile) -> None:
    """Whatever channel it comes from, what is not committed is said to be not accepted, and by nothing else."""
    person = Someone(fragile.stage, CHAT)
    fragile.kill()
    with pytest.raises(NotAccepted):
        await person.says("hello")
    fragile.start()
    await person.says("hello")
    await fragile.stage.settle()
    assert person.heard()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_an_answer_on_its_way_is_not_forgotten(fragile: Fragile, when: str) -> None:
    """The store dies while an answer is being sent: it arrives once, and what follows it arrives too."""
    stage, person = fragile.stage, Someone(fragile.stage, CHAT)
    ana = await an_operator(stage)
    case = (await cases_by_chat(stage, [person]))[CHAT]
    await desk_of(stage).claim(case, ana)
    await stage.settle()
    for words in ("first", "second", "third"):
        await desk_of(stage).reply(case, ana, words)

    def die(_method: str, call: dict[str, object]) -> web.Response | None:
        if call.get("text") == "first" and when == "before":
            stage.telegram.trouble = lambda _method, _call: None
            fragile.kill()
        if call.get("text") == "second" and when == "after":
            stage.telegram.trouble = lambda _method, _call: None
            asyncio.get_running_loop().call_soon(fragile.kill)
        return None

    stage.telegram.trouble = die
    sending = asyncio.create_task(stage.settle())
    await asyncio.sleep(0.3)
    fragile.start()
    await asyncio.gather(sending, return_exceptions=True)
    for _ in range(3):
        stage.clock.pass_time(LEASE)
        await stage.settle()
    assert person.heard()[-3:] == ["first", "second", "third"]


async def test_what_a_commit_took_for_a_sender_who_never_heard_of_it_is_sent(fragile: Fragile) -> None:
    """The store dies between keeping an answer and saying so: the answer still goes out, once."""
    stage, person = fragile.stage, Someone(fragile.stage, CHAT)
    sender, talk = stage.helpline.sender, stage.helpline.conversation
    assert sender
    assert talk
    await sender.take_leases()
    stage.helpline.conversation = replace(talk, sends_as=lambda: sender.outbox.owner, send=lambda _head, _address: None)
    await person.says("hello")
    await stage.settle()
    assert not person.heard(), "control: it was taken for a sender who knows nothing of it"
    stage.clock.pass_time(LEASE)
    await stage.settle()
    assert len(person.heard()) == 1
