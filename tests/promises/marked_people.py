"""People on every channel whose every field is a mark: what a platform tells of them, and what they tell themselves.

They do whatever comes to their mind: tap what is offered, write, send what nobody takes, call themselves by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from aiohttp import ClientError, ClientSession, CookieJar

from bot.channels.terminal import TerminalChannel
from bot.channels.web_session import address_of
from bot.messages import Address, Outbound
from tests.channels.far_twilio import Person
from tests.promises.marks import Marks
from tests.stage import SECRET, Stage

Json = dict[str, Any]
SETTLED = {200, 204, 303, 400, 403, 409, 413, 429, 503}
"""What a person's message may be answered with; never a 500."""
COMMANDS = ("/human", "/menu", "/privacy", "/hide", "/language", "/restart", "/sos", "/stop", "/back")


class Marked(Protocol):
    """Somebody who acts; ``said`` keeps every answer our side gave to a call."""

    said: list[bytes]

    async def act(self) -> None: ...
    async def asks_for_people(self, step: int) -> None: ...
    async def close(self) -> None: ...


class MarkedTelegram:
    """Somebody on Telegram: every update carries every field that the platform may send, each with its own mark."""

    def __init__(self, stage: Stage, marks: Marks) -> None:
        self._stage, self._marks, self._random = stage, marks, marks.random
        self.chat = marks.number()
        self._other = marks.number()
        self._user = self._somebody("self")
        self.said: list[bytes] = []
        self._http = ClientSession()
        self._last: Json | None = None

    def _somebody(self, where: str) -> Json:
        same = self._marks.same
        return {
            "id": self.chat if where == "self" else int(self._other), "is_bot": False,
            "first_name": same(f"{where} first"), "last_name": same(f"{where} last"), "username": same(f"{where} user"),
            "language_code": f"en-{same(f'{where} language')}", "is_premium": True,
        }  # fmt: skip

    def _chat(self) -> Json:
        names = {name: self._user[name] for name in ("first_name", "last_name", "username")}
        same = self._marks.same
        return {"id": self.chat, "type": "private", "title": same("title"), "bio": same("bio"), **names}

    def _message(self, **content: Any) -> Json:
        marks, same = self._marks, self._marks.same
        return {
            "message_id": marks.number(10) % 2**31, "date": int(self._stage.clock().timestamp()), "chat": self._chat(),
            "from": self._user, "author_signature": same("author"), "business_connection_id": same("business"),
            "forward_origin": {"type": "user", "sender_user": self._somebody("forward"), "date": 1},
            "reply_to_message": {"message_id": 1, "date": 1, "chat": self._chat(), "text": same("reply")},
            "via_bot": self._somebody("via"), "effect_id": same("effect"), "quote": {"text": same("quote")},
            "entities": [{"type": "text_mention", "offset": 0, "length": 1, "user": self._somebody("mention")}],
            "link_preview_options": {"url": f"https://a.test/{same('link')}"}, **content,
        }  # fmt: skip

    def _file(self) -> Json:
        marks, same = self._marks, self._marks.same
        ids = {"file_id": same("file id"), "file_unique_id": same("file unique"), "file_name": f"{marks.name()}.pdf"}
        return {**ids, "width": 1, "height": 1, "duration": 1, "title": same("file title"), "performer": same("singer")}

    def _media(self) -> Json:
        marks, same = self._marks, self._marks.same
        kind = self._random.choice(["photo", "document", "voice", "sticker", "contact", "poll", "video"])
        match kind:
            case "photo":
                return {"photo": [self._file()], "caption": marks.words(), "media_group_id": marks.name()}
            case "contact":
                told = {"phone_number": marks.phone(), "first_name": same("friend"), "vcard": same("vcard")}
                return {"contact": {**told, "user_id": marks.number()}}
            case "poll":
                return {"poll": {"id": marks.name(), "question": same("poll"), "options": [{"text": same("option")}]}}
            case _:
                return {kind: self._file(), "caption": marks.words()}

    def _offered(self) -> list[str]:
        found = []
        for method, call in self._stage.telegram.calls:
            if method == "sendMessage" and str(call["chat_id"]) == str(self.chat):
                markup = call.get("reply_markup")
                markup = json.loads(markup) if isinstance(markup, str) else markup
                for row in markup.get("inline_keyboard", []) if isinstance(markup, dict) else []:
                    found += [button["callback_data"] for button in row]
        return found[-8:]

    def _tap(self, data: str) -> Json:
        ours = {"message_id": 100, "date": 1, "chat": self._chat(), "text": self._marks.name()}
        ids = {"id": str(self._marks.number(17)), "chat_instance": str(self._marks.number(17))}
        return {"callback_query": {**ids, "from": self._user, "message": ours, "data": data, "game_short_name": "g"}}

    async def act(self) -> None:
        marks, random, offered = self._marks, self._random, self._offered()
        match random.choice(["tap"] * 6 + ["words"] * 4 + ["media", "place", "edit", "again", "odd", "broken", "gone"]):
            case "tap" if offered:
                await self._post(self._tap(random.choice(offered)))
            case "media":
                await self._post({"message": self._message(**self._media())})
            case "place":
                place = {"latitude": marks.degrees(55), "longitude": marks.degrees(37), "horizontal_accuracy": 5.0}
                venue = {
                    "title": marks.name(),
                    "address": marks.name(),
                    "foursquare_id": marks.name(),
                    "location": place,
                }
                await self._post({"message": self._message(location=place, venue=venue)})
            case "edit":
                await self._post({"edited_message": self._message(text=marks.words(), edit_date=1)})
            case "again" if self._last:
                await self._post(self._last)
            case "odd":
                await self._post(self._odd())
            case "broken":
                await self._post_broken()
            case "gone":
                member = {"status": random.choice(["kicked", "member"]), "user": self._somebody("us"), "until_date": 0}
                change = {"old_chat_member": member, "new_chat_member": member}
                await self._post({"my_chat_member": {"chat": self._chat(), "from": self._user, "date": 1, **change}})
            case _:
                words = random.choice([marks.words(), marks.words(), random.choice(COMMANDS), "Moscow", "2"])
                await self._post({"message": self._message(text=words)})

    def _odd(self) -> Json:
        """Return something that is not ours to answer."""
        marks, same, other = self._marks, self._marks.same, self._somebody("odd")
        group = {"id": -marks.number(13), "type": "supergroup", "title": same("group")}
        query = {"id": marks.name(), "from": other, "chat_instance": "1", "data": same("data")}
        return self._random.choice([
            {"message": {**self._message(text=same("in a group")), "chat": group}},
            {"inline_query": {"id": marks.name(), "from": other, "query": same("inline"), "offset": ""}},
            {"message_reaction": {"chat": self._chat(), "user": other, "date": 1, "old_reaction": []}},
            {"callback_query": query},
        ])  # fmt: skip

    async def asks_for_people(self, step: int) -> None:
        if step == 0:
            await self._post({"message": self._message(text="/human")})
        else:
            await self._post(self._tap("human/about/skip"))

    async def _post(self, update: Json) -> None:
        if "update_id" not in update:
            update = self._last = {"update_id": self._marks.number(10), **update}
        await self._send(json.dumps(update).encode(), SECRET)

    async def _post_broken(self) -> None:
        """Send what is signed and cannot be read, and what can be read and is not signed."""
        marks = self._marks
        whole = json.dumps({"update_id": marks.number(10), "message": self._message(text=marks.name())}).encode()
        wrong = {**self._message(text=marks.name()), "chat": {"id": marks.name(), "type": "private"}}
        await self._send(whole[: len(whole) // 2], SECRET)
        await self._send(json.dumps({"update_id": marks.number(10), "message": wrong}).encode(), SECRET)
        if self._random.random() < 0.1:
            await self._send(b'{"update_id": 1, "x": "%s"}' % (marks.name() * 30_000).encode(), SECRET)
        await self._send(whole, marks.name())
        await self._send(whole + b"\xff\xfe", "")

    async def _send(self, body: bytes, secret: str) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "X-Forwarded-For": self._marks.same("from where")}
        with suppress(ClientError):
            async with self._http.post(f"{self._stage.base}/telegram", data=body, headers=headers) as response:
                assert response.status in SETTLED, response.status
                self.said.append(await response.read() + repr(response.raw_headers).encode())

    async def close(self) -> None:
        await self._http.close()


class MarkedWeb:
    """Somebody at the chat page: the browser tells much, and the cookie would open their talk."""

    def __init__(self, stage: Stage, marks: Marks) -> None:
        self._stage, self._marks, self._random = stage, marks, marks.random
        self._jar = CookieJar(unsafe=True, treat_as_secure_origin=[stage.base])
        self._http = ClientSession(cookie_jar=self._jar)
        self._taps: list[str] = []
        self.said: list[bytes] = []

    async def _post(self, **form: str) -> None:
        marks = self._marks
        headers = {
            "Sec-Fetch-Site": "same-origin", "Accept": "application/json", "Accept-Language": f"en-{marks.same('tag')}",
            "User-Agent": marks.same("agent"), "Referer": f"{self._stage.base}/chat?{marks.same('referer')}",
            "X-Real-IP": marks.same("from where"),
        }  # fmt: skip
        form = {"id": marks.name("id-3456789-"), "name": marks.same("field"), **form}
        with suppress(ClientError):
            for _ in range(2):
                path = f"{self._stage.base}/chat?from={marks.same('query')}"
                async with self._http.post(path, data=form, headers=headers) as response:
                    assert response.status in SETTLED, response.status
                    if response.status != 409:
                        break
        self._note_cookie()

    def _note_cookie(self) -> None:
        for cookie in self._jar:
            self._marks.identity |= {cookie.value, address_of(cookie.value).to}

    async def act(self) -> None:
        marks, random = self._marks, self._random
        with suppress(ClientError, ValueError, KeyError):
            async with self._http.get(f"{self._stage.base}/chat/messages?after=0") as response:
                news = await response.json()
                self._taps = [tap for message in news["messages"] for _, tap, _ in message["buttons"]][-8:]
        match random.choice(["tap"] * 6 + ["words"] * 4 + ["place", "broken", "leave"]):
            case "tap" if self._taps:
                await self._post(tap=random.choice(self._taps))
            case "place":
                await self._post(lat=str(marks.degrees(55)), lon=str(marks.degrees(37)))
            case "broken":
                await self._post(tap=marks.name() * 9, lat=marks.name(), text=marks.name())
            case "leave" if random.random() < 0.3:
                with suppress(ClientError):
                    await self._http.post(f"{self._stage.base}/chat/leave", headers={"Sec-Fetch-Site": "same-origin"})
            case _:
                await self._post(text=random.choice([marks.words(), marks.words(), random.choice(COMMANDS)]))

    async def asks_for_people(self, step: int) -> None:
        await (self._post(text="/human") if step == 0 else self._post(tap="human/about/skip"))

    async def close(self) -> None:
        await self._http.close()


class MarkedWhatsApp:
    """Somebody on WhatsApp or SMS: signed forms with everything Twilio tells."""

    def __init__(self, stage: Stage, marks: Marks, channel: str = "whatsapp") -> None:
        self._stage, self._marks, self._random = stage, marks, marks.random
        self._person = Person(marks.phone(), channel)
        marks.identity.add(self._person.number.removeprefix("+"))
        self.said: list[bytes] = []

    async def _write(self, **fields: str) -> None:
        marks, same, twilio = self._marks, self._marks.same, self._stage.twilio
        named = {
            "ProfileName": same("profile"), "FromCity": same("city"), "FromCountry": same("land"), "More": same("more"),
            "ChannelMetadata": json.dumps({"data": {"context": {"ProfileName": same("context")}}}),
            "ReferralBody": same("referral"), "MessageSid": "SM" + f"{marks.number()}".zfill(32),
        }  # fmt: skip
        form = twilio.form(self._person, **{**named, **fields})
        twilio.keep(form)
        with suppress(ClientError):
            assert await twilio.post("/whatsapp", form) in SETTLED

    async def act(self) -> None:
        marks, random, screen = self._marks, self._random, self._stage.twilio.screen(self._person)
        taps = [(label, tap) for shown in screen[-3:] for label, tap in shown.choices]
        match random.choice(["tap"] * 6 + ["words"] * 4 + ["place", "media", "unsigned"]):
            case "tap" if taps:
                label, tap = random.choice(taps)
                await self._write(Body=label, ButtonPayload=tap, ButtonText=label)
            case "place":
                place = {"Latitude": str(marks.degrees(55)), "Longitude": str(marks.degrees(37))}
                await self._write(**place, Label=marks.name(), Address=marks.name(), MessageType="location")
            case "media":
                url = f"https://a.test/{marks.name()}"
                await self._write(NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg", Body=marks.words())
            case "unsigned":
                with suppress(ClientError):
                    form = self._stage.twilio.form(self._person, Body=marks.name())
                    signed = {"X-Twilio-Signature": marks.name()}
                    assert await self._stage.twilio.post("/whatsapp", form, **signed) == 403
            case _:
                await self._write(Body=random.choice([marks.words(), marks.words(), random.choice(COMMANDS)]))

    async def asks_for_people(self, step: int) -> None:
        fields = {"Body": "/human"} if step == 0 else {"Body": "skip", "ButtonPayload": "human/about/skip"}
        await self._write(**fields)

    async def close(self) -> None:
        """Nothing to give back."""


class MarkedTerminal:
    """Somebody at the terminal, whose screen sometimes breaks with an error that quotes what it should show."""

    def __init__(self, stage: Stage, marks: Marks, failed: Callable[[BaseException], None]) -> None:
        self._stage, self._marks, self._random = stage, marks, marks.random
        self._address = Address("terminal", marks.name(), marks.name())
        self._failed = failed
        self._labels: list[str] = []
        self._channel = TerminalChannel(self._show)
        stage.helpline.add(self._channel)
        self.said: list[bytes] = []

    def _show(self, message: Outbound) -> None:
        if self._random.random() < 0.1:
            raise ValueError(f"no screen for {message.text} at {self._address.to}")
        self._labels = [button.label for button in message.buttons]

    async def _say(self, line: str) -> None:
        inbound = self._channel.inbound(line, self._address, self._stage.clock(), self._marks.name())
        try:
            await self._stage.helpline.receive(inbound)
        except Exception as failed:
            self._failed(failed)

    async def act(self) -> None:
        marks, random = self._marks, self._random
        place = f"/location {marks.degrees(55)} {marks.degrees(37)}"
        lines = [marks.words(), marks.words(), place, random.choice(COMMANDS), "/voice", *self._labels[:4] * 2]
        await self._say(random.choice(lines))

    async def asks_for_people(self, step: int) -> None:
        await self._say("/human" if step == 0 else random_label(self._labels))

    async def close(self) -> None:
        """Nothing to give back."""


def random_label(labels: list[str]) -> str:
    """Return the label that skips a question, or whatever comes last."""
    return next((label for label in labels if re.search("skip", label, re.IGNORECASE)), labels[-1] if labels else "1")
