"""The far side of Twilio for tests: its REST API on this machine, with invented people behind it.

Messages, files and menus are kept as Twilio keeps them and can be listed, fetched and deleted; what WhatsApp would not
take is refused with Twilio's own codes. People write through forms that are signed as Twilio signs them.

>>> async with FarTwilio(now=clock) as far:                 # HELPLINE_TWILIO_API = far.base
...     far.helpline = "http://127.0.0.1:8080"              # where the front door listens
...     await far.write(person, Body="hello")
...     await far.tap(person, "Yes")                        # the newest button or row with that label
...     far.trouble("POST Messages", Trouble(503))          # what goes wrong with the next call
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any, Self

from aiohttp import ClientSession, ClientTimeout, web

from tests.loopback import listen

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "TEST-invented-token-of-nobody"
PUBLIC_URL = "https://helpline.test"
NUMBER = "whatsapp:+15550001111"
SMS_NUMBER = "+15550002222"
Json = dict[str, Any]
WINDOW = timedelta(hours=24)
_HOST = "https://api.twilio.com"
"""Twilio itself answers with paths here; its description wants whole addresses, and nobody follows them."""
NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
"""A choice that is written as a number."""


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. ``secrets`` are what would name them if it turned up anywhere."""

    number: str = "+15551234567"
    channel: str = "whatsapp"

    @property
    def address(self) -> str:
        return f"whatsapp:{self.number}" if self.channel == "whatsapp" else self.number

    @property
    def ours(self) -> str:
        return NUMBER if self.channel == "whatsapp" else SMS_NUMBER

    @property
    def secrets(self) -> tuple[str, ...]:
        digits = self.number.removeprefix("+")
        return (digits, f"Zaira Canary{digits[-4:]}", f"Canaryville{digits[-4:]}")


@dataclass(frozen=True)
class Shown:
    """One message as the person sees it: ``choices`` are (label, id), under the text or in a list."""

    sid: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    style: str = "plain"
    opener: str = ""
    callback: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.choices)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with one call: an answer, a break before or after it was taken, dawdling once it was."""

    status: int = 0
    body: str | Json = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    breaks: str = ""
    dawdles_s: float = 0.0


def refusal(status: int, code: int) -> Trouble:
    """Return an answer as Twilio refuses; its words quote what was sent, as theirs do."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return Trouble(status, {"code": code, "message": "refused: +15551234567", "more_info": more, "status": status})


class Refused(Exception):
    """A call that Twilio itself would refuse."""

    def __init__(self, code: int, status: int = 400) -> None:
        super().__init__(code)
        self.trouble = refusal(status, code)


class FarTwilio:
    """Twilio's API and the people behind it. ``strict`` refuses what WhatsApp would not take."""

    def __init__(self, now: Callable[[], datetime], *, public_url: str = PUBLIC_URL) -> None:
        self.now = now
        self.public_url = public_url
        self.helpline = ""
        self.base = ""
        self.messages: dict[str, Json] = {}
        self.media: dict[str, list[Json]] = {}
        self.menus: dict[str, Json] = {}
        self.calls: list[tuple[str, Json]] = []
        self.reached: list[str] = []
        self.deleted: list[str] = []
        self.not_final: set[str] = set()
        self.file = b""
        self._callbacks: dict[str, str] = {}
        self._screens: defaultdict[str, list[Shown]] = defaultdict(list)
        self._wrote: dict[str, datetime] = {}
        self._ids = count(1)
        self._troubles: defaultdict[str, deque[Trouble]] = defaultdict(deque)

    async def __aenter__(self) -> Self:
        self._http = ClientSession(timeout=ClientTimeout(total=30))
        app = web.Application()
        account = f"/2010-04-01/Accounts/{ACCOUNT}"
        app.router.add_post(f"{account}/Messages.json", self._answering("POST Messages", self._create))
        app.router.add_get(f"{account}/Messages.json", self._answering("GET Messages", self._list))
        app.router.add_get(f"{account}/Messages/{{sid}}.json", self._answering("GET Message", self._fetch))
        app.router.add_delete(f"{account}/Messages/{{sid}}.json", self._answering("DELETE Message", self._delete))
        app.router.add_get(f"{account}/Messages/{{sid}}/Media.json", self._answering("GET Media", self._list_media))
        app.router.add_delete(
            f"{account}/Messages/{{sid}}/Media/{{media}}.json", self._answering("DELETE Media", self._delete_media)
        )
        app.router.add_get(f"{account}/Messages/{{sid}}/Media/{{media}}", self._answering("GET File", self._give_file))
        app.router.add_post("/v1/Content", self._answering("POST Content", self._make_menu))
        app.router.add_get("/v1/Content/{sid}", self._answering("GET Content", self._fetch_menu))
        app.router.add_delete("/v1/Content/{sid}", self._answering("DELETE Content", self._delete_menu))
        self._runner, host, port = await listen(app)
        self.base = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()
        await self._runner.cleanup()

    def trouble(self, call: str, *troubles: Trouble) -> None:
        """Let the next calls of a kind ("POST Messages") go wrong; a `Trouble()` lets one pass."""
        self._troubles[call].extend(troubles)

    # -- the API -----------------------------------------------------------------------------------------------------

    def _answering(self, name: str, answer: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def handler(request: web.Request) -> web.StreamResponse:
            expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
            if request.headers.get("Authorization") != f"Basic {expected}":
                return _answer(refusal(401, 20003))
            trouble = self._troubles[name].popleft() if self._troubles[name] else Trouble()
            self.reached.append(name)
            if trouble.breaks == "before":
                await asyncio.sleep(trouble.dawdles_s)
                _hang_up(request)
                return web.Response()
            if trouble.status:
                await request.read()
                self.calls.append((name, {}))
                return _answer(trouble)
            try:
                answered: web.StreamResponse = await answer(request)
            except Refused as refused:
                answered = _answer(refused.trouble)
            await asyncio.sleep(trouble.dawdles_s)
            if trouble.breaks == "after":
                _hang_up(request)
            return answered

        return handler

    async def _create(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.calls.append(("POST Messages", form))
        shown = self._shown(form)
        if form["To"].startswith("whatsapp:"):
            self._check(form, shown)
        sid = self._sid("SM")
        screen = Shown(sid, shown.text, shown.choices, shown.style, shown.opener, form.get("StatusCallback", ""))
        self._screens[form["To"]].append(screen)
        self.messages[sid] = self._message(sid, form["From"], form["To"], shown.text, "outbound-api", "queued")
        self._callbacks[sid] = form.get("StatusCallback", "")
        return web.json_response(self.messages[sid], status=201)

    def _shown(self, form: Mapping[str, str]) -> Shown:
        if "ContentSid" not in form:
            if len(form.get("Body", "")) > 1600:
                raise Refused(21617)
            return Shown("", form["Body"])
        if form["ContentSid"] not in self.menus:
            raise Refused(21655)
        menu = self.menus[form["ContentSid"]]
        variables = json.loads(form.get("ContentVariables", "{}"))
        if any(not each or re.search(r"[\n\t]| {5}", each) for each in variables.values()):
            raise Refused(21656)

        def filled(words: str) -> str:
            return re.sub(r"\{\{(\d+)\}\}", lambda found: variables.get(found[1], menu["variables"][found[1]]), words)

        [(kind, body)] = menu["types"].items()
        if kind == "twilio/quick-reply":
            choices = tuple((filled(each["title"]), each["id"]) for each in body["actions"])
            return Shown("", filled(body["body"]), choices, "buttons")
        choices = tuple((filled(each["item"]), each["id"]) for each in body["items"])
        return Shown("", filled(body["body"]), choices, "list", filled(body["button"]))

    def _check(self, form: Mapping[str, str], shown: Shown) -> None:
        """Refuse what WhatsApp would not take in a session."""
        room = {"buttons": (3, 20), "list": (10, 24)}.get(shown.style)
        labels = [label for label, _ in shown.choices]
        if room and (
            not 1 <= len(labels) <= room[0]
            or any(not 0 < len(label) <= room[1] for label in labels)
            or len(set(labels)) < len(labels)
            or len({tap for _, tap in shown.choices}) < len(labels)
            or len(shown.text) > 1024
            or len(shown.opener) > 20
            or any(len(tap) > 200 for _, tap in shown.choices)
        ):
            raise Refused(63021)
        wrote = self._wrote.get(form["To"])
        approved = self.menus.get(form.get("ContentSid", ""), {}).get("approved", False)
        if (wrote is None or self.now() - wrote > WINDOW) and not approved:
            raise Refused(63016)

    def _message(self, sid: str, sender: str, to: str, body: str, direction: str, status: str, files: int = 0) -> Json:
        at = format_datetime(self.now().astimezone(UTC))
        uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}"
        return {
            "account_sid": ACCOUNT, "api_version": "2010-04-01", "body": body, "date_created": at, "date_sent": at,
            "date_updated": at, "direction": direction, "error_code": None, "error_message": None, "from": sender,
            "messaging_service_sid": None, "num_media": str(files), "num_segments": "1", "price": None,
            "price_unit": "usd", "sid": sid, "status": status, "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": to, "uri": f"{uri}.json",
        }  # fmt: skip

    async def _list(self, request: web.Request) -> web.Response:
        query = request.query
        self.calls.append(("GET Messages", dict(query)))
        found = [
            each
            for each in reversed(self.messages.values())
            if query.get("To", each["to"]) == each["to"] and query.get("From", each["from"]) == each["from"]
        ]
        uri = f"{_HOST}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        page = {"first_page_uri": uri, "next_page_uri": None, "previous_page_uri": None, "uri": uri, "page": 0}
        counts = {"page_size": int(query.get("PageSize", "50")), "start": 0, "end": max(len(found) - 1, 0)}
        return web.json_response({"messages": found, **page, **counts})

    async def _fetch(self, request: web.Request) -> web.Response:
        return web.json_response(self._known(self.messages, request.match_info["sid"]))

    async def _delete(self, request: web.Request) -> web.Response:
        sid = request.match_info["sid"]
        self._known(self.messages, sid)
        if sid in self.not_final:
            raise Refused(20009)
        del self.messages[sid]
        self.media.pop(sid, None)
        self.deleted.append(sid)
        return web.Response(status=204)

    async def _list_media(self, request: web.Request) -> web.Response:
        uri = f"{_HOST}{request.path}"
        page = {"first_page_uri": uri, "next_page_uri": None, "previous_page_uri": None, "uri": uri, "page": 0}
        files = self.media.get(request.match_info["sid"], [])
        return web.json_response({"media_list": files, **page, "page_size": 50, "start": 0, "end": 0})

    async def _delete_media(self, request: web.Request) -> web.Response:
        sid, media = request.match_info["sid"], request.match_info["media"]
        files = [each for each in self.media.get(sid, []) if each["sid"] != media]
        if len(files) == len(self.media.get(sid, [])):
            raise Refused(20404, 404)
        self.media[sid] = files
        self.deleted.append(media)
        return web.Response(status=204)

    async def _give_file(self, request: web.Request) -> web.Response:
        known = [each["sid"] for each in self.media.get(request.match_info["sid"], [])]
        if request.match_info["media"] not in known:
            raise Refused(20404, 404)
        return web.Response(body=self.file)

    async def _make_menu(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.calls.append(("POST Content", given))
        return web.json_response(self.menus[self.add_menu(given)], status=201)

    def add_menu(self, given: Json) -> str:
        """Make a menu, or a template that the organisation had ``approved``."""
        sid = self._sid("HX")
        at = self.now().astimezone(UTC).isoformat().replace("+00:00", "Z")
        uri = f"https://content.twilio.com/v1/Content/{sid}"
        self.menus[sid] = {
            "account_sid": ACCOUNT, "date_created": at, "date_updated": at, "friendly_name": "", "sid": sid,
            "url": uri, "variables": {}, "links": {"approval_create": f"{uri}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{uri}/ApprovalRequests"}, **given,
        }  # fmt: skip
        return sid

    async def _fetch_menu(self, request: web.Request) -> web.Response:
        return web.json_response(self._known(self.menus, request.match_info["sid"]))

    async def _delete_menu(self, request: web.Request) -> web.Response:
        self._known(self.menus, request.match_info["sid"])
        del self.menus[request.match_info["sid"]]
        return web.Response(status=204)

    def _known(self, kept: dict[str, Json], sid: str) -> Json:
        if sid not in kept:
            raise Refused(20404, 404)
        return kept[sid]

    def _sid(self, kind: str) -> str:
        return f"{kind}{next(self._ids):032x}"

    # -- the people --------------------------------------------------------------------------------------------------

    def screen(self, person: Person) -> list[Shown]:
        """Return everything a person was shown."""
        return self._screens[person.address]

    def called(self, name: str) -> list[Json]:
        """Return what was asked, each time a call of a kind was made."""
        return [given for each, given in self.calls if each == name]

    def form(self, person: Person, **fields: str) -> dict[str, str]:
        """Return the form of an inbound message, with everything that Twilio tells of a person."""
        digits, name, town = person.secrets
        sid = fields.pop("MessageSid", "") or self._sid("SM")
        profile = {"ProfileName": name, "WaId": digits} if person.channel == "whatsapp" else {"FromCity": town}
        return {
            "SmsMessageSid": sid, "MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "From": person.address,
            "To": person.ours, "Body": "", "NumMedia": "0", "NumSegments": "1", "MessageType": "text",
            "SmsStatus": "received", "ReferralNumMedia": "0", "ApiVersion": "2010-04-01",
            "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": {"ProfileName": name}}}),
            **profile, **fields,
        }  # fmt: skip

    async def write(self, person: Person, **fields: str) -> int:
        """Let a person write; returns the status of our answer. Twilio keeps what they wrote, as it does."""
        form = self.form(person, **fields)
        self.keep(form)
        return await self.post("/whatsapp", form)

    def keep(self, form: Mapping[str, str]) -> None:
        """Keep an inbound at Twilio, whether or not its webhook was ever called."""
        sid, sender, files = form["MessageSid"], form["From"], int(form["NumMedia"])
        self.messages[sid] = self._message(sid, sender, form["To"], form["Body"], "inbound", "received", files)
        self.media[sid] = [
            {"sid": self._sid("ME"), "account_sid": ACCOUNT, "parent_sid": sid, "content_type": "audio/ogg"}
            for _ in range(files)
        ]
        self._wrote[sender] = self.now()

    async def tap(self, person: Person, label: str) -> int:
        """Let a person tap the newest button or row with a label, ticked or not; or type the number it has."""
        for shown in reversed(self.screen(person)):
            for each, tap in shown.choices:
                bare = each.removeprefix("✓ ")
                if bare == label and shown.style == "buttons":
                    return await self.write(person, Body=each, ButtonPayload=tap, ButtonText=each)
                if bare == label:
                    return await self.write(person, Body=each, ListId=tap, ListTitle=each, MessageType="interactive")
            for line in NUMBERED.finditer(shown.text):
                if line[2].removeprefix("✓ ") == label:
                    return await self.write(person, Body=line[1])
        raise AssertionError(f"nothing to tap reads '{label}'")

    async def report(self, sid: str, status: str, code: int = 0) -> int:
        """Tell the helpline what became of a message of its own."""
        message, callback = self.messages[sid], self._callbacks[sid]
        error = {"ErrorCode": str(code)} if code else {}
        form = {
            "MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "From": message["from"], "To": message["to"],
            "MessageStatus": status, "SmsStatus": status, "ApiVersion": "2010-04-01", **error,
        }  # fmt: skip
        return await self.post(callback.removeprefix(self.public_url), form)

    async def post(self, path: str, form: Mapping[str, str], **headers: str) -> int:
        """Post a signed form; returns the status of the answer."""
        signed = {"X-Twilio-Signature": signature(f"{self.public_url}{path}", form), **headers}
        async with self._http.post(f"{self.helpline}{path}", data=form, headers=signed) as response:
            await response.read()
            return response.status


def signature(url: str, form: Mapping[str, str], key: str = TOKEN, algorithm: str = "sha1") -> str:
    """Return what Twilio signs a form with."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(key.encode(), signed.encode(), getattr(hashlib, algorithm)).digest()).decode()


def _answer(trouble: Trouble) -> web.Response:
    if isinstance(trouble.body, str):
        return web.Response(status=trouble.status, text=trouble.body, headers=dict(trouble.headers))
    return web.json_response(trouble.body, status=trouble.status, headers=dict(trouble.headers))


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:  # else the caller was quicker
        request.transport.abort()
