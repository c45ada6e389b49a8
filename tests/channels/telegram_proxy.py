"""The far side of Telegram for tests: a Bot API server on this machine, with invented people behind it.

Every call of the bot is checked against the description of the Bot API and recorded. What `lo-bot-api-emulator` models
(sending, editing, long polling, confirmation by offset) goes on to it; what it does not (webhooks that are tried again,
erasing, names, protected content) is played here, as the real server does it.

>>> async with TelegramFarSide() as far:                    # HELPLINE_TELEGRAM_API = far.api
...     nino = far.person(language="ka")
...     await far.text(nino, "/start")
...     shown = await far.next(nino)                        # waits for what the bot says
...     await far.tap(nino, "Yes")                          # the newest button with that label
...     assert not far.faults                               # nothing the Bot API would refuse

The bot may poll or set a webhook; updates follow it. Updates of one chat come one after another, and one that is not
answered with 2xx comes again and holds back the rest of its chat.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from lo_bot_api_emulator import LoBotApiEmulator  # type: ignore[import-untyped]

from tests.channels import telegram_people as people
from tests.channels.telegram_people import Json, Person
from tests.channels.telegram_spec import BotApi
from tests.loopback import listen

TOKEN = "4242424242:TEST-invented-token-of-nobody"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_UNKNOWN_BEHIND = ("protect_content", "link_preview_options")  # the emulator refuses what it does not model
_ENVELOPE = "_kind"  # the emulator queues three kinds of update only; others travel inside a "message"


@dataclass(frozen=True)
class Shown:
    """One message of the bot, as the person sees it: inline ``buttons`` (label, payload), ``keys`` below the input."""

    message_id: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    rows: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    place_key: str = ""
    takes_keys_away: bool = False
    protected: bool = False
    preview: bool = True
    edited: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.buttons)


@dataclass(frozen=True)
class Call:
    """One call of the bot, as it arrived."""

    method: str
    params: Json
    status: int


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with one call: an answer with an error, or a line that breaks before or after accepting it."""

    status: int = 0
    body: str | Json = ""
    breaks: str = ""  # "before" or "after" the message was taken


@dataclass
class _Hook:
    url: str = ""
    secret: str = ""
    allowed: list[str] = field(default_factory=list)
    last_error: str = ""


class TelegramFarSide:
    """A Bot API server and the people behind it. ``patience`` scales the pauses between deliveries to a webhook."""

    def __init__(self, token: str = TOKEN, *, patience: float = 0.02) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.deliveries: list[tuple[int, int]] = []
        self.answered_taps: list[str] = []
        self.too_old: set[int] = set()
        self.words: dict[tuple[str, str], Any] = {}
        self._patience = patience
        self._spec = BotApi.load()
        self._emulator = LoBotApiEmulator()
        self._runners: list[web.AppRunner] = []
        self.hook = _Hook()
        self._mode = ""
        self._waiting: list[Json] = []
        self._ids = count(1)
        self._query_ids = count(4_000_000_001)
        self._person_ids = count(777000111)
        self._queues: dict[str, asyncio.Queue[Json]] = {}
        self._couriers: set[asyncio.Task[None]] = set()
        self._known: set[int] = set()
        self._blocked: set[int] = set()
        self._taps: set[str] = set()
        self._heard: defaultdict[int, list[Shown]] = defaultdict(list)
        self._unread: defaultdict[int, deque[Shown]] = defaultdict(deque)
        self._changed = asyncio.Condition()
        self._troubles: defaultdict[str, deque[Trouble]] = defaultdict(deque)

    async def __aenter__(self) -> Self:
        self._http = ClientSession(timeout=ClientTimeout(total=70))
        self._behind = await self._serve(self._emulator.app())
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/bot{token}/{method}", self._take)
        self.api = await self._serve(app)
        return self

    async def __aexit__(self, *_: object) -> None:
        for courier in self._couriers:
            courier.cancel()
        await asyncio.gather(*self._couriers, return_exceptions=True)
        await self._http.close()
        for runner in reversed(self._runners):
            await runner.cleanup()

    async def _serve(self, app: web.Application) -> str:
        runner, host, port = await listen(app)
        self._runners.append(runner)
        return f"http://{host}:{port}"

    # -- what people do ----------------------------------------------------------------------------------------

    def person(self, language: str = "en") -> Person:
        """Invent somebody who has not written yet."""
        return Person(next(self._person_ids), language)

    async def text(self, person: Person, words: str) -> int:
        """Let a person write; returns the message's id."""
        return await self._say(person, text=words)

    async def place(self, person: Person, lat: float, lon: float) -> int:
        """Let a person share where they are."""
        return await self._say(person, location={"latitude": lat, "longitude": lon})

    async def media(self, person: Person, kind: str, **more: Any) -> int:
        """Let a person send one of `telegram_people.MEDIA`: "voice", "photo", "sticker"…, with ``caption=`` if any."""
        return await self._say(person, **people.MEDIA[kind], **more)

    async def sticker(self, person: Person) -> int:
        """Let a person send a sticker."""
        return await self.media(person, "sticker")

    async def edit(self, person: Person, message_id: int, words: str) -> None:
        """Let a person correct what they wrote."""
        corrected = people.message(person, message_id, text=words, edit_date=people.WHEN + 60)
        await self.push(person, {"edited_message": corrected})

    async def tap(self, person: Person, label: str) -> None:
        """Let a person tap the newest inline button, or press the newest key, that carries this label."""
        for shown in reversed(self._heard[person.id]):
            for found, payload in shown.buttons:
                if found == label:
                    return await self.tap_payload(person, payload, shown.message_id)
            if label in shown.keys:
                await self.text(person, label)
                return None
        raise LookupError(f"no button {label!r} was shown")

    async def tap_payload(self, person: Person, payload: str, message_id: int = 1) -> None:
        """Let a person tap a button with this payload, however old it is."""
        query = str(next(self._query_ids))
        self._taps.add(query)
        await self.push(person, {"callback_query": people.tap(person, query, message_id, payload)})

    async def block(self, person: Person) -> None:
        """Let a person block the bot: from now on it is refused with 403."""
        self._blocked.add(person.id)
        await self.push(person, {"my_chat_member": people.member(person, "kicked")})

    async def push(self, person: Person, update: Json) -> None:
        """Bring any update to the bot, by the way it chose: queue it for polling, or post it to the webhook."""
        self._known.add(person.id)
        update = {"update_id": next(self._ids), **update}
        if self._mode:
            await self._bring(update)
        else:
            self._waiting.append(update)

    async def _say(self, person: Person, **content: Any) -> int:
        number: int = self._emulator.next_id
        self._emulator.next_id += 1
        await self.push(person, {"message": people.message(person, number, **content)})
        return number

    # -- what people see ---------------------------------------------------------------------------------------

    async def next(self, person: Person, timeout: float = 20) -> Shown:
        """Wait for the next message (or change of one) that this person has not been handed yet."""
        unread = self._unread[person.id]
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: bool(unread))
            return unread.popleft()

    def screen(self, person: Person) -> list[Shown]:
        """Return the bot's messages as they stand in the chat now: changed ones once, erased ones not."""
        return list({shown.message_id: shown for shown in self._heard[person.id]}.values())

    async def until(self, condition: Callable[[], bool], timeout: float = 20) -> None:
        """Wait until something holds; it is looked at after every call and every delivery."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(condition)

    def called(self, method: str) -> list[Json]:
        """Return the parameters of every call of one method so far."""
        return [call.params for call in self.calls if call.method == method]

    def trouble(self, method: str, *troubles: Trouble) -> None:
        """Let the next calls of a method go wrong, one trouble each."""
        self._troubles[method].extend(troubles)

    # -- the Bot API -------------------------------------------------------------------------------------------

    async def _take(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _refused(401, "Unauthorized")
        try:
            params = await request.json()
        except ValueError:
            params = {}
            self.faults.append(f"{method}: not JSON")
        trouble = self._troubles[method].popleft() if self._troubles[method] else Trouble()
        if trouble.status:
            response: web.StreamResponse = _answer(trouble, request.path)
        elif trouble.breaks == "before":
            response = web.Response(status=500)
        else:
            response = await self._answered(method, params)
        self.calls.append(Call(method, params, response.status))
        async with self._changed:
            self._changed.notify_all()
        if trouble.breaks and request.transport is not None:
            request.transport.abort()
        return response

    async def _answered(self, method: str, params: Json) -> web.Response:
        if faults := self._spec.faults(method, params):
            self.faults += faults
            return _refused(400, f"Bad Request: {faults[0]}")
        if "chat_id" in params:
            if params["chat_id"] in self._blocked:
                return _refused(403, "Forbidden: bot was blocked by the user")
            if params["chat_id"] not in self._known:
                return _refused(400, "Bad Request: chat not found")
        ours = getattr(self, f"_on_{method.lower()}", None)
        if ours is not None:
            answer: web.Response = await ours(params)
            return answer
        if method[:5] in ("getMy", "setMy"):
            return self._on_words(method, params)
        return await self._passed_on(method, params)

    async def _passed_on(self, method: str, params: Json) -> web.Response:
        known = {name: value for name, value in params.items() if name not in _UNKNOWN_BEHIND}
        try:
            async with self._http.post(f"{self._behind}/bot{self.token}/{method}", json=known) as response:
                answer = await response.json()
        except ClientError:
            return _refused(502, "Bad Gateway")  # we are being closed
        if response.status >= 400:
            self.faults.append(f"{method}: {answer.get('description', 'refused')}")
        return web.json_response(answer, status=response.status)

    async def _on_sendmessage(self, params: Json) -> web.Response:
        response = await self._passed_on("sendMessage", params)
        if response.status == 200:
            self._show(params, _result(response)["message_id"])
        return response

    async def _on_editmessagetext(self, params: Json) -> web.Response:
        old = next((s for s in self._heard[params["chat_id"]] if s.message_id == params["message_id"]), None)
        if old is None:
            return _refused(400, "Bad Request: message to edit not found")
        if old.keys or old.place_key or old.takes_keys_away:
            return _refused(400, "Bad Request: message can't be edited")
        new = replace(_shown(params, old.message_id), edited=True, protected=old.protected)
        newest = next(s for s in reversed(self._heard[params["chat_id"]]) if s.message_id == old.message_id)
        if replace(newest, edited=True) == new:
            return _refused(400, "Bad Request: message is not modified: specified new message content is the same")
        response = await self._passed_on("editMessageText", params)
        if response.status == 200:
            self._keep(params["chat_id"], new)
        return response

    async def _on_answercallbackquery(self, params: Json) -> web.Response:
        if params["callback_query_id"] not in self._taps:
            return _refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._taps.remove(params["callback_query_id"])
        self.answered_taps.append(params["callback_query_id"])
        return _accepted(True)

    async def _on_deletemessages(self, params: Json) -> web.Response:
        if self.too_old.intersection(params["message_ids"]):
            return _refused(400, "Bad Request: message can't be deleted for everyone")
        gone = set(params["message_ids"])
        self._heard[params["chat_id"]] = [s for s in self._heard[params["chat_id"]] if s.message_id not in gone]
        return _accepted(True)

    def _on_words(self, method: str, params: Json) -> web.Response:
        what, language = method[5:], params.get("language_code", "")
        key = {"Commands": "commands", "Name": "name", "Description": "description"}.get(what, "short_description")
        if method.startswith("set"):
            self.words[what, language] = params.get(key)
            return _accepted(True)
        have = self.words.get((what, language), self.words.get((what, "")))
        return _accepted(have or []) if what == "Commands" else _accepted({key: have or ""})

    def _show(self, params: Json, message_id: int) -> None:
        self._keep(params["chat_id"], _shown(params, message_id))

    def _keep(self, chat: int, shown: Shown) -> None:
        self._heard[chat].append(shown)
        self._unread[chat].append(shown)

    # -- bringing updates --------------------------------------------------------------------------------------

    async def _on_getupdates(self, params: Json) -> web.Response:
        if self.hook.url:
            return _refused(409, "Conflict: can't use getUpdates method while webhook is active")
        await self._set_mode("polling")
        response = await self._passed_on("getUpdates", params)
        if response.status != 200:
            return response
        updates = _result(response)
        for update in updates:
            if kind := update.get("message", {}).pop(_ENVELOPE, ""):
                update[kind] = update.pop("message")
        return _accepted(updates)

    async def _on_setwebhook(self, params: Json) -> web.Response:
        allowed = params.get("allowed_updates", [])
        self.hook = _Hook(params["url"], params.get("secret_token", ""), allowed)
        await self._set_mode("webhook")
        return _accepted(True)

    async def _on_deletewebhook(self, _params: Json) -> web.Response:
        self.hook = _Hook()
        return _accepted(True)

    async def _on_getwebhookinfo(self, _params: Json) -> web.Response:
        waiting = sum(queue.qsize() for queue in self._queues.values())
        info = {"url": self.hook.url, "has_custom_certificate": False, "pending_update_count": waiting}
        if self.hook.url:
            info |= {"allowed_updates": self.hook.allowed}
        if self.hook.last_error:
            info |= {"last_error_date": people.WHEN, "last_error_message": self.hook.last_error}
        return _accepted(info)

    async def _set_mode(self, mode: str) -> None:
        self._mode = mode
        waiting, self._waiting = self._waiting, []
        for update in waiting:
            await self._bring(update)

    async def _bring(self, update: Json) -> None:
        kind = next(name for name in update if name != "update_id")
        if self.hook.url:
            sender = "user" if kind == "callback_query" else "chat"
            self._queue(f"{sender}/{update[kind]['from']['id']}").put_nowait(update)
            return
        if kind not in ("message", "callback_query"):
            update = {"update_id": update["update_id"], "message": {**update[kind], _ENVELOPE: kind}}
        await self._emulator.enqueue_update(update, token=self.token)

    def _queue(self, name: str) -> asyncio.Queue[Json]:
        if name not in self._queues:
            self._queues[name] = asyncio.Queue()
            courier = asyncio.create_task(self._deliver(self._queues[name]))
            self._couriers.add(courier)
        return self._queues[name]

    async def _deliver(self, queue: asyncio.Queue[Json]) -> None:
        """Post the updates of one chat: the next only after the last was taken; at once again, then ever later."""
        while True:
            update = await queue.get()
            pause = 0.0
            while not await self._posted(update):
                await asyncio.sleep(pause * self._patience)
                pause = min(pause * 2 or 1.0, 60.0)

    async def _posted(self, update: Json) -> bool:
        headers = {SECRET_HEADER: self.hook.secret} if self.hook.secret else {}
        try:
            async with self._http.post(
                self.hook.url, json=update, headers=headers, allow_redirects=False, timeout=ClientTimeout(total=60)
            ) as response:
                status, wait = response.status, int(response.headers.get("Retry-After", "0"))
                reply: Json = await response.json() if response.content_type == "application/json" else {}
        except (ClientError, TimeoutError):
            status, wait, reply = 0, 0, {}
        if status == 200 and "method" in reply:
            await self._called_in_reply(**reply)
        self.deliveries.append((update["update_id"], status))
        async with self._changed:
            self._changed.notify_all()
        if 200 <= status < 300:
            return True
        self.hook.last_error = f"Wrong response from the webhook: {status}"
        await asyncio.sleep(wait * self._patience)
        return False

    async def _called_in_reply(self, method: str, **params: Any) -> None:
        """Run the call that came in the answer to a webhook, as Telegram does; nobody learns what became of it."""
        with suppress(ClientError):
            async with self._http.post(f"{self.api}/bot{self.token}/{method}", json=params):
                pass


# -- answers -----------------------------------------------------------------------------------------------------


def _accepted(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(status: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": status, "description": description}, status=status)


def _answer(trouble: Trouble, path: str) -> web.Response:
    if isinstance(trouble.body, str):
        headers = {"Location": path} if 300 <= trouble.status < 400 else {}
        return web.Response(status=trouble.status, text=trouble.body, content_type="text/html", headers=headers)
    return web.json_response(trouble.body, status=trouble.status)


def _result(response: web.Response) -> Any:
    return json.loads(response.text or "{}")["result"]


def _shown(params: Json, message_id: int) -> Shown:
    markup = params.get("reply_markup", {})
    inline = markup.get("inline_keyboard", [])
    keys = [key for row in markup.get("keyboard", []) for key in row]
    return Shown(
        message_id=message_id,
        text=params["text"],
        buttons=tuple((button["text"], button["callback_data"]) for row in inline for button in row),
        rows=tuple(len(row) for row in inline),
        keys=tuple(key["text"] for key in keys if not key.get("request_location")),
        place_key=next((key["text"] for key in keys if key.get("request_location")), ""),
        takes_keys_away=markup.get("remove_keyboard", False),
        protected=params.get("protect_content", False),
        preview=not params.get("link_preview_options", {}).get("is_disabled", False),
    )
