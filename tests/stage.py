"""A stage: one helpline with everything real but the far side of the network, for tests that play talks.

The store is a real Valkey, the channels are served over real HTTP on loopback; Telegram's own side is a small server
that takes what the bot sends and answers as the platform does.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from aiohttp import ClientSession, CookieJar, web
from pydantic import SecretStr

from bot.app import build
from bot.cases.case import Refusal
from bot.channels.terminal import TerminalChannel
from bot.channels.web_session import Pace
from bot.content import Shelf
from bot.desk.accounts import AccountExists
from bot.desk.consent import Asking
from bot.helpline import Helpline
from bot.messages import Address, Outbound
from bot.privacy.keyring import Keyring
from bot.serving import listening, serve
from bot.settings import Settings
from tests.channels import far_twilio
from tests.channels.far_twilio import NUMBERED, FarTwilio, Person
from tests.talks import Heard

ROOT = Path(__file__).parent.parent
TOKEN = "4242424242:TEST-not-a-token-of-any-bot-at-all"
SECRET = "a-secret-of-the-tests-0123456789"
UNHURRIED = Pace(words_burst=10_000, sessions_burst=10_000)
"""Transcripts are typed faster than any person types."""
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that moves only when told."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, span: timedelta) -> None:
        """Let time pass."""
        self.now += span

    async def sleep(self, seconds: float) -> None:
        """Let time pass where somebody waits for it."""
        self.pass_time(timedelta(seconds=seconds))
        await asyncio.sleep(0)


@dataclass(repr=False)
class FarTelegram:
    """Telegram as the bot sees it: takes calls, answers as the platform does, remembers what each chat was shown.

    ``trouble`` looks at each call first; what it returns is answered instead, and the call does not count.
    """

    trouble: Callable[[str, dict[str, object]], web.Response | None] = lambda _method, _call: None
    calls: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    base: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    """What lies at the platform, by its handle; what was fetched stands in `fetched`."""
    fetched: list[str] = field(default_factory=list)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(100))

    async def give(self, request: web.Request) -> web.Response:
        """Give out a file, as the platform does to whoever holds the token."""
        handle = request.match_info["handle"]
        self.fetched.append(handle)
        return web.Response(body=self.files[handle]) if handle in self.files else web.Response(status=404)

    async def take(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            call = await request.json()
        else:
            call = {key: _parsed(value) for key, value in (await request.post()).items() if isinstance(value, str)}
        if (answer := self.trouble(method, call)) is not None:
            return answer
        self.calls.append((method, call))
        if method in ("sendMessage", "editMessageText"):
            message = {
                "message_id": next(self._ids),
                "date": 1,
                "chat": {"id": call["chat_id"], "type": "private"},
                "text": call["text"],
            }
            return web.json_response({"ok": True, "result": message})
        if method == "getFile":
            handle = str(call["file_id"])
            file = {"file_id": handle, "file_unique_id": "u", "file_path": f"photos/{handle}"}
            return web.json_response({"ok": True, "result": file})
        if method == "getMe":
            me = {"id": 4242424242, "is_bot": True, "first_name": "B", "username": "b_bot"}
            return web.json_response({"ok": True, "result": me})
        return web.json_response({"ok": True, "result": True})


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value


@dataclass(repr=False)
class Stage:
    """A running helpline and its far sides."""

    helpline: Helpline
    clock: Clock
    base: str
    telegram: FarTelegram
    twilio: FarTwilio
    shown: dict[str, list[Outbound]] = field(default_factory=dict)
    persons: itertools.count[int] = field(default_factory=lambda: itertools.count(7_300_000_001))

    async def clear(self) -> None:
        """Empty the store, as if nobody had written yet."""
        assert self.helpline.sender is not None
        await self.helpline.connection.batch.call_everywhere("FLUSHALL")
        await self.helpline.sender.take_leases()

    async def settle(self) -> None:
        """Let everything that is due be sent."""
        assert self.helpline.sender is not None
        await self.helpline.sender.drain()


@asynccontextmanager
async def staged(
    store: Path,
    folder: Path,
    shelf: Shelf,
    clock: Clock | None = None,
    *,
    twilio_at: Callable[[str], Awaitable[str]] | None = None,
) -> AsyncIterator[Stage]:
    """Build a stage on a running store; keys are made in ``folder``.

    ``twilio_at`` may put something between us and Twilio: given its address, it returns the one to call.
    """
    clock = clock or Clock()
    telegram = FarTelegram()
    far = listening("127.0.0.1", 0)
    far_app = web.Application()
    far_app.router.add_post("/bot{token}/{method}", telegram.take)
    far_app.router.add_get("/file/bot{token}/photos/{handle}", telegram.give)
    far_runner = web.AppRunner(far_app, access_log=None)
    await far_runner.setup()
    await web.SockSite(far_runner, far).start()
    telegram.base = f"http://127.0.0.1:{far.getsockname()[1]}"
    twilio = await FarTwilio(clock).__aenter__()
    settings = Settings(
        data_dir=folder,
        telegram_token=SecretStr(TOKEN),
        telegram_secret=SecretStr(SECRET),
        telegram_mode="webhook",
        telegram_api=telegram.base,
        twilio_account_sid=far_twilio.ACCOUNT,
        twilio_auth_token=SecretStr(far_twilio.TOKEN),
        twilio_from=far_twilio.NUMBER,
        twilio_sms_from=far_twilio.SMS_NUMBER,
        twilio_api=await twilio_at(twilio.base) if twilio_at else twilio.base,
        public_url=far_twilio.PUBLIC_URL,
    )
    if not (settings.keys_dir / "ring").exists():
        Keyring.init(settings.keys_dir, clock())
    helpline = await build(
        settings,
        shelf,
        store,
        clock=clock,
        random=Random(7),
        sleep=clock.sleep,
        pace=Pace(words_burst=10_000, sessions_burst=10_000),
    )
    if helpline.conversation:
        helpline.conversation.at_once = 0  # time stands still here, so a long talk would be a flood
    sock = listening("127.0.0.1", 0)
    runner = await serve(helpline.doors(), sock)
    stage = Stage(helpline, clock, f"http://127.0.0.1:{sock.getsockname()[1]}", telegram, twilio)
    twilio.helpline = stage.base
    try:
        yield stage
    finally:
        await helpline.quiet_streams()
        await runner.cleanup()
        await helpline.close()
        await far_runner.cleanup()
        await twilio.__aexit__()


# -- persons -----------------------------------------------------------------------------------------------------


class TerminalPerson:
    """A person at the terminal."""

    def __init__(self, stage: Stage, locale: str) -> None:
        self._stage = stage
        self._said: list[Outbound] = []
        self._channel = TerminalChannel(self._said.append)
        stage.helpline.add(self._channel)
        self._address = Address("terminal", "terminal", f"person-{next(stage.persons)}")
        self._last: tuple[str, ...] = ()

    async def _say(self, line: str) -> None:
        inbound = self._channel.inbound(line, self._address, self._stage.clock(), f"t{next(self._stage.persons)}")
        await self._stage.helpline.receive(inbound)

    async def type(self, words: str) -> None:
        await self._say(words)

    async def tap(self, label: str) -> None:
        await self._say(label)

    async def share(self, lat: float, lon: float) -> None:
        await self._say(f"/location {lat} {lon}")

    async def media(self, kind: str) -> None:
        await self._say(f"/{kind}")

    async def start(self) -> None:
        await self._say("/start")

    async def heard(self) -> list[Heard]:
        await self._stage.settle()
        heard = [
            Heard(each.text, tuple(("✓ " if b.ticked else "") + b.label for b in each.buttons)) for each in self._said
        ]
        self._said.clear()
        return heard

    async def close(self) -> None:
        """Nothing to give back."""


class TelegramPerson:
    """A person on Telegram: genuine updates go to the webhook, what the bot sends is read from the wire."""

    def __init__(self, stage: Stage, locale: str) -> None:
        self._stage = stage
        self._id = next(stage.persons)
        self._buttons: dict[str, tuple[str, int]] = {}
        self._typed: set[str] = set()
        self._locale = locale
        self._seen = len(stage.telegram.calls)
        self._http: ClientSession | None = None

    async def _post(self, update: dict[str, object]) -> None:
        self._http = self._http or ClientSession()
        update = {"update_id": next(self._stage.persons), **update}
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self._http.post(f"{self._stage.base}/telegram", json=update, headers=headers) as response:
            assert response.status == 200, response.status

    def _from(self) -> dict[str, object]:
        return {"id": self._id, "is_bot": False, "first_name": "Zarina", "username": "zarina_invented"}

    def _message(self, **content: object) -> dict[str, object]:
        return {
            "message": {
                "message_id": next(self._stage.persons),
                "date": int(self._stage.clock().timestamp()),
                "chat": {"id": self._id, "type": "private", "first_name": "Zarina"},
                "from": self._from(),
                **content,
            }
        }

    async def type(self, words: str) -> None:
        await self._post(self._message(text=words))

    async def tap(self, label: str) -> None:
        if label in self._typed:
            await self.type(label)
            return
        data, message_id = self._buttons[label]
        chat = {"id": self._id, "type": "private"}
        await self._post(
            {
                "callback_query": {
                    "id": str(next(self._stage.persons)),
                    "from": self._from(),
                    "chat_instance": "1",
                    "data": data,
                    "message": {"message_id": message_id, "date": 1, "chat": chat, "text": "x"},
                }
            }
        )

    async def share(self, lat: float, lon: float) -> None:
        await self._post(self._message(location={"latitude": lat, "longitude": lon}))

    async def media(self, kind: str) -> None:
        file = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
        await self._post(self._message(**{kind: [file] if kind == "photo" else file}))

    async def start(self) -> None:
        await self._post(self._message(text="/start"))

    async def heard(self) -> list[Heard]:
        await self._stage.settle()
        heard: list[Heard] = []
        for method, call in self._stage.telegram.calls[self._seen :]:
            if method not in ("sendMessage", "editMessageText") or str(call.get("chat_id")) != str(self._id):
                continue
            markup = call.get("reply_markup")
            markup = json.loads(markup) if isinstance(markup, str) else markup
            rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
            typed = markup.get("keyboard", []) if isinstance(markup, dict) else []
            labels = tuple(
                button["text"] for row in (*rows, *typed) for button in row if "request_location" not in button
            )
            self._typed = {label for label in labels if typed}
            for row in rows:
                for button in row:
                    self._buttons[re.sub("^✓ ", "", button["text"])] = (button["callback_data"], 100)
            heard.append(Heard(str(call["text"]), labels))
        self._seen = len(self._stage.telegram.calls)
        return heard

    async def close(self) -> None:
        if self._http:
            await self._http.close()


class WhatsAppPerson:
    """A person on WhatsApp: genuine signed forms go to the webhook, what the bot sends is read from the wire.

    Pieces of one message are read as one, as they stand on the phone below each other.
    """

    def __init__(self, stage: Stage, locale: str, channel: str = "whatsapp") -> None:
        self._stage = stage
        self.person = Person(f"+1555{next(stage.persons)}", channel)
        self._seen = 0

    async def _write(self, **fields: str) -> None:
        status = await self._stage.twilio.write(self.person, **fields)
        assert status == 200, status

    async def type(self, words: str) -> None:
        await self._write(Body=words)

    async def tap(self, label: str) -> None:
        status = await self._stage.twilio.tap(self.person, label)
        assert status == 200, status

    async def share(self, lat: float, lon: float) -> None:
        await self._write(Latitude=str(lat), Longitude=str(lon), MessageType="location")

    async def media(self, kind: str) -> None:
        kinds = {"voice": "audio/ogg", "photo": "image/jpeg", "sticker": "image/webp"}
        await self._write(NumMedia="1", MediaContentType0=kinds[kind], MediaUrl0="https://a.test/", MessageType=kind)

    async def start(self) -> None:
        await self._write(Body="/start")

    async def heard(self) -> list[Heard]:
        await self._stage.settle()
        heard: dict[str, Heard] = {}
        for shown in self._stage.twilio.screen(self.person)[self._seen :]:
            entry = re.sub("&part=.*", "", shown.callback)
            before = f"{heard[entry].text}\n" if entry in heard else ""
            text, _, numbered = shown.text.partition("\n\n1. ")
            labels = tuple(line[2] for line in NUMBERED.finditer(f"1. {numbered}")) if numbered else shown.labels
            heard[entry] = Heard(before + text, labels)
        self._seen = len(self._stage.twilio.screen(self.person))
        return list(heard.values())

    async def close(self) -> None:
        """Nothing to give back."""


class WebPerson:
    """A person at the chat page, without a script: forms go in, the page's own news come out."""

    def __init__(self, stage: Stage, locale: str) -> None:
        self._stage = stage
        self._locale = locale
        self._after = 0
        self._buttons: dict[str, str] = {}
        self._cookies = CookieJar(unsafe=True, treat_as_secure_origin=[stage.base])
        self._http = ClientSession(cookie_jar=self._cookies, headers={"Accept-Language": locale})

    async def _post(self, **form: str) -> None:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        form = {"id": f"test-{next(self._stage.persons):024d}", **form}
        for _ in range(2):  # the first word of a stranger is asked for once more, with the cookie that came back
            async with self._http.post(f"{self._stage.base}/chat", data=form, headers=headers) as response:
                if response.status != 409:
                    break
        assert response.status in (200, 204), response.status

    async def type(self, words: str) -> None:
        await self._post(text=words)

    async def tap(self, label: str) -> None:
        await self._post(tap=self._buttons[label])

    async def share(self, lat: float, lon: float) -> None:
        await self._post(lat=str(lat), lon=str(lon))

    async def start(self) -> None:
        await self._post(start="1")

    async def media(self, kind: str) -> None:
        raise NotImplementedError("the page takes no files")

    async def heard(self) -> list[Heard]:
        await self._stage.settle()
        async with self._http.get(f"{self._stage.base}/chat/messages", params={"after": str(self._after)}) as response:
            news = await response.json()
        heard: list[Heard] = []
        for message in news["messages"]:
            self._after = max(self._after, int(message["n"]))
            if message["kind"] == "person":
                continue
            heard.append(self._read(message))
        return heard

    def _read(self, message: dict[str, Any]) -> Heard:
        text = "".join(piece[0] for piece in message["pieces"])
        for label, tap, _ in message["buttons"]:
            self._buttons[label] = tap
        return Heard(text, tuple(("✓ " if ticked else "") + label for label, _, ticked in message["buttons"]))

    async def close(self) -> None:
        await self._http.close()


class StageDesk:
    """Operators of a stage, through the desk's own verbs."""

    def __init__(self, stage: Stage) -> None:
        assert stage.helpline.desk is not None
        self._desk = stage.helpline.desk
        self._asking = Asking.at(self._desk, stage.helpline.shelf.content.directory)
        self._accounts = stage.helpline.accounts
        self._known: set[str] = set()
        self._case = ""

    async def opened(self) -> list[str]:
        new = [case for case in await self._desk.queue() if case.id not in self._known]
        self._known |= {case.id for case in new}
        if new:
            self._case = new[-1].id
        return [case.queue for case in new]

    async def do(self, operator: str, verb: str, words: str) -> None:
        with suppress(AccountExists):
            await self._accounts.add(operator)
        try:
            match verb:
                case "claim":
                    await self._desk.claim(self._case, operator)
                case "reply":
                    await self._desk.reply(self._case, operator, words)
                case "note":
                    await self._desk.note(self._case, operator, words)
                case "release":
                    await self._desk.release(self._case, operator)
                case "transfer":
                    await self._desk.transfer(self._case, operator, words)
                case "close":
                    await self._desk.close(self._case, operator, words)
                case "ask":
                    await self._asking.ask_to_see(self._case, operator, words)
                case "see":
                    await self._asking.see(self._case, operator, words)
                case "covered":
                    about, _, state = words.rpartition(" ")
                    stands = (await self._asking.of(self._case, operator)).pieces[about].state
                    assert stands == state, f"{about} is {stands}"
                case _:
                    raise AssertionError(f"no verb '{verb}'")
        except Refusal as refused:
            raise AssertionError(f"@{operator} {verb}: refused with {type(refused).__name__}") from None

    async def read(self, operator: str) -> list[str]:
        sheet = await self._desk.show(self._case, operator)
        return [entry.text for entry in sheet.talk] + [answer.words for answer in sheet.head.answers.values()]
