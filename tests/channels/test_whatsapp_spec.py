"""Everything we ask of Twilio, and everything our far side answers, is as Twilio's own descriptions say."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, encode_basic_auth

from bot.content import Shelf
from tests.channels.far_twilio import ACCOUNT, NUMBER, TOKEN
from tests.channels.twilio_spec import held_to_the_description
from tests.stage import ROOT, Clock, Stage, StageDesk, WhatsAppPerson, staged
from tests.talks import Player, Transcript, Wordings

TALKS = ("voice-note", "not-understood", "asks-for-a-person")


@pytest.mark.timeout(240)
async def test_whole_talks_pass_an_outsider(store: Path, tmp_path: Path, shelf: Shelf) -> None:
    """Talks with buttons, lists, files and an operator go through Prism, and so do listing, statuses and deleting."""
    async with AsyncExitStack() as stack:
        outside: list[str] = []

        async def between(far: str) -> str:
            outside.append(await stack.enter_async_context(held_to_the_description(far, tmp_path)))
            return outside[0]

        stage = await stack.enter_async_context(staged(store, tmp_path, shelf, Clock(), twilio_at=between))
        await stage.clear()
        styles: set[str] = set()
        for name in TALKS:
            person = WhatsAppPerson(stage, "en")
            player = Player(person, StageDesk(stage), Wordings(ROOT / "locales"), "en", stage.clock.pass_time)
            await player.play(Transcript.read(ROOT / "tests" / "conversations" / f"{name}.talk"))
            styles |= {shown.style for shown in stage.twilio.screen(person.person)}
        assert styles == {"plain", "buttons", "list"}
        await _list_and_delete(stage)
        await _see_prism_refuse(stage, outside[0])


async def _list_and_delete(stage: Stage) -> None:
    """Go through everything else we ask: the list, files, deleting, what is not there any more."""
    twilio, far = stage.helpline.twilio, stage.twilio
    assert twilio is not None
    far.keep(far.form(WhatsAppPerson(stage, "en").person, Body="missed", NumMedia="1"))
    stage.clock.pass_time(timedelta(minutes=3))
    assert await twilio.look_for_missed() == 1
    await stage.settle()
    gone = next(iter(far.messages))
    del far.messages[gone]
    stage.clock.pass_time(timedelta(minutes=30))
    while await twilio.delete_due():
        pass
    assert far.messages == {}
    assert not any(far.media.values())
    assert await twilio.problems() == ()


async def _see_prism_refuse(stage: Stage, outside: str) -> None:
    """Show that Prism does say no: to a call of ours, and to an answer of the far side."""
    headers = {"Authorization": encode_basic_auth(ACCOUNT, TOKEN)}
    messages = f"{outside}/2010-04-01/Accounts/{ACCOUNT}/Messages"
    async with ClientSession(headers=headers) as http:
        for form in ({"From": NUMBER, "Body": "x"}, {"To": NUMBER, "From": NUMBER, "ContentSid": "HX1"}):
            async with http.post(f"{messages}.json", data=form) as response:
                assert response.status == 422
        async with http.post(
            f"{outside}/v1/Content", json={"types": {"twilio/quick-reply": {"body": "x"}}}
        ) as response:
            assert response.status == 422
        sid = f"SM{1:032x}"
        stage.twilio.messages[sid] = {"sid": sid, "status": "pondered"}
        async with http.get(f"{messages}/{sid}.json") as response:
            assert response.status == 500
