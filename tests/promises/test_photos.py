"""Photos: only where the organisation takes them, never of a child or sexual harm; clean, gone with the case."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from aiohttp import web
from PIL import Image

from bot.cases.case import Entry, NoSuchCase, NotYourCase
from bot.commands.operators import sheet_of
from bot.content import Shelf
from bot.delivery.photos import Fetching
from bot.desk.ledger import Ledger
from bot.desk.sheet import photo_state
from bot.desk.web_photos import PhotoPages
from bot.store.chain import Chains
from bot.store.keys import partition_of
from bot.store.photos import Photos
from tests.guards import Guards
from tests.promises.crowd import an_operator, desk_of
from tests.stage import Clock, Stage, TelegramPerson, WhatsAppPerson, staged
from tests.waiting import said

PLACE = "GPS-41.2995-69.2401"
MOMENT = "2026:11:20 23:41:07"
NUMBERS = count(1)


def telltale(size: tuple[int, int] = (640, 480)) -> bytes:
    """A photo as a telephone takes it: with its place, its maker and its moment."""
    exif = Image.Exif()
    exif[0x010F] = PLACE
    exif[0x0132] = exif.get_ifd(0x8769)[0x9003] = MOMENT
    exif.get_ifd(0x8825)[29] = PLACE
    written = io.BytesIO()
    Image.effect_mandelbrot(size, (-2, -1, 1, 1), 50).convert("RGB").save(written, "JPEG", exif=exif, comment=PLACE)
    return written.getvalue()


@dataclass
class Sender:
    """Somebody on Telegram who sends photos."""

    stage: Stage
    person: TelegramPerson
    case: str = ""

    async def says(self, *words: str) -> list[str]:
        """Write or tap, and return what is said then."""
        heard: list[str] = []
        for each in words:
            tapped = each in self.person._buttons
            await (self.person.tap(each) if tapped else self.person.type(each))
            heard += [message.text for message in await self.person.heard()]
        return heard

    async def sends(self, content: bytes | None, caption: str = "", album: str = "") -> list[str]:
        """Send a photo, let it be fetched, and return what is said. None lies nowhere: it cannot be fetched."""
        handle = f"handle{next(NUMBERS)}"
        if content is not None:
            self.stage.telegram.files[handle] = content
        sizes = [
            {"file_id": f"{handle}small", "file_unique_id": "s", "width": 90, "height": 60},
            {"file_id": handle, "file_unique_id": "l", "width": 1280, "height": 960},
        ]
        more = {"caption": caption} if caption else {}
        more |= {"media_group_id": album} if album else {}
        await self.person._post(self.person._message(photo=sizes, **more))
        heard = [message.text for message in await self.person.heard()]
        await fetching_of(self.stage).make()
        return heard + [message.text for message in await self.person.heard()]

    async def lines(self) -> list[tuple[str, str]]:
        """Return each photo of the case: what became of it, and the words under it."""
        sheet = await desk_of(self.stage).show(self.case, "ana")
        return [(photo_state(each, sheet.fates), each.text) for each in sheet.talk if "picture" in each.flags]

    async def photos(self) -> list[str]:
        sheet = await desk_of(self.stage).show(self.case, "ana")
        return [each.outbox for each in sheet.talk if "picture" in each.flags]


def fetching_of(stage: Stage) -> Fetching:
    assert stage.helpline.fetching is not None
    return stage.helpline.fetching


def pages_of(stage: Stage) -> PhotoPages:
    batch = stage.helpline.connection.batch
    desk = desk_of(stage)
    return PhotoPages(desk, Photos(batch), Ledger(Chains(batch), desk.ring, stage.clock))


def asked(stage: Stage) -> list[object]:
    """Return the handles that Telegram was asked for."""
    return [call["file_id"] for method, call in stage.telegram.calls if method == "getFile"]


@pytest.fixture
async def gallery(store: Path, guards: Guards, tmp_path: Path, shelf: Shelf) -> AsyncIterator[Stage]:
    """Build a stage whose organisation takes photos, three in a case."""
    policy = shelf.policy.model_copy(
        update={"photos": shelf.policy.photos.model_copy(update={"allowed": True, "per_case": 3})}
    )
    takes = replace(shelf, policy=policy, content=replace(shelf.content, takes_photos=True))
    async with staged(store, tmp_path, takes, Clock()) as built:
        first = next(built.persons)
        guards.canary.watch(PLACE, "handle")
        yield built
        guards.canary.numbers = range(first, next(built.persons))
        guards.check(built.helpline.sealer)


async def taken_up(stage: Stage, sender: Sender) -> Sender:
    """Let ana take the one case that waits."""
    [line] = await desk_of(stage).queue()
    sender.case = line.id
    await desk_of(stage).claim(line.id, await an_operator(stage))
    await sender.person.heard()
    return sender


async def with_a_case(stage: Stage, minor: str = "No", *before: str) -> Sender:
    """Somebody who said whether they are a child, and has a case that ana holds."""
    sender = Sender(stage, TelegramPerson(stage, "en"))
    await sender.says("hello", "English", "Go on", "Yes", "Yes", minor, *before, "/human")
    if not await desk_of(stage).queue():
        await sender.says("Skip")
    return await taken_up(stage, sender)


async def test_a_photo_reaches_the_operator_and_tells_nothing_but_what_it_shows(gallery: Stage) -> None:
    """The largest size is fetched, cleaned, and shown to the holder; place and maker are gone, and looking is noted."""
    sender = await with_a_case(gallery)
    assert await sender.sends(telltale(), "the gate") == [said(gallery, "photo-taken")]
    assert await sender.lines() == [("here", "the gate")]
    [photo] = await sender.photos()
    content = await pages_of(gallery).content(sender.case, "ana", photo)
    assert PLACE.encode() not in content
    assert MOMENT.encode() not in content
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (640, 480), {})
    chain = await desk_of(gallery).casework.audit(partition_of(sender.case))
    noted = [json.loads(line) for line, _ in chain]
    assert [(each["operator"], each["what"]) for each in noted if each["verb"] == "see"] == [("ana", "photo")]
    sheet = await desk_of(gallery).show(sender.case, "ana")
    [text] = [
        each["text"] for each in sheet_of(sheet, gallery.helpline.shelf.texts)["talk"] if "picture" in each["flags"]
    ]
    assert text == "[photo] the gate", "the terminal shows that there is one, and no more"
    await sender.person.close()


async def test_nobody_but_the_holder_sees_it(gallery: Stage) -> None:
    """Neither a colleague nor whoever guesses its name; after a transfer the new holder does, the old one no more."""
    sender = await with_a_case(gallery)
    await sender.sends(telltale())
    [photo] = await sender.photos()
    pages = pages_of(gallery)
    with pytest.raises(NotYourCase):
        await pages.content(sender.case, await an_operator(gallery, "ben"), photo)
    with pytest.raises(NoSuchCase):
        await pages.content(sender.case, "ana", "0" * 16)
    await desk_of(gallery).transfer(sender.case, "ana", "ben")
    assert await pages.content(sender.case, "ben", photo)
    with pytest.raises(NotYourCase):
        await pages.content(sender.case, "ana", photo)
    await sender.person.close()


async def test_no_photo_is_taken_unless_the_organisation_says_so(stage: Stage) -> None:
    """As it comes, photos are off: the answer is as kind as ever, and nothing is asked of Telegram."""
    sender = await with_a_case(stage)
    assert await sender.sends(telltale()) == [said(stage, "media-unheard")]
    assert (asked(stage), await sender.lines()) == ([], [])
    await sender.person.close()


@pytest.mark.parametrize("minor", ["Yes", "Skip"])
async def test_no_photo_is_taken_of_who_may_be_a_child(gallery: Stage, minor: str) -> None:
    """Who said that they are under 18, or did not say, is answered kindly; nothing is downloaded."""
    sender = await with_a_case(gallery, minor)
    assert await sender.sends(telltale()) == [said(gallery, "media-unheard")]
    assert (asked(gallery), gallery.telegram.fetched) == ([], [])
    await sender.person.close()


async def test_no_photo_is_taken_where_sexual_harm_was_told(gallery: Stage) -> None:
    """Where a case names forced sex no photo is taken; the same person without that sign may send one (control)."""
    for sign, taken in (("Forced sex", False), ("Threats", True)):
        await gallery.clear()
        sender = Sender(gallery, TelegramPerson(gallery, "en"))
        await sender.says("hello", "English", "Go on", "Yes", "Yes", "No")
        sender = await reported(gallery, sender, sign)
        before = len(asked(gallery))
        await sender.sends(telltale())
        assert (len(asked(gallery)) > before) is taken
        await sender.person.close()


async def reported(stage: Stage, sender: Sender, sign: str) -> Sender:
    """Walk the questions of a report with one sign of harm, and open the case."""
    await sender.says("Something happened", "About me", "Skip", "Skip", sign, "Done", "Send it now", "Send")
    return await taken_up(stage, sender)


async def test_no_photo_is_taken_before_people_were_asked(gallery: Stage) -> None:
    """Without an open case nobody could look at it: it is refused kindly, with the question that was asked."""
    sender = Sender(gallery, TelegramPerson(gallery, "en"))
    await sender.says("hello", "English", "Go on", "Yes", "Yes", "No")
    [answer] = await sender.sends(telltale())
    assert answer.startswith(said(gallery, "media-unheard"))
    assert asked(gallery) == []
    await sender.person.close()


@pytest.mark.parametrize("content", [None, b"%PDF-1.7 no photo", b"\xff\xd8\xff" + bytes(6 << 20)])
async def test_what_cannot_be_had_or_is_no_photo_is_told_once(gallery: Stage, content: bytes | None) -> None:
    """Gone at the platform, no photo at all, or too large: the person hears it once, the operator sees it."""
    sender = await with_a_case(gallery)
    assert await sender.sends(content) == [said(gallery, "photo-taken"), said(gallery, "photo-lost")]
    assert await sender.lines() == [("lost", "")]
    await fetching_of(gallery).make()
    assert await sender.person.heard() == []
    await sender.person.close()


async def test_a_photo_waits_for_the_platform_and_outlives_a_crash(gallery: Stage) -> None:
    """While Telegram cannot be reached nothing is lost and nobody waits behind it; who starts anew fetches it."""
    sender = await with_a_case(gallery)
    gallery.telegram.trouble = lambda method, _: web.Response(status=502) if method == "getFile" else None
    assert await sender.sends(telltale()) == [said(gallery, "photo-taken")]
    assert await sender.lines() == [("waiting", "")]
    await desk_of(gallery).reply(sender.case, "ana", "I am here")
    assert [each.text for each in await sender.person.heard()] == ["I am here"]
    gallery.telegram.trouble = lambda _method, _call: None
    gallery.clock.pass_time(timedelta(minutes=1))
    old = fetching_of(gallery)
    anew = Fetching(
        old.photos, old.casework, old.sealer, old.channels, old.serves, old.limits, old.entry_id, old.clock, old.log
    )
    await anew.make()
    assert await sender.lines() == [("here", "")]
    await sender.person.close()


async def test_a_photo_that_does_not_come_for_half_an_hour_is_given_up(gallery: Stage) -> None:
    """It is not waited for for ever; who is silent by then is told nothing, because the phone may be in other hands."""
    sender = await with_a_case(gallery)
    gallery.telegram.trouble = lambda method, _: web.Response(status=502) if method == "getFile" else None
    await sender.sends(telltale())
    gallery.clock.pass_time(timedelta(minutes=31))
    await fetching_of(gallery).make()
    assert await sender.lines() == [("lost", "")]
    assert await sender.person.heard() == []
    await sender.person.close()


async def test_an_album_is_taken_whole_up_to_what_a_case_may_hold(gallery: Stage) -> None:
    """Each photo of an album is taken and only the first answered; beyond the most a case may hold they are told so."""
    sender = await with_a_case(gallery)
    answers = [await sender.sends(telltale((64, 48)), album="a1") for _ in range(4)]
    assert answers == [[said(gallery, "photo-taken")], [], [], [said(gallery, "photo-enough")]]
    assert [state for state, _ in await sender.lines()] == ["here", "here", "here", "lost"]
    await sender.person.close()


async def test_photos_go_with_their_case(gallery: Stage, guards: Guards) -> None:
    """Who asks to be forgotten leaves no photo behind, and none that was still to be fetched is fetched then."""
    sender = await with_a_case(gallery)
    await sender.sends(telltale())
    assert [each.name for each in guards.files.kept() if ":photo:" in each.name], "control: it is kept until then"
    gallery.telegram.trouble = lambda method, _: web.Response(status=502) if method == "getFile" else None
    await sender.sends(telltale())
    gallery.telegram.trouble = lambda _method, _call: None
    await sender.says("/forget", said(gallery, "choice-forget-yes"))
    assert not [each.name for each in guards.files.kept() if ":photo:" in each.name]
    fetched = len(gallery.telegram.fetched)
    gallery.clock.pass_time(timedelta(minutes=1))
    await fetching_of(gallery).make()
    assert len(gallery.telegram.fetched) == fetched
    assert not [each.name for each in guards.files.kept() if each.name.endswith(":fetch")]
    await sender.person.close()


async def test_a_photo_from_whatsapp_is_fetched_and_deleted_at_twilio(gallery: Stage) -> None:
    """On WhatsApp too it reaches the operator; a few minutes later it does not lie at Twilio any more."""
    person, far = WhatsAppPerson(gallery, "en"), gallery.twilio
    for words in ("hello", "English", "Go on", "Yes", "Yes", "No", "Talk to a person", "Skip"):
        await (person.type(words) if words == "hello" else person.tap(words))
        await person.heard()
    [line] = await desk_of(gallery).queue()
    await desk_of(gallery).claim(line.id, await an_operator(gallery))
    await person.heard()
    far.file = telltale()
    form = far.form(person.person, NumMedia="1", MediaContentType0="image/jpeg", Body="the gate")
    far.keep(form)
    sid = form["MessageSid"]
    form["MediaUrl0"] = f"https://api.twilio.com/x/Messages/{sid}/Media/{far.media[sid][0]['sid']}"
    assert await far.post("/whatsapp", form) == 200
    assert [each.text for each in await person.heard()] == [said(gallery, "photo-taken")]
    await fetching_of(gallery).make()
    sheet = await desk_of(gallery).show(line.id, "ana")
    assert [(photo_state(e, sheet.fates), e.text) for e in sheet.talk if "picture" in e.flags] == [("here", "the gate")]
    assert gallery.helpline.twilio is not None
    assert sid in far.messages
    gallery.clock.pass_time(timedelta(minutes=3))
    await gallery.helpline.twilio.delete_due()
    assert sid not in far.messages


def test_what_is_kept_says_nothing_of_where_a_photo_lay() -> None:
    """A line of a case has no place for a handle: what names a file at a platform ends with its fetching."""
    assert set(Entry.__struct_fields__) == {"at", "by", "text", "said", "flags", "outbox"}
